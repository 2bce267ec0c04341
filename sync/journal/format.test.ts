import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Transaction } from '../../circulation/transaction.ts'
import { canonicalJson } from './canonical-json.ts'
import { databaseStores, databaseVersion } from './database-schema.ts'
import { entryFormat, entrySchema, readPayload } from './entry-schema.ts'
import { sealedFormat, sealedSchema } from './usb-export.ts'

const hashOf = (value: unknown) => bytesToHex(sha256(utf8ToBytes(canonicalJson(value)))).slice(0, 16)

/** Whoever changes a shape gives it the next number here, and teaches the program to read the numbers before. */
const formats = {
  entry: { 1: '9887f05a0378f546', 2: '386e2fb51bb2de01', 3: '43f917a64d3c3ed9', 4: 'fb160904af6bd4b2', 5: '7fd851f814ff4235' },
  database: { 1: '33c1aec1fbea3d2d' },
  sealed: { 1: '89949625153d2195' },
}

test('[JO11] the shape of an entry changes only with its format number', () => {
  expect(formats.entry).toHaveProperty(`${entryFormat}`, hashOf(z.toJSONSchema(entrySchema)))
})

test('[JO11] the stores of the database change only with their version', () => {
  expect(formats.database).toHaveProperty(`${databaseVersion}`, hashOf(databaseStores))
})

test('[JO11] the carried file changes only with its format number', () => {
  expect(formats.sealed).toHaveProperty(`${sealedFormat}`, hashOf(z.toJSONSchema(sealedSchema)))
})

const target = { station: 'bus-1', epoch: '1-aa', sequence: 4 }
const loan = { barcode: 'A', patronId: 'p-1', dueOn: '2026-12-15' }

/** One of every kind; the compiler asks for the next. */
const samples: { [Kind in Transaction['kind']]: Extract<Transaction, { kind: Kind }> } = {
  checkout: { kind: 'checkout', ...loan, card: 'c', visitId: 'v', overrides: [{ code: 'card-expired', reason: 'lend-anyway' }] },
  checkin: { kind: 'checkin', barcode: 'A', destination: { kind: 'hold', holdId: 'h', holdNumber: '12', branch: 'b' } },
  renewal: { kind: 'renewal', ...loan, overrides: [] },
  undo: { kind: 'undo', target, why: 'mistyped' },
  move: { kind: 'move', ...loan, target, fromPatronId: 'p-2', card: 'c' },
  'hold-request': { kind: 'hold-request', titleId: 't', card: 'c', patronId: 'p-1', pickup: { branch: 'b' } },
  payment: { kind: 'payment', card: 'c', patronId: 'p-1', visitId: 'v', cents: 320, by: 'cash' },
  'stop-correction': { kind: 'stop-correction', fromSequence: 1, toSequence: 9, branch: 'b' },
  answer: {
    kind: 'answer',
    target,
    hash: 'ab'.repeat(32),
    question: 'unknown-item',
    choice: 'correct-barcode',
  },
  'koc-exported': { kind: 'koc-exported', epoch: '1-aa', fromSequence: 1, toSequence: 9, by: 's' },
  'carried-out': { kind: 'carried-out', epoch: '1-aa', sequence: 9, entries: 9 },
  'carried-in': { kind: 'carried-in', from: 'bus-2', seal: 'ab'.repeat(32), entries: 9 },
  'security-job': { kind: 'security-job', barcode: 'A', secured: true },
  'security-done': { kind: 'security-done', barcode: 'A', secured: true, verified: false },
  'desk-started': { kind: 'desk-started', appVersion: '0.1.0' },
  'signed-in': { kind: 'signed-in', staffId: 's' },
  'signed-out': { kind: 'signed-out', staffId: 's' },
  'stop-chosen': { kind: 'stop-chosen', branch: 'b' },
  'clock-jump': { kind: 'clock-jump', wallMs: -3000, monotonicMs: 0.5 },
  'patron-looked-up': { kind: 'patron-looked-up', patronId: 'p-1' },
  'task-done': { kind: 'task-done', target },
  'fork-found': { kind: 'fork-found', epoch: '1-aa', sequence: 3 },
  refused: { kind: 'refused', code: 'age-limit' },
}

test.each(Object.values(samples))('[JO11] the schema knows the transaction $kind, and misses each of its fields', transaction => {
  expect(readPayload({ transaction })).toEqual({ kind: 'readable', transaction })
  for (const field of Object.keys(transaction)) {
    const without = { ...transaction, [field]: undefined }
    expect(readPayload({ transaction: without }), field).toMatchObject({ kind: 'unreadable' })
  }
})
