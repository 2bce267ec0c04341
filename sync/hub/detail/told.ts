import { hexToBytes } from '@noble/hashes/utils.js'
import { type Kysely, sql } from 'kysely'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { cardTag, tagMark } from '../../register/detail/identity.ts'
import type { Changes, CountsOfCard, VolatileState } from '../../register/published.ts'
import type { Tables } from '../tables.ts'
import type { Telling } from './telling.ts'

type State = Pick<VolatileState, 'loans' | 'holds'>

/** The circulation state as one station is told it: tags and counts instead of patrons who are not named there. */
export async function stateTold(from: Kysely<Tables>, state: VolatileState, telling: Telling): Promise<VolatileState> {
  const patrons = await patronsOf(
    from,
    [...state.loans, ...state.holds].map(({ patronId }) => patronId),
  )
  const named = await telling.named(from, patrons)
  const counts = countsTold(countedIn(state), patrons, named, telling)
  return { ...state, ...rowsTold(state, named, telling), detail: telling.detail.id, counts }
}

/** What changed, likewise. `touched`: whose loans or holds are more or fewer; `cards`: numbers that have been taken from somebody. */
export async function changesTold(
  from: Kysely<Tables>,
  changes: Changes,
  { touched, cards }: { readonly touched: readonly string[]; readonly cards: readonly string[] },
  telling: Telling,
): Promise<Changes> {
  const rows = [...changes.loans, ...changes.holds].map(({ patronId }) => patronId)
  const patrons = await patronsOf(from, [...changes.patrons.map(({ patronId }) => patronId), ...touched, ...rows])
  const named = await telling.named(from, patrons, 'touched')
  const changed = new Set(changes.patrons.map(({ patronId }) => patronId))
  const hidden = patrons.filter(one => one.isProtected && changed.has(one.patronId)).map(({ patronId }) => patronId)
  const own = await rowsOf(
    from,
    patrons.map(({ patronId }) => patronId),
  )
  const key = hexToBytes(telling.detail.key)
  const isChanged = new Set([...changed, ...(telling.detail.tier === 'named' ? named : [])])
  // Whose name comes or goes, their rows from before are told again: with a tag nobody would find them in their list, with an id anybody would.
  const isTurned = ({ patronId }: Loan | Hold) => telling.detail.tier !== 'least' && isChanged.has(patronId)
  const loans = [...changes.loans, ...own.loans.filter(isTurned)]
  const holds = [...changes.holds, ...own.holds.filter(isTurned)]
  const told = rowsTold({ loans, holds }, named, telling)
  const patronRows = patrons
    .filter(({ patronId }) => isChanged.has(patronId))
    .flatMap(patron => telling.rowsOf(patron, named.has(patron.patronId)))
  const present = new Set(patronRows.map(({ patronId }) => patronId))
  const gone = cards.map(card => tagMark + cardTag(card, key)).filter(tag => !present.has(tag))
  return {
    ...changes,
    ...told,
    patrons: patronRows,
    patronsGone: [...gone, ...(await telling.withdrawn(from, [...hidden, ...changes.patronsGone]))],
    detail: telling.detail.id,
    counts: countsTold(countedIn(own), patrons, named, telling),
  }
}

function rowsTold({ loans, holds }: State, named: ReadonlySet<string>, { tagged }: Telling): State {
  const told = <Row extends Loan | Hold>(row: Row): Row => (named.has(row.patronId) ? row : tagged(row))
  // The visit is this desk's own word for who stood there together.
  return { loans: loans.map(told).map(({ visitId: _, ...loan }) => loan), holds: holds.map(told) }
}

function countedIn({ loans, holds }: State): ReadonlyMap<string, { loans: number; holds: number }> {
  const counts = new Map<string, { loans: number; holds: number }>()
  const of = (patronId: string) => {
    const known = counts.get(patronId)
    if (known) return known
    const fresh = { loans: 0, holds: 0 }
    counts.set(patronId, fresh)
    return fresh
  }
  for (const { patronId } of loans) of(patronId).loans++
  for (const { patronId } of holds) of(patronId).holds++
  return counts
}

function countsTold(
  counts: ReturnType<typeof countedIn>,
  patrons: readonly Patron[],
  named: ReadonlySet<string>,
  { detail }: Telling,
): CountsOfCard[] {
  const key = hexToBytes(detail.key)
  const unnamed = patrons.filter(({ patronId }) => !named.has(patronId))
  return unnamed.flatMap(({ patronId, cards }) => {
    const { loans, holds } = counts.get(patronId) ?? { loans: 0, holds: 0 }
    return cards.map(card => ({ card: tagMark + cardTag(card, key), loans, holds }))
  })
}

async function patronsOf(from: Kysely<Tables>, patronIds: readonly string[]): Promise<Patron[]> {
  const wanted = [...new Set(patronIds)]
  if (wanted.length === 0) return []
  const rows = await from.selectFrom('patrons').select('row').where(anyOf('patron_id', wanted)).execute()
  return rows.map(({ row }) => JSON.parse(row) as Patron)
}

async function rowsOf(from: Kysely<Tables>, patronIds: readonly string[]): Promise<State> {
  if (patronIds.length === 0) return { loans: [], holds: [] }
  const loans = await from.selectFrom('loans').select('row').where(anyOf('patron_id', patronIds)).execute()
  const holds = await from
    .selectFrom('holds')
    .select('row')
    .where('ended', 'is', null)
    .where(anyOf('patron_id', patronIds))
    .execute()
  return { loans: loans.map(({ row }) => JSON.parse(row) as Loan), holds: holds.map(({ row }) => JSON.parse(row) as Hold) }
}

function anyOf(column: string, keys: readonly string[]) {
  return sql<boolean>`${sql.ref(column)} = any(${keys})`
}
