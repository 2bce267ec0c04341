import type { ByteStream } from '../../host/byte-stream.ts'
import { decodeCommand, encodeMessage, type UnitCommand, UnitFraming } from '../codecs/text-unit.ts'

/** A tag as it lies on the simulated unit. */
export interface TwinTag {
  readonly barcode: string
  readonly country: string
  readonly library: string
  readonly complete: boolean
  /** Whether the gate alarms for it. */
  secured: boolean
  /** A tag that cannot be written: the unit answers NOK. */
  stuck?: boolean
}

/** A simulated RFID unit at the far end of a line. It shows one tag at a time and switches the alarm only after the desk's word. */
export class TextUnitTwin {
  readonly tags: TwinTag[] = []
  /** Every command that came, for tests that ask what the desk really said. */
  readonly heard: UnitCommand[] = []
  private readonly framing = new UnitFraming()
  private readonly stream: ByteStream
  private begun = false
  private shown: TwinTag | undefined
  private readonly queue: TwinTag[] = []

  constructor(stream: ByteStream) {
    this.stream = stream
    stream.onBytes(bytes => {
      for (const line of this.framing.push(bytes)) void this.hear(line)
    })
  }

  /** Puts an item on the pad. */
  put(tag: Partial<TwinTag> & { barcode: string }): TwinTag {
    const whole: TwinTag = { country: 'FI', library: 'Demo', complete: true, secured: true, ...tag }
    this.tags.push(whole)
    this.queue.push(whole)
    void this.showNext()
    return whole
  }

  /** Takes an item off the pad, also in the middle of a conversation about it. */
  take(barcode: string): void {
    for (const list of [this.tags, this.queue]) {
      const place = list.findIndex(tag => tag.barcode === barcode)
      if (place >= 0) list.splice(place, 1)
    }
    if (this.shown?.barcode === barcode) this.shown = undefined
    void this.showNext()
  }

  private async showNext(): Promise<void> {
    if (!this.begun || this.shown) return
    this.shown = this.queue.shift()
    const tag = this.shown
    if (tag)
      await this.say({
        kind: 'item',
        tag: tagText(tag),
        barcode: tag.barcode,
        country: tag.country,
        library: tag.library,
        complete: tag.complete,
      })
  }

  private async hear(line: string): Promise<void> {
    const command = decodeCommand(line)
    if (!command) return this.say({ kind: 'done', ok: false })
    this.heard.push(command)
    switch (command.kind) {
      case 'begin':
        this.begun = true
        await this.say({ kind: 'done', ok: true })
        return this.showNext()
      case 'end':
        this.begun = false
        return this.say({ kind: 'done', ok: true })
      case 'count':
        return this.say({ kind: 'done', ok: true, count: this.tags.length })
      case 'accept': {
        const tag = this.shown
        this.shown = undefined
        const ok = tag ? this.switchAlarm(tag, command.alarm) : false
        await this.say({ kind: 'done', ok })
        return this.showNext()
      }
      case 'retry-alarm': {
        const tag = this.tags.find(candidate => tagText(candidate) === command.tag)
        return this.say({ kind: 'done', ok: tag ? this.switchAlarm(tag, command.alarm) : false })
      }
      case 'reread':
        if (this.shown) this.queue.unshift(this.shown)
        this.shown = undefined
        return this.showNext()
      default:
        return this.say({ kind: 'done', ok: true })
    }
  }

  private switchAlarm(tag: TwinTag, alarm: 'on' | 'off' | 'leave'): boolean {
    if (alarm === 'leave') return true
    if (tag.stuck) return false
    tag.secured = alarm === 'on'
    return true
  }

  private async say(message: Parameters<typeof encodeMessage>[0]): Promise<void> {
    await this.stream.write(encodeMessage(message)).catch(() => undefined)
  }
}

function tagText(tag: TwinTag): string {
  return `${tag.barcode}:${tag.country}:${tag.library}`
}
