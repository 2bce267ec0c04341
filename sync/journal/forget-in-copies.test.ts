import { expect, test } from 'vitest'
import type { Entry } from './entry.ts'
import { fileCopy } from './file-journal.node.ts'
import { loanDraft, memoryFile, told } from './journal.fixture.ts'
import { readLine, writeLine } from './line-format.ts'
import { openJournal } from './open-journal.ts'
import { withoutPersons } from './persons-in-entry.ts'

function disks() {
  const [database, file] = [memoryFile(), memoryFile()]
  const open = async () =>
    openJournal(
      fileCopy(database, async () => {}),
      { station: 'bus-1', file },
    )
  return { database, file, open }
}

const whole = (line: string) => readLine(line).kind === 'entry'

test('[JO16] forgetting takes nothing from a file that could not be read at the start: what it alone holds is there at the next', async () => {
  const { database, file, open } = disks()
  const [old] = (await (await open()).journal.append([loanDraft('A'), loanDraft('B')])) as [Entry]
  // The database was emptied, and at this start the file cannot be read.
  database.lines = []
  file.failing = new Error('busy')
  const { journal } = await open()
  delete file.failing
  const later = await journal.append([loanDraft('C')])
  expect(journal.copies()).toEqual({ kind: 'two' })
  expect(await journal.forget([...later, old], '')).toBe(1)
  const again = await open()
  expect(told(await again.journal.entries()).toSorted()).toEqual(expect.arrayContaining(['A', 'B', 'C']))
})

test('[JO16] forgetting does not carry damage from one copy into the other', async () => {
  const { database, file } = disks()
  const copy = fileCopy(database, async () => {})
  let damage = false
  const damaged = (entry: Entry) =>
    damage && entry.sequence < 3 ? ({ ...entry, transaction: { ...entry.transaction, barcode: 'X' } } as Entry) : entry
  const { journal } = await openJournal(
    { ...copy, entries: async after => (await copy.entries(after)).map(damaged) },
    { station: 'bus-1', file },
  )
  const written = await journal.append([loanDraft('A'), loanDraft('B'), loanDraft('C')])
  damage = true
  expect(await journal.forget(written.slice(1), '')).toBe(1)
  expect(file.lines.every(whole)).toBe(true)
  expect(database.lines.every(whole)).toBe(true)
  expect(told(file.lines.map(line => JSON.parse(line)))).toEqual(['A', 'B', 'C'])
})

test('[JO16] killed between the copies, what one has forgotten and the other not is whole in both after the start, and is forgotten then', async () => {
  const { database, file, open } = disks()
  const written = await (await open()).journal.append([loanDraft('A'), loanDraft('B')])
  file.lines = written.map(entry => writeLine(withoutPersons(entry)))
  const { journal, recovery } = await open()
  expect(recovery).toEqual({ kind: 'clean' })
  expect(await journal.entries()).toEqual(written)
  expect(database.aside).toEqual([])
  expect(await journal.forget(written, '')).toBe(2)
  expect([...database.lines, ...file.lines].join()).not.toContain('"salt"')
})
