import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { entryKey } from '../../circulation/transaction.ts'
import type { Connector } from '../connectors/connector.ts'
import { memoryStores } from './memory-uploads.fixture.ts'
import { TestStation } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'

/** Two copies of one title, and two titles more. */
const items = { X1: 'title-X', X2: 'title-X', Y: 'title-Y', Z: 'title-Z' } as const
const patronNames = ['Anna', 'Bea', 'Carl'] as const
const barcodes = Object.keys(items) as (keyof typeof items)[]

const acts = fc.array(
  fc.record({
    where: fc.constantFrom('bus-1', 'bus-2', 'main'),
    act: fc.constantFrom('lend', 'lend', 'lend', 'take-back', 'take-back', 'renew', 'undo', 'hold', 'move', 'correct-stop'),
    item: fc.constantFrom(...barcodes),
    patron: fc.constantFrom(...patronNames),
    days: fc.integer({ min: 0, max: 20 }),
    more: fc.nat(3),
  }),
  { minLength: 1, maxLength: 24 },
)
type Acts = typeof acts extends fc.Arbitrary<infer A> ? A : never

async function recorded(script: Acts) {
  const stores = memoryStores()
  const world = new ReplayWorld(stores)
  for (const barcode of barcodes) await world.item(barcode, { titleId: items[barcode] })
  await world.patrons(...patronNames)
  const stations = { 'bus-1': new TestStation('bus-1'), 'bus-2': new TestStation('bus-2') }
  for (const [index, { where, act, item, patron, days, more }] of script.entries()) {
    const at = Temporal.Instant.from('2026-11-17T06:00:00Z')
      .add({ hours: 7 * index })
      .toString()
    const dueOn = Temporal.PlainDate.from(at.slice(0, 10)).add({ days }).toString()
    if (where === 'main') {
      if (act === 'lend') await world.main.lend(item, patron, at, dueOn)
      else if (act === 'take-back') await world.main.takeBack(item, at)
      else if (act === 'hold') await world.hold(patron, item, at, '41', { titleId: items[item], holdId: `web-${index}` })
      continue
    }
    const station = stations[where]
    const target = station.entries.at(-1 - more)
    const last = station.entries.length
    if (act === 'lend') station.lend(item, patron, at, { dueOn })
    else if (act === 'take-back') station.takeBack(item, at)
    else if (act === 'renew') station.renew(item, patron, at, dueOn)
    else if (act === 'hold')
      station.record(
        { kind: 'hold-request', titleId: items[item], card: `card-${patron}`, patronId: patron, pickup: { branch: 'BUS' } },
        at,
      )
    else if (act === 'correct-stop' && last > 0)
      station.record({ kind: 'stop-correction', fromSequence: Math.max(1, last - more), toSequence: last, branch: 'BUS-2' }, at)
    else if (act === 'undo' && target && target.transaction.kind !== 'undo')
      station.undo(target, more % 2 ? 'mistyped' : 'book-is-here', at)
    else if (act === 'move' && target?.transaction.kind === 'checkout') {
      const { barcode, patronId: fromPatronId } = target.transaction
      const { station: name, epoch, sequence } = target
      const to = { card: `card-${patron}`, patronId: patron, dueOn }
      station.record({ kind: 'move', target: { station: name, epoch, sequence }, barcode, fromPatronId, ...to }, at)
    }
  }
  return { stores, world, uploads: [...stations['bus-1'].entries, ...stations['bus-2'].entries] }
}

interface Seen {
  atOnce: number
  most: number
  /** Marks of the writes as they began. */
  readonly written: string[]
}

/** Answers when it likes: after as many turns as the numbers say, over and over. */
function unhurried(inner: Connector, turns: readonly number[], seen: Seen): Connector {
  let calls = 0
  async function slowly<T>(call: () => Promise<T>): Promise<T> {
    seen.most = Math.max(seen.most, ++seen.atOnce)
    for (let turn = turns[calls++ % turns.length]!; turn > 0; turn--) await new Promise(resolve => setImmediate(resolve))
    const answer = await call()
    seen.atOnce--
    return answer
  }
  return {
    name: inner.name,
    can: inner.can,
    itemEvidence: barcode => slowly(() => inner.itemEvidence(barcode)),
    patronEvidence: card => slowly(() => inner.patronEvidence(card)),
    copiesOf: titleId => slowly(() => inner.copiesOf(titleId)),
    apply: (actions, mark) => {
      seen.written.push(mark)
      return slowly(() => inner.apply(actions, mark))
    },
    wasApplied: mark => slowly(() => inner.wasApplied(mark)),
  }
}

async function comeHome(script: Acts, lanes: number, turns: readonly number[]) {
  const { stores, world, uploads } = await recorded(script)
  const seen: Seen = { atOnce: 0, most: 0, written: [] }
  await world.comesHome(uploads, { lanes }, unhurried(world.library, turns, seen))
  const { loans, ended, holds, endedHolds, places, statuses, scansOf, memories, patrons } = stores.tables
  const library = [loans, ended, holds, endedHolds, places, statuses, scansOf, memories, patrons].map(rows =>
    [...(rows as Map<string, unknown>)].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
  const outcomes = [...stores.uploads.stored].map(([key, { outcome }]) => [key, outcome])
  const given = uploads.map(
    ({ station, epoch, sequence }) => stores.uploads.given.get(entryKey({ station, epoch, sequence }))?.length,
  )
  const aboutPatron = new Map(
    uploads.map(({ transaction, ...entry }) => [entryKey(entry), 'patronId' in transaction && transaction.patronId]),
  )
  const writes = patronNames.map(name => seen.written.filter(mark => aboutPatron.get(mark) === name))
  return { library, outcomes, given, writes, most: seen.most }
}

test('[RP103] however slowly which answer comes: library and outcomes are as if everything had gone one by one', {
  timeout: 60_000,
}, async () => {
  let most = 0
  await fc.assert(
    fc.asyncProperty(
      acts,
      fc.integer({ min: 2, max: 6 }),
      fc.array(fc.nat(6), { minLength: 1, maxLength: 12 }),
      async (script, lanes, turns) => {
        const alone = await comeHome(script, 1, [0])
        const together = await comeHome(script, lanes, turns)
        expect(together.library).toEqual(alone.library)
        expect(together.outcomes).toEqual(alone.outcomes)
        expect(together.writes).toEqual(alone.writes)
        expect(together.given).toEqual(alone.given)
        most = Math.max(most, together.most)
      },
    ),
    { numRuns: 150 },
  )
  // More than one transaction's item and patron: they did run side by side.
  expect(most).toBeGreaterThan(2)
})
