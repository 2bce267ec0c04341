import { expect, test } from 'vitest'
import { check } from './check.ts'
import { arrows, islands } from './rules.ts'
import { missingTests, unknownRules } from './spec-rules.ts'

/** What the checker says of one file with this text. */
const verdict = (path: string, text: string) => check(new Map([[path, `${text}\n`]])).map(line => line.replace(/^\S+ /, ''))

/** Every way in which one file can name another. */
const waysToImport: Record<string, (target: string) => string> = {
  static: target => `import { a } from '${target}'`,
  'side effect': target => `import '${target}'`,
  'import type': target => `import type { A } from '${target}'`,
  'inline type': target => `import { type A } from '${target}'`,
  'export from': target => `export { a } from '${target}'`,
  'export star': target => `export * from '${target}'`,
  'export type': target => `export type { A } from '${target}'`,
  dynamic: target => `export const a = () => import('${target}')`,
  'dynamic with backticks': target => `export const a = () => import(\`${target}\`)`,
  'type query': target => `export type A = import('${target}').A`,
  require: target => `export const a = require('${target}')`,
  worker: target => `export const a = new URL('${target}', import.meta.url)`,
  glob: target => `export const a = import.meta.glob('${target}')`,
}

const folders = Object.keys(arrows)
const upFrom = (folder: string) => '../'.repeat(folder.split('/').length)
const may = Object.entries(arrows).flatMap(([from, to]) => (to === 'everything' ? [] : to.map(one => [from, one] as const)))
const mayNot = folders.flatMap(from => {
  const allowed = arrows[from]!
  return allowed === 'everything' ? [] : folders.filter(to => to !== from && !allowed.includes(to)).map(to => [from, to] as const)
})

test.each(mayNot)('the arrow %s -> %s is reported, however it is written', (from, to) => {
  for (const [way, write] of Object.entries(waysToImport)) {
    expect(verdict(`${from}/x.ts`, write(`${upFrom(from)}${to}/y.ts`)), way).toContainEqual(expect.stringMatching(/^arrow: /))
  }
})

test.each(may)('the arrow %s -> %s is allowed, however it is written', (from, to) => {
  for (const [way, write] of Object.entries(waysToImport)) {
    expect(verdict(`${from}/x.ts`, write(`${upFrom(from)}${to}/y.ts`)), way).toEqual([])
  }
})

/** The table itself, by hand: [file, what is written in it, the rule that must catch it]. */
const sabotage: [path: string, text: string, rule: string][] = [
  ['circulation/loan.ts', `import type { Clock } from '../host/clock.ts'`, 'arrow'],
  ['circulation/loan.ts', `import type { Entry } from '../sync/journal/entry.ts'`, 'arrow'],
  ['host/clock.ts', `import type { Driver } from '../hardware/driver.ts'`, 'arrow'],
  ['hardware/driver.ts', `import { decideCheckout } from '../circulation/decide-checkout.ts'`, 'arrow'],
  ['hardware/driver.ts', `import { open } from '../sync/station/desk.ts'`, 'arrow'],
  ['sync/journal/entry.ts', `import { segment } from '../register/segment.ts'`, 'arrow'],
  ['sync/register/segment.ts', `import { append } from '../journal/journal.ts'`, 'arrow'],
  ['sync/protocol/messages.ts', `import type { Clock } from '../../host/clock.ts'`, 'arrow'],
  ['sync/station/desk.ts', `import type { Hub } from '../hub/hub.ts'`, 'arrow'],
  ['sync/station/desk.ts', `import type { Connector } from '../connectors/connector.ts'`, 'arrow'],
  ['sync/hub/hub.ts', `import type { Session } from '../station/session.ts'`, 'arrow'],
  ['sync/connectors/koha/checkout.ts', `import { checksum } from '../sip2/checksum.ts'`, 'arrow'],
  ['sync/connectors/connector.ts', `import { koha } from './koha/connector.ts'`, 'arrow'],
  ['sync/connectors/koha/checkout.ts', `import type { Entry } from '../../journal/entry.ts'`, 'arrow'],
  ['renderer/desk/desk.tsx', `import type { Hub } from '../../sync/hub/hub.ts'`, 'arrow'],
  ['renderer/desk/desk.tsx', `import { main } from '../../electron/main.ts'`, 'arrow'],
  ['electron/main.ts', `import { hub } from '../sync/hub/hub.node.ts'`, 'arrow'],
  ['electron/main.ts', `import type { Loan } from '../circulation/loan.ts'`, 'arrow'],
  ['commands/hub.node.ts', `import { App } from '../renderer/app.tsx'`, 'arrow'],
  ['commands/hub.node.ts', `import { day } from '../simulation/day.ts'`, 'arrow'],
  ['commands/hub.node.ts', `import { main } from '../electron/main.ts'`, 'arrow'],
  ['sync/hub/hub.ts', `import { hubContract } from './hub.contract.ts'`, 'arrow'],
  ['circulation/loan.ts', `import { day } from '../simulation/day.ts'`, 'arrow'],
  ['simulation/oracle/judge.ts', `import { decideReplay } from '../../circulation/decide-replay.ts'`, 'arrow'],
  ['simulation/oracle/judge.ts', `import type { Entry } from '../../sync/journal/entry.ts'`, 'arrow'],
  ['elsewhere/x.ts', `import { a } from '../host/clock.ts'`, 'arrow'],
  ['host/x.ts', `export const a = (name: string) => import(name)`, 'arrow'],
  ['host/x.ts', `import { a } from './y'`, 'extension'],
  ['sync/journal/journal.ts', `import { appendLine } from './file-log.node.ts'`, 'runtime'],
  ['renderer/desk/desk.tsx', `import { appendLine } from '../../sync/journal/file-log.node.ts'`, 'runtime'],
  ['sync/station/upload.ts', `import { database } from '../journal/database.dom.ts'`, 'runtime'],
  ['sync/journal/file-log.node.ts', `import { database } from './database.dom.ts'`, 'runtime'],
  ['sync/journal/journal.ts', `import Dexie from 'dexie'`, 'package'],
  ['renderer/desk/store.ts', `import type { Table } from 'dexie'`, 'package'],
  ['sync/station/desk.ts', `import { createStore } from 'zustand/vanilla'`, 'package'],
  ['hardware/driver.ts', `import { useState } from 'react'`, 'package'],
  ['electron/main.ts', `import { SerialPort } from 'serialport'`, 'package'],
  ['hardware/drivers/scanner.node.ts', `import { SerialPort } from 'serialport'`, 'package'],
  ['hardware/transports/serial.ts', `import type { SerialPort } from 'serialport'`, 'package'],
  ['host/files.ts', `import { app } from 'electron'`, 'package'],
  ['host/files.ts', `import { readFileSync } from 'node:fs'`, 'package'],
  ['host/files.node.ts', `import { readFileSync } from 'fs'`, 'package'],
  ['renderer/app.tsx', `import { join } from 'node:path'`, 'package'],
  ['circulation/rules.ts', `import { z } from 'zod'`, 'package'],
  ['circulation/rules.ts', `export const a = Math.random()`, 'pure'],
  ['circulation/rules.ts', `export const a = globalThis.Math.random()`, 'pure'],
  ['circulation/rules.ts', `export const a = Date.now()`, 'pure'],
  ['circulation/rules.ts', `export const a = new Date()`, 'pure'],
  ['circulation/rules.ts', `export const a = Temporal.Now.instant()`, 'pure'],
  ['circulation/rules.ts', `export const a = crypto.randomUUID()`, 'pure'],
  ['circulation/rules.ts', `export const a = fetch('/')`, 'pure'],
  ['host/clock.test.ts', `test.skip('a', () => {})`, 'test'],
  ['host/clock.test.ts', `describe.only('a', () => {})`, 'test'],
  ['host/clock.test.ts', `it.todo('a')`, 'test'],
  ['host/clock.test.ts', `test.concurrent.skip('a', () => {})`, 'test'],
  ['host/clock.test.ts', `xit('a', () => {})`, 'test'],
  ['host/clock.test.ts', `vi.mock('./clock.ts')`, 'test'],
  ['host/clock.test.ts', `vi.doMock('./clock.ts')`, 'test'],
  ['host/clock-utils.ts', `export const a = 1`, 'name'],
  ['host/helpers/clock.ts', `export const a = 1`, 'name'],
  ['sync/shared/clock.ts', `export const a = 1`, 'name'],
  ['host/queueManager.ts', `export const a = 1`, 'name'],
  ['host/queue-manager.ts', `export const a = 1`, 'name'],
  ['host/long.ts', 'export {}\n'.repeat(301), 'length'],
  ['host/broken.ts', 'export const = 1', 'syntax'],
]

