import { expect, test } from 'vitest'
import type { Outcome } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import { MemoryUploads } from './memory-uploads.fixture.ts'
import { OfficeAnswers, type OfficeFile } from './office-answers.ts'
import { TestStation } from './replay-station.fixture.ts'

const now = '2026-11-17T12:00:00Z'
const place = { now: () => now, zone: 'Europe/Helsinki', branch: 'MAIN', environment: 'test' } as const
const asks: Outcome = { kind: 'needs-person', question: 'unknown-item', choices: ['write-off', 'quick-add'], where: 'office' }

test('[RP74] between the outcome of what was answered and its own, an answer has been carried out: it is not taken back any more', async () => {
  const uploads = new MemoryUploads()
  const asked = new TestStation('bus-1').takeBack('NOSUCH1', '10:00')
  uploads.take([asked], now)
  const target = { station: asked.station, epoch: asked.epoch, sequence: asked.sequence }
  const reaches = (outcome: Outcome) =>
    uploads.stored.set(entryKey(target), { ...uploads.stored.get(entryKey(target))!, outcome })
  reaches(asks)
  const office = new OfficeAnswers(fileIn(uploads))
  const given = { target, question: 'unknown-item', choice: 'write-off' } as const
  const [first, second] = [await office.answer(given, place), await office.answer(given, place)]
  if (first.kind !== 'filed' || second.kind !== 'filed') throw new Error('not filed')
  expect(await office.takeBack([first.answer], place)).toEqual({ takenBack: [first.answer], tooLate: [] })
  reaches({ kind: 'history-only', notes: [], answered: { entry: entryKey(second.answer), choice: 'write-off' } })
  expect(await office.takeBack([second.answer], place)).toEqual({ takenBack: [], tooLate: [second.answer] })
})

function fileIn(uploads: MemoryUploads): OfficeFile {
  return {
    entry: id => uploads.entry(id),
    have(_station, epoch) {
      const last = [...uploads.stored.values()].findLast(({ id }) => id.epoch === epoch)
      return { epoch, sequence: last?.id.sequence ?? 0, hash: last?.hash ?? '' }
    },
    async take(_station, { entries }) {
      uploads.take(entries as unknown as Entry[], now)
      return 'stored'
    },
  }
}
