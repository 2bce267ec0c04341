import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import { hubConfiguration } from '../sync/hub/operation/configuration.ts'
import type { RunOptions } from '../sync/hub/operation/run-hub.node.ts'
import { readKohaSettings } from './koha-settings.node.ts'
import type { Environment } from './named-secrets.node.ts'
import { readSip2Settings } from './sip2-settings.node.ts'

/** Shorter ones can be tried out. */
const shortestToken = 32

/**
 * Reads a hub's configuration file (YAML, or JSON, which is YAML too). Throws an `Error` with a line for each thing that is wrong with its form, or else with
 * what it names: file, line, key, and what was expected. Secrets are read from the files and variables that it names, and are in no message.
 */
export function readHubConfiguration(file: string, environment: Environment): Omit<RunOptions, 'why'> {
  const text = textOf(file, problem => new Error(`${file}: ${problem}`))
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [broken] = document.errors
  if (broken) throw new Error(`${file}:${broken.linePos?.[0].line ?? 1}: ${broken.message.split('\n')[0]}`)
  const lineOf = (keys: readonly PropertyKey[]) => lines.linePos(offsetOf(document.contents, keys)).line
  const wrong = (keys: readonly PropertyKey[], what: string) =>
    [`${file}:${lineOf(keys)}`, ...(keys.length > 0 ? [keys.join('.')] : []), what].join(': ')
  const read = hubConfiguration.safeParse(document.toJS() ?? {})
  if (!read.success) throw new Error(read.error.issues.flatMap(issue => complaints(issue, wrong)).join('\n'))
  const found: string[] = []
  const complain = (keys: readonly PropertyKey[], what: string) => void found.push(wrong(keys, what))
  const trying = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      found.push((error as Error).message)
    }
  }

  const { data, library, libraryHub, drop, system, listen, knownAs, origins, page, register, log, database, metrics, retention } =
    read.data
  const beside = (path: string) => resolve(dirname(file), path)
  const fileText = (keys: readonly string[], path: string) => textOf(beside(path), problem => new Error(wrong(keys, problem)))
  const secret = (keys: readonly string[], named: string | undefined, from: string | undefined) => {
    const last = keys.at(-1)!
    const at = (end: 'File' | 'From') => [...keys.slice(0, -1), `${last}${end}`]
    if (named !== undefined && from !== undefined) throw new Error(wrong(at('From'), `${last}File is given too: one of them`))
    if (named !== undefined) return fileText(at('File'), named).trim()
    if (from === undefined) return
    return environment[from] || fail(wrong(at('From'), `${from} is not set in the environment`))
  }
  const token = (keys: readonly string[], of: { tokenFile?: string | undefined; tokenFrom?: string | undefined }) => {
    const found = secret([...keys, 'token'], of.tokenFile, of.tokenFrom)
    if (found === undefined || (found.length >= shortestToken && !/\s/.test(found))) return found
    const key = of.tokenFile === undefined ? 'tokenFrom' : 'tokenFile'
    throw new Error(wrong([...keys, key], `expected a token of ${shortestToken} characters at least, without blanks`))
  }
  const address = (of: NonNullable<typeof database>) => {
    const url = secret(['database', 'url'], of.urlFile, of.urlFrom)
    if (url === undefined || /^postgres(ql)?:\/\//.test(url)) return url
    throw new Error(
      wrong(['database', of.urlFile === undefined ? 'urlFrom' : 'urlFile'], 'expected postgres://USER@HOST/DATABASE'),
    )
  }
  const missing = (keys: readonly string[], what: 'token' | 'url') => fail(wrong(keys, `expected ${what}File or ${what}From`))
  const settings = <T>(kind: 'koha' | 'sip2', read: () => T): T => {
    try {
      return read()
    } catch (error) {
      throw new Error(wrong(['system', kind], (error as Error).message))
    }
  }

  if ((library === undefined) === (libraryHub === undefined))
    complain(library ? ['libraryHub'] : [], 'expected library, or libraryHub for a hub on board: one of them')
  if (libraryHub && system) complain(['system'], 'a hub on board has no other system than the hub at home (libraryHub)')
  if (libraryHub && register) complain(['register'], 'how much a bus is told is said at the hub at home')
  if (drop && !(system && library && 'files' in library))
    complain(['drop'], 'files are laid beside a system of their own: expected system, and library: { files: FOLDER }')
  const homeToken = libraryHub && trying(() => token(['libraryHub'], libraryHub) ?? missing(['libraryHub'], 'token'))
  const { certFile, keyFile } = listen
  const hasTls = certFile !== undefined && keyFile !== undefined
  if (!hasTls && (certFile ?? keyFile) !== undefined)
    complain(['listen', certFile === undefined ? 'keyFile' : 'certFile'], 'certFile and keyFile: both or neither')
  const readTls = () => ({ cert: fileText(['listen', 'certFile'], certFile!), key: fileText(['listen', 'keyFile'], keyFile!) })
  const tls = hasTls ? trying(readTls) : undefined
  const house = trying(() => token([], read.data))
  const reading = metrics && trying(() => token(['metrics'], metrics))
  const databaseUrl = database && trying(() => address(database) ?? missing(['database'], 'url'))
  const koha = system && !libraryHub && 'koha' in system ? beside(system.koha) : undefined
  const sip2 = system && !libraryHub && 'sip2' in system ? beside(system.sip2) : undefined
  const kohaSettings = koha === undefined ? undefined : trying(() => settings('koha', () => readKohaSettings(koha, environment)))
  const sip2Settings = sip2 === undefined ? undefined : trying(() => settings('sip2', () => readSip2Settings(sip2, environment)))
  if (found.length > 0) throw new Error(found.join('\n'))
  return {
    hub: {
      data: beside(data),
      port: listen.port,
      host: listen.host,
      hosts: knownAs,
      origins: [...origins, ...knownAs.map(name => `https://${name}`)],
      ...(library && 'files' in library && { library: beside(library.files) }),
      ...(drop && { drop: { folder: beside(drop.folder), whole: drop.whole } }),
      ...(libraryHub && { libraryHub: { url: libraryHub.url, token: homeToken! } }),
      ...(house !== undefined && { token: house }),
      ...(databaseUrl !== undefined && { databaseUrl }),
      ...(register && { register }),
      personsDays: retention.personsDays,
      ...(page !== undefined && { shell: beside(page) }),
      ...(kohaSettings && { koha: kohaSettings }),
      ...(sip2Settings && { sip2: sip2Settings }),
      ...(tls && { tls }),
      ...(reading !== undefined && { metricsToken: reading }),
    },
    level: log.level,
    ...(tls && { readTls }),
  }
}

type Complain = (keys: readonly PropertyKey[], what: string) => string

function complaints(issue: z.core.$ZodIssue, wrong: Complain): readonly string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => wrong([...issue.path, key], 'no such key'))
  return [wrong(issue.path, issue.message.replace(/^Invalid input: /, ''))]
}

/** Where a key stands, or the nearest thing around it that is there. */
function offsetOf(top: unknown, keys: readonly PropertyKey[]): number {
  let node = top as Node | null
  let offset = node?.range?.[0] ?? 0
  for (const key of keys) {
    if (!isMap(node)) return offset
    const pair = node.items.find(one => isScalar(one.key) && one.key.value === key)
    if (!pair) return offset
    offset = (pair.key as Node).range?.[0] ?? offset
    node = pair.value as Node | null
  }
  return offset
}

function textOf(path: string, asError: (problem: string) => Error): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw asError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

function fail(line: string): never {
  throw new Error(line)
}
