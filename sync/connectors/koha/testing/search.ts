type Row = Readonly<Record<string, unknown>>

/** A search that Koha would not take. */
export class BadQuery extends Error {}

const operators: Readonly<Record<string, (value: unknown, wanted: unknown) => boolean>> = {
  '=': (value, wanted) => same(value, wanted),
  '!=': (value, wanted) => !same(value, wanted),
  '>': (value, wanted) => value != null && compare(value, wanted) > 0,
  '>=': (value, wanted) => value != null && compare(value, wanted) >= 0,
  '<': (value, wanted) => value != null && compare(value, wanted) < 0,
  '<=': (value, wanted) => value != null && compare(value, wanted) <= 0,
  '-in': (value, wanted) => listIn(wanted).some(one => same(value, one)),
  '-not_in': (value, wanted) => !listIn(wanted).some(one => same(value, one)),
  '-like': (value, wanted) => like(value, wanted),
  like: (value, wanted) => like(value, wanted),
}

/** Whether a row is what `q` asks for: an object means all of it, an array any of it. */
export function matches(q: unknown, row: Row): boolean {
  if (Array.isArray(q)) return q.some(one => matches(one, row))
  if (typeof q !== 'object' || q === null) throw new BadQuery('q is neither object nor array')
  return Object.entries(q).every(([key, wanted]) => {
    if (key === '-and') return listIn(wanted).every(one => matches(one, row))
    if (key === '-or') return listIn(wanted).some(one => matches(one, row))
    const value = row[columnIn(key, row)]
    if (Array.isArray(wanted)) return wanted.some(one => same(value, one))
    if (typeof wanted !== 'object' || wanted === null) return same(value, wanted)
    return Object.entries(wanted).every(([operator, operand]) => {
      const judge = operators[operator]
      if (!judge) throw new BadQuery(`no operator ${operator}`)
      return judge(value, operand)
    })
  })
}

const indexes = new WeakMap<readonly Row[], Map<string, ReadonlyMap<string, readonly Row[]>>>()

/** Of a long list, those rows that can fit a search for one value: by an index, made once for each list. What is no such search leaves all. */
export function candidates(rows: readonly Row[], asked: readonly unknown[]): readonly Row[] {
  for (const q of asked) {
    const [key, wanted] = typeof q === 'object' && q !== null ? (Object.entries(q)[0] ?? []) : []
    const column = key?.replace(/^me\./, '')
    if (column === undefined || (typeof wanted !== 'number' && typeof wanted !== 'string')) continue
    if (rows[0] && Object.hasOwn(rows[0], column)) return indexOf(rows, column).get(String(wanted).toLowerCase()) ?? []
  }
  return rows
}

function indexOf(rows: readonly Row[], column: string): ReadonlyMap<string, readonly Row[]> {
  const ofList = indexes.get(rows) ?? new Map<string, ReadonlyMap<string, readonly Row[]>>()
  indexes.set(rows, ofList)
  const known = ofList.get(column)
  if (known) return known
  const index = new Map<string, Row[]>()
  for (const row of rows) {
    const value = String(row[column]).toLowerCase()
    const same = index.get(value)
    if (same) same.push(row)
    else index.set(value, [row])
  }
  ofList.set(column, index)
  return index
}

/** A plain parameter means "contains" unless `_match` says otherwise. */
export function matchesPlain(value: unknown, wanted: string, how: string): boolean {
  const [is, text] = [String(value ?? '').toLowerCase(), wanted.toLowerCase()]
  if (how === 'exact') return is === text
  if (how === 'starts_with') return is.startsWith(text)
  if (how === 'ends_with') return is.endsWith(text)
  return is.includes(text)
}

/** Rows in the order that `_order_by` names: `+` and a blank mean upwards. */
export function ordered(rows: readonly Row[], by: string | undefined): readonly Row[] {
  if (by === undefined || rows.length === 0) return rows
  const keys = by.split(',').map(text => {
    const down = text.startsWith('-')
    return { down, key: columnIn(text.replace(/^[+ -]/, ''), rows[0]!) }
  })
  return rows.toSorted((a, b) => {
    for (const { down, key } of keys) {
      const found = compare(a[key], b[key])
      if (found !== 0) return down ? -found : found
    }
    return 0
  })
}

function columnIn(name: string, row: Row): string {
  const column = name.replace(/^me\./, '')
  if (!Object.hasOwn(row, column)) throw new BadQuery(`no field ${name}`)
  return column
}

/** Its collation tells no capital letters from small ones. */
function same(value: unknown, wanted: unknown): boolean {
  if (value == null || wanted == null) return value == null && wanted == null
  return String(value).toLowerCase() === String(wanted).toLowerCase()
}

function compare(value: unknown, wanted: unknown): number {
  if (typeof value === 'number') return value - Number(wanted)
  if (isInstant(value) && isInstant(wanted)) return Date.parse(value) - Date.parse(wanted)
  return String(value ?? '') < String(wanted ?? '') ? -1 : String(value ?? '') > String(wanted ?? '') ? 1 : 0
}

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(value)
}

function like(value: unknown, wanted: unknown): boolean {
  const parts = String(wanted)
    .split('%')
    .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/_/g, '.'))
  return new RegExp(`^${parts.join('.*')}$`, 'is').test(String(value ?? ''))
}

function listIn(wanted: unknown): readonly unknown[] {
  if (!Array.isArray(wanted)) throw new BadQuery('a list was expected')
  return wanted
}
