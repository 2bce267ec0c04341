import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultDataFolder, hubArguments, installationArguments } from './data-folder.node.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pysakki-data-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('without --data the demo lives in the folder that the system gives to applications', () => {
  expect(installationArguments(undefined)).toEqual(['--data', join(defaultDataFolder(), 'demo'), '--demo'])
})

test('a folder without library files is where the demo keeps its data', () => {
  expect(installationArguments(folder)).toEqual(['--data', folder, '--demo'])
})

test('a folder with library files is never written to, and leads to the same data folder each time', () => {
  writeFileSync(join(folder, 'items.csv'), 'barcode\n')
  const [, data, flag, library] = installationArguments(folder)
  expect([flag, library]).toEqual(['--library', folder])
  expect(data?.startsWith(folder)).toBe(false)
  expect(installationArguments(folder)[1]).toBe(data)
})

test('the hub lives inside the folder of the installation', () => {
  expect(hubArguments(folder)).toEqual(['--data', join(folder, 'hub'), '--demo'])
})
