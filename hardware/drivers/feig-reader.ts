import type { ByteStream } from '../../host/byte-stream.ts'
import {
  answerOf,
  type FeigAnswer,
  feigStatus,
  readBlocksAnswer,
  readInventory,
  readReaderInfo,
  readSystemInfo,
} from '../codecs/feig/answers.ts'
import { encodeFrame, type FeigFrame, feigFraming } from '../codecs/feig/frame.ts'
import { type BufferedRecord, readBuffer } from '../codecs/feig/read-buffer.ts'
import { type FeigRequest, toFrame } from '../codecs/feig/requests.ts'
import { reverseBlocks } from '../codecs/tags/read-tag.ts'
import { type Asked, Exchange } from './exchange.ts'
import { type SeenTag, TagError, type TagReader } from './tag-reader.ts'

const readMs = 1500
const writeMs = 3000
const iso15693 = 3
const mostRounds = 32

/** ISO 15693 error codes that come behind status 95. */
const tagErrors: Readonly<Record<number, TagError['kind']>> = {
  1: 'not-supported',
  16: 'no-such-block',
  17: 'locked',
  18: 'locked',
  19: 'not-written',
}

/** FEIG OBID readers. In host mode they send each block's bytes the other way round (`msb`) unless they are set up otherwise. */
export class FeigReader implements TagReader {
  description = 'FEIG'
  private readonly exchange: Exchange<FeigFrame>
  private readonly order: 'msb' | 'lsb'

  constructor(stream: ByteStream, order: 'msb' | 'lsb' = 'msb', hurry = 1) {
    this.exchange = new Exchange(stream, feigFraming('reader'), asked({ kind: 'software-version' }), hurry)
    this.order = order
  }

  /** Asks who is there. Rejects where no reader answers. */
  async begin(): Promise<void> {
    const answer = await this.ask({ kind: 'software-version' })
    const info = readReaderInfo(answer.data)
    if (info) this.description = `FEIG model ${info.model}, software ${info.software}`
  }

  async inventory(): Promise<readonly SeenTag[]> {
    const tags = new Map<string, SeenTag>()
    for (let round = 0; round < mostRounds; round++) {
      const { status, data } = await this.ask({ kind: 'inventory', ...(round > 0 && { more: true }) })
      if (status === feigStatus.noTag) break
      const isMore = status === feigStatus.moreData
      if (!isMore) throwUnlessOk(status, data, 'inventory')
      for (const { type, uid, dsfid } of readInventory(data)) {
        if (type === iso15693) tags.set(uid, { uid, ...(dsfid !== undefined && { dsfid }) })
      }
      if (!isMore) break
    }
    return [...tags.values()]
  }

  async readBlocks(uid: string, first: number, count: number): Promise<Uint8Array> {
    const data = await this.askWell({ kind: 'read-blocks', uid, first, count })
    const blocks = readBlocksAnswer(data)
    if (!blocks) throw new TagError('not-read', 'the lengths in the answer contradict each other')
    const memory = Uint8Array.from(blocks.blocks.flatMap(block => [...block.bytes]))
    return this.order === 'msb' ? reverseBlocks(memory, blocks.size) : memory
  }

  async writeBlocks(uid: string, first: number, data: Uint8Array): Promise<void> {
    const ordered = this.order === 'msb' ? reverseBlocks(data) : data
    await this.askWell({ kind: 'write-blocks', uid, first, size: 4, data: ordered })
  }

  async readAfi(uid: string): Promise<number> {
    const info = readSystemInfo(await this.askWell({ kind: 'system-info', uid }))
    if (info?.uid !== uid) throw new TagError('not-read', 'the answer is about another tag')
    return info.afi
  }

  async writeAfi(uid: string, afi: number): Promise<void> {
    await this.askWell({ kind: 'write-afi', uid, value: afi })
  }

  async writeDsfid(uid: string, dsfid: number): Promise<void> {
    await this.askWell({ kind: 'write-dsfid', uid, value: dsfid })
  }

  async checkEas(uid: string): Promise<boolean> {
    const { status, data } = await this.ask({ kind: 'eas', uid, act: 'check' })
    if (status === feigStatus.noTag) return false
    throwUnlessOk(status, data, 'eas')
    return true
  }

  async setEas(uid: string, on: boolean): Promise<void> {
    await this.askWell({ kind: 'eas', uid, act: on ? 'set' : 'reset' })
  }

  /** Readers in buffered mode refuse an inventory: what they have collected by themselves, taken away from them. */
  async takeBuffer(): Promise<readonly BufferedRecord[]> {
    const { status, data } = await this.ask({ kind: 'read-buffer', records: 255 })
    if (status === feigStatus.noTag || status === emptyBuffer) return []
    throwUnlessOk(status, data, 'read-buffer')
    const records = readBuffer(data)
    if (!records) throw new TagError('not-read', 'the lengths in the buffer contradict each other')
    await this.ask({ kind: 'clear-buffer' })
    return records
  }

  private async askWell(request: FeigRequest): Promise<Uint8Array> {
    const { status, data } = await this.ask(request)
    throwUnlessOk(status, data, request.kind)
    return data
  }

  private ask(request: FeigRequest): Promise<FeigAnswer> {
    return this.exchange.ask(asked(request))
  }
}

/** "No valid data": a buffer with nothing in it. */
const emptyBuffer = 0x92

function asked(request: FeigRequest): Asked<FeigFrame, FeigAnswer> {
  const frame = toFrame(request)
  const isWrite = request.kind.startsWith('write') || (request.kind === 'eas' && request.act !== 'check')
  return {
    what: request.kind,
    bytes: encodeFrame(frame),
    answerIn: answer => (answer.command === frame.command ? answerOf(answer) : undefined),
    waitMs: isWrite ? writeMs : readMs,
  }
}

function throwUnlessOk(status: number, data: Uint8Array, what: string): void {
  const kind = kindOf(status, data)
  if (kind) throw new TagError(kind, `${what}: status ${status.toString(16).padStart(2, '0')}`)
}

function kindOf(status: number, data: Uint8Array): TagError['kind'] | undefined {
  switch (status) {
    case feigStatus.ok:
      return undefined
    case feigStatus.noTag:
      return 'no-tag'
    case feigStatus.dataFalse:
      return 'not-read'
    case feigStatus.writeError:
      return 'not-written'
    case feigStatus.addressError:
      return 'no-such-block'
    case feigStatus.unknownCommand:
    case feigStatus.length:
      return 'not-supported'
    case feigStatus.notNow:
      return 'not-now'
    case feigStatus.collision:
    case feigStatus.overflow:
      return 'collision'
    case feigStatus.iso15693:
      return tagErrors[data[0] ?? 0] ?? 'refused'
    default:
      return 'refused'
  }
}
