import type { Alarm, DeviceEvent, Settled, TagWish, Written } from '../../host/device-port.ts'
import { TagError, type TagReader } from '../drivers/tag-reader.ts'
import { GateBits } from './gate-bits.ts'
import { LyingTags } from './lying-tags.ts'
import { type PadPace, pauseOf, usualPace } from './pad-pace.ts'
import { PadTelling } from './pad-telling.ts'
import { type LyingItem, pictureOf } from './picture.ts'
import type { SecurityScheme } from './security-scheme.ts'
import { TagWriting } from './tag-writing.ts'
import { TagsInWork } from './tags-in-work.ts'

/** So long nobody looks while tags are switched. */
const longestTurnMs = 1000

/**
 * A live picture of what lies on a reader. It looks again and again, reads what is new, joins the parts of sets, and tells each item once when it lies
 * there for sure. It writes to a tag only on the desk's word.
 */
export class Pad {
  private readonly onEvent: (event: DeviceEvent) => void
  private readonly pace: PadPace
  private readonly inWork: TagsInWork
  private readonly lying: LyingTags
  private readonly gate: GateBits
  private readonly writing: TagWriting
  private readonly telling: PadTelling
  /** Tags that read back, and whose item has been named to the desk since they were laid down. */
  private readonly named = new Set<string>()
  private running = true

  /** `inWork`: tags whose writing was begun; it outlives a reader that was unplugged. */
  constructor(
    reader: TagReader,
    scheme: SecurityScheme,
    onEvent: (event: DeviceEvent) => void,
    pace: PadPace = usualPace,
    inWork = new TagsInWork(),
  ) {
    this.onEvent = onEvent
    this.pace = pace
    this.inWork = inWork
    this.lying = new LyingTags(reader, scheme, pace, inWork)
    this.gate = new GateBits(reader, scheme, this.lying, pace)
    this.telling = new PadTelling(onEvent, pace)
    this.writing = new TagWriting(reader, inWork, uid => this.wasWritten(uid))
  }

  /** Looks until `stop`; ends by itself when the reader is gone, which is told by whoever holds the line. */
  async run(): Promise<void> {
    while (this.running) {
      // A pile's inventory takes as long as three of its tags: whoever waits for the gate comes first.
      await Promise.race([this.gate.idle(), new Promise(resolve => setTimeout(resolve, longestTurnMs))])
      try {
        await this.look()
      } catch (error) {
        if (!(error instanceof TagError) && isGone(error)) return
      }
      if (!this.running || this.lying.isFresh()) continue
      await new Promise(resolve => setTimeout(resolve, pauseOf(this.pace, this.lying.isEmpty())))
    }
  }

  stop(): void {
    this.running = false
  }

  /** What lies there now, also what has been seen but once. */
  items(): readonly LyingItem[] {
    return pictureOf(this.lying.there())
  }

  /** The desk's word for an item: every tag of it is switched and read back. `done` only when all of them were seen in the new state. */
  async settle(barcode: string, alarm: Alarm): Promise<Settled> {
    if (alarm === 'leave') return { done: true, verified: false }
    // The word comes when the desk has it on disk.
    await this.inWork.takenOver(barcode)
    const done = await this.gate.switch(barcode, alarm === 'on', () => this.running)
    this.show()
    return { done, verified: done }
  }

  /**
   * Writes one tag anew and reads it back; what is begun is finished whenever the tag is seen again. It is told as something that lay there before: whoever
   * writes tags lends nothing by it.
   */
  write(uid: string, wish: TagWish): Promise<Written> {
    return this.writing.write(uid, wish)
  }

  private async look(): Promise<void> {
    for (const uid of await this.lying.look()) this.named.delete(uid)
    for (const { uid } of this.lying.there()) {
      await this.writing.goOn(uid)
      this.nameWritten(uid)
    }
    await this.lying.askAgain()
    this.show()
    if (this.running) this.telling.tell(this.items())
    await this.lying.readStates(() => this.gate.idle())
    this.show()
  }

  private async wasWritten(uid: string): Promise<void> {
    await this.lying.readAnew(uid)
    this.show()
    if (this.running) this.telling.tell(this.items())
    this.named.delete(uid)
    this.nameWritten(uid)
  }

  /** What its gate's bit shall be is the desk's to say: at once, or after a start, when the tag is seen. */
  private nameWritten(uid: string): void {
    const barcode = this.inWork.written(uid)
    if (barcode === undefined || this.named.has(uid) || !this.lying.isThere(uid) || !this.running) return
    this.named.add(uid)
    this.onEvent({ kind: 'tag-written', barcode })
  }

  /** A reader that is gone says nothing any more about what lies on it. */
  private show(): void {
    if (this.running) this.telling.show(this.items())
  }
}

function isGone(error: unknown): boolean {
  return (error as { kind?: unknown }).kind === 'gone'
}
