import type { Hold, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { personTag } from '../detail/identity.ts'
import type { RegisterLoad } from '../memory-register.ts'
import { indexKey } from './bundle.ts'
import { type DeltaKind, deltaKinds, emptyDelta, type RegisterDelta } from './delta.ts'
import { leastRows } from './least-patron.ts'
import { groupKey, type LibraryRows } from './packed-library.fixture.ts'
import { holdKeyOf, nameRows } from './person-tables.ts'
import type { HoldRow, NamedRow, StateRow, TitleRow } from './rows.ts'
import { tables } from './segment.ts'
import { TitleShelf } from './split-items.ts'

/** A library in plain rows, and who of it is named at this station. */
export interface TieredLoad extends RegisterLoad {
  readonly named?: readonly string[]
}

type WholeRows = Required<LibraryRows>

const shapes = new Set(['p 6'])

/** What a hub packs of a library for a station of the least tier, with names for those that are named. */
export function rowsOf(load: TieredLoad, today: string): WholeRows {
  const shelf = new TitleShelf()
  const taken = load.items.map(item => shelf.take(item))
  const patrons = load.patrons.flatMap(patron => leastRows(patron, groupKey, today, shapes).map(row => ({ patron, row })))
  patrons.sort((a, b) => (a.row.card < b.row.card ? -1 : 1))
  const isNamed = ({ patronId }: { readonly patronId: string }) => load.named?.includes(patronId) ?? false
  const named = load.patrons.filter(isNamed).map(patron => namedRow(patron, load))
  const sorted = <Kind extends DeltaKind>(kind: Kind, rows: WholeRows[Kind]) => inOrder(kind, rows) as WholeRows[Kind]
  return {
    titles: sorted(
      'titles',
      taken.flatMap(({ newTitle }): TitleRow[] => (newTitle ? [newTitle] : [])),
    ),
    items: sorted(
      'items',
      taken.map(({ item }) => item),
    ),
    states: sorted('states', states(load)),
    'loan-tags': sorted(
      'loan-tags',
      load.loans.map(({ barcode, patronId, branch }) => ({ barcode, tag: personTag(patronId, barcode, groupKey), branch })),
    ),
    patrons: patrons.map(({ row }) => row),
    counts: patrons.map(({ patron }, place) => ({ place, ...countsOf(patron, load), feesCents: patron.feesCents })),
    holds: sorted('holds', load.holds.map(holdRow)),
    named: sorted('named', named),
    names: sorted('names', named.flatMap(nameRows)),
    'named-loans': sorted(
      'named-loans',
      load.loans.filter(isNamed).map(({ barcode, patronId }) => ({ barcode, patronId })),
    ),
    'named-holds': sorted(
      'named-holds',
      load.holds.filter(isNamed).map(({ holdId, patronId }) => ({ holdId, patronId })),
    ),
  }
}

/** What a hub tells a station that has one library, when it has become another. */
export function deltaBetween(
  before: WholeRows,
  now: WholeRows,
  head: Pick<RegisterDelta, 'manifest' | 'since' | 'version' | 'asOf'>,
): RegisterDelta {
  const known = new Map(before.patrons.map(({ card }, place) => [card, place]))
  const fresh = now.patrons.map(({ card }) => card).filter(card => !known.has(card))
  const places = fresh.map((card, at) => ({ card, place: before.patrons.length + at }))
  for (const { card, place } of places) known.set(card, place)
  const counts = now.counts
    .map(row => ({ ...row, place: known.get(now.patrons[row.place]!.card)! }))
    .sort((a, b) => a.place - b.place)
  const moved = { ...now, counts }
  const parts = deltaKinds.map(kind => [kind, changedIn(kind, before[kind], moved[kind])])
  return { ...emptyDelta(head), ...Object.fromEntries(parts), places }
}

function changedIn<Kind extends DeltaKind>(kind: Kind, before: WholeRows[Kind], now: WholeRows[Kind]) {
  const keyOf = tables[kind].keyOf as (row: unknown) => string | number
  const was = new Map(before.map(row => [keyOf(row), JSON.stringify(row)]))
  const is = new Set(now.map(keyOf))
  const gone = [...was.keys()].filter(key => !is.has(key)).sort((a, b) => (a < b ? -1 : 1))
  return { changed: now.filter(row => was.get(keyOf(row)) !== JSON.stringify(row)), gone }
}

function inOrder<Kind extends DeltaKind>(kind: Kind, rows: WholeRows[Kind]): readonly unknown[] {
  const keyOf = tables[kind].keyOf as (row: unknown) => string | number
  return [...rows].sort((a, b) => (indexKey(keyOf(a)) < indexKey(keyOf(b)) ? -1 : 1))
}

function states({ items, loans, holds }: TieredLoad): StateRow[] {
  const lent = new Map(loans.map(loan => [loan.barcode.toUpperCase(), loan]))
  const caught = new Map(
    holds.flatMap(({ state }) => (state.kind === 'queued' ? [] : [[state.barcode.toUpperCase(), state.kind]])),
  )
  const statuses = new Map(items.map(({ barcode, circulationStatus }) => [barcode.toUpperCase(), circulationStatus]))
  // Of what the register does not have, too.
  const named = [...loans.map(({ barcode }) => barcode), ...items.map(({ barcode }) => barcode)]
  return [...new Map(named.map(barcode => [barcode.toUpperCase(), barcode]))].flatMap(([key, barcode]) => {
    const [loan, hold, status = 'ok'] = [lent.get(key), caught.get(key), statuses.get(key)]
    return loan || hold || status !== 'ok' ? [{ barcode, status, ...(loan && out(loan)), ...(hold && { hold }) }] : []
  })
}

const out = ({ lentAt, dueOn, renewals }: Loan) => ({ lentAt, dueOn, renewals })

function countsOf({ patronId }: Patron, { loans, holds }: TieredLoad) {
  const [lent, held] = [loans, holds].map(rows => rows.filter(row => row.patronId === patronId).length)
  return { loans: lent!, holds: held! }
}

function holdRow({ pickup, state, patronId, ...hold }: Hold): HoldRow {
  return {
    ...hold,
    branch: pickup.branch,
    stopId: pickup.stopId,
    state: state.kind,
    ...(state.kind !== 'queued' && { barcode: state.barcode }),
    ...(state.kind === 'waiting' && { expiresOn: state.expiresOn, box: state.box }),
    tag: personTag(patronId, hold.holdId, groupKey),
  }
}

function namedRow(patron: Patron, { loans, holds }: TieredLoad): NamedRow {
  const { patronId, cards, name, birthDate, homeBranch, category, expiresOn, blocks, barredUntil, feesCents } = patron
  const isTheirs = (row: { readonly patronId: string }) => row.patronId === patronId
  return {
    ...{ patronId, cards, given: name?.given ?? '', family: name?.family ?? '', birthDate, homeBranch, category, expiresOn },
    ...{ blocks, barredUntil, feesCents },
    loans: loans.filter(isTheirs).map(({ barcode }) => barcode.toUpperCase()),
    holds: holds.filter(isTheirs).map(({ titleId, holdId }) => holdKeyOf(titleId, holdId)),
  }
}
