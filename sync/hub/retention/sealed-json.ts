/*
 * Of what the hub writes down, what says which patron it was lies sealed in its place: `"patronId":"s1.2026-11-23.…"`. So everything else stays as it is,
 * and where the key of that day is gone, the field is gone.
 */

/** Whatever says who a patron is, in entries, actions, outcomes and what they rest on. `salt` would let one try out who it was. */
const personal: ReadonlySet<string> = new Set([
  ...['card', 'cards', 'patronId', 'fromPatronId', 'takenFrom', 'onLoanTo', 'salt'],
  // A payload that nobody can read may say it anywhere.
  'unread',
])

export type Seal = (text: string) => string
/** The text that was sealed; undefined where its key is gone. */
export type Unseal = (token: string) => string | undefined

/** The value with all that says who a patron is sealed in its place. */
export function sealPersons(value: unknown, seal: Seal): unknown {
  return walked(value, found => (found === null ? null : seal(JSON.stringify(found))))
}

/** The value as it was before it was sealed; without what cannot be opened any more. */
export function openPersons(value: unknown, unseal: Unseal): unknown {
  return walked(value, found => {
    if (typeof found !== 'string' || !isToken(found)) return found
    const text = unseal(found)
    return text === undefined ? undefined : JSON.parse(text)
  })
}

const token = /^s1\.(\d{4}-\d{2}-\d{2})\.[A-Za-z0-9_-]{38,}$/

/** The day under whose key it was sealed. */
export function dayOf(sealed: string): string | undefined {
  return token.exec(sealed)?.[1]
}

/** The days under whose keys something in this text is sealed. */
export function daysIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/"s1\.(\d{4}-\d{2}-\d{2})\./g)].map(found => found[1]!))
}

function isToken(text: string): boolean {
  return token.test(text)
}

function walked(value: unknown, at: (found: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(one => walked(one, at))
  if (typeof value !== 'object' || value === null) return value
  const found: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    const put = personal.has(key) ? at(inner) : walked(inner, at)
    if (put !== undefined) found[key] = put
  }
  return found
}
