/**
 * One text for one value, whatever order its keys were set in (RFC 8785): keys sorted by UTF-16 code units, no white space, keys without a value
 * left out. Throws a `TypeError` for what JSON cannot say: NaN, infinities, functions, bigints.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(one => canonicalJson(one === undefined ? null : one)).join(',')}]`
  if (typeof value === 'object' && value !== null) return canonicalObject(value as Record<string, unknown>)
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} has no JSON`)
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) throw new TypeError(`a ${typeof value} has no JSON`)
  return text
}

function canonicalObject(value: Record<string, unknown>): string {
  const members = Object.keys(value)
    .filter(key => value[key] !== undefined)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
  return `{${members.join(',')}}`
}
