import Dexie, { type Table } from 'dexie'
import { tailAfter } from './chain.ts'
import { type AsideRow, databaseStores, databaseVersion, type EntryRow, type TailRow } from './database-schema.ts'
import type { Entry, Tail } from './entry.ts'
import type { FirstCopy } from './first-copy.ts'
import { JournalError } from './journal.ts'
import { writeLine } from './line-format.ts'
import { isNoRoom } from './no-room.ts'

export class JournalDatabase extends Dexie {
  declare readonly entries: Table<EntryRow, number>
  declare readonly tail: Table<TailRow, string>
  declare readonly aside: Table<AsideRow, number>

  constructor(name: string, durability: 'strict' | 'relaxed' = 'strict') {
    super(name, { chromeTransactionDurability: durability })
    this.version(databaseVersion).stores(databaseStores)
  }
}

/** The journal's copy in IndexedDB, in this thread. Rejects with `JournalError` `full` or `broken`. */
export function dexieCopy(database: JournalDatabase): Omit<FirstCopy, 'alone'> {
  return {
    read: () => told(() => readAll(database)),
    add: (entries, before) => told(() => addRows(database, entries, before)),
    replace: entries => told(() => replaceRows(database, entries)),
    forget: (entries, asideBefore) => told(() => forgetRows(database, entries, asideBefore)),
    entries: after => told(() => readAfter(database, after)),
    close: async () => database.close(),
  }
}

async function readAll(database: JournalDatabase): Promise<{ lines: readonly string[]; tail?: Tail }> {
  return database.transaction('r', database.entries, database.tail, async () => {
    const rows = await database.entries.toArray()
    const tail = await database.tail.get('tail')
    return { lines: rows.map(({ line }) => line), ...(tail && { tail }) }
  })
}

async function addRows(database: JournalDatabase, entries: readonly Entry[], before?: Tail): Promise<void> {
  await database.transaction('rw', database.entries, database.tail, async () => {
    // The three requests run in this order, without waiting for each other.
    const [stored] = await Promise.all([
      database.tail.get('tail'),
      database.entries.bulkAdd(entries.map(toRow)),
      database.tail.put(tailRow(entries)),
    ])
    if (before && !isTail(stored, before))
      throw new JournalError('broken', 'the database does not end where this journal left it')
  })
}

/** A new epoch may follow on any other. */
function isTail(stored: Tail | undefined, { epoch, sequence, hash }: Tail): boolean {
  if (sequence === 0) return stored?.epoch !== epoch
  return stored?.epoch === epoch && stored.sequence === sequence && stored.hash === hash
}

async function replaceRows(database: JournalDatabase, entries: readonly Entry[]): Promise<void> {
  await database.transaction('rw', database.entries, database.tail, database.aside, async () => {
    const lines = new Set(entries.map(writeLine))
    const at = new Date().toISOString()
    const rows = await database.entries.toArray()
    await database.aside.bulkAdd(rows.filter(({ line }) => !lines.has(line)).map(({ line }) => ({ line, at })))
    await database.entries.clear()
    await database.entries.bulkAdd(entries.map(toRow))
    await (entries.length > 0 ? database.tail.put(tailRow(entries)) : database.tail.clear())
  })
}

async function forgetRows(database: JournalDatabase, entries: readonly Entry[], asideBefore: string): Promise<void> {
  await database.transaction('rw', database.entries, database.aside, async () => {
    for (const entry of entries)
      await database.entries
        .where('[epoch+sequence]')
        .equals([entry.epoch, entry.sequence])
        .modify({ line: writeLine(entry) })
    await database.aside.filter(({ at }) => at < asideBefore).delete()
  })
}

async function readAfter(database: JournalDatabase, after?: Pick<Tail, 'epoch' | 'sequence'>): Promise<readonly Entry[]> {
  const position = after ? await positionOf(database, after) : 0
  const rows = await database.entries.where('position').above(position).toArray()
  return rows.map(({ line }) => JSON.parse(line) as Entry)
}

async function positionOf(database: JournalDatabase, { epoch, sequence }: Pick<Tail, 'epoch' | 'sequence'>): Promise<number> {
  const inEpoch = (from: number, to: number) =>
    database.entries.where('[epoch+sequence]').between([epoch, from], [epoch, to], true, true)
  const upTo = await inEpoch(0, sequence).last()
  if (upTo?.position !== undefined) return upTo.position
  const first = await inEpoch(0, Number.POSITIVE_INFINITY).first()
  return first?.position === undefined ? 0 : first.position - 1
}

function toRow(entry: Entry): EntryRow {
  return { epoch: entry.epoch, sequence: entry.sequence, line: writeLine(entry) }
}

function tailRow(entries: readonly Entry[]): TailRow {
  return { name: 'tail', ...tailAfter(entries.at(-1) as Entry) }
}

async function told<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toJournalError(error)
  }
}

/** A full disk comes as a quota error, bare or as the reason of an aborted transaction. */
export function toJournalError(error: unknown): JournalError {
  if (error instanceof JournalError) return error
  const kind = isNoRoom(error) ? 'full' : 'broken'
  return new JournalError(kind, error instanceof Error ? error.message : String(error), { cause: error })
}
