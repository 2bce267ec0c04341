import type { Kysely } from 'kysely'
import { milliseconds } from '../../circulation/replay/scan-order.ts'
import type { EntryTime } from '../journal/entry.ts'
import type { Tables } from './tables.ts'

/** When a station was last heard, and what it said of itself. Instants on the hub. */
export interface Contact {
  readonly lastContact: string
  readonly lastUpload?: string
  /** When it last asked for the register's changes: its data are of then. */
  readonly dataOf?: string
  /** The older of its protocol and this hub's, as its last upload said. */
  readonly protocol?: number
  /** Of the last entry that it sent. */
  readonly clock?: NonNullable<EntryTime['offset']>
}

export interface Contacts {
  /** A request of the station came in; what else is known is added. */
  heard(station: string, more?: Omit<Contact, 'lastContact'>): Promise<void>
  all(): Promise<ReadonlyMap<string, Contact>>
}

/** A poll every few seconds is not worth a write each. */
const writtenEveryMs = 30_000

/** Contacts in memory, written down now and then. */
export function contactsOn(db: Kysely<Tables>, now: () => string): Contacts {
  let known: Promise<Map<string, Contact>> | undefined
  const written = new Map<string, number>()

  function book(): Promise<Map<string, Contact>> {
    known ??= db
      .selectFrom('station_contacts')
      .selectAll()
      .execute()
      .then(rows => new Map(rows.map(({ station, row }) => [station, JSON.parse(row) as Contact])))
    return known
  }

  return {
    async heard(station, more = {}) {
      const contacts = await book()
      const lastContact = now()
      const contact = { ...contacts.get(station), ...more, lastContact }
      contacts.set(station, contact)
      const at = milliseconds(lastContact)
      if (at - (written.get(station) ?? 0) < writtenEveryMs && !more.lastUpload) return
      written.set(station, at)
      const row = JSON.stringify(contact)
      await db
        .insertInto('station_contacts')
        .values({ station, row })
        .onConflict(conflict => conflict.column('station').doUpdateSet({ row }))
        .execute()
    },
    async all() {
      const mine = await book()
      const rows = await db.selectFrom('station_contacts').selectAll().execute()
      // Another process on the same database may have heard a station since.
      for (const { station, row } of rows) {
        const told = JSON.parse(row) as Contact
        if (told.lastContact > (mine.get(station)?.lastContact ?? '')) mine.set(station, { ...mine.get(station), ...told })
      }
      return mine
    },
  }
}
