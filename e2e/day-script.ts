import type { Chance } from '../sync/hub/demo/chance.ts'
import { demoLibrary } from '../sync/hub/demo/demo-library.ts'
import { showCards, showItems, showStaff } from '../sync/hub/demo/showcase.ts'
import type { Answer } from '../sync/station/headless-station.ts'

/** One thing that somebody at the desk does. */
export type Act =
  | { readonly kind: 'scan'; readonly text: string }
  /** A command that opens a plane, a scan that closes it again. */
  | { readonly kind: 'plane'; readonly text: string }
  | { readonly kind: 'answer'; readonly choice: 0 | 1 | 2 }
  | { readonly kind: 'finish' | 'returns-only' | 'undo' | 'renew' | 'switch-staff' }

/** What the desk shows, as far as the next act depends on it. */
export type Shown = Pick<Answer, 'verdict' | 'question' | 'patronId' | 'waiting'>

/** Numbers that no scan should ever trip over. */
const oddNumbers = [
  '0000000000',
  '9'.repeat(41),
  '853N0000001',
  '853N99999999',
  'PYS9999999',
  '7310865004703',
  '9789510123454',
  'HÄ!',
  '$$NOSUCH',
  '*853N00000017*',
  ']C1853n00000025',
  'pys0000012',
]
/** A second reading counts as one for half a minute; the two runs take differently long, so such a number rests or follows at once. */
const restsFor = 6

/** Makes up a day at the desk act by act, by seed and by what the desk shows, so that every act has something to do. */
export class DayScript {
  private readonly chance: Chance
  private readonly items: readonly string[]
  private readonly cards: readonly string[]
  private readonly lastScanned = new Map<string, number>()
  private step = 0
  private staff = 0
  private returnsOnly = false
  private closesPlane = false

  constructor(chance: Chance, today: string) {
    this.chance = chance
    const library = demoLibrary({ items: 2000, patrons: 200, seed: 1, today })
    const some = <T>(rows: Iterable<T>, part: number) => [...rows].filter(() => chance.share(part))
    this.items = some(library.items, 0.03).map(({ barcode }) => barcode)
    this.cards = some(library.patrons, 0.1).flatMap(({ cards }) => cards)
  }

  next(shown: Shown): Act {
    this.step++
    // The day begins with somebody who brings along what they have at home.
    const first = [showCards.adult, showItems.ownLoan][this.step - 1]
    if (first) return { kind: 'scan', text: first }
    const act = this.closesPlane
      ? ({ kind: 'scan', text: this.item() } as const)
      : shown.question
        ? this.whileAsked(shown.question.choices.length)
        : this.atTheDesk(shown)
    this.closesPlane = act.kind === 'plane'
    if (act.kind === 'returns-only') this.returnsOnly = !this.returnsOnly
    if (act.kind === 'scan') this.lastScanned.set(act.text, this.step)
    return act
  }

  /** Who signs in next, where the last one goes. */
  nextBadge(): string {
    this.staff = (this.staff + 1) % showStaff.length
    return showStaff[this.staff]!.badge
  }

  private whileAsked(choices: number): Act {
    const luck = this.chance.next()
    if (luck < 0.62) return { kind: 'answer', choice: this.chance.whole(0, choices - 1) as 0 | 1 | 2 }
    if (luck < 0.66) return { kind: 'answer', choice: 2 }
    if (luck < 0.7) return { kind: 'scan', text: this.chance.of(['$$YES', '$$NO', '$$A1', '$$A2']) }
    if (luck < 0.74) return { kind: 'finish' }
    if (luck < 0.77) return { kind: 'undo' }
    return { kind: 'scan', text: this.chance.share(0.3) ? this.card() : this.item() }
  }

  private atTheDesk({ patronId, verdict }: Shown): Act {
    const luck = this.chance.next()
    if (this.returnsOnly && luck < 0.15) return { kind: 'returns-only' }
    if (luck < 0.02) return { kind: 'returns-only' }
    if (luck < 0.04) return { kind: 'switch-staff' }
    if (luck < 0.07) return { kind: 'plane', text: this.chance.of(['$$HELP', '$$TASKS', '$$STOP', '$$PATRON']) }
    if (luck < 0.12 && this.lastScanned.size > 3) return { kind: 'undo' }
    if (luck < 0.2 && patronId && verdict?.word.key === 'verdict.lent') return { kind: 'renew' }
    if (luck < 0.27) return { kind: 'scan', text: this.chance.of(oddNumbers) }
    if (luck < 0.28) return { kind: 'scan', text: '$$RENEW' }
    if (luck < 0.31) return { kind: 'finish' }
    // A scanner that reads twice.
    if (luck < 0.35 && verdict?.barcode && this.rests(verdict.barcode) === 1) return { kind: 'scan', text: verdict.barcode }
    if (luck < (patronId ? 0.47 : 0.7)) return { kind: 'scan', text: this.card() }
    return { kind: 'scan', text: this.item() }
  }

  private card(): string {
    return this.chance.share(0.5) ? this.chance.of(Object.values(showCards)) : this.chance.of(this.cards)
  }

  private item(): string {
    for (;;) {
      const item = this.chance.share(0.45) ? this.chance.of(Object.values(showItems)) : this.chance.of(this.items)
      if (this.rests(item) > restsFor * 8 || this.rests(item) < restsFor) return item
    }
  }

  private rests(number: string): number {
    return this.step - (this.lastScanned.get(number) ?? Number.NEGATIVE_INFINITY)
  }
}
