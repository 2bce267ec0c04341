import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { canonicalJson } from '../journal/canonical-json.ts'
import { changes, hold, item, loan, patron, published, settings } from '../register/library.fixture.ts'
import { isSpoken, type OutcomeMessage, protocolVersion } from './messages.ts'
import { type Answers, answers, readAnswer, uploadSchema } from './schemas.ts'

/** Whoever changes a message gives the protocol its next number here. */
const shapes = {
  1: '80903b46a4dd80e8',
  2: 'ffd41aad3441e0ad',
  3: 'ebde6213efba9f4b',
  4: '14edfd03d05b5cfa',
  5: 'fc5e8710151189e7',
  6: 'f32c1c35e32965ab',
  7: '6bc4b0fdee8fb030',
  8: 'ce87ce539c8a7a3b',
  9: 'b251dcd0c77f1021',
}

test('[UP1] the shape of a message changes only with the protocol’s version', () => {
  const schemas = Object.entries({ ...answers, upload: uploadSchema }).map(([name, schema]) => [name, z.toJSONSchema(schema)])
  const shape = bytesToHex(sha256(utf8ToBytes(canonicalJson(schemas)))).slice(0, 16)
  expect(shapes).toHaveProperty(`${protocolVersion}`, shape)
})

type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T
type Takes = { [Kind in keyof Answers]: Mutable<Answers[Kind]> extends z.input<(typeof answers)[Kind]> ? true : Kind }

/** A line here does not compile where a hub could send, by the types, what a station would refuse. */
const takes: Takes = {
  hello: true,
  manifest: true,
  segment: true,
  state: true,
  changes: true,
  have: true,
  brought: true,
  outcomes: true,
  neighbours: true,
}

const asOf = '2026-11-17T07:40:00Z'
const noted: OutcomeMessage['outcome'] = { kind: 'applied-with-note', notes: [{ code: 'hold-caught', holdNumber: '12' }] }
const samples: { [Kind in keyof Answers]: Answers[Kind] } = {
  hello: { protocol: 3, library: 'L', environment: 'demo', time: asOf, registerVersion: 4 },
  manifest: published([item(1)], [patron(1)]).manifest,
  segment: { kind: 'patrons', rows: [patron(1)] },
  state: {
    version: 1,
    asOf,
    loans: [loan('A', 'p')],
    holds: [hold('h', 't', 'p')],
    statuses: [{ barcode: 'A', status: 'lost' }],
  },
  changes: changes(1, 2, { items: [item(1)], settings }),
  have: { epoch: '1-aa', sequence: 0, hash: '0'.repeat(64) },
  brought: { station: 'bus-1', entries: 3, fresh: 2, forks: 0, missing: [{ epoch: '1-aa', from: 4, have: 2 }] },
  outcomes: {
    cursor: 3,
    outcomes: [{ epoch: '1-aa', sequence: 1, hash: 'b'.repeat(64), outcome: noted, at: asOf, inVersion: 5 }],
  },
  neighbours: { state: 'a.1.1', on: 'a.0.0', entries: [{ entry: { format: 99 }, inVersion: 3 }], more: true, older: 2 },
}

test.each(Object.entries(samples))(
  '[UP1] the station reads a %s, misses each of its fields, and keeps fields of a newer hub',
  (name, sample) => {
    const kind = name as keyof Answers
    expect(takes[kind]).toBe(true)
    expect(readAnswer(kind, sample)).toEqual({ ok: true, answer: sample })
    expect(readAnswer(kind, { ...sample, newer: 1 })).toEqual({ ok: true, answer: { ...sample, newer: 1 } })
    const optional = new Set(kind === 'changes' ? ['settings'] : kind === 'neighbours' ? ['entries', 'on', 'more', 'older'] : [])
    for (const field of Object.keys(sample).filter(key => !optional.has(key)))
      expect(readAnswer(kind, { ...sample, [field]: undefined }), field).toMatchObject({ ok: false })
  },
)

test('[UP1] a word of a newer hub in an outcome does not make the rest unreadable', () => {
  const [message] = samples.outcomes.outcomes
  const newer = { cursor: 1, outcomes: [{ ...message, outcome: { kind: 'history-only', notes: [{ code: 'something-new' }] } }] }
  expect(readAnswer('outcomes', newer).ok).toBe(true)
})

test('[UP15] protocols up to two versions apart are spoken, no others', () => {
  const around = [-3, -2, -1, 0, 1, 2, 3].map(step => protocolVersion + step).filter(version => version >= 1)
  expect(around.filter(isSpoken)).toEqual(around.filter(version => Math.abs(version - protocolVersion) < 3))
  expect([0, -1].filter(isSpoken)).toEqual([])
})
