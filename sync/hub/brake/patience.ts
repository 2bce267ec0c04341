import { Temporal } from 'temporal-polyfill'
import type { ReplayQuestion } from '../../../circulation/outcome.ts'
import type { BrakeSettings } from '../../protocol/brake.ts'
import { officeStation } from '../../protocol/office.ts'
import type { Contacts } from '../contacts.ts'
import type { StoredEntry } from '../ports.ts'

export interface PatiencePorts {
  readonly contacts: Pick<Contacts, 'all'>
  settings(): Promise<Pick<BrakeSettings, 'patienceHours'>>
  now(): string
}

/** Until when a question is kept closed because other stations' journals may answer it; undefined: it may be asked now. */
export type Patience = (stored: StoredEntry, question: ReplayQuestion, at: string) => Promise<string | undefined>

/** What another station's journal may settle: where else the item was. */
const dissolving: readonly ReplayQuestion[] = ['order-unclear', 'confirm', 'kept-for-another']
/** Who has not been heard for longer is on no tour any more. */
const goneAfterDays = 14

/**
 * A question stays closed while a station is out that has not been heard since the scan, at most so many hours after the entry came. A station that
 * has been heard since has sent all that it recorded before: it uploads before it asks for anything.
 */
export function patience({ contacts, settings, now }: PatiencePorts): Patience {
  return async ({ id, receivedAt }, question, at) => {
    const { patienceHours } = await settings()
    if (patienceHours === 0 || !dissolving.includes(question)) return undefined
    const until = Temporal.Instant.from(receivedAt).add({ hours: patienceHours })
    const here = Temporal.Instant.from(now())
    if (Temporal.Instant.compare(here, until) >= 0) return undefined
    const gone = here.subtract({ hours: 24 * goneAfterDays })
    const isOut = [...(await contacts.all())].some(([station, { lastContact }]) => {
      if (station === id.station || station === officeStation) return false
      const heard = Temporal.Instant.from(lastContact)
      return Temporal.Instant.compare(heard, Temporal.Instant.from(at)) < 0 && Temporal.Instant.compare(heard, gone) > 0
    })
    return isOut ? until.toString() : undefined
  }
}
