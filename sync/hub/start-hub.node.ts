import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Hono } from 'hono'
import { type EntryId, entryKey } from '../../circulation/transaction.ts'
import type { DiskJournalFile } from '../../host/journal-file.node.ts'
import type { ItemEvidence } from '../connectors/connector.ts'
import { nodeCoding } from '../register/segments/deflate.node.ts'
import { hubApp } from './app.ts'
import { askedLately } from './asked-lately.ts'
import { auditTrail } from './audit-trail.ts'
import { holdsAll } from './brake/holds-all.ts'
import { waitsOf } from './brake/waits-of.ts'
import { contentCoding } from './content-coding.node.ts'
import { type DetailPolicy, leastForAll } from './detail/policy.ts'
import { tellingFor } from './detail/telling.ts'
import { figuresNow, type HubFigures } from './figures.ts'
import { lockFolder } from './folder-lock.node.ts'
import { houseToken, newToken } from './house-token.node.ts'
import { listen, type Tls } from './listen.node.ts'
import { OfficeAnswers } from './office-answers.ts'
import { type HomeHubSettings, startOnBoard } from './on-board/start-on-board.node.ts'
import { openStores, type StoreOptions, type Stores } from './open-stores.node.ts'
import { type PackedPublisher, packedPublisher } from './packed/packed-publisher.ts'
import { pullList } from './pull-list.ts'
import { segmentStore } from './segment-store.ts'
import { shellRoutes } from './shell.node.ts'
import { type Sip2Listening, serveSip2 } from './sip2/serve-sip2.node.ts'
import { sameToken, tokens } from './tokens.ts'
import type { Watch } from './watch.ts'
import type { HubEnv } from './who-may-ask.ts'

export interface HubOptions {
  /** Folder of the hub's data: database, log, token. */
  readonly data: string
  /** 0: any free one. */
  readonly port: number
  readonly host?: string
  /** The hub's own token; otherwise the one kept in the folder. */
  readonly token?: string
  /** Folder of the desk's page and bundle. */
  readonly shell?: string
  /** Origins of pages that may ask beside the hub's own and the desktop's. */
  readonly origins?: readonly string[]
  /** Names and ports under which a proxy makes the hub known, beside loopback. */
  readonly hosts?: readonly string[]
  /** The library's day where it is not today, `YYYY-MM-DD`. */
  readonly today?: string
  /** How large a made-up library a new folder begins with; 2 000 items and 200 patrons otherwise. */
  readonly size?: StoreOptions['size']
  /** Folder with a library's files, instead of the demo; only read. */
  readonly library?: string
  /** A PostgreSQL server's database instead of the embedded one; several hubs may work on it. The folder then holds the token alone. */
  readonly databaseUrl?: string
  /** What stands between replay and the library system; a trial puts a slow or a failing line there. */
  readonly line?: StoreOptions['line']
  /** A library system that speaks SIP2, into which it is replayed instead of the builtin one. */
  readonly sip2?: StoreOptions['sip2']
  /** Where that system's files are laid, which the register learns from; `library` says then how they are read. */
  readonly drop?: StoreOptions['drop']
  /** A Koha, likewise. */
  readonly koha?: StoreOptions['koha']
  /** The hub at home: this one is on board, decides nothing, and hands on what its stations did. */
  readonly libraryHub?: HomeHubSettings
  /** It speaks SIP2 itself: self-check machines lend against its own library. */
  readonly serve?: Sip2Listening
  /** How long an answer given in the office may be taken back before it is carried out, in milliseconds. */
  readonly officeAnswersRestMs?: number
  readonly maxBodyBytes?: number
  /** It speaks HTTPS itself; otherwise plain HTTP, for this machine or a proxy on it. */
  readonly tls?: Tls
  /** Told of what it does. */
  readonly watch?: Watch
  /** Who counts it, for `/metrics`; the hub's own token may read that, and this one. */
  readonly metrics?: { readonly contentType: string; text(figures: HubFigures): Promise<string> }
  readonly metricsToken?: string
  /** How much of persons stations are told; the least, if it is not said. The demo's made-up people are told whole. */
  readonly register?: DetailPolicy
  /** For how many days the hub knows who a transaction was about; 60 if not given. */
  readonly personsDays?: number
  /** The file behind the hub's log; a test takes one that fails. */
  readonly openLogFile?: (path: string) => DiskJournalFile
  /** Told what went wrong inside a request, and what was found wrong at start. */
  readonly onTrouble?: (what: string, error?: unknown) => void
}

