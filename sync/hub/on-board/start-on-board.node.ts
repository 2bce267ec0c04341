import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { ConnectorError } from '../../connectors/connector.ts'
import { type HomeHub, homeHub } from '../../connectors/hub/home-hub.ts'
import { type Hello, protocolVersion } from '../../protocol/messages.ts'
import { readAnswer } from '../../protocol/schemas.ts'
import { contactsOn } from '../contacts.ts'
import { contentCoding } from '../content-coding.node.ts'
import { figuresNow } from '../figures.ts'
import { HealthBook } from '../health.ts'
import { newToken } from '../house-token.node.ts'
import { listen } from '../listen.node.ts'
import { openHubDatabase } from '../open-database.node.ts'
import { shellRoutes } from '../shell.node.ts'
import type { HubOptions, RunningHub } from '../start-hub.node.ts'
import { sameToken, tokens } from '../tokens.ts'
import { uploadStore } from '../upload-store.ts'
import { watchedUploads } from '../watch.ts'
import type { HubEnv } from '../who-may-ask.ts'
import { boardApp } from './board-app.ts'
import { boardJournals } from './board-journals.ts'
import { HomeClock } from './home-clock.ts'
import { keepPassing } from './keep-passing.ts'
import { NeighboursOnBoard } from './neighbours.ts'
import { PassOn } from './pass-on.ts'
import { registerFromHome } from './register-from-home.node.ts'

/** The hub at home, and the token that it gave to this bus. */
export interface HomeHubSettings {
  readonly url: string
  readonly token: string
  /** How often home is asked what it has decided; 5000 if not given. */
  readonly pollMs?: number
}

export interface OnBoard {
  readonly folder: string
  readonly token: string
  /** Of pages that may ask beside the hub's own. */
  readonly origins: readonly string[]
  readonly maxBodyBytes: number
  readonly trouble: (what: string, error?: unknown) => void
  now(): string
  /** Takes what must be closed, in the order of opening. */
  readonly closeLater: (close: () => Promise<unknown>) => void
}

/** Starts a hub on board in a folder that is held under the lock: its stations' journals are kept there until home has them. */
export async function startOnBoard(
  options: HubOptions,
  home: HomeHubSettings,
  board: OnBoard,
): Promise<Omit<RunningHub, 'stop'>> {
  const { folder, token, trouble, now, closeLater } = board
  const { databaseUrl, openLogFile } = options
  const opened = await openHubDatabase({
    ...{ folder, trouble, now, closeLater, onNews: () => {} },
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(openLogFile && { openLogFile }),
    ...(options.personsDays !== undefined && { personsDays: options.personsDays }),
  })
  const { database } = opened
  const health = new HealthBook()
  const log = health.ofLog(opened.log)
  const watch = health.ofCalls(options.watch)
  const uploads = watchedUploads(uploadStore(database, log, now), watch)
  const contacts = contactsOn(database, now)
  const known = tokens(database, log, token, newToken, now)

  const line = homeHub({ ...home, fetch })
  const monotonicMs = () => performance.now()
  const clock = new HomeClock({ now, monotonicMs })
  const greeting = await keptGreeting(folder)
  const journals = boardJournals(database, log)
  const neighbours = new NeighboursOnBoard(database)
  const greet = async () => {
    const began = monotonicMs()
    const hello = await line.hello()
    clock.met(hello, monotonicMs() - began)
    await greeting.keep(hello)
  }
  const passOn = new PassOn({ home: line, greet, journals, trouble })
  const register = await registerFromHome(line, join(folder, 'register'), Date.now)
  let reachedAt: string | undefined
  const passing = keepPassing({
    pollMs: home.pollMs ?? 5000,
    random: Math.random,
    turn: () => passOn.turn(),
    ended(how, error) {
      if (how === 'answered') reachedAt = now()
      watch.asked({ call: 'passOn', ended: how, ms: 0 })
      // That home is out of reach is what a road is like.
      if (how === 'rejected' || how === 'broken')
        trouble('the hub at home could not be given what is on board; it stays here', error)
    },
  })
  closeLater(() => passing.stop())

  let app: Hono<HubEnv> | undefined
  const host = options.host ?? '127.0.0.1'
  const answer = (request: Request) => app?.fetch(request) ?? new Response(null, { status: 503 })
  const { port, close, renew } = await listen(answer, options.port, host, options.tls)
  closeLater(close)
  const names = [...new Set([host, '127.0.0.1', 'localhost', '[::1]'])].map(name => `${name}:${port}`)
  const scheme = options.tls ? 'https' : 'http'
  const origins = [...names.map(name => `${scheme}://${name}`), ...board.origins, ...(options.origins ?? [])]
  const { metrics, metricsToken } = options
  const mayRead = async (one: string) =>
    (metricsToken !== undefined && sameToken(one, metricsToken)) || (await known.bearer(one))?.kind === 'house'
  const figures = () => figuresNow({ database, contacts, paused: async () => false })
  app = boardApp({
    door: { hosts: () => [...names, ...(options.hosts ?? [])], origins: () => origins },
    uploads,
    tokens: known,
    contacts,
    waits: station => passOn.waits(station),
    whyNotEnrolled: station => whyNotTaken(line, station),
    now,
    neighbours: (...asked) => neighbours.of(...asked),
    onStored: () => passing.wake(),
    maxBodyBytes: options.maxBodyBytes ?? board.maxBodyBytes,
    hello: async () => greeting.now(clock),
    read: path => register.read(path),
    lookUp: number => line.lookUp(number),
    health: () => health.now(database),
    ...(metrics && { metrics: { contentType: metrics.contentType, text: async () => metrics.text(await figures()), mayRead } }),
    contentCoding: contentCoding(),
    ...(options.shell && { shell: shellRoutes(options.shell) }),
    ...(options.watch && { watch: options.watch }),
    onError: error => trouble('a request failed', error),
    status: async () => ({
      time: now(),
      home: {
        url: home.url,
        ...(reachedAt !== undefined && { reachedAt }),
        ...(passOn.turnedAway() && { turnsAway: passOn.turnedAway()?.message }),
        refuses: passOn.refused(),
      },
      entries: await uploads.counts(),
      acknowledgedUploads: uploads.acknowledged(),
      syncs: opened.syncs(),
    }),
  })
  return { address: `${scheme}://${host}:${port}`, token, ...(renew && { renewCertificate: renew }) }
}

/** Why home would not take a station's journal, where it can be asked now: it would stay on board for ever. */
async function whyNotTaken(home: HomeHub, station: string): Promise<string | undefined> {
  try {
    await home.have(station, 'none')
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'rejected')
      return `${error.message}: stations on board are named after their bus as it is enrolled there (bus-7.front)`
  }
}

/** What home last said of itself, also after a restart out of its reach. */
async function keptGreeting(folder: string) {
  const file = join(folder, 'home.json')
  const read = await readFile(file, 'utf8').then(
    text => readAnswer('hello', parsed(text)),
    () => undefined,
  )
  let last: Hello | undefined = read?.ok ? read.answer : undefined
  return {
    async keep(hello: Hello): Promise<void> {
      const same = last?.library === hello.library && last.environment === hello.environment
      last = hello
      if (same) return
      await writeFile(`${file}.part`, JSON.stringify(hello), { mode: 0o600 })
      await rename(`${file}.part`, file)
    },
    now: (clock: HomeClock): Hello | undefined =>
      last && { ...last, protocol: protocolVersion, neighbours: true, ...clock.now() },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
