import { expect, test } from 'vitest'
import { run } from '../hub/testing/station.ts'
import type { Neighbours } from '../protocol/messages.ts'
import { HubError, type HubLine } from './hub-line.ts'
import { NeighbourEntries, pendingOfAll } from './neighbours.ts'

const back = (barcode: string) => ({ kind: 'checkin', barcode, destination: { kind: 'shelf' } }) as const
const target = { station: 'bus-1.back', epoch: '1-aaaaaaaa', sequence: 1 }
const [a, b, undone, c] = run([back('A'), back('B'), { kind: 'undo', target, why: 'mistyped' }, back('C')], {
  station: 'bus-1.back',
})
const line = (neighbours: HubLine['neighbours']) => ({ neighbours }) as HubLine

/** A hub that gives these answers, one after the other; what it is asked is kept. */
function hubSaying(...answers: readonly Neighbours[]) {
  const left = [...answers]
  const asked: unknown[] = []
  const hub = line(async (...question) => {
    asked.push(question)
    return left.shift() ?? { state: 'nothing new' }
  })
  return { hub, asked }
}

const barcodes = (neighbours: NeighbourEntries) =>
  neighbours.all().map(({ entry: { transaction } }) => ('barcode' in transaction ? transaction.barcode : transaction.kind))

test('[OB9] a hub that cannot say what the neighbours did keeps nobody from the register; what is known of them stays, and is asked anew', async () => {
  const neighbours = new NeighbourEntries()
  await neighbours.fetch(hubSaying({ state: 's1', entries: [{ entry: a }] }).hub, true, 1)
  for (const kind of ['broken', 'nonsense', 'missing'] as const)
    await neighbours.fetch(
      line(() => Promise.reject(new HubError(kind, ''))),
      true,
      1,
    )
  expect(neighbours.all()).toEqual([{ entry: a }])
  for (const kind of ['no-answer', 'refused'] as const) {
    const asked = neighbours.fetch(
      line(() => Promise.reject(new HubError(kind, ''))),
      true,
      1,
    )
    await expect(asked).rejects.toMatchObject({ kind })
  }
  const { hub, asked } = hubSaying({ state: 's1' })
  await neighbours.fetch(hub, true, 1)
  expect(asked).toEqual([[1, 's1']])
})

test('[OB11] what is new comes on top of what was told, page by page; an answer on top of nothing takes its place', async () => {
  const neighbours = new NeighbourEntries()
  const { hub, asked } = hubSaying(
    { state: 's1', entries: [{ entry: a }], more: true },
    { state: 's2', on: 's1', entries: [{ entry: b }] },
    { state: 's3', on: 's2', entries: [{ entry: a, inVersion: 7 }, { entry: c }] },
    { state: 's3' },
    { state: 'anew', entries: [{ entry: c }] },
  )
  await neighbours.fetch(hub, true, 5)
  expect(barcodes(neighbours)).toEqual(['A', 'B'])
  await neighbours.fetch(hub, true, 5)
  const all = neighbours.all()
  expect(all).toEqual([{ entry: a, inVersion: 7 }, { entry: b }, { entry: c }])
  await neighbours.fetch(hub, true, 5)
  expect(neighbours.all()).toBe(all)
  await neighbours.fetch(hub, true, 5)
  expect(barcodes(neighbours)).toEqual(['C'])
  expect(asked).toEqual([undefined, 's1', 's2', 's3', 's3'].map(state => [5, state]))
})

test('[OB11] a list of which a page is lost stays what it was, and is begun again from there', async () => {
  const neighbours = new NeighbourEntries()
  await neighbours.fetch(hubSaying({ state: 's1', entries: [{ entry: a }] }).hub, true, 5)
  const known = neighbours.all()
  const asked: unknown[] = []
  const failing = line(async (_, seen) => {
    asked.push(seen)
    if (seen !== 's1') throw new HubError('broken', '')
    return { state: 's2', on: 's1', entries: [{ entry: b }], more: true }
  })
  await neighbours.fetch(failing, true, 5)
  await neighbours.fetch(failing, true, 5)
  expect(asked).toEqual(['s1', 's2', 's1', 's2'])
  expect(neighbours.all()).toBe(known)
})

test('[OB11] what the register shows by now is let go; what one that is still open takes back stays with it', async () => {
  const neighbours = new NeighbourEntries()
  const { hub } = hubSaying({
    state: 's1',
    entries: [{ entry: a, inVersion: 6 }, { entry: b, inVersion: 6 }, { entry: undone }],
  })
  await neighbours.fetch(hub, true, 5)
  const folded = (version: number) =>
    pendingOfAll([], { outcomes: new Map(), neighbours: neighbours.all() }, version).map(({ sequence }) => sequence)
  expect(folded(5)).toEqual([1, 2, 3])
  expect(folded(6)).toEqual([1, 3])
  await neighbours.fetch(hub, true, 6)
  expect(barcodes(neighbours)).toEqual(['A', 'undo'])
  expect(folded(6)).toEqual([1, 3])
  await neighbours.fetch(hubSaying({ state: 's2', on: 'nothing new', entries: [{ entry: undone, inVersion: 7 }] }).hub, true, 7)
  expect(barcodes(neighbours)).toEqual([])
})

test('[OB11] a register that was taken anew at an older version is told everything again', async () => {
  const neighbours = new NeighbourEntries()
  await neighbours.fetch(hubSaying({ state: 's1', entries: [{ entry: a }] }).hub, true, 5)
  const { hub, asked } = hubSaying({ state: 's1', entries: [{ entry: a }] })
  await neighbours.fetch(hub, true, 4)
  expect(asked).toEqual([[4, undefined]])
})

test('[OB12] an entry that this desk cannot read costs itself alone, and is counted for as long as the register does not show it', async () => {
  const neighbours = new NeighbourEntries()
  const newer = { ...b, format: 99 }
  const damaged = { ...c, hash: a!.hash }
  const { hub } = hubSaying(
    { state: 's1', entries: [{ entry: a }, { entry: newer }, { entry: damaged }, { entry: 'garbage' }] },
    { state: 's2', on: 's1', entries: [{ entry: newer, inVersion: 6 }], older: 12 },
  )
  await neighbours.fetch(hub, true, 5)
  expect(barcodes(neighbours)).toEqual(['A'])
  expect(neighbours.leftOut()).toEqual({ unread: 3, older: 0 })
  await neighbours.fetch(hub, true, 6)
  expect(neighbours.leftOut()).toEqual({ unread: 2, older: 12 })
})

test('[OB11] no more than 5000 are kept, the newest, and how many were left out is said', async () => {
  const neighbours = new NeighbourEntries()
  const many = run(
    Array.from({ length: 5003 }, (_, number) => back(`B${number}`)),
    { station: 'bus-1.back' },
  )
  await neighbours.fetch(hubSaying({ state: 's1', entries: many.map(entry => ({ entry })) }).hub, true, 5)
  expect(neighbours.all()).toHaveLength(5000)
  expect(barcodes(neighbours)[0]).toBe('B3')
  expect(neighbours.leftOut()).toEqual({ unread: 0, older: 3 })
})