export interface RunningHub {
  /** `http://127.0.0.1:8080` */
  readonly address: string
  readonly token: string
  /** Where it speaks SIP2 itself. */
  readonly sip2?: string
  /** Connections from now on get this certificate; where it speaks HTTPS. */
  renewCertificate?(tls: Tls): void
  /** Finishes what is in hand, then lets go of port, database and folder. */
  stop(): Promise<void>
}

const desktopOrigin = 'app://pysakki'
/** Long enough to see what one has done. */
const officeAnswersRestMs = 8000
const maxBodyBytes = 8 * 1024 * 1024
/** The office page asks every few seconds; the library system is asked about a book once in so long. */
const pullListKnowsForMs = 2 * 60_000

/**
 * Starts a hub with the demo library, or with one read from files. Rejects with `FolderTaken` where another hub works in the folder, and with the system's error (`EADDRINUSE`)
 * where the port is taken.
 */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const opened: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    return { ...(await open(options, opened)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function open(options: HubOptions, opened: (() => Promise<unknown>)[]): Promise<Omit<RunningHub, 'stop'>> {
  const trouble = options.onTrouble ?? ((what, error) => console.error(...(error === undefined ? [what] : [what, error])))
  const folder = resolve(options.data)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { databaseUrl } = options
  if (databaseUrl === undefined) opened.push(await lockFolder(folder))
  const token = options.token ?? (await houseToken(folder))
  const { today, size, library, openLogFile } = options
  const closeLater = (close: () => Promise<unknown>) => void opened.push(close)
  if (options.libraryHub)
    return startOnBoard(options, options.libraryHub, {
      folder,
      token,
      origins: [desktopOrigin],
      maxBodyBytes,
      trouble,
      now,
      closeLater,
    })
  const stores = await openStores({
    folder,
    trouble,
    now,
    closeLater,
    ...(today !== undefined && { today }),
    ...(size && { size }),
    ...(library !== undefined && { library }),
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(options.line && { line: options.line }),
    ...(options.sip2 && { sip2: options.sip2 }),
    ...(options.koha && { koha: options.koha }),
    ...(options.drop && { drop: options.drop }),
    ...(openLogFile && { openLogFile }),
    ...(options.register?.leaseDays !== undefined && { leaseDays: options.register.leaseDays }),
    ...(options.personsDays !== undefined && { personsDays: options.personsDays }),
    ...(options.watch && { watch: options.watch }),
    officeAnswersRestMs: options.officeAnswersRestMs ?? officeAnswersRestMs,
  })

  let app: Hono<HubEnv> | undefined
  const host = options.host ?? '127.0.0.1'
  const answer = (request: Request) => app?.fetch(request) ?? new Response(null, { status: 503 })
  const { port, close, renew } = await listen(answer, options.port, host, options.tls)
  opened.push(close)
  const packed = packedPublisher({
    db: stores.database,
    coding: nodeCoding,
    settings: () => stores.publish.settings(),
    policy: isOnShow(options, stores) ? everybody : (options.register ?? leastForAll),
    ...(stores.claims && { claims: stores.claims }),
    now,
    readAt: stores.readAt,
    onError: error => trouble('the register could not be packed and will be when it is asked for', error),
  })
  opened.push(packed.stop)
  app = assemble(options, stores, packed, { host, port, token, trouble })
  const spoken = options.serve && (await serve(options.serve, stores, trouble))
  if (spoken) opened.push(spoken.stop)
  const address = `${options.tls ? 'https' : 'http'}://${host}:${port}`
  return { address, token, ...(spoken && { sip2: spoken.address }), ...(renew && { renewCertificate: renew }) }
}

async function serve(listening: Sip2Listening, { builtin: library, tables, settings }: Stores, trouble: Trouble) {
  const { port, stop } = await serveSip2(listening, { library, tables, settings, now, trouble })
  return { address: `${listening.over}://${listening.host}:${port}`, stop }
}

type Trouble = NonNullable<HubOptions['onTrouble']>

const now = () => new Date().toISOString()

/** Nobody in the demo is real; whoever says a policy wants to see it at work. */
function isOnShow({ register }: HubOptions, { settings }: Stores): boolean {
  return settings.environment === 'demo' && register === undefined
}

const everybody: DetailPolicy = {
  tier: { tier: 'everyone', until: '9999-12-31', reason: 'nobody in the demo is real' },
  stations: {},
}

function assemble(
  options: HubOptions,
  stores: Stores,
  packed: PackedPublisher,
  at: { host: string; port: number; token: string; trouble: Trouble },
) {
  const { database, log, publish, uploads } = stores
  const policy = options.register ?? leastForAll
  const restMs = options.officeAnswersRestMs ?? officeAnswersRestMs
  const names = [...new Set([at.host, '127.0.0.1', 'localhost', '[::1]'])].map(name => `${name}:${at.port}`)
  const hosts = [...names, ...(options.hosts ?? [])]
  const origins = [...names.map(name => `${options.tls ? 'https' : 'http'}://${name}`), desktopOrigin, ...(options.origins ?? [])]
  const staff = async () => {
    const { staff: listed } = await publish.settings()
    return listed.map(({ staffId, name }) => ({ staffId, name }))
  }
  const places = async () => {
    const { branches, stops } = await publish.settings()
    return {
      branches: Object.fromEntries(branches.map(({ branch, name }) => [branch, name])),
      stops: Object.fromEntries(stops.map(({ stopId, name }) => [stopId, name])),
    }
  }
  const item = async (barcode: string) => {
    const { item: found } = await stores.connector.itemEvidence(barcode)
    return { known: found !== undefined, ...(found?.title && { title: found.title }) }
  }
  const lately = askedLately<ItemEvidence>(() => performance.now(), pullListKnowsForMs)
  const evidence = (barcode: string, of: EntryId) =>
    lately(`${entryKey(of)} ${barcode}`, () => stores.connector.itemEvidence(barcode))
  const books = () => pullList({ db: database, evidence, settings: () => publish.settings(), now })
  const { metrics, metricsToken } = options
  const { office, contacts } = stores
  const figures = () =>
    figuresNow({
      database,
      contacts,
      paused: async () => holdsAll(await office.store.settings(office.connector), now(), office.zone),
      packed: packed.figures,
    })
  const known = tokens(database, log, at.token, newToken, now)
  const mayRead = async (token: string) =>
    (metricsToken !== undefined && sameToken(token, metricsToken)) || (await known.bearer(token))?.kind === 'house'
  return hubApp({
    door: { hosts: () => hosts, origins: () => origins },
    publisher: publish,
    segments: segmentStore(database, publish, stores.asOf),
    packed,
    tellingOf: station =>
      isOnShow(options, stores) ? Promise.resolve(undefined) : tellingFor({ db: database, policy, now }, station),
    uploads,
    waits: station => waitsOf(station, uploads, stores.brake),
    ...(stores.lookUp && { lookUp: stores.lookUp }),
    contacts: stores.contacts,
    journalKey: stores.journalKey,
    turnedAway: stores.turnedAway,
    office: { ...stores.office, staff, places, item, pullList: books, onChange: stores.wake },
    tokens: known,
    health: async () => {
      const registerAsOf = stores.droppedAsOf()
      return { ...(await stores.health.now(database)), ...(registerAsOf !== undefined && { registerAsOf }) }
    },
    ...(metrics && { metrics: { contentType: metrics.contentType, text: async () => metrics.text(await figures()), mayRead } }),
    ...(options.watch && { watch: options.watch }),
    maxBodyBytes: options.maxBodyBytes ?? maxBodyBytes,
    contentCoding: contentCoding(),
    ...(options.shell && { shell: shellRoutes(options.shell) }),
    questions: {
      office: new OfficeAnswers(uploads),
      onFiled: () => {
        stores.wake()
        setTimeout(stores.wake, restMs + 100).unref()
      },
      staff,
      place: async () => {
        const { rules, branches, environment } = await publish.settings()
        return { now, zone: rules.zone, branch: branches[0]?.branch ?? 'office', environment }
      },
    },
    audit: auditTrail(database),
    onStored: stores.wake,
    onError: error => at.trouble('a request failed', error),
    now,
    status: async () => ({
      time: now(),
      registerVersion: await publish.version(),
      entries: await uploads.counts(),
      acknowledgedUploads: uploads.acknowledged(),
      syncs: stores.syncs(),
      packedRegister: await packed.figures(),
    }),
  })
}
