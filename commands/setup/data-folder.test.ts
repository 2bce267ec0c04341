import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultDataFolder, hubDataArguments } from './data-folder.node.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pysakki-data-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('without --data the demo lives in the folder that the system gives to applications', () => {
  expect(hubDataArguments(undefined)).toEqual(['--data', join(defaultDataFolder(), 'demo'), '--demo'])
})

test('a folder without library files is where the demo keeps its data', () => {
  expect(hubDataArguments(folder)).toEqual(['--data', folder, '--demo'])
})

test('a folder with library files is never written to, and leads to the same data folder each time', () => {
  writeFileSync(join(folder, 'items.csv'), 'barcode\n')
  const [, data, flag, library] = hubDataArguments(folder)
  expect([flag, library]).toEqual(['--library', folder])
  expect(data?.startsWith(folder)).toBe(false)
  expect(hubDataArguments(folder)[1]).toBe(data)
})
