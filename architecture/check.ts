import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { type Import, readSource, type Source } from './read-source.ts'
import * as rules from './rules.ts'

/** Checks a tree given as path -> text, and returns one line `path:line rule: what` for each violation, sorted. */
export function check(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = []
  for (const [path, text] of files) {
    const report: Report = (rule, what, line = 1) => found.push(`${path}:${line} ${rule}: ${what}`)
    checkName(path, report)
    checkLength(text, report)
    if (!/\.tsx?$/.test(path)) continue
    const source = readSource(path, text)
    for (const error of source.errors) report('syntax', error)
    for (const one of source.imports) checkImport(path, one, report)
    checkPurity(path, source, report)
    checkTests(path, source, report)
  }
  return found.sort()
}

type Report = (rule: string, what: string, line?: number) => void

/** The folder whose arrows apply: the longest key of the table that contains the file. */
export function folderOf(path: string): string | undefined {
  return Object.keys(rules.arrows)
    .filter(folder => path.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0]
}

function checkImport(path: string, { specifier, typeOnly, line }: Import, report: Report): void {
  if (specifier === undefined) {
    if (!rules.testFile.test(path) && folderOf(path) !== 'commands') report('arrow', 'a computed import cannot be checked', line)
    return
  }
  const bare = specifier.replace(/[?#].*$/, '')
  if (bare.startsWith('.')) checkArrow(path, posix.join(posix.dirname(path), bare), typeOnly, line, report)
  else if (bare.startsWith('/')) report('arrow', `${specifier} is absolute`, line)
  else checkPackage(path, bare, line, report)
}

function checkArrow(path: string, target: string, typeOnly: boolean, line: number, report: Report): void {
  if (!/\.\w+$/.test(target)) report('extension', `${target} is imported without its extension`, line)
  checkOracle(path, target, typeOnly, line, report)
  if (rules.testFile.test(path)) return
  if (rules.testFile.test(target) && !rules.exceptions[path]) report('arrow', `${target} is only for tests`, line)

  const from = folderOf(path)
  const to = folderOf(target)
  const allowed = [from ? (rules.arrows[from] ?? []) : [], rules.exceptions[path]?.mayImport ?? []].flat()
  if (path.includes('/') && from === undefined) report('arrow', 'this folder has no arrows in architecture/rules.ts', line)
  else if (from !== to && !allowed.includes('everything') && !(to && allowed.includes(to))) report('arrow', `-> ${target}`, line)
  else if (from === to) checkIsland(path, target, line, report)

  const runtime = /\.(node|dom)\.tsx?$/.exec(target)?.[1] ?? (target.endsWith('.tsx') ? 'dom' : undefined)
  if ((runtime === 'node' || runtime === 'dom') && !rules.mayReach[runtime].test(path))
    report('runtime', `${target} runs only in ${runtime}`, line)
}

function checkIsland(path: string, target: string, line: number, report: Report): void {
  for (const sea of rules.islands) {
    const islandOf = (file: string) => new RegExp(`^${sea}/([^/]+)/`).exec(file)?.[1]
    const island = islandOf(target)
    if (path.startsWith(`${sea}/`) && island !== undefined && island !== islandOf(path))
      report('arrow', `-> ${target}, another folder of ${sea}`, line)
  }
}

function checkOracle(path: string, target: string, typeOnly: boolean, line: number, report: Report): void {
  const { in: oracle, of } = rules.typesOnly
  if (!path.startsWith(`${oracle}/`) || target.startsWith(`${oracle}/`) || /\.test\.tsx?$/.test(path)) return
  if (!target.startsWith(`${of}/`) || !typeOnly) report('arrow', `-> ${target}: the oracle may use only types of ${of}`, line)
}

function checkPackage(path: string, specifier: string, line: number, report: Report): void {
  if (builtinModules.includes(specifier)) report('package', `write node:${specifier}`, line)
  const folder = folderOf(path)
  const name = specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
  if (rules.testFile.test(path) || !path.includes('/')) return
  for (const { packages, home, inWords } of rules.homes) {
    if (packages.test(name) && !home.test(path)) report('package', `${name} belongs in ${inWords}`, line)
  }
  const only = folder ? rules.onlyPackages[folder] : undefined
  if (only && !only.includes(name)) report('package', `${folder} may import only ${only.join(', ')}, not ${name}`, line)
}

function checkPurity(path: string, source: Source, report: Report): void {
  const { folder, members, objects, calls } = rules.impure
  if (!path.startsWith(`${folder}/`) || rules.testFile.test(path)) return
  for (const { name, line } of source.names) {
    const plain = name.replace(/^(globalThis|window|self)\./, '')
    const [object] = plain.split('.')
    if (members.includes(plain) || (object && objects.includes(object))) report('pure', `${name} in ${folder}`, line)
  }
  for (const { name, line } of source.calls) if (calls.includes(name)) report('pure', `${name}() in ${folder}`, line)
}

function checkTests(path: string, source: Source, report: Report): void {
  if (!rules.testFile.test(path)) return
  const { switchedOff, switchedOffNames, moduleMocks } = rules.forbiddenInTests
  for (const { name, line } of source.names) {
    if (switchedOff.test(name)) report('test', `${name} switches a test off`, line)
    if (moduleMocks.test(name)) report('test', `${name}: use a real implementation or a port`, line)
  }
  for (const { name, line } of source.calls)
    if (switchedOffNames.test(name)) report('test', `${name} switches a test off or others off`, line)
}

function checkName(path: string, report: Report): void {
  for (const part of path.split('/')) {
    const words = part.split(/[-.]/)
    const empty = rules.emptyWords.find(word => words.includes(word))
    if (empty && !rules.namesThatAreFine.test(part)) report('name', `"${empty}" says nothing`)
    if (!/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(part)) report('name', `${part} is not kebab-case`)
  }
}

function checkLength(text: string, report: Report): void {
  const lines = text.replace(/\n$/, '').split('\n').length
  if (lines > rules.longestFile) report('length', `${lines} lines, the ceiling is ${rules.longestFile}`)
}
