import type { Item } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import { sizeCirculation } from '../../sync/hub/demo/at-size/size-circulation.ts'
import { sizeItems } from '../../sync/hub/demo/at-size/size-items.ts'
import { demoPatronId, demoPatrons } from '../../sync/hub/demo/demo-patrons.ts'
import { stopsAround } from '../../sync/hub/demo/places.ts'
import { shapeOf } from '../../sync/register/detail/packed-id.ts'
import { leastRows } from '../../sync/register/segments/least-patron.ts'
import type { CountRow, PatronRow, StateRow } from '../../sync/register/segments/rows.ts'

export interface Size {
  readonly items: number
  readonly patrons: number
  readonly seed: number
  readonly today: string
}

/** States by barcode, and what each patron has. */
export interface Circulation {
  readonly states: Map<string, StateRow>
  readonly loansOf: Map<string, number>
  readonly holdsOf: Map<string, number>
}

/** The key of the made-up group of stations. */
export function groupKeyOf({ seed }: Pick<Size, 'seed'>): Uint8Array {
  return new Uint8Array(32).fill(seed)
}

export function consortiumItems({ items, seed }: Size): Iterable<Item> {
  return sizeItems(items, seed)
}

export function consortiumCirculation(size: Size): Circulation {
  const states = new Map<string, StateRow>()
  const [loansOf, holdsOf] = [new Map<string, number>(), new Map<string, number>()]
  for (const { barcode, circulationStatus: status } of consortiumItems(size))
    if (status !== 'ok') states.set(barcode, { barcode, status })
  for (const moved of sizeCirculation(consortiumItems(size), { ...size, stops: stopsAround(size.today) })) {
    if ('loan' in moved) {
      count(loansOf, moved.loan.patronId)
      states.set(moved.loan.barcode, lent(moved.loan))
    } else {
      count(holdsOf, moved.hold.patronId)
      const state = caught(moved.hold)
      if (state) states.set(state.barcode, state)
    }
  }
  return { states, loansOf, holdsOf }
}

/** What all ids of the made-up patrons look like. */
const idShapes = new Set([shapeOf(demoPatronId(0))!])

/** Patron rows in the order of their keys, each with what changes beside it. */
export function consortiumPatrons(size: Size, { loansOf, holdsOf }: Circulation): { patrons: PatronRow[]; counts: CountRow[] } {
  const key = groupKeyOf(size)
  const rows: { row: PatronRow; patronId: string; feesCents: number }[] = []
  for (const patron of demoPatrons(size.patrons, size.seed, size.today)) {
    for (const row of leastRows(patron, key, size.today, idShapes))
      rows.push({ row, patronId: patron.patronId, feesCents: patron.feesCents })
  }
  rows.sort((a, b) => (a.row.card < b.row.card ? -1 : 1))
  const counts = rows.map(({ patronId, feesCents }, place) => ({
    place,
    loans: loansOf.get(patronId) ?? 0,
    holds: holdsOf.get(patronId) ?? 0,
    feesCents,
  }))
  return { patrons: rows.map(({ row }) => row), counts }
}

/** So many loans of one day, of items and by patrons from all over: what a delta carries of them. */
export function dayOfLoans(
  size: Size,
  howMany: number,
  { states }: Circulation,
  counts: readonly CountRow[],
  chance: { next(): number },
) {
  const share = (howMany * 1.02) / (size.items - states.size)
  const changed: StateRow[] = []
  for (const { barcode } of consortiumItems(size)) {
    if (changed.length === howMany) break
    if (states.has(barcode) || chance.next() >= share) continue
    const second = Math.floor(7 * 3600 + chance.next() * 11 * 3600)
    const [hour, minute, rest] = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map(part =>
      String(part).padStart(2, '0'),
    )
    const lentAt = `${size.today}T${hour}:${minute}:${rest}Z`
    changed.push({ barcode, status: 'ok', lentAt, dueOn: '2026-12-20', renewals: 0 })
  }
  const more = new Map<number, number>()
  for (const _ of changed) {
    const place = Math.floor(chance.next() * counts.length)
    more.set(place, (more.get(place) ?? 0) + 1)
  }
  const places = [...more].sort(([a], [b]) => a - b)
  return { states: changed, counts: places.map(([place, loans]) => ({ ...counts[place]!, loans: counts[place]!.loans + loans })) }
}

function lent({ barcode, lentAt, dueOn, renewals }: Loan): StateRow {
  return { barcode, status: 'ok', lentAt, dueOn, renewals }
}

function caught({ state }: Hold): StateRow | undefined {
  return state.kind === 'queued' ? undefined : { barcode: state.barcode, status: 'ok', hold: state.kind }
}

function count(of: Map<string, number>, key: string): void {
  of.set(key, (of.get(key) ?? 0) + 1)
}
