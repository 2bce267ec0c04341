import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import { memoryStores } from './memory-uploads.fixture.ts'
import { type TestClock, TestStation } from './replay-station.fixture.ts'
import { fees, ReplayWorld } from './replay-world.fixture.ts'

const items = ['X', 'Y'] as const
const patrons = ['Anna', 'Bea', 'Carl'] as const

/** Seven hours apart, so that a few acts span days and loans become late. */
interface Act {
  readonly where: 'bus-1' | 'bus-2' | 'main'
  readonly act: 'lend' | 'take-back' | 'undo-mistyped' | 'undo-here' | 'come-home'
  readonly item: (typeof items)[number]
  readonly patron: (typeof patrons)[number]
  readonly loanDays: number
}

const acts = fc.array(
  fc.record<Act>({
    where: fc.constantFrom('bus-1', 'bus-2', 'main'),
    act: fc.oneof(
      { weight: 4, arbitrary: fc.constant('lend' as const) },
      { weight: 3, arbitrary: fc.constant('take-back' as const) },
      { weight: 1, arbitrary: fc.constantFrom('undo-mistyped' as const, 'undo-here' as const) },
      { weight: 1, arbitrary: fc.constant('come-home' as const) },
    ),
    item: fc.constantFrom(...items),
    patron: fc.constantFrom(...patrons),
    loanDays: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 14 },
)

/** What physically happened, in true order. */
interface TrueScan {
  readonly item: string
  readonly at: string
  readonly patron?: string
  readonly dueOn?: string
}

async function live(script: readonly Act[], cuts: readonly number[] = [], clocks: readonly TestClock[] = []) {
  const stores = memoryStores()
  const world = new ReplayWorld(stores)
  for (const item of items) await world.item(item)
  await world.patrons(...patrons)
  const stations = { 'bus-1': new TestStation('bus-1', clocks[0]), 'bus-2': new TestStation('bus-2', clocks[1]) }
  let truth: (TrueScan & { entry?: Entry })[] = []
  for (const [index, { where, act, item, patron, loanDays }] of script.entries()) {
    const at = Temporal.Instant.from('2026-11-17T06:00:00Z')
      .add({ hours: 7 * index })
      .toString()
    const dueOn = Temporal.PlainDate.from(at.slice(0, 10)).add({ days: loanDays }).toString()
    if (where === 'main') {
      if (act === 'lend') await world.main.lend(item, patron, at, dueOn)
      else if (act === 'take-back') await world.main.takeBack(item, at)
      if (act === 'lend') truth.push({ item, at, patron, dueOn })
      else if (act === 'take-back') truth.push({ item, at })
      continue
    }
    const station = stations[where]
    const last = station.entries.at(-1)
    if (act === 'lend') truth.push({ item, at, patron, dueOn, entry: station.lend(item, patron, at, { dueOn }) })
    else if (act === 'take-back') truth.push({ item, at, entry: station.takeBack(item, at) })
    else if (act === 'come-home') await world.comesHome(station.entries)
    else if (last && (last.transaction.kind === 'checkout' || last.transaction.kind === 'checkin')) {
      const back = last.transaction.kind === 'checkout'
      station.undo(last, act === 'undo-mistyped' ? 'mistyped' : 'book-is-here', at)
      if (act === 'undo-mistyped') truth = truth.filter(({ entry }) => entry !== last)
      else if (back) truth.push({ item: last.transaction.barcode, at })
    }
  }
  const uploads = [...stations['bus-1'].entries, ...stations['bus-2'].entries]
  for (const station of Object.values(stations)) {
    for (const cut of cuts) await world.comesHome(station.entries.slice(0, cut % (station.entries.length + 1)))
    await world.comesHome(station.entries)
  }
  return { world, stores, truth, uploads }
}

type Lived = Awaited<ReturnType<typeof live>>

/** Items of which a person was asked: what they will answer is not known here. `kind`: where such a transaction waits for them. */
async function askedAbout({ world, uploads }: Lived, kind?: 'undo'): Promise<Set<string>> {
  const asked = new Set<string>()
  const barcodes = new Map(uploads.map(entry => [entryKey(entry), entry.transaction]))
  for (const entry of uploads) {
    const { transaction } = entry
    if ((kind && transaction.kind !== kind) || (await world.outcome(entry))?.kind !== 'needs-person') continue
    const about = transaction.kind === 'undo' ? barcodes.get(entryKey(transaction.target)) : transaction
    if (about && 'barcode' in about) asked.add(about.barcode!)
  }
  return asked
}

/** The loans as they would stand had everybody been online: from each loan to the item's next scan. */
function trueLoans(truth: readonly TrueScan[], item: string) {
  const scans = truth.filter(scan => scan.item === item)
  return scans.flatMap(({ patron, at, dueOn }, index) => (patron ? [{ patron, at, dueOn, endedAt: scans[index + 1]?.at }] : []))
}

function feeOf({ dueOn, endedAt }: { dueOn?: string; endedAt?: string }): number {
  if (!endedAt) return 0
  const day = Temporal.Instant.from(endedAt).toZonedDateTimeISO(fees.zone).toPlainDate()
  return Math.min(fees.mostCents, Math.max(0, Temporal.PlainDate.from(dueOn!).until(day).days) * fees.centsPerDay)
}

async function snapshot({ world, uploads }: Lived) {
  const rows = await Promise.all(
    items.map(async item => [await world.history(item), await world.tables.loan(item), await world.tables.place(item)]),
  )
  const owed = await Promise.all(patrons.map(patron => world.feesOf(patron)))
  // Notes may differ: a fee that arose between two parts of a journal is taken back by the second.
  return { rows, owed, outcomes: await Promise.all(uploads.map(async entry => (await world.outcome(entry))?.kind)) }
}

test('[RP1] [RP3] [RP15] [RP28] whoever comes home when: each loan stands as if everybody had been online', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async script => {
      const lived = await live(script)
      const asked = await askedAbout(lived)
      for (const item of items) {
        if (asked.has(item)) continue
        const loans = trueLoans(lived.truth, item)
        const open = await lived.world.tables.loan(item)
        const ended = await lived.world.tables.endedLoans(item)
        expect([
          ...ended.map(({ patronId, lentAt, endedAt }) => [patronId, lentAt, endedAt]),
          ...(open ? [[open.patronId, open.lentAt, undefined]] : []),
        ]).toEqual(loans.map(({ patron, at, endedAt }) => [patron, at, endedAt]))
        expect(open?.dueOn).toBe(loans.find(({ endedAt }) => !endedAt)?.dueOn)
        expect(ended.map(({ feeCents }) => feeCents)).toEqual(loans.filter(({ endedAt }) => endedAt).map(feeOf))
      }
      if (asked.size > 0) return
      for (const patron of patrons) {
        const owed = items.flatMap(item => trueLoans(lived.truth, item).filter(loan => loan.patron === patron))
        expect(await lived.world.feesOf(patron)).toBe(owed.reduce((sum, loan) => sum + feeOf(loan), 0))
      }
    }),
    { numRuns: 300 },
  )
})

