import { expect, onTestFinished, test, vi } from 'vitest'
import { JournalDatabase } from './dexie-copy.dom.ts'
import { journalContract, secondCopyContract } from './journal.contract.ts'
import { openDexieJournal, openReadOnly } from './journal.dom.ts'
import { loanDraft, memoryFile, told } from './journal.fixture.ts'
import { JournalError } from './journal.ts'
import { workerCopy } from './worker-copy.dom.ts'

async function freshName(): Promise<string> {
  const databaseName = `journal-${crypto.randomUUID()}`
  onTestFinished(() => new JournalDatabase(databaseName).delete())
  return databaseName
}

const make = (thread: 'own' | 'page') => async () => {
  const databaseName = await freshName()
  return {
    open: (options = {}) => openDexieJournal({ station: 'bus-1', databaseName, thread, ...options }),
    reopened: 'clean' as const,
  }
}

journalContract('IndexedDB on a thread of its own', make('own'))
journalContract("IndexedDB in the page's thread", make('page'))
secondCopyContract('IndexedDB on a thread of its own', make('own'), memoryFile)
secondCopyContract("IndexedDB in the page's thread", make('page'), memoryFile)

test('[JO13] every append is one strict transaction that holds the entries and the tail', async () => {
  const databaseName = await freshName()
  const begun: { stores: string[]; durability: string }[] = []
  const real = IDBDatabase.prototype.transaction
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...given) {
    const transaction = real.apply(this, given)
    if (transaction.mode === 'readwrite')
      begun.push({ stores: [...transaction.objectStoreNames], durability: transaction.durability })
    return transaction
  })
  onTestFinished(() => void vi.restoreAllMocks())
  // The library takes the method when the database is opened.
  const { journal } = await openDexieJournal({ station: 'bus-1', databaseName, thread: 'page' })
  begun.length = 0
  await journal.append([loanDraft('A'), loanDraft('B')])
  await journal.append([loanDraft('C')])
  expect(begun).toEqual(Array(2).fill({ stores: ['entries', 'tail'], durability: 'strict' }))
  await journal.close()
})

test('[JO13] a second window is refused, may read, and may write when the first is closed', async () => {
  const databaseName = await freshName()
  const first = await openDexieJournal({ station: 'bus-1', databaseName })
  await first.journal.append([loanDraft('A')])
  const onLocked = vi.fn()
  const second = await openDexieJournal({ station: 'bus-1', databaseName, onLocked }).catch(error => error)
  expect(second).toBeInstanceOf(JournalError)
  expect(second).toMatchObject({ kind: 'locked' })
  expect(onLocked).toHaveBeenCalledOnce()
  const reader = openReadOnly({ databaseName })
  await first.journal.append([loanDraft('B')])
  expect(told(await reader.entries())).toEqual(['A', 'B'])
  await reader.close()
  await first.journal.close()
  const third = await openDexieJournal({ station: 'bus-1', databaseName })
  await third.journal.append([loanDraft('C')])
  expect(told(await third.journal.entries())).toEqual(['A', 'B', 'C'])
  await third.journal.close()
})

test('[JO13] no room left refuses with `full`, and nothing of the append stands', async () => {
  const databaseName = await freshName()
  const file = memoryFile()
  const { journal } = await openDexieJournal({ station: 'bus-1', databaseName, file, thread: 'page' })
  await journal.append([loanDraft('A')])
  const tail = journal.tail()
  const real = IDBObjectStore.prototype.put
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (this.name === 'tail') throw new DOMException('no room', 'QuotaExceededError')
    return real.apply(this, given)
  })
  await expect(journal.append([loanDraft('B'), loanDraft('C')])).rejects.toMatchObject({ name: 'JournalError', kind: 'full' })
  vi.restoreAllMocks()
  expect(journal.tail()).toEqual(tail)
  expect(told(await journal.entries())).toEqual(['A'])
  expect(file.lines).toHaveLength(1)
  await journal.append([loanDraft('D')])
  expect(told(await journal.entries())).toEqual(['A', 'D'])
  await journal.close()
})

