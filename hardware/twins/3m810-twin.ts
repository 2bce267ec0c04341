import type { ByteStream } from '../../host/byte-stream.ts'
import { frameOf, padErrors, writeInventory, writeOldBlocks } from '../codecs/3m810/answers.ts'
import { encodeFrame, type PadFrame, padFraming } from '../codecs/3m810/frame.ts'
import { fromFrame, type PadRequest } from '../codecs/3m810/requests.ts'
import { uidBytes } from '../codecs/uid.ts'
import { answerOnThisDay, hearFrames } from './answering.ts'
import { Shelf, type ShelfTag } from './shelf.ts'

const blockSize = 4
const written = { done: padErrors.ok, 'no-tag': padErrors.noTag, failed: padErrors.notWritten, locked: padErrors.locked } as const

type Reply = readonly [error: number, ...fields: number[]]

/** A simulated 3M pad at the far end of a line. */
export class PadTwin3m {
  readonly shelf: Shelf
  /** Every request that came. */
  readonly heard: PadRequest[] = []
  private readonly stream: ByteStream
  private isBusy = false

  constructor(stream: ByteStream, shelf = new Shelf()) {
    this.stream = stream
    this.shelf = shelf
    hearFrames(stream, padFraming(), frame => void this.hear(frame))
  }

  private async hear(frame: PadFrame): Promise<void> {
    // A pad ignores what comes while it works.
    if (this.isBusy) return
    this.isBusy = true
    const request = fromFrame(frame)
    if (request) this.heard.push(request)
    const [error, ...fields] = request ? this.reply(request) : ([padErrors.notImplemented] as const)
    const slow = request?.kind === 'inventory' ? this.shelf.inventoryMsPerTag * this.shelf.tags.size : 0
    const reply = frameOf({ probe: frame.probe, command: frame.payload[0]!, error, fields: Uint8Array.from(fields) })
    const bytes = await answerOnThisDay(this.shelf, encodeFrame(reply), slow)
    this.isBusy = false
    if (bytes) await this.stream.write(bytes).catch(() => undefined)
  }

  private reply(request: PadRequest): Reply {
    switch (request.kind) {
      case 'probe':
        return [padErrors.ok, 0x11, 0x0a, 0x05, 0x00, 0x02]
      case 'version':
        return [padErrors.ok, 0x0a, 0x05, 0x00, 0x02]
      case 'parameters':
        return [padErrors.ok]
      case 'pass-through':
        return [padErrors.notSupported]
      case 'inventory': {
        const tags = [...this.shelf.tags.values()].filter(tag => !tag.dead)
        return [padErrors.ok, ...writeInventory(request.afi, request.options, tags)]
      }
      default:
        return this.replyOfTag(request)
    }
  }

  private replyOfTag(request: Extract<PadRequest, { uid: string }>): Reply {
    const uid = uidBytes(request.uid)
    const tag = this.shelf.tags.get(request.uid)
    if (!tag || tag.dead) return [padErrors.noTag, ...uid]
    switch (request.kind) {
      case 'read-blocks':
        return this.blocks(tag, request.first, request.count)
      case 'write-blocks':
      case 'write-block': {
        const at = request.first * blockSize
        const end = at + request.data.length
        if (end > tag.memory.length) return [padErrors.notWritten, ...uid, request.first]
        const error = this.write(tag, it => it.memory.set(request.data, at))
        return [error, ...uid, ...(request.kind === 'write-blocks' ? [end / blockSize] : [])]
      }
      case 'get-afi':
        return [padErrors.ok, ...uid, tag.afi]
      case 'get-dsfid':
        return [padErrors.ok, ...uid, tag.dsfid]
      case 'check-eas':
        return tag.eas ? [padErrors.ok, ...uid, 1] : [padErrors.noTag, ...uid, 0]
      case 'tag-info':
        return [padErrors.ok, ...uid, 7, tag.dsfid, tag.afi, blockSize - 1, tag.memory.length / blockSize - 1]
      case 'quiet':
        return [padErrors.ok, ...uid]
      default:
        return [this.write(tag, it => changeOf(request, it)), ...uid]
    }
  }

  private blocks(tag: ShelfTag, first: number, count: number): Reply {
    const blocks = Array.from({ length: count }, (_, index) => {
      const at = (first + index) * blockSize
      const isThere = at < tag.memory.length
      const bytes = isThere ? tag.memory.slice(at, at + blockSize) : new Uint8Array(blockSize)
      return { number: first + index, locked: false, bytes, ...(!isThere && { error: padErrors.notRead }) }
    })
    return [padErrors.ok, ...uidBytes(tag.uid), ...writeOldBlocks(blocks)]
  }

  private write(tag: ShelfTag, change: (tag: ShelfTag) => void): number {
    return written[this.shelf.write(tag.uid, change)]
  }
}

function changeOf({ kind, value }: Extract<PadRequest, { value: number }>, tag: ShelfTag): void {
  if (kind === 'write-afi') tag.afi = value
  else if (kind === 'write-dsfid') tag.dsfid = value
  else if (kind === 'set-eas') tag.eas = value !== 0
}
