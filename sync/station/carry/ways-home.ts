import type { CarriedFiles } from '../../../host/carried-files.ts'
import type { Clock } from '../../../host/clock.ts'
import type { Entry } from '../../journal/entry.ts'
import { withoutSomebody } from '../../journal/persons-in-entry.ts'
import type { Desk } from '../desk.ts'
import { zoneOf } from '../desk-place.ts'
import type { SessionEvent } from '../session.ts'
import type { CarriedJournal, StationStore } from '../station-store.ts'
import { type TakenIn, takeIn } from './carry-in.ts'
import { type CarriedDay, dayToCarry, isToCarry } from './carry-out.ts'
import { type KocDay, kocDay } from './koc-file.ts'

/** `unsent`: what the hub is not known to hold. `whole`: all that this station has ever recorded. */
export type WhatToCarry = 'unsent' | 'whole'

/** `cancelled`: nobody chose a place. `failed`: it could not be written, for this reason of the system's. */
export type Written<Day> =
  | { readonly kind: 'written'; readonly where: string; readonly day: Day }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly why: string }

/** The ways home without a line. Nothing here marks anything as sent. */
export interface WaysHome {
  /** What would be written now. */
  toCarry(what: WhatToCarry): Promise<CarriedDay>
  /** Whether acts lie here alone that no file written so far holds. */
  isToCarry(): Promise<boolean>
  carryOut(what: WhatToCarry): Promise<Written<CarriedDay>>
  /** Another station's file; undefined where none was chosen. */
  takeIn(): Promise<TakenIn | { readonly kind: 'failed'; readonly why: string } | undefined>
  /** Journals of others that were taken here, the latest first. */
  carried(): readonly CarriedJournal[]
  /** What Koha's file would hold now. */
  koc(): Promise<KocDay>
  /** Writes it; what is in it is marked in the journal first. `by` is the member of staff whose PIN was right. */
  exportKoc(by: string): Promise<Written<KocDay>>
}

export interface WaysHomeParts {
  readonly station: string
  readonly desk: Pick<Desk, 'entries' | 'dispatch' | 'settings' | 'session' | 'syncNow'>
  readonly store: StationStore
  readonly files: CarriedFiles
  readonly clock: Clock
  readonly appVersion: string
}

/** The ways home of one station, over whatever files its machine can reach. */
export function waysHome({ station, desk, store, files, clock, appVersion }: WaysHomeParts): WaysHome {
  const zone = () => zoneOf(desk.session(), desk.settings())
  const entriesOf = async (what: WhatToCarry) => {
    const entries = (await desk.entries()).map(withoutSomebody)
    return what === 'whole' ? entries : unsentOf(entries, store)
  }
  const record = (transaction: Extract<SessionEvent, { type: 'way-home' }>['transaction']) =>
    desk.dispatch({ type: 'way-home', transaction })
  const toCarry = async (what: WhatToCarry) => dayToCarry(station, await entriesOf(what), clock.now(), zone())
  // Koha's file asks for a card in every line: what lost its own goes up by the other ways.
  const koc = async () =>
    kocDay(
      station,
      (await entriesOf('unsent')).filter(({ forgotten }) => !forgotten),
      appVersion,
      clock.now(),
      zone(),
    )

  return {
    toCarry,
    isToCarry: async () => isToCarry(await entriesOf('unsent')),
    async carryOut(what) {
      const { name, entries } = await toCarry(what)
      if (entries === 0) return { kind: 'nothing' }
      const place = await files.choose(name)
      if (!place) return { kind: 'cancelled' }
      // What was recorded while the place was chosen is carried too.
      const day = await toCarry(what)
      const failed = await place.write(day.text).then(() => undefined, whyNot)
      if (failed !== undefined) return { kind: 'failed', why: failed }
      const { epoch, sequence } = day.last!
      await record({ kind: 'carried-out', epoch, sequence, entries: day.entries })
      return { kind: 'written', where: place.where, day }
    },
    async takeIn() {
      const file = await files.open().catch((error: unknown) => ({ failed: whyNot(error) }))
      if (!file) return undefined
      if ('failed' in file) return { kind: 'failed', why: file.failed }
      const taken = await takeIn(file.text, station, store, clock.now())
      if (taken.kind === 'refused' || taken.known) return taken
      const { seal, entries, station: from } = taken.journal
      await record({ kind: 'carried-in', from, seal, entries })
      void desk.syncNow().catch(() => undefined)
      return taken
    },
    carried: () => [...store.stored().carried.values()].reverse(),
    koc,
    async exportKoc(by) {
      const { name, marks: some } = await koc()
      if (some.length === 0) return { kind: 'nothing' }
      const place = await files.choose(name)
      if (!place) return { kind: 'cancelled' }
      const day = await koc()
      // First the journal: a file that nobody knows of is worse than a mark without a file.
      for (const mark of day.marks) await record({ ...mark, by })
      const failed = await place.write(day.text).then(() => undefined, whyNot)
      if (failed === undefined) return { kind: 'written', where: place.where, day }
      for (const mark of day.marks) await record({ ...mark, by, written: false })
      return { kind: 'failed', why: failed }
    },
  }
}

/** From the hub's last known entry on, in the journal's order; of an epoch that it does not know, all. */
function unsentOf(entries: readonly Entry[], store: StationStore): readonly Entry[] {
  const { have } = store.stored()
  if (!have) return entries
  const epochBegins = entries.findIndex(({ epoch }) => epoch === have.epoch)
  return epochBegins < 0
    ? entries
    : entries.slice(epochBegins).filter(({ epoch, sequence }) => epoch !== have.epoch || sequence > have.sequence)
}

function whyNot(error: unknown): string {
  const code = (error as { readonly code?: unknown } | undefined)?.code
  if (typeof code === 'string') return code
  return error instanceof Error ? error.message : String(error)
}
