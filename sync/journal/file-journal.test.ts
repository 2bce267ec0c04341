import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openFileJournal } from './file-journal.node.ts'
import { journalContract } from './journal.contract.ts'
import { loanDraft, told } from './journal.fixture.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'journal-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

journalContract('file', async () => {
  const path = join(await folder(), 'journal.ndjson')
  return { open: (options = {}) => openFileJournal({ station: 'bus-1', path, ...options }), reopened: 'clean' as const }
})

test('[JO12] killed in the middle of a line, the journal cuts it, keeps it aside and goes on', async () => {
  const at = await folder()
  const path = join(at, 'journal.ndjson')
  const before = await openFileJournal({ station: 'bus-1', path })
  await before.journal.append([loanDraft('A')])
  await before.journal.close()
  await appendFile(path, '{"at":{"mono')
  const { journal } = await openFileJournal({ station: 'bus-1', path })
  await journal.append([loanDraft('B')])
  expect(told(await journal.entries())).toEqual(['A', 'B'])
  await journal.close()
  expect(await readFile(join(at, 'journal.ndjson.torn-1'), 'utf8')).toBe('{"at":{"mono')
})

test('[JO8] a damaged line in the only copy leaves a hole that is told; what stands behind it is kept as a branch', async () => {
  const at = await folder()
  const path = join(at, 'journal.ndjson')
  const before = await openFileJournal({ station: 'bus-1', path })
  await before.journal.append(['A', 'B', 'C', 'D'].map(barcode => loanDraft(barcode)))
  const { epoch } = before.journal.tail()
  await before.journal.close()
  const whole = await readFile(path, 'utf8')
  await writeFile(path, whole.replace('"barcode":"B"', '"barcode":"b"'))
  const { journal, recovery } = await openFileJournal({ station: 'bus-1', path })
  expect(recovery).toEqual({ kind: 'fork', epoch, sequence: 2, keptAside: 2 })
  expect(told(await journal.entries())).toEqual(['A', 'C', 'D', 'fork-found'])
  await journal.append([loanDraft('E')])
  await journal.close()
  expect(await readdir(at)).toContain('journal.ndjson.replaced-1')
  const again = await openFileJournal({ station: 'bus-1', path })
  expect(again.recovery).toEqual({ kind: 'clean' })
  expect(told(await again.journal.entries())).toEqual(['A', 'C', 'D', 'fork-found', 'E'])
  await again.journal.close()
})

test('[JO8] a damaged last line in the only copy: its number is never given out again', async () => {
  const path = join(await folder(), 'journal.ndjson')
  const before = await openFileJournal({ station: 'bus-1', path })
  await before.journal.append(['A', 'B'].map(barcode => loanDraft(barcode)))
  const { epoch } = before.journal.tail()
  await before.journal.close()
  const whole = await readFile(path, 'utf8')
  await writeFile(path, `${whole.slice(0, -3)}x}\n`)
  const { journal, recovery } = await openFileJournal({ station: 'bus-1', path })
  expect(recovery).toEqual({ kind: 'fork', epoch, sequence: 2, keptAside: 0 })
  const [entry] = await journal.append([loanDraft('C')])
  expect(entry?.epoch).not.toBe(epoch)
  await journal.close()
})

test('[JO2] a disk that cannot be written refuses with `broken`, and nothing stands', async () => {
  const path = join(await folder(), 'journal.ndjson')
  await mkdir(path)
  await expect(openFileJournal({ station: 'bus-1', path })).rejects.toMatchObject({ name: 'JournalError', kind: 'broken' })
})
