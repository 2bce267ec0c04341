import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { emptyTail, hashEntry, sealEntry, verifyChain } from './chain.ts'
import type { Entry } from './entry.ts'
import { entryFormat, readPayload } from './entry-schema.ts'
import { chainOf, flipped } from './journal.fixture.ts'
import { readLine, writeLine } from './line-format.ts'

const entries = chainOf('ABCD')
const [first] = entries as [Entry]

test('[JO1] canonical JSON does not depend on the order in which keys were set', () => {
  expect(canonicalJson({ b: [1, { d: undefined, c: 'ä\n' }], a: null })).toBe('{"a":null,"b":[1,{"c":"ä\\n"}]}')
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError)
  expect(() => canonicalJson(() => 1)).toThrow(TypeError)
  fc.assert(fc.property(fc.jsonValue(), value => canonicalJson(JSON.parse(canonicalJson(value))) === canonicalJson(value)))
})

test('[JO1] the hash is the one that any SHA-256 gives for the canonical JSON of the rest', async () => {
  const sha256 = async (value: unknown) => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonicalJson(value)))
    return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('')
  }
  const { hash, salt, ...rest } = first
  const { card, patronId, ...transaction } = first.transaction as unknown as Record<string, unknown>
  const digest = await sha256({ card, patronId, salt })
  expect(hash).toBe(await sha256({ ...rest, transaction, forgotten: { digest, fields: ['card', 'patronId'] } }))
  const { hash: plain, ...other } = sealEntry(
    { ...first, transaction: { kind: 'signed-in', staffId: 's' } },
    emptyTail('1-aa'),
    'b',
  )
  expect(plain).toBe(await sha256(other))
})

test.each<[string, Entry[], object]>([
  ['[JO1] a whole chain', entries, { ok: true }],
  ['[JO1] an entry left out', entries.toSpliced(1, 1), { ok: false, index: 1, why: 'gap' }],
  ['[JO1] two entries swapped', [entries[1], entries[0]] as Entry[], { ok: false, index: 0, why: 'gap' }],
  [
    '[JO1] an entry of another epoch',
    [first, ...chainOf('B').map(one => ({ ...one, epoch: 'x' }))],
    { ok: false, index: 1, why: 'epoch' },
  ],
  ['[JO1] an entry of another history', [...chainOf('x'), ...entries.slice(1)], { ok: false, index: 1, why: 'previous' }],
  ['[JO1] a changed entry', [{ ...first, branch: 'other' }], { ok: false, index: 0, why: 'hash' }],
])('%s', (_, chain, check) => {
  expect(verifyChain(chain)).toMatchObject(check)
})

test('[JO10] a line reads back as the entry that it was', () => {
  for (const entry of entries) expect(readLine(writeLine(entry))).toEqual({ kind: 'entry', entry })
})

test('[JO8] one changed character anywhere in a line is found', () => {
  const line = writeLine(first)
  fc.assert(fc.property(fc.nat(line.length - 1), at => readLine(flipped(line, at)).kind === 'damaged'))
})

test('[JO8] what is no entry is damage, whatever it is', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), text => readLine(text).kind === 'damaged'))
  const empty = { epoch: '~', hash: '', format: 1, transaction: { target: null } }
  expect(readLine(JSON.stringify(empty)).kind).toBe('damaged')
})

test('[JO10] a payload of unknown kind, or with unknown fields, is kept; the envelope reads', () => {
  const transaction = { kind: 'blessing', of: 'the bus' } as unknown as Entry['transaction']
  const odd = resealed({ transaction })
  expect(readLine(writeLine(odd))).toEqual({ kind: 'entry', entry: odd })
  expect(readPayload(odd)).toMatchObject({ kind: 'unreadable' })
  const more = resealed({ transaction: { ...first.transaction, ...{ colour: 'red' } } })
  expect(readPayload(more)).toEqual({ kind: 'readable', transaction: more.transaction })
})

test('[JO10] a line of a newer format is no damage, and is told apart from one that was flipped', () => {
  const newer = (entryFormat + 1) as 1
  expect(readLine(writeLine(resealed({ format: newer, previous: undefined as never })))).toEqual({ kind: 'newer', format: newer })
  expect(readLine(writeLine({ ...first, format: newer })).kind).toBe('damaged')
})

test('[JO11] a line of an earlier format reads as it was written', () => {
  const earlier = resealed({ format: 1 })
  expect(readLine(writeLine(earlier))).toEqual({ kind: 'entry', entry: earlier })
})

function resealed(changed: Partial<Entry>): Entry {
  const entry = { ...first, ...changed }
  return { ...entry, hash: hashEntry(entry) }
}
