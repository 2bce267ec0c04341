import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const notOurs = new Set(['node_modules', 'dist', 'release', 'coverage', 'test-results', 'fixtures', 'golden', 'vectors', 'peers'])

/** Every file below `root` whose name matches, as path (with slashes) -> text. Hidden and built folders are left out. */
export function readTree(root: string, wanted: RegExp, folder = ''): Map<string, string> {
  const files = new Map<string, string>()
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (entry.name.startsWith('.') || notOurs.has(entry.name)) continue
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (entry.isDirectory()) for (const [below, text] of readTree(root, wanted, path)) files.set(below, text)
    else if (wanted.test(entry.name)) files.set(path, readFileSync(join(root, path), 'utf8'))
  }
  return files
}