test('[RP28] every transaction ends in one outcome, and only an undo that cannot be exact asks', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async script => {
      const { world, stores, uploads } = await live(script)
      for (const entry of uploads) {
        const outcome = await world.outcome(entry)
        if (outcome?.kind === 'needs-person') expect(outcome.question).toBe('undo-not-exact')
        expect(stores.uploads.given.get(entryKey(entry))).toHaveLength(1)
      }
      expect(await stores.uploads.openMarks()).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test('[RP28] one bus: however its uploads are cut and repeated, library and outcomes are the same', async () => {
  const oneBus = acts.map(script =>
    script.filter(({ where, act }) => where !== 'bus-2' && act !== 'come-home' && !act.startsWith('undo')),
  )
  await fc.assert(
    fc.asyncProperty(oneBus, fc.array(fc.nat(20), { maxLength: 6 }), async (script, cuts) => {
      expect(await snapshot(await live(script, cuts))).toEqual(await snapshot(await live(script)))
    }),
    { numRuns: 150 },
  )
})

const hour = 3_600_000
/** A clock that is off by less than the hub knows it may be. */
const unsureClock = fc
  .record({ uncertaintyMs: fc.integer({ min: 0, max: 24 * hour }), share: fc.double({ min: -0.99, max: 0.99, noNaN: true }) })
  .map(
    ({ uncertaintyMs, share }): TestClock => ({ uncertaintyMs, aheadMs: Math.round(uncertaintyMs * share), believedAheadMs: 0 }),
  )

const act = (where: Act['where'], what: Act['act'], patron: Act['patron'] = 'Anna', item: Act['item'] = 'X'): Act => {
  return { where, act: what, patron, item, loanDays: 0 }
}
const unsureBy = (uncertaintyMs: number): TestClock => ({ uncertaintyMs, aheadMs: 0, believedAheadMs: 0 })
/** Cases that once went wrong. */
const found: [script: readonly Act[], clock1: TestClock, clock2: TestClock][] = [
  // The next return ends the loan, though it may have come before the one that is taken back.
  [
    [
      act('bus-2', 'lend'),
      act('bus-2', 'take-back'),
      act('bus-1', 'take-back'),
      act('bus-2', 'come-home'),
      act('bus-2', 'undo-mistyped'),
    ],
    unsureBy(0),
    unsureBy(25_200_000),
  ],
  // Whichever of their loans was the last, they have it, and somebody else's lies between.
  [
    [
      act('bus-2', 'lend'),
      act('bus-2', 'come-home'),
      act('main', 'lend', 'Carl'),
      act('bus-1', 'lend', 'Anna', 'Y'),
      act('bus-1', 'lend'),
    ],
    unsureBy(25_291_380),
    unsureBy(75_508_620),
  ],
  [
    [act('bus-1', 'lend', 'Carl'), act('bus-1', 'come-home'), act('main', 'take-back'), act('bus-2', 'lend', 'Carl')],
    unsureBy(73_406_050),
    unsureBy(2_193_950),
  ],
  // Without the last scan nobody can tell which of the others was the last.
  [
    [
      act('main', 'lend'),
      act('bus-1', 'lend', 'Bea'),
      act('bus-1', 'lend'),
      act('bus-1', 'come-home'),
      act('bus-1', 'undo-mistyped'),
    ],
    unsureBy(25_200_000),
    unsureBy(0),
  ],
  // Two loans of one patron were taken for the same, and the one that was written never was.
  [
    [act('bus-1', 'lend', 'Carl'), act('bus-2', 'lend', 'Carl'), act('bus-2', 'come-home'), act('bus-2', 'undo-mistyped')],
    unsureBy(5_212_048),
    unsureBy(19_987_952),
  ],
  // A mistyped return has ended a loan, and a person is asked how it stands without it.
  [
    [
      act('bus-1', 'take-back'),
      act('main', 'lend'),
      act('bus-2', 'take-back'),
      act('bus-2', 'come-home'),
      act('bus-2', 'undo-mistyped'),
    ],
    unsureBy(25_200_000),
    unsureBy(0),
  ],
]

test('[RP3] [RP4] with unsure clocks: nobody has an item wrongly, and no newer loan is ever closed', async () => {
  await fc.assert(
    fc.asyncProperty(acts, unsureClock, unsureClock, async (script, clock1, clock2) => {
      const lived = await live(script, [], [clock1, clock2])
      const [asked, askedOfUndo] = [await askedAbout(lived), await askedAbout(lived, 'undo')]
      for (const item of items) {
        const last = lived.truth.findLast(scan => scan.item === item)
        const open = await lived.world.tables.loan(item)
        if (!asked.has(item)) expect(open?.patronId).toBe(last?.patron)
        if (last?.patron && !last.entry && !askedOfUndo.has(item))
          expect(open).toMatchObject({ patronId: last.patron, lentAt: last.at })
      }
    }),
    { numRuns: 300, examples: found },
  )
})
