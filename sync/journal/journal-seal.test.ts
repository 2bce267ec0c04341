import { expect, test } from 'vitest'
import { verifyChain } from './chain.ts'
import { fileCopy } from './file-journal.node.ts'
import { journalContract } from './journal.contract.ts'
import { loanDraft, memoryFile, told } from './journal.fixture.ts'
import { type JournalSeal, journalSeal, newHubJournalKey, openedByHub, publicJournalKey } from './journal-seal.ts'
import { openJournal } from './open-journal.ts'
import { sealedFirstCopy } from './sealed-copies.ts'

const hub = await newHubJournalKey()
const newKey = () => crypto.getRandomValues(new Uint8Array(32))
const sealTo = async (bytes = newKey()) => journalSeal(bytes, await publicJournalKey(hub))
/** Cards and ids in the drafts of the fixture. */
const { card, patronId } = loanDraft('A').transaction as unknown as { card: string; patronId: string }
const names = (text: string) => text.includes(`"${card}"`) || text.includes(`"${patronId}"`)

/** Two disks, opened under a seal. */
function disks() {
  const [database, file] = [memoryFile(), memoryFile()]
  const open = (seal?: JournalSeal) =>
    openJournal(
      fileCopy(database, async () => {}),
      { station: 'bus-1', file, ...(seal && { seal }) },
    )
  return { database, file, open, text: () => [...database.lines, ...file.lines].join('\n') }
}

journalContract('sealed first copy', async () => {
  const [database, seal] = [memoryFile(), await sealTo()]
  const copy = () =>
    sealedFirstCopy(
      fileCopy(database, async () => {}),
      seal,
    )
  return { open: (options = {}) => openJournal(copy(), { station: 'bus-1', ...options }), reopened: 'clean' }
})

test('[JO17] whose an entry is lies sealed in both copies, and is read as it was written', async () => {
  const { open, text, file, database } = disks()
  const key = newKey()
  const { journal } = await open(await sealTo(key))
  const written = await journal.append([loanDraft('A'), loanDraft('B')])
  expect(names(text())).toBe(false)
  expect(text()).toContain('"barcode":"A"')
  expect(await journal.entries()).toEqual(written)
  expect(database.lines).toHaveLength(2)
  const again = await open(await sealTo(key))
  expect(again.recovery).toEqual({ kind: 'clean' })
  expect(await again.journal.entries()).toEqual(written)
  expect(again.journal.tail()).toEqual(journal.tail())
  expect(file.aside).toEqual([])
})

test('[JO17] what was written before there was a key is sealed at the next start, and nothing of it is kept aside', async () => {
  const { open, text, file, database } = disks()
  const written = await (await open()).journal.append([loanDraft('A'), loanDraft('B')])
  expect(names(text())).toBe(true)
  const again = await open(await sealTo())
  expect(again.recovery).toEqual({ kind: 'clean' })
  expect(names(text())).toBe(false)
  expect([file.aside, database.aside]).toEqual([[], []])
  expect(await again.journal.entries()).toEqual(written)
})

test('[JO18] the keyring entry is gone between two starts: every entry is there, the chain holds, it goes on, and the hub reads each one whole', async () => {
  const { open, text } = disks()
  const before = await open(await sealTo())
  const written = await before.journal.append([loanDraft('A'), loanDraft('B')])
  for (const seal of [await sealTo(), undefined]) {
    const { journal, recovery } = await open(seal)
    expect(recovery).toEqual({ kind: 'clean' })
    const left = (await journal.entries()).slice(0, 2)
    expect(told(left)).toEqual(['A', 'B'])
    expect(verifyChain(left)).toEqual(verifyChain(written))
    expect(names(JSON.stringify(left))).toBe(false)
    expect(await Promise.all(left.map(entry => openedByHub(entry, hub)))).toEqual(written)
    const [more] = await journal.append([loanDraft('C')])
    expect(more?.epoch).toBe(written[0]?.epoch)
    expect(verifyChain(await journal.entries())).toMatchObject({ ok: true })
    await journal.close()
  }
  expect(text()).not.toContain('"kind":"fork-found"')
})

test('[JO18] another hub reads nobody, and what was sealed for one entry opens in no other', async () => {
  const { open } = disks()
  const { journal } = await open(await sealTo())
  await journal.append([loanDraft('A'), loanDraft('B')])
  const [one, two] = await (await open()).journal.entries()
  expect(await openedByHub(one!, await newHubJournalKey())).toEqual(one)
  const swapped = { ...one!, sealed: two!.sealed! }
  expect(await openedByHub(swapped, hub)).toEqual(swapped)
})

test('[JO18] a sealed line that was damaged in one copy is taken from the other; entries that are over forget what was sealed, too', async () => {
  const { open, database, file, text } = disks()
  const seal = await sealTo()
  const { journal } = await open(seal)
  const written = await journal.append([loanDraft('A'), loanDraft('B')])
  database.lines[0] = database.lines[0]!.replace('"barcode":"A"', '"barcode":"X"')
  const again = await open(seal)
  expect(await again.journal.entries()).toEqual(written)
  await again.journal.close()
  const lost = await open()
  expect(await lost.journal.forget(written, '')).toBe(2)
  expect(text()).not.toContain('"sealed"')
  expect(verifyChain(await lost.journal.entries())).toMatchObject({ ok: true })
  expect(file.lines).toEqual(database.lines)
})

test.each(['database', 'file'] as const)(
  '[JO8] whose an entry is, damaged in the sealed part of one copy (%s), is taken from the other, though the hash does not see it',
  async which => {
    const { open, ...disk } = disks()
    const seal = await sealTo()
    const { journal } = await open(seal)
    const written = await journal.append([loanDraft('A'), loanDraft('B')])
    const copy = disk[which]
    const { sealed } = JSON.parse(copy.lines[0]!)
    copy.lines[0] = copy.lines[0]!.replace(
      sealed.text,
      sealed.text.replace(/^./, (first: string) => (first === 'A' ? 'B' : 'A')),
    )
    const again = await open(seal)
    expect(await again.journal.entries()).toEqual(written)
    expect(await (await open(seal)).journal.entries()).toEqual(written)
    expect(disk.file.lines[0]).toContain(sealed.box)
  },
)

test('[JO17] a file that could not be sealed at one start is at the next', async () => {
  const { open, file, text } = disks()
  const written = await (await open()).journal.append([loanDraft('A')])
  const seal = await sealTo()
  const { forget } = file
  file.forget = async () => Promise.reject(new Error('read-only'))
  await open(seal)
  file.forget = forget
  expect(names(text())).toBe(true)
  expect(await (await open(seal)).journal.entries()).toEqual(written)
  expect(names(text())).toBe(false)
})