test.each(sabotage)('%s with %s is reported', (path, text, rule) => {
  expect(verdict(path, text)).toContainEqual(expect.stringMatching(new RegExp(`^${rule}: `)))
})

/** What must not be reported, or people learn to work around the checker. */
const innocent: [path: string, text: string][] = [
  ['circulation/rules.ts', `// Math.random and new Date() have no place here\nexport const a = 'Date.now'`],
  ['circulation/rules.ts', `import { Temporal } from 'temporal-polyfill'`],
  ['circulation/rules.test.ts', `import { readFileSync } from 'node:fs'\nimport { hub } from '../sync/hub/hub.node.ts'`],
  ['sync/journal/database.dom.ts', `import Dexie from 'dexie'`],
  ['hardware/transports/serial.node.ts', `import { SerialPort } from 'serialport'`],
  ['renderer/desk/store.ts', `import { database } from '../../sync/journal/database.dom.ts'`],
  ['sync/connectors/koha/checkout.ts', `import type { Connector } from '../connector.ts'\nimport { a } from './answer.ts'`],
  ['simulation/oracle/judge.ts', `import type { Loan } from '../../circulation/loan.ts'`],
  ['commands/torture.node.ts', `import { round } from '../simulation/torture/round.node.ts'`],
  ['renderer/service-worker.ts', `export {}`],
  ['renderer/desk/fit-text.tsx', `fit('a line')`],
  ['host/clock.test.ts', `test('skips nothing', () => {})`],
]

test.each(innocent)('%s with %s is fine', (path, text) => {
  expect(verdict(path, text)).toEqual([])
})

test('a rule without a test, a test without a rule and a rule stated twice are each reported', () => {
  const specs = new Map([['a/SPEC.md', '- **[CO1]** a\n- **[CO2]** b\n- **[CO2]** again\n']])
  const tests = new Map([['a/x.test.ts', `test('[CO1] [CO4] one', () => {})\ntest(\`[CO3] \${n}\`, () => {})\n`]])
  expect(missingTests(specs, tests)).toEqual(['a/SPEC.md: CO2'])
  expect(unknownRules(specs, tests)).toEqual(['a/x.test.ts: CO4', 'a/x.test.ts: CO3', 'a/SPEC.md: CO2 (stated twice)'])
})

test('the islands of the table are folders of the table', () => {
  expect(islands.filter(island => !(island in arrows))).toEqual([])
})
