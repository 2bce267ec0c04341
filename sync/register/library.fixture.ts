import type { Item } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Patron } from '../../circulation/patron.ts'
import { packSegments } from './pack.ts'
import type { Changes, Manifest } from './published.ts'
import type { LibrarySettings } from './register.ts'
import type { WritableRegister } from './writable-register.ts'

export const settings: LibrarySettings = {
  library: 'Testikirjasto',
  environment: 'test',
  rules: { name: 'test', zone: 'Europe/Helsinki', sets: [] },
  branches: [],
  stops: [],
  staff: [],
}

/** The item with this number: two copies of each title, every third at the bus. */
export function item(number: number, more: Partial<Item> = {}): Item {
  const titleNumber = Math.floor(number / 2)
  return {
    barcode: `Abc${String(number).padStart(6, '0')}`,
    titleId: `t${titleNumber}`,
    title: `Kirja numero ${titleNumber}`,
    author: 'Tekijä, Tiina',
    homeBranch: number % 3 === 0 ? 'bus' : 'main',
    circulationStatus: 'ok',
    ...more,
  }
}

export function patron(number: number, more: Partial<Patron> = {}): Patron {
  return {
    patronId: `p${String(number).padStart(6, '0')}`,
    cards: [`card-${number}`, `old-${number}`],
    name: { given: 'Matti', family: `Sukunimi${number}` },
    birthDate: `${1950 + (number % 60)}-05-01`,
    category: 'adult',
    blocks: [],
    feesCents: 0,
    ...more,
  }
}

export function loan(barcode: string, patronId: string, more: Partial<Loan> = {}): Loan {
  return { barcode, patronId, lentAt: '2026-11-01T10:00:00Z', dueOn: '2026-12-01', renewals: 0, branch: 'bus', ...more }
}

export function hold(holdId: string, titleId: string, patronId: string, more: Partial<Hold> = {}): Hold {
  const pickup = { branch: 'bus', stopId: 's1' }
  return {
    holdId,
    titleId,
    patronId,
    placedAt: '2026-11-01T10:00:00Z',
    pickup,
    holdNumber: '1',
    state: { kind: 'queued' },
    ...more,
  }
}

export function changes(since: number, version: number, more: Partial<Changes> = {}): Changes {
  return {
    since,
    version,
    asOf: '2026-11-02T10:00:00Z',
    items: [],
    itemsGone: [],
    patrons: [],
    patronsGone: [],
    loans: [],
    loansEnded: [],
    holds: [],
    holdsGone: [],
    statuses: [],
    ...more,
  }
}

export function range<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, number) => make(number))
}

/** A library as a hub would publish it. */
export function published(items: readonly Item[], patrons: readonly Patron[], version = 1) {
  const segments = [...packSegments('items', items), ...packSegments('patrons', patrons)]
  const manifest: Manifest = { version, asOf: '2026-11-01T12:00:00Z', segments: segments.map(({ info }) => info), settings }
  return { manifest, bytes: new Map(segments.map(({ info, bytes }) => [info.name, bytes])) }
}

/** Downloads everything into the register. */
export async function fill(
  register: WritableRegister,
  library: ReturnType<typeof published>,
  state: { loans?: readonly Loan[]; holds?: readonly Hold[]; version?: number } = {},
): Promise<void> {
  await register.begin(library.manifest)
  for (const { name } of register.download().missing) await register.putSegment(name, library.bytes.get(name)!)
  const { loans = [], holds = [], version = library.manifest.version } = state
  await register.putState({ version, asOf: library.manifest.asOf, loans, holds, statuses: [] })
}
