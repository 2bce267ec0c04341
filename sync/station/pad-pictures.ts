import { numberKey } from '../../circulation/numbers.ts'
import type { DeviceSetting, PadItem, TagFacts } from '../../host/device-port.ts'
import type { AttachPace } from './attach-devices.ts'
import type { Desk } from './desk.ts'
import type { PadTag } from './pad-on-desk.ts'

type Told = TagFacts & { readonly barcode: string; readonly library: string }

/** What was told together comes in messages of its own each. */
const tellMs = 8

interface Place {
  readonly setting: DeviceSetting
  readonly item: PadItem
  /** Undefined while it is in the picture. */
  leftAt?: number
}

/**
 * What lies on all pads, for the desk: an item is told when its pad is sure of it, together with all that was laid down with it; one that is hidden for a
 * moment has not left. A pad that is unplugged says nothing about what lies on it.
 */
export class PadPictures {
  readonly #desk: Desk
  readonly #pace: AttachPace
  readonly #places = new Map<string, Place>()
  readonly #facts = new Map<string, Told>()
  readonly #seen = new Map<string, readonly PadItem[]>()
  /** Pads that are not there: nobody sees what lies on them. */
  readonly #unplugged = new Set<string>()
  #pulls = 0
  #sent = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(desk: Desk, pace: AttachPace) {
    this.#desk = desk
    this.#pace = pace
  }

  /** The picture of one pad, whole. */
  seen(setting: DeviceSetting, items: readonly PadItem[]): void {
    const now = performance.now()
    this.#seen.set(setting.id, items)
    this.#unplugged.delete(setting.id)
    const there = new Set<string>()
    for (const item of items) {
      const key = keyOf(setting, item)
      there.add(key)
      this.#places.set(key, { setting, item })
    }
    for (const [key, place] of this.#places) {
      if (place.setting.id === setting.id && !there.has(key)) place.leftAt ??= now
    }
    this.#later()
  }

  /** A pad's plug was pulled. What lies on it has not left, but nobody sees it until the pad says so again. */
  unplugged(setting: DeviceSetting): void {
    this.#unplugged.add(setting.id)
    this.#pulls++
  }

  /** How often a plug was pulled so far. */
  pulls(): number {
    return this.#pulls
  }

  /** A pad is sure of an item. */
  told(setting: DeviceSetting, facts: Told): void {
    const key = keyOf(setting, facts)
    // Connected again, a pad takes for early what the desk saw come.
    const early = facts.early && !this.#facts.has(key)
    this.#facts.set(key, { ...facts, early })
    this.#later()
  }

  /** On which pad its tags are at this moment, or were last. */
  whereIs(barcode: string): DeviceSetting | undefined {
    return [...this.#places.values()].find(({ item }) => item.barcode && numberKey(item.barcode) === numberKey(barcode))?.setting
  }

  /** Whether all its tags are there at this moment. */
  isSeen(barcode: string): boolean {
    return [...this.#places.values()].some(
      ({ setting, item, leftAt }) =>
        leftAt === undefined &&
        !this.#unplugged.has(setting.id) &&
        item.barcode &&
        numberKey(item.barcode) === numberKey(barcode) &&
        item.missing.length === 0,
    )
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  /** Tells the desk, if it does not know yet or could not look at it before. */
  tell(): void {
    if (this.#timer !== undefined) return
    this.#forgetGone()
    const items = this.#tags()
    const unread = [...this.#seen.values()]
      .flat()
      .filter(({ what }) => what === 'damaged' || what === 'unreadable' || what === 'half').length
    const { question, staff } = this.#desk.session()
    if (items.length === 0 && unread === 0 && this.#sent === '') return
    const state = JSON.stringify([items, unread, question !== undefined, staff?.staffId])
    if (state === this.#sent) return
    this.#sent = state
    void this.#desk.dispatch({ type: 'pad', items, unread })
  }

  #tags(): readonly PadTag[] {
    return [...this.#places].flatMap(([key, { setting, item }]) => {
      const facts = this.#facts.get(key)
      if (!facts || item.barcode === null) return []
      const source = { device: 'pad', ...(setting.role && { role: setting.role }) } as const
      // Which parts are missing is what the pad was sure of: a part that is hidden for a moment has not left.
      const { parts, doubled } = item
      return [{ ...facts, parts, doubled, source }]
    })
  }

  #forgetGone(): void {
    const before = performance.now() - this.#pace.graceMs
    for (const [key, { leftAt }] of this.#places) {
      if (leftAt === undefined || leftAt > before) continue
      this.#places.delete(key)
      this.#facts.delete(key)
    }
  }

  #isAllTold(): boolean {
    const seen = [...this.#places].filter(([, { item, leftAt }]) => item.barcode !== null && leftAt === undefined)
    return seen.length > 0 && seen.every(([key]) => this.#facts.has(key)) && seen.length === this.#places.size
  }

  /**
   * Once nothing has come for a moment, or at once where everything that is seen has been told; and again when what has left is gone for sure.
   */
  #later(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.tell()
        if ([...this.#places.values()].some(({ leftAt }) => leftAt !== undefined)) this.#later()
      },
      this.#isAllTold() ? tellMs : this.#pace.gatherMs,
    )
  }
}

function keyOf(
  { id }: Pick<DeviceSetting, 'id'>,
  { barcode, library, ...rest }: Pick<PadItem, 'barcode' | 'library'> & { readonly tags?: PadItem['tags'] },
): string {
  return [id, barcode === null ? rest.tags?.map(({ uid }) => uid).join() : numberKey(barcode), library.toUpperCase()].join('|')
}
