import type { ByteStream } from '../../host/byte-stream.ts'
import { feigStatus, writeBlocksAnswer, writeInventory, writeSystemInfo } from '../codecs/feig/answers.ts'
import { encodeFrame, type FeigFrame, feigFraming } from '../codecs/feig/frame.ts'
import { writeBuffer } from '../codecs/feig/read-buffer.ts'
import { type FeigRequest, fromFrame } from '../codecs/feig/requests.ts'
import { reverseBlocks } from '../codecs/tags/read-tag.ts'
import { answerOnThisDay, hearFrames } from './answering.ts'
import { paceOf } from './reader-pace.ts'
import { Shelf, type ShelfTag } from './shelf.ts'

const blockSize = 4
const written = {
  done: feigStatus.ok,
  'no-tag': feigStatus.noTag,
  failed: feigStatus.writeError,
  locked: feigStatus.iso15693,
} as const

type Reply = readonly [status: number, ...data: number[]]

/** A simulated FEIG reader at the far end of a line. In host mode it sends each block's bytes the other way round, as real ones do. */
export class FeigTwin {
  readonly shelf: Shelf
  /** Every request that came. */
  readonly heard: FeigRequest[] = []
  /** In these modes a reader refuses commands for tags. */
  mode: 'host' | 'scan' | 'buffered' = 'host'
  /** Tags in one answer to an inventory; the host asks again for the rest. */
  tagsAtOnce = 8
  private readonly stream: ByteStream
  private rest: ShelfTag[] = []
  private buffer: Uint8Array[] = []

  constructor(stream: ByteStream, shelf = new Shelf()) {
    this.stream = stream
    this.shelf = shelf
    hearFrames(stream, feigFraming('host'), frame => void this.hear(frame))
  }

  /** Buffered mode: the reader has seen this tag by itself. */
  collect({ memory }: ShelfTag): void {
    this.buffer.push(memory.slice(0, 32))
  }

  private async hear(frame: FeigFrame): Promise<void> {
    const request = fromFrame(frame)
    if (request) this.heard.push(request)
    const found = this.shelf.tags.size
    const [status, ...data] = request ? this.reply(request) : ([feigStatus.unknownCommand] as const)
    const slow = request?.kind === 'inventory' ? this.shelf.inventoryMsPerTag * this.shelf.tags.size : 0
    // A long answer comes in an advanced frame, whatever was asked with.
    const advanced = frame.advanced || data.length + 6 > 255
    const reply = encodeFrame({ advanced, address: 0, command: frame.command, data: Uint8Array.of(status, ...data) })
    const { pace } = this.shelf
    const bytesBothWays = encodeFrame(frame).length + reply.length
    // An inventory's rest is in the reader already.
    const inField = request?.kind === 'inventory' && !request.more ? found : 0
    const inAll = slow + (pace ? paceOf(pace, request ?? undefined, bytesBothWays, inField) : 0)
    const bytes = await answerOnThisDay(this.shelf, reply, inAll)
    if (bytes) await this.stream.write(bytes).catch(() => undefined)
  }

  private reply(request: FeigRequest): Reply {
    const refused =
      this.mode !== 'host' &&
      !['read-buffer', 'clear-buffer', 'software-version', 'reader-info', 'baud-detect'].includes(request.kind)
    if (refused) return [feigStatus.notNow]
    switch (request.kind) {
      case 'software-version':
        return [feigStatus.ok, 0x02, 0x05, 0x00, 0x80, 0x50, 0x00, 0x38]
      case 'reader-info':
        return [feigStatus.ok, 0x02, 0x05, 0x00, 0x80, 0x50, 0x00, 0x38, 0x00, 0xff, 0x00, 0xff]
      case 'inventory':
        return this.inventory(request.more ?? false)
      case 'read-buffer':
        return this.buffer.length === 0 ? [0x92] : [feigStatus.ok, ...writeBuffer(this.buffer)]
      case 'clear-buffer':
        this.buffer = []
        return [feigStatus.ok]
      case 'baud-detect':
      case 'cpu-reset':
      case 'rf-reset':
      case 'rf':
      case 'reset-to-ready':
        return [feigStatus.ok]
      default:
        return this.replyOfTag(request)
    }
  }

  private inventory(more: boolean): Reply {
    if (!more) this.rest = [...this.shelf.tags.values()].filter(tag => !tag.dead)
    if (this.rest.length === 0) return [feigStatus.noTag]
    const now = this.rest.splice(0, this.tagsAtOnce)
    return [this.rest.length > 0 ? feigStatus.moreData : feigStatus.ok, ...writeInventory(now)]
  }

  private replyOfTag(
    request: Exclude<FeigRequest, { kind: 'inventory' | 'read-buffer' | 'rf' } | { kind: 'software-version' }>,
  ): Reply {
    const uid = 'uid' in request ? request.uid : undefined
    const tag = uid === undefined ? this.shelf.tags.values().next().value : this.shelf.tags.get(uid)
    if (!tag || tag.dead) return [feigStatus.noTag]
    switch (request.kind) {
      case 'read-blocks':
        return this.blocks(tag, request.first, request.count)
      case 'write-blocks': {
        const at = request.first * blockSize
        if (at + request.data.length > tag.memory.length) return [feigStatus.iso15693, 0x10, request.first]
        return this.write(tag, it => it.memory.set(reverseBlocks(request.data), at))
      }
      case 'write-afi':
        return this.write(tag, it => {
          it.afi = request.value
        })
      case 'write-dsfid':
        return this.write(tag, it => {
          it.dsfid = request.value
        })
      case 'system-info':
        return [feigStatus.ok, ...writeSystemInfo({ ...tag, blockSize, blocks: tag.memory.length / blockSize })]
      case 'security-status':
        return [feigStatus.ok, request.count, ...new Uint8Array(request.count)]
      case 'eas': {
        const { act } = request
        if (act === 'check') return [tag.eas ? feigStatus.ok : feigStatus.noTag]
        return this.write(tag, it => {
          it.eas = act === 'set'
        })
      }
      default:
        return [feigStatus.ok]
    }
  }

  private blocks(tag: ShelfTag, first: number, count: number): Reply {
    if ((first + count) * blockSize > tag.memory.length) return [feigStatus.iso15693, 0x10]
    const memory = reverseBlocks(tag.memory)
    const blocks = Array.from({ length: count }, (_, index) => {
      const at = (first + index) * blockSize
      return { locked: false, bytes: memory.slice(at, at + blockSize) }
    })
    return [feigStatus.ok, ...writeBlocksAnswer({ size: blockSize, blocks })]
  }

  private write(tag: ShelfTag, change: (tag: ShelfTag) => void): Reply {
    const how = this.shelf.write(tag.uid, change)
    return how === 'locked' ? [written.locked, 0x12, 0] : [written[how]]
  }
}
