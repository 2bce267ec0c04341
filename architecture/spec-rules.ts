import { readSource } from './read-source.ts'

type Files = ReadonlyMap<string, string>

const ruleLine = /^\s*- \*\*\[([A-Z]+\d+[a-z]?)\]\*\*/gm
const idsAtStart = /^(?:\[[A-Z]+\d+[a-z]?\][\s,]*)+/

/** Rule id -> the SPEC.md that states it. A rule is a list item that begins `- **[CO3]**`. */
export function rulesIn(specs: Files): Map<string, string> {
  return new Map([...specs].flatMap(([path, text]) => [...text.matchAll(ruleLine)].map(match => [match[1]!, path] as const)))
}

/** Rule id -> a test file with a title that begins with it; a title may name several: `[CO3] [CO4] ...`. */
export function testedRules(tests: Files): Map<string, string> {
  const found = new Map<string, string>()
  for (const [path, text] of tests) {
    for (const title of readSource(path, text).strings) {
      for (const [, id] of (idsAtStart.exec(title)?.[0] ?? '').matchAll(/\[([^\]]+)\]/g)) found.set(id!, path)
    }
  }
  return found
}

/** Rules without a test, as `SPEC path: id`. */
export function missingTests(specs: Files, tests: Files): string[] {
  const tested = testedRules(tests)
  return [...rulesIn(specs)].filter(([id]) => !tested.has(id)).map(([id, path]) => `${path}: ${id}`)
}

/** Ids in titles that no SPEC.md states, and rules that are stated twice, as `path: id`. */
export function unknownRules(specs: Files, tests: Files): string[] {
  const stated = rulesIn(specs)
  const unknown = [...testedRules(tests)].filter(([id]) => !stated.has(id)).map(([id, path]) => `${path}: ${id}`)
  const all = [...specs].flatMap(([path, text]) => [...text.matchAll(ruleLine)].map(match => `${path}: ${match[1]}`))
  const twice = all.filter((line, index) => all.findIndex(other => other.split(': ')[1] === line.split(': ')[1]) !== index)
  return [...unknown, ...twice.map(line => `${line} (stated twice)`)]
}
