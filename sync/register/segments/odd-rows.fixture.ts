import fc from 'fast-check'
import { normalNumber } from '../circulation-state.ts'
import { nameKeyOf } from './person-tables.ts'
import type { RowOf, SegmentKind } from './segment.ts'
import { tables } from './segment.ts'

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 5 }), fc.constant(''))
/** Barcodes and ids as they occur, and as they should not: other letters, leading zeros, numbers beyond all counting, none at all. */
const number = fc.oneof(
  fc.nat(99_999).map(value => `853N${String(value).padStart(8, '0')}`),
  fc.nat(999).map(value => `abc${value}`),
  fc.bigInt(0n, 10n ** 25n).map(String),
  text,
)
const whole = fc.oneof(
  fc.nat(20),
  fc.maxSafeNat().map(value => Math.floor(value / 2)),
)
const day = fc.oneof(
  fc.integer({ min: -719_000, max: 2_900_000 }).map(days => new Date(days * 86_400_000).toISOString().slice(0, 10)),
  fc.constantFrom('2026-02-30', '0000-01-01', '9999-12-31', '2026-2-3', '', '~', '=', '-1', '28'),
  text,
)
const instant = fc.oneof(
  fc.integer({ min: 0, max: 4_000_000_000 }).map(seconds => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`),
  fc.constantFrom(
    '2026-11-17T07:40:00.123Z',
    '2026-11-17T24:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-11-17T07:40:00+02:00',
    '~2026-11-17',
  ),
  text,
)
const status = fc.constantFrom('ok', 'lost', 'missing', 'claims-returned', 'withdrawn', 'not-for-loan' as const)
const block = fc.constantFrom('barred', 'card-lost', 'guardian-barred', 'inactive', 'address-unknown' as const)

const tag = fc.bigInt(0n, 2n ** 64n - 1n).map(value => value.toString(16).padStart(16, '0'))
const shortTag = fc.nat(2 ** 31).map(value => value.toString(16).padStart(8, '0'))

const sealedId = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('P 7', ' 0', '\u0000 3'),
      text.map(letters => `${letters} 4`),
    ),
    fc.uint8Array({ maxLength: 9 }),
  )
  .map(([shape, bytes]) => `${shape} ${Buffer.from(bytes).toString('hex')}`)

const callNumber = fc.oneof(text, fc.constantFrom('84.2 VIR', '84.2 ', ' ', '\u0001', '\u0003x', '84.2 ABC', '84.2 ÉÉÉ'))
const heading = fc.oneof(text, fc.constantFrom('Virta, Aino', 'abc', 'ßßß', 'éé'))
const sharedFacts = { author: maybe(heading), itemType: maybe(text), callNumber: maybe(callNumber), ageLimit: maybe(fc.nat(18)) }

const rows = {
  titles: fc.record({ titleId: number, title: heading, ...sharedFacts }),
  items: fc.record({
    barcode: number,
    titleId: number,
    homeBranch: text,
    parts: maybe(whole),
    own: maybe(fc.constantFrom({ title: 'Toinen' }, { author: null, ageLimit: 7 }, { itemType: 'quick-loan' })),
  }),
  states: fc.record({
    barcode: number,
    status,
    lentAt: maybe(instant),
    dueOn: maybe(day),
    renewals: maybe(whole),
    hold: maybe(fc.constantFrom('waiting', 'in-transit' as const)),
  }),
  patrons: fc.record({
    card: tag,
    sealedId,
    category: text,
    expiresOn: maybe(day),
    blocks: fc.uniqueArray(block, { maxLength: 3 }),
    barredUntil: maybe(day),
    ageClass: maybe(fc.nat(18)),
    ageChangesOn: maybe(day),
    isReplaced: maybe(fc.constant(true as const)),
  }),
  counts: fc.record({ place: whole, loans: whole, holds: whole, feesCents: fc.integer() }),
  'loan-tags': fc.record({ barcode: number, tag: shortTag, branch: text }),
  'named-loans': fc.record({ barcode: number, patronId: number }),
  'named-holds': fc.record({ holdId: number, patronId: number }),
  holds: fc.record({
    holdId: number,
    titleId: number.filter(id => !id.includes('\u0000')),
    copy: maybe(number),
    placedAt: instant,
    branch: text,
    stopId: maybe(text),
    holdNumber: heading,
    state: fc.constantFrom('queued', 'in-transit', 'waiting' as const),
    barcode: maybe(number),
    expiresOn: maybe(day),
    box: maybe(text),
    tag: shortTag,
  }),
  named: fc.record({
    patronId: number,
    cards: fc.array(
      fc.nat(999).map(value => `C${value}`),
      { maxLength: 3 },
    ),
    given: heading,
    family: heading,
    birthDate: maybe(day),
    homeBranch: maybe(text),
    category: text,
    expiresOn: maybe(day),
    blocks: fc.uniqueArray(block, { maxLength: 3 }),
    barredUntil: maybe(day),
    feesCents: fc.integer(),
    loans: fc.array(
      fc.nat(999).map(value => `853N${value}`),
      { maxLength: 3 },
    ),
    holds: fc.array(
      fc.nat(999).map(value => `T1\u0000H${value}`),
      { maxLength: 3 },
    ),
  }),
  names: fc
    .record({
      folded: text,
      patronId: number.filter(id => !id.includes('\u0000')),
      given: heading,
      family: heading,
      birthYear: maybe(fc.nat(2030)),
    })
    .map(({ folded, ...row }) => ({ key: nameKeyOf(folded, row.patronId), ...row })),
  index: fc.record({ name: text, firstKey: number, rows: whole, bytes: whole }),
}

/** Rows of a kind as a hub would sort them: odd ones too, each key once. */
export function oddRows<Kind extends SegmentKind>(kind: Kind): fc.Arbitrary<RowOf[Kind][]> {
  const one = rows[kind] as unknown as fc.Arbitrary<RowOf[Kind]>
  return fc.array(one, { maxLength: 40 }).map(found => sorted(kind, found))
}

export function sorted<Kind extends SegmentKind>(kind: Kind, found: readonly RowOf[Kind][]): RowOf[Kind][] {
  const { keyOf } = tables[kind]
  const byKey = new Map<string | number, RowOf[Kind]>(found.map(row => [keyOf(row), withoutEmpty(row)]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

/** An item as hubs get it, of some few titles that its copies do not agree about. */
export const staticItems = fc.uniqueArray(
  fc
    .record({
      barcode: number,
      titleId: fc.constantFrom('T1', 'T2', 'x'),
      title: heading,
      homeBranch: text,
      parts: maybe(whole),
      ...sharedFacts,
    })
    .map(withoutEmpty),
  { selector: ({ barcode }) => normalNumber(barcode), maxLength: 30 },
)

function withoutEmpty<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as T
}
