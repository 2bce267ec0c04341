import { join } from 'node:path'
import { expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { readSource } from './read-source.ts'
import { readTree } from './read-tree.node.ts'

/*
 * The packages the customer chose, and where each is really used: by what in the product, and by which test that would fail without it. `serialport`
 * is the npm name of the node-serialport project.
 */
const chosen = [
  { name: 'electron', usedBy: 'electron/main.ts', provedBy: 'e2e/main-story.electron.test.ts' },
  { name: 'dexie', usedBy: 'sync/journal/dexie-copy.dom.ts', provedBy: 'sync/journal/journal.browser.test.ts' },
  { name: 'react', usedBy: 'renderer/desk/desk-screen.tsx', provedBy: 'renderer/desk/painted.browser.test.tsx' },
  { name: 'zustand', usedBy: 'renderer/store/desk-store.ts', provedBy: 'renderer/desk/painted.browser.test.tsx' },
  { name: 'serialport', usedBy: 'hardware/transports/serial.node.ts', provedBy: 'hardware/drivers/drivers.test.ts' },
  { name: 'workbox-build', usedBy: 'commands/build.node.ts', provedBy: 'e2e/pwa.test.ts' },
  { name: 'vitest', usedBy: 'vitest.config.ts', provedBy: 'architecture.test.ts' },
  { name: 'electron-builder', usedBy: 'commands/dist.node.ts', provedBy: 'e2e/packaged.electron.test.ts' },
] as const

const root = join(import.meta.dirname, '..')
const sources = readTree(root, /\.(tsx?|mjs)$/)
const installed: Readonly<Record<string, string>> = { ...packageJson.dependencies, ...packageJson.devDependencies }

test.each(chosen)('$name is installed, used in $usedBy and proved by $provedBy', ({ name, usedBy, provedBy }) => {
  expect(installed).toHaveProperty([name])
  expect(sources.has(provedBy)).toBe(true)
  expect(reaches(usedBy, name)).toBe(true)
})

test('every access of the product to IndexedDB goes through dexie', () => {
  const ours = [...sources].filter(
    ([path]) => /^(circulation|host|hardware|sync|renderer|electron)\//.test(path) && !/\.(test|contract|fixture)\./.test(path),
  )
  const raw = ours.filter(([, text]) =>
    /\bindexedDB\s*\.|\bIDB[A-Z]\w+\b/.test(text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
  )
  expect(raw.map(([path]) => path)).toEqual([])
})

/** Whether the file, or one that it imports relatively, imports the package. */
function reaches(path: string, name: string, seen = new Set<string>()): boolean {
  if (seen.has(path) || seen.size > 40) return false
  seen.add(path)
  const text = sources.get(path)
  if (text === undefined) return false
  const specifiers = readSource(path, text).imports.flatMap(({ specifier }) => specifier ?? [])
  if (specifiers.some(specifier => specifier === name || specifier.startsWith(`${name}/`))) return true
  const relative = specifiers.filter(specifier => specifier.startsWith('.'))
  return relative.some(specifier => reaches(new URL(specifier, `file:///${path}`).pathname.slice(1), name, seen))
}
