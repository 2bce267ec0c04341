import { milliseconds } from '../../circulation/replay/scan-order.ts'
import type { TurnedAwayRow } from '../protocol/office.ts'

/** Who still comes comes again within minutes: one that gave up, or has been let in since, is forgotten. */
const rememberedMs = 15 * 60_000
/** Names come from whoever knocks. */
const mostRows = 50

/** Whom this process turned away of late, for the hub's page: a bus whose journal is not taken looks well on board otherwise. */
export class TurnedAway {
  readonly #now: () => string
  readonly #rows = new Map<string, TurnedAwayRow>()

  constructor(now: () => string) {
    this.#now = now
  }

  /** Somebody came with a token that is not known, or in a station's name that their token does not speak for. */
  note(who: TurnedAwayRow['who']): void {
    const key = who ? `${who.by}/${who.station}` : ''
    this.#rows.delete(key)
    this.#rows.set(key, { at: this.#now(), ...(who && { who }) })
    const [oldest] = this.#rows.keys()
    if (this.#rows.size > mostRows && oldest !== undefined) this.#rows.delete(oldest)
  }

  /** The latest first. */
  lately(): readonly TurnedAwayRow[] {
    const since = milliseconds(this.#now()) - rememberedMs
    return [...this.#rows.values()].filter(({ at }) => milliseconds(at) > since).toReversed()
  }
}
