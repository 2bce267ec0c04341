import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TableChange } from '../connectors/library-tables.ts'
import { applyInBulk, inBulk } from './apply-in-bulk.ts'
import { applyTableChange } from './apply-table-change.ts'
import { type Database, openDatabase } from './database.node.ts'
import { chance } from './demo/chance.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase()
}, 60_000)
afterAll(() => database.destroy())

const tables = ['items', 'places', 'patrons', 'cards', 'loans'] as const

/** Rows of few numbers in either case, so that they are put again and again, and cards go from one to another. */
function anyChanges(seed: number): readonly TableChange[] {
  const luck = chance(seed)
  const barcode = () => `${luck.share(0.5) ? 'i' : 'I'}${luck.whole(1, 900)}`
  const patronId = () => `P${luck.whole(1, 400)}`
  const one = (kind: string): TableChange => {
    if (kind === 'item') {
      const item = {
        barcode: barcode(),
        titleId: `t${luck.whole(1, 9)}`,
        title: 'T',
        homeBranch: 'MAIN',
        circulationStatus: 'ok',
      } as const
      return { kind: 'put-item', item }
    }
    if (kind === 'place') return { kind: 'set-place', barcode: barcode(), branch: `B${luck.whole(1, 3)}` }
    if (kind === 'loan') {
      const loan = {
        barcode: barcode(),
        patronId: patronId(),
        lentAt: '2026-11-17T10:00:00Z',
        dueOn: '2026-12-15',
        renewals: 0,
        branch: 'BUS',
      }
      return { kind: 'put-loan', loan }
    }
    const cards = Array.from({ length: luck.whole(1, 3) }, () => `c${luck.whole(1, 9000)}`)
    return { kind: 'put-patron', patron: { patronId: patronId(), cards, category: 'adult', blocks: [], feesCents: 0 } }
  }
  const runs = Array.from({ length: 4 }, () => luck.of([['item', 'place'], ['patron'], ['loan']]))
  return runs.flatMap(kinds => Array.from({ length: luck.whole(5, 60) }, () => one(luck.of(kinds))))
}

async function standingAfter(carryOut: (db: Database) => Promise<void>) {
  for (const table of tables) await database.deleteFrom(table).execute()
  await carryOut(database)
  return Promise.all(tables.map(table => database.selectFrom(table).selectAll().execute())).then(all =>
    all.map(rows => rows.map(row => JSON.stringify(row)).toSorted()),
  )
}

test('[HB60] rows that are put many at once stand as if they had been put one by one, and the stations are told of the same', async () => {
  for (let seed = 1; seed <= 16; seed++) {
    const changes = anyChanges(seed)
    const told: [Set<string>, Set<string>] = [new Set(), new Set()]
    const note = (set: Set<string>, rows: readonly { kind: string; key: string }[]) => {
      for (const { kind, key } of rows) if (kind !== 'card') set.add(`${kind} ${key}`)
    }
    const each = await standingAfter(async db => {
      for (const change of changes) note(told[0], await applyTableChange(db, change))
    })
    const bulk = await standingAfter(async db => {
      for (const one of inBulk(changes))
        note(told[1], await (one.kind === 'bulk' ? applyInBulk(db, one) : applyTableChange(db, one)))
    })
    expect(inBulk(changes).some(({ kind }) => kind === 'bulk')).toBe(true)
    expect(bulk).toEqual(each)
    expect(told[1]).toEqual(told[0])
  }
}, 120_000)
