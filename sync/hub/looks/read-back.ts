import type { Action, ItemSeen, PatronSeen } from '../../../circulation/evidence.ts'
import { notesAfterWrite, notesOfLateWrite, type Shown, wasDone, withNotes } from '../../../circulation/looks/after-write.ts'
import { type Sighting, withLook } from '../../../circulation/looks/sighting.ts'
import type { Outcome } from '../../../circulation/outcome.ts'
import { Looker, type LookPorts, storeOf } from './look.ts'

/** How things stood before some actions were sent, as the hub remembers it, and how they stand now. */
export class ReadBack {
  readonly #looker: Looker
  readonly #before = new Map<string, readonly Sighting[]>()
  readonly #patronsBefore = new Map<string, PatronSeen>()
  readonly #now = new Map<string, ItemSeen>()
  private readonly actions: readonly Action[]
  private readonly mark: string
  private readonly ports: LookPorts

  private constructor(actions: readonly Action[], mark: string, ports: LookPorts) {
    this.actions = actions
    this.mark = mark
    this.ports = ports
    this.#looker = new Looker(ports)
  }

  /** Looks at everything that the actions are about. Rejects as the connector does. */
  static async of(actions: readonly Action[], mark: string, ports: LookPorts): Promise<ReadBack> {
    const back = new ReadBack(actions, mark, ports)
    await back.#look()
    return back
  }

  /** Whether the actions show in the system. */
  wasDone(): boolean {
    return wasDone(this.actions, this.#shownBefore(), this.#shownNow())
  }

  /** What shows was begun; nobody remembers whether it was brought to its end. That is seen to, where the system takes it in several steps. */
  async toItsEnd(): Promise<ReadBack> {
    const { connector } = this.ports
    if (!connector.finish) return this
    await connector.finish(this.actions)
    return ReadBack.of(this.actions, this.mark, this.ports)
  }

  /** The actions were carried out: what stands now is the hub's own work, and what the system made of it is added to the outcome. `sentAt`: when they were sent, where that is not now. */
  async done(outcome: Outcome, sentAt = this.ports.now()): Promise<Outcome> {
    await this.#looker.remember([...this.#now].map(([barcode, seen]) => ({ barcode, seen, by: this.mark })))
    const [before, now] = [this.#shownBefore(), this.#shownNow()]
    const late = notesOfLateWrite(this.actions, before, sentAt, this.ports.now())
    return withNotes(outcome, [...notesAfterWrite(this.actions, before, now), ...late])
  }

  /** They were rejected: what has changed since they were sent is the hub's own work. */
  async rejected(): Promise<void> {
    await this.#rememberChanges(true)
  }

  /** They were not done, or only the first of them: what has changed otherwise meanwhile is somebody else's work. */
  async notDone(): Promise<void> {
    const begun = this.actions.some((_, done) => wasDone(this.actions.slice(0, done), this.#shownBefore(), this.#shownNow()))
    await this.#rememberChanges(begun)
  }

  async #rememberChanges(own: boolean): Promise<void> {
    const at = this.ports.now()
    const looks = [...this.#now].map(([barcode, seen]) => {
      const before = this.#before.get(barcode) ?? []
      const changed = own && withLook(before, { at, seen }).length > before.length
      return { barcode, seen, ...(changed && { by: this.mark }) }
    })
    await this.#looker.remember(looks)
  }

  async #look(): Promise<void> {
    const store = storeOf(this.ports)
    const patrons = new Set(this.actions.flatMap(action => ('patronId' in action && action.patronId) || []))
    for (const patronId of patrons) {
      const before = await store.patron(patronId)
      if (before) this.#patronsBefore.set(patronId, before.seen)
      await this.#looker.patron(patronId)
    }
    for (const barcode of new Set(this.actions.flatMap(action => ('barcode' in action ? action.barcode : [])))) {
      this.#before.set(barcode, await store.sightings(barcode))
      this.#now.set(barcode, (await this.#looker.item(barcode, [...patrons])).seen)
    }
  }

  #shownBefore(): Shown {
    return { item: barcode => this.#before.get(barcode)?.at(-1), patron: patronId => this.#patronsBefore.get(patronId) }
  }

  #shownNow(): Shown {
    return { item: barcode => this.#now.get(barcode), patron: patronId => this.#looker.patrons.get(patronId)?.seen }
  }
}
