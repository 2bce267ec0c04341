import { type Kysely, sql } from 'kysely'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import type { RegisterDelta } from '../../register/segments/delta.ts'
import { cardTag } from '../../register/segments/least-patron.ts'
import type { CountRow, PatronRow } from '../../register/segments/rows.ts'
import type { Telling } from '../detail/telling.ts'
import type { Tables } from '../tables.ts'
import { type ChangedKeys, sorted } from './delta-of-items.ts'
import { loanKey, namedRowsOf, nameRows, namesInOrder } from './named-tables.ts'
import { countsOf, type PersonTelling, rowOfCard } from './patron-tables.ts'
import { oneOf } from './row-source.ts'

/** Counts by the tag of a card; their places are known later. */
export interface ChangedPatrons {
  readonly patrons: RegisterDelta['patrons']
  readonly counts: ReadonlyMap<string, Omit<CountRow, 'place'>>
}

/** Patrons of the least tier whose row, loans or holds changed, and cards that are nobody's any more. */
export async function changedPatrons(db: Kysely<Tables>, changed: ChangedKeys, telling: PersonTelling): Promise<ChangedPatrons> {
  const [own, counted] = [changed('patron'), changed('counts')]
  const { rows: stored } = await sql<{ card: string; row: string | null }>`select card, patrons.row from cards
    left join patrons on patrons.patron_id = cards.patron_id where ${oneOf('cards.patron_id', sorted([...own, ...counted]))}`.execute(
    db,
  )
  const counts = new Map<string, Omit<CountRow, 'place'>>()
  const rows: PatronRow[] = []
  const patrons = stored.flatMap(({ card, row }) => (row === null ? [] : { card, patron: JSON.parse(row) as Patron }))
  const nobodys = stored.flatMap(({ card, row }) => (row === null ? card : []))
  const has = await countsOf(
    db,
    patrons.map(({ patron }) => patron.patronId),
  )
  const isOwn = new Set(own)
  for (const { card, patron } of patrons) {
    counts.set(cardTag(card, telling.key), { ...has(patron.patronId), feesCents: patron.feesCents })
    const row = isOwn.has(patron.patronId) ? rowOfCard(patron, card, telling) : undefined
    if (row) rows.push(row)
  }
  rows.sort((a, b) => (a.card < b.card ? -1 : 1))
  const present = new Set(rows.map(({ card }) => card))
  const taken = [...changed('card'), ...nobodys]
  const gone = sorted(taken.map(card => cardTag(card, telling.key))).filter(tag => !present.has(tag))
  return { patrons: { changed: rows, gone }, counts }
}

type Named = Pick<RegisterDelta, 'named' | 'names' | 'named-loans' | 'named-holds'>

/** Whom this register names, with what is theirs now, and who is named no more. Under which names those stood is not known: their rows tell. */
export async function changedNamed(db: Kysely<Tables>, changed: ChangedKeys, telling: Telling): Promise<Named> {
  const none = { changed: [], gone: [] }
  if (telling.detail.tier === 'least') return { named: none, names: none, 'named-loans': none, 'named-holds': none }
  const loans = await ownersOf(db, 'loans', 'barcode', changed('loan'))
  const holds = await ownersOf(db, 'holds', 'hold_id', changed('hold'))
  const ids = sorted([...changed('patron'), ...changed('counts'), ...loans.values(), ...holds.values()])
  const rows = await db.selectFrom('patrons').select('row').where(oneOf('patron_id', ids)).execute()
  const patrons = rows.map(({ row }) => JSON.parse(row) as Patron)
  const named = await telling.named(db, patrons, 'touched')
  const told = await namedRowsOf(
    db,
    patrons.filter(({ patronId }) => named.has(patronId)),
  )
  told.sort((a, b) => (a.patronId < b.patronId ? -1 : 1))
  const gone = await telling.withdrawn(
    db,
    ids.filter(id => !named.has(id)),
  )
  // All that is theirs, also from before: who is named from now on, or no more, is so everywhere.
  const theirs = await belongings(db, [...told.map(({ patronId }) => patronId), ...gone])
  const whose = (owners: ReadonlyMap<string, string>, more: ReadonlyMap<string, string>, keys: readonly string[]) => {
    const all = sorted([...keys, ...more.keys()])
    const of = (key: string) => owners.get(key) ?? more.get(key) ?? ''
    const isNamed = (key: string) => named.has(of(key))
    return { here: all.filter(isNamed).map(key => ({ key, patronId: of(key) })), gone: all.filter(key => !isNamed(key)) }
  }
  const ofLoans = whose(loans, theirs.loans, changed('loan').map(loanKey))
  const ofHolds = whose(holds, theirs.holds, changed('hold'))
  return {
    named: { changed: told, gone: sorted(gone) },
    names: { changed: namesInOrder(told.flatMap(nameRows)), gone: [] },
    'named-loans': {
      changed: ofLoans.here.map(({ key, patronId }) => ({ barcode: key, patronId })),
      gone: ofLoans.gone,
    },
    'named-holds': { changed: ofHolds.here.map(({ key, patronId }) => ({ holdId: key, patronId })), gone: ofHolds.gone },
  }
}

/** The patron of each of these loans or holds, as far as it is open. */
async function ownersOf(
  db: Kysely<Tables>,
  table: 'loans' | 'holds',
  column: 'barcode' | 'hold_id' | 'patron_id',
  keys: readonly string[],
) {
  if (keys.length === 0) return new Map<string, string>()
  const key = table === 'loans' ? 'barcode' : 'hold_id'
  const { rows } = await sql<{ key: string; id: string }>`select ${sql.ref(key)} as key, patron_id as id from ${sql.table(table)}
    where ${oneOf(column, keys)} ${table === 'holds' ? sql`and ended is null` : sql``}`.execute(db)
  return new Map(rows.map(row => [table === 'loans' ? numberKey(row.key) : row.key, row.id]))
}

async function belongings(db: Kysely<Tables>, patronIds: readonly string[]) {
  const of = (table: 'loans' | 'holds') => ownersOf(db, table, 'patron_id', patronIds)
  return { loans: await of('loans'), holds: await of('holds') }
}
