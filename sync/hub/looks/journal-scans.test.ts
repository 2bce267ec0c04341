import { expect, test } from 'vitest'
import type { Entry } from '../../journal/entry.ts'
import { memoryStores } from '../memory-uploads.fixture.ts'
import { ReplayJournals } from '../replay-journal.ts'
import { TestStation, time } from '../replay-station.fixture.ts'
import { ReplayWorld } from '../replay-world.fixture.ts'
import { journalScans } from './journal-scans.ts'

/** What the journals tell of an item where the library system tells no times. */
async function scansBeside(entry: Entry, world: ReplayWorld) {
  const { uploads } = world.ports()
  const { scans } = await journalScans('X', entry, new ReplayJournals(uploads, []), uploads)
  return scans.map(({ kind, at, unsent }) => [kind, at, ...(unsent ? [unsent] : [])])
}

test('[RP65] a loan that is written off is no scan; the return by which it was undone stays one', async () => {
  const world = new ReplayWorld(memoryStores())
  const [bus, suburb] = [new TestStation('bus-1'), new TestStation('suburb')]
  await world.item('X', { circulationStatus: 'withdrawn' })
  await world.patrons('Anna')
  const loan = bus.lend('X', 'Anna', '12:00')
  await world.comesHome([loan])
  await world.answers(loan, 'write-off')
  expect(await world.outcome(loan)).toMatchObject({ kind: 'history-only', answered: { choice: 'write-off' } })
  const undo = bus.undo(loan, 'book-is-here', '14:00')
  await world.comesHome([undo])
  expect(await world.outcome(undo)).toMatchObject({ kind: 'applied-with-note' })
  const earlier = suburb.takeBack('X', '10:00')
  await world.upload([earlier])
  expect(await scansBeside(earlier, world)).toEqual([['checkin', time('17 14:00')]])
  expect(await scansBeside(undo, world)).toEqual([['checkin', time('17 10:00'), 'next']])
})

test('[RP65] the return by which a loan was undone, itself written off, is no scan either', async () => {
  const world = new ReplayWorld(memoryStores())
  const bus = new TestStation('bus-1')
  await world.patrons('Anna')
  const loan = bus.lend('X', 'Anna', '12:00')
  await world.comesHome([loan])
  const undo = bus.undo(loan, 'book-is-here', '14:00')
  await world.comesHome([undo])
  const later = bus.takeBack('X', '16:00')
  await world.upload([later])
  expect(await scansBeside(later, world)).toHaveLength(2)
  await world.answers(loan, 'write-off')
  await world.answers(undo, 'write-off')
  expect(await world.outcome(undo)).toMatchObject({ kind: 'history-only', answered: { choice: 'write-off' } })
  expect(await scansBeside(later, world)).toEqual([])
})
