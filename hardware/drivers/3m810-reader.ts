import type { ByteStream } from '../../host/byte-stream.ts'
import { answerOf, type PadAnswer, padErrors, readInventory, readOldBlocks, restOf, uidOf } from '../codecs/3m810/answers.ts'
import { encodeFrame, type PadFrame, padFraming } from '../codecs/3m810/frame.ts'
import { inventoryOf, type PadRequest, toFrame } from '../codecs/3m810/requests.ts'
import { type Asked, Exchange } from './exchange.ts'
import { type SeenTag, TagError, type TagReader } from './tag-reader.ts'

const readMs = 1500
const writeMs = 2500

/** Pads of 3M and Bibliotheca, models 210 and 810. */
export class PadReader3m implements TagReader {
  description = '3M'
  private readonly exchange: Exchange<PadFrame>
  private tellsDsfid = true

  constructor(stream: ByteStream, hurry = 1) {
    this.exchange = new Exchange(stream, padFraming(), asked({ kind: 'version' }), hurry)
  }

  /** The start-up probe, as vendors' software sends it; any version will do. Rejects where no pad answers. */
  async begin(): Promise<void> {
    const { fields } = await this.ask({ kind: 'probe' })
    this.description = `3M, version ${[...fields.subarray(1)].join('.')}`
  }

  async inventory(): Promise<readonly SeenTag[]> {
    const answer = await this.ask(inventoryOf(this.tellsDsfid))
    if (this.tellsDsfid && isRefusal(answer.error)) {
      this.tellsDsfid = false
      return this.inventory()
    }
    throwUnlessOk(answer, 'inventory')
    const tags = readInventory(answer.fields)
    if (!tags) throw new TagError('not-read', 'the lengths in the inventory contradict each other')
    // Two polls, so a tag may be named twice.
    return [...new Map(tags.map(tag => [tag.uid, tag])).values()]
  }

  async readBlocks(uid: string, first: number, count: number): Promise<Uint8Array> {
    const blocks = readOldBlocks(await this.askWell({ kind: 'read-blocks', uid, first, count }))
    if (!blocks) throw new TagError('not-read', 'the lengths in the answer contradict each other')
    const bad = blocks.findIndex((block, index) => block.error !== undefined || block.number !== ((first + index) & 0xff))
    if (bad === 0) throw new TagError('not-read', `block ${first} could not be read`)
    const good = bad < 0 ? blocks : blocks.slice(0, bad)
    return Uint8Array.from(good.flatMap(block => [...block.bytes]))
  }

  async writeBlocks(uid: string, first: number, data: Uint8Array): Promise<void> {
    await this.askWell({ kind: 'write-blocks', uid, first, data })
  }

  async readAfi(uid: string): Promise<number> {
    return this.oneByte(await this.askWell({ kind: 'get-afi', uid }))
  }

  async writeAfi(uid: string, afi: number): Promise<void> {
    await this.askWell({ kind: 'write-afi', uid, value: afi })
  }

  async writeDsfid(uid: string, dsfid: number): Promise<void> {
    await this.askWell({ kind: 'write-dsfid', uid, value: dsfid })
  }

  async checkEas(uid: string): Promise<boolean> {
    const answer = await this.ask({ kind: 'check-eas', uid })
    if (answer.error === padErrors.noTag) return false
    throwUnlessOk(answer, 'check-eas')
    return this.oneByte(restOf(answer)) !== 0
  }

  async setEas(uid: string, on: boolean): Promise<void> {
    await this.askWell({ kind: 'set-eas', uid, value: on ? 1 : 0 })
  }

  private oneByte(rest: Uint8Array): number {
    if (rest.length !== 1) throw new TagError('not-read', 'the answer has another length')
    return rest[0]!
  }

  private async askWell(request: PadRequest): Promise<Uint8Array> {
    const answer = await this.ask(request)
    throwUnlessOk(answer, request.kind)
    return restOf(answer)
  }

  private ask(request: PadRequest): Promise<PadAnswer> {
    return this.exchange.ask(asked(request))
  }
}

function asked(request: PadRequest): Asked<PadFrame, PadAnswer> {
  const frame = toFrame(request)
  const uid = 'uid' in request ? request.uid : undefined
  return {
    what: request.kind,
    bytes: encodeFrame(frame),
    answerIn: heard => {
      const answer = answerOf(heard)
      if (!answer || answer.probe !== frame.probe || answer.command !== frame.payload[0]) return undefined
      const about = uidOf(answer)
      return uid === undefined || about === undefined || about === uid ? answer : undefined
    },
    waitMs: request.kind.startsWith('write') || request.kind === 'set-eas' ? writeMs : readMs,
  }
}

function isRefusal(error: number): boolean {
  return error === padErrors.notImplemented || (error >= 0x30 && error <= 0x32)
}

function throwUnlessOk({ error }: PadAnswer, what: string): void {
  if (error === padErrors.ok) return
  throw new TagError(kindOf(error), `${what}: error ${error.toString(16).padStart(2, '0')}`)
}

function kindOf(error: number): TagError['kind'] {
  if (isRefusal(error)) return 'not-supported'
  switch (error) {
    case padErrors.noTag:
      return 'no-tag'
    case padErrors.locked:
      return 'locked'
    case padErrors.notRead:
      return 'not-read'
    case padErrors.notWritten:
      return 'not-written'
    default:
      return 'refused'
  }
}
