import { Dexie, type EntityTable, type Table } from 'dexie'
import type { OutcomeMessage } from '../protocol/messages.ts'
import {
  type CarriedJournal,
  type HeldEpoch,
  outcomeKey,
  type StationStore,
  type StoredLine,
  stationStore,
} from './station-store.ts'

/** Rises with every change of the tables below. */
export const stationDatabaseVersion = 2

export const stationTables = { outcomes: '[epoch+sequence]', held: 'epoch', facts: 'name', carried: 'seal' } as const

interface Fact {
  readonly name: 'cursor' | 'have' | 'offset' | 'enrolment' | 'lease' | 'registerKey' | 'journalKey' | 'hubJournalKey'
  readonly value: unknown
}

type Tables = Dexie & {
  outcomes: Table<OutcomeMessage, [string, number]>
  held: EntityTable<HeldEpoch, 'epoch'>
  facts: EntityTable<Fact, 'name'>
  carried: EntityTable<CarriedJournal, 'seal'>
}

/** Opens what the station remembers of its hub, in IndexedDB; a write is on disk when it resolves. */
export async function openDexieStationStore({ databaseName }: { readonly databaseName: string }): Promise<StationStore> {
  const database = new Dexie(databaseName, { chromeTransactionDurability: 'strict', cache: 'disabled' }) as Tables
  database.version(stationDatabaseVersion).stores(stationTables)
  await database.open()
  return stationStore(await read(database), {
    async write({ outcomes = [], held, carried, ...facts }) {
      await database.transaction('rw', [database.outcomes, database.held, database.facts, database.carried], async () => {
        await database.outcomes.bulkPut([...outcomes])
        if (held) await database.held.put(held)
        if (carried) await database.carried.put(carried)
        await database.facts.bulkPut(Object.entries(facts).map(([name, value]) => ({ name: name as Fact['name'], value })))
      })
    },
    close: async () => database.close(),
  })
}

async function read(database: Tables): Promise<StoredLine> {
  const { outcomes, held, facts, carried } = database
  return database.transaction('r', [outcomes, held, facts, carried], async () => ({
    cursor: 0,
    ...Object.fromEntries((await facts.toArray()).map(({ name, value }) => [name, value])),
    outcomes: new Map((await outcomes.toArray()).map(one => [outcomeKey(one), one])),
    held: new Map((await held.toArray()).map(one => [one.epoch, one])),
    carried: new Map((await carried.toArray()).sort(byTime).map(one => [one.seal, one])),
  }))
}

function byTime(one: CarriedJournal, other: CarriedJournal): number {
  return one.takenAt.localeCompare(other.takenAt)
}