test('[JO2] a database that vanishes under the desk refuses with `broken`, and is restored from the file at the next start', async () => {
  const databaseName = await freshName()
  const file = memoryFile()
  const { journal } = await openDexieJournal({ station: 'bus-1', databaseName, file })
  await journal.append([loanDraft('A'), loanDraft('B')])
  await new JournalDatabase(databaseName).delete()
  await expect(journal.append([loanDraft('C')])).rejects.toMatchObject({ name: 'JournalError', kind: 'broken' })
  await journal.close()
  const again = await openDexieJournal({ station: 'bus-1', databaseName, file })
  expect(again.recovery).toEqual({ kind: 'restored', entries: 2 })
  expect(told(await again.journal.entries())).toEqual(['A', 'B'])
  await again.journal.append([loanDraft('C')])
  await again.journal.close()
})

test('[JO8] a damaged row of the database is taken from the file and kept aside', async () => {
  const databaseName = await freshName()
  const file = memoryFile()
  const { journal } = await openDexieJournal({ station: 'bus-1', databaseName, file })
  const written = await journal.append(['A', 'B', 'C'].map(barcode => loanDraft(barcode)))
  await journal.close()
  const database = new JournalDatabase(databaseName)
  await database.entries.filter(({ sequence }) => sequence === 2).modify({ line: '{"flipped":true}' })
  database.close()
  const again = await openDexieJournal({ station: 'bus-1', databaseName, file })
  expect(again.recovery).toEqual({ kind: 'completed', copy: 'database', entries: 1 })
  expect(await again.journal.entries()).toEqual(written)
  await again.journal.close()
  const aside = new JournalDatabase(databaseName)
  expect((await aside.aside.toArray()).map(({ line }) => line)).toEqual(['{"flipped":true}'])
  aside.close()
})

test('[JO7] two copies that went different ways are both kept, in both copies', async () => {
  const databaseName = await freshName()
  const file = memoryFile()
  const before = await openDexieJournal({ station: 'bus-1', databaseName, file })
  await before.journal.append([loanDraft('A')])
  await before.journal.close()
  const older = memoryFile(file.lines)
  const one = await openDexieJournal({ station: 'bus-1', databaseName, file: older })
  await one.journal.append([loanDraft('B')])
  await one.journal.close()
  const otherName = await freshName()
  const two = await openDexieJournal({ station: 'bus-1', databaseName: otherName, file })
  await two.journal.append([loanDraft('C'), loanDraft('D')])
  await two.journal.close()
  const { journal, recovery } = await openDexieJournal({ station: 'bus-1', databaseName, file })
  expect(recovery).toMatchObject({ kind: 'fork', sequence: 2, keptAside: 2 })
  const entries = await journal.entries()
  expect(told(entries)).toEqual(['A', 'B', 'C', 'D', 'fork-found'])
  expect(file.lines.map(line => JSON.parse(line))).toEqual(entries)
  await journal.close()
  const again = await openDexieJournal({ station: 'bus-1', databaseName, file })
  expect(again.recovery).toEqual({ kind: 'clean' })
  await again.journal.close()
})

test("[JO2] a journal's thread that dies refuses with `broken`, now and afterwards", async () => {
  const RealWorker = Worker
  const dead = URL.createObjectURL(new Blob(['throw new Error("no memory")']))
  vi.stubGlobal(
    'Worker',
    class extends RealWorker {
      constructor() {
        super(dead)
      }
    },
  )
  onTestFinished(() => void vi.unstubAllGlobals())
  const copy = workerCopy({ databaseName: await freshName(), durability: 'strict' })
  for (let times = 0; times < 2; times++)
    await expect(copy.read()).rejects.toMatchObject({ name: 'JournalError', kind: 'broken' })
})
