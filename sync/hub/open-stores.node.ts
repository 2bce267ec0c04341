import type { Kysely } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import type { DiskJournalFile } from '../../host/journal-file.node.ts'
import { builtinLibrary } from '../connectors/builtin/builtin-library.ts'
import type { FeeRule } from '../connectors/builtin/overdue-fee.ts'
import type { Connector } from '../connectors/connector.ts'
import { capabilitiesOf as kohaCapabilities } from '../connectors/koha/koha-library.ts'
import type { LibraryTables } from '../connectors/library-tables.ts'
import type { Sip2Settings } from '../connectors/sip2/configuration.ts'
import { capabilitiesOf } from '../connectors/sip2/sip2-library.ts'
import type { Entry } from '../journal/entry.ts'
import { openedByHub, publicJournalKey } from '../journal/journal-seal.ts'
import type { LibrarySettings } from '../register/register.ts'
import { openOffice } from './brake/open-office.ts'
import type { DemoSize } from './demo/demo-library.ts'
import { demoSettings } from './demo/demo-settings.ts'
import { seedDemo } from './demo/seed-demo.ts'
import { Drop, type DropFolder } from './drop/drop-folder.node.ts'
import { keepLooking } from './drop/keep-looking.ts'
import { StandingRows } from './drop/row-reading.ts'
import { HealthBook } from './health.ts'
import type { HubLog } from './hub-log.ts'
import { type KohaSystem, type KohaSystemSettings, kohaSystem } from './koha/koha-system.node.ts'
import { libraryFromFiles, placesFromFiles } from './library-from-files.node.ts'
import { libraryTables } from './library-tables.ts'
import { keepLooksTrimmed } from './looks/forget-looks.ts'
import { startLookingAround } from './looks/look-daily.ts'
import { looksOnDatabase } from './looks/looks-on-database.ts'
import { roundsOnDatabase } from './looks/rounds.ts'
import { openHubDatabase } from './open-database.node.ts'
import type { ReplayPorts } from './ports.ts'
import { publisher } from './publish.ts'
import { startReplay } from './replay.ts'
import { hubJournalKey } from './retention/journal-key.node.ts'
import { type Sip2Hub, type Sip2System, sip2System } from './sip2/sip2-system.node.ts'
import type { Tables } from './tables.ts'
import { titlesIn } from './titles.ts'
import { keepChangesTrimmed } from './trim-changes.ts'
import { keepStepsTrimmed } from './trim-steps.ts'
import { uploadStore } from './upload-store.ts'
import { type Watch, watchedSystem, watchedUploads } from './watch.ts'

export interface StoreOptions {
  readonly folder: string
  readonly today?: string
  /** How large a made-up library a new hub begins with. */
  readonly size?: Omit<DemoSize, 'today'>
  /** Folder with a library's files, instead of the demo; only read. */
  readonly library?: string
  readonly databaseUrl?: string
  /** Told to stations: how long they keep persons without contact. */
  readonly leaseDays?: number
  /** See `DatabaseOptions`. */
  readonly personsDays?: number
  readonly line?: (library: Connector) => Connector
  /** The library system, where it is not the builtin one. */
  readonly sip2?: Sip2Settings
  readonly koha?: KohaSystemSettings
  /** Where another system's files are laid; `library` says then how they are read, and its rows come from there alone. */
  readonly drop?: DropFolder
  readonly openLogFile?: (path: string) => DiskJournalFile
  readonly officeAnswersRestMs?: number
  readonly watch?: Watch
  readonly trouble: (what: string, error?: unknown) => void
  now(): string
  /** Takes what must be closed, in the order of opening. */
  readonly closeLater: (close: () => Promise<unknown>) => void
}

export type Stores = Awaited<ReturnType<typeof openStores>>

const halfAnHour = 30 * 60_000
const demoSize = { items: 2000, patrons: 200, seed: 1 }
const demoFees = { centsPerDay: 20, mostCents: 600, zone: 'Europe/Helsinki' }

/** Opens the hub's database with its library in it (in a folder that is held under the lock, or on a server), and starts replay. */
export async function openStores(options: StoreOptions) {
  const { today, trouble, now, closeLater } = options
  let wake = () => {}
  const { database, log: written, claims, alone, syncs } = await openHubDatabase({ ...options, onNews: () => wake() })
  const health = new HealthBook()
  const log = health.ofLog(written)
  const watch = health.ofCalls(options.watch)

  const tables = libraryTables(database, log)
  let droppedAsOf: string | undefined
  /** When the library system was last asked for what has changed. */
  let followed: (() => Promise<string | undefined>) | undefined
  /** The instant of which the register is. */
  const asOf = () => droppedAsOf ?? now()
  const publish = publisher(database, asOf)
  const { fees, settings, reading } = await alone(async () => {
    const filled = await fill(options, database, log, tables)
    await publish.putSettings({
      ...filled.settings,
      ...(reckonsItself(options) && { dueDays: 'of-system' }),
      ...(options.leaseDays !== undefined && { leaseDays: options.leaseDays }),
    })
    return filled
  })

  closeLater(await keepChangesTrimmed(database, { onError: error => trouble('old changes could not be forgotten', error) }))
  closeLater(await keepStepsTrimmed(database, { now, onError: error => trouble('old steps could not be forgotten', error) }))

  const shown = today === undefined ? {} : { today }
  const journalKey = await hubJournalKey(options.folder, database, options.databaseUrl !== undefined)
  const opened = (entry: Entry) => openedByHub(entry, journalKey)
  const uploads = watchedUploads(uploadStore(database, log, now, opened), watch)
  const builtin = builtinLibrary(tables, { ...fees, ...shown })
  const kept = looksOnDatabase(database, log)
  const served = servedSystem(options, { tables, looks: kept, now, trouble, droppedAsOf: () => droppedAsOf })
  const system = served?.connector ?? builtin
  const connector = watchedSystem(options.line?.(system) ?? system, watch)
  const onError = (error: unknown) => trouble('replay could not go on and will try again', error)
  const looks = served?.looks ?? kept
  const cardOf = async (patronId: string) => (await tables.patron(patronId))?.cards[0]
  const buses = settings.branches.flatMap(({ branch, kind }) => (kind === 'bookmobile' ? [branch] : []))
  const unseen = served?.unseen ?? { ownBranches: buses, afterMs: halfAnHour }
  const ports: ReplayPorts = {
    uploads,
    connector,
    publisher: publish,
    titles: titlesIn(database),
    looks,
    cardOf,
    unseen,
    rules: settings.rules,
    ...(claims && { claims }),
    now,
    ...shown,
  }
  const { zone } = settings.rules
  const { brake, contacts, turnedAway, office, shadowLog, keepClosed, stop } = openOffice({
    database,
    log,
    uploads,
    replay: ports,
    zone,
    trouble,
  })
  const replay = startReplay(ports, { onError, brake, keepClosed, officeAnswersRestMs: options.officeAnswersRestMs ?? 0 })
  wake = () => {
    replay.wake()
    shadowLog.wake()
  }
  if (served) closeLater(async () => served.close())
  if (served?.follow) {
    const settings = () => office.store.settings(connector.name)
    const following = served.follow({ database, zone, library: publish, brake: settings, ...(claims && { claims }) })
    health.ofRegister(following.followed)
    closeLater(following.stop)
    followed = async () => (await following.followed()).pulledAt
  }
  if (!connector.can.knows.times) {
    const onTrouble = (error: unknown) => trouble('the library system could not be looked at and will be again', error)
    const paused = async () => (await office.store.settings(connector.name)).paused
    const rounds = roundsOnDatabase(database, unseen.ownBranches)
    const daily = { ports, replay, rounds, zone, at: served?.looksAt ?? '04:00', paused, onError: onTrouble }
    closeLater(startLookingAround(daily).stop)
    closeLater(await keepLooksTrimmed(database, { now, onError: onTrouble }))
  }
  // The looks end after the pass that they wait for.
  closeLater(() => replay.stop())
  closeLater(stop)
  if (options.drop && reading) {
    const standing = new StandingRows(database)
    const say = (text: string) => trouble(text)
    const drop = new Drop(options.drop, { standing, tables, library: reading, say, nowMs: Date.now })
    const looked = (at: string | undefined) => {
      droppedAsOf = at
    }
    looked(await drop.asOf())
    const onError = (error: unknown) => trouble('what lies in the drop folder could not be taken and will be tried again', error)
    closeLater(keepLooking({ drop, ...(claims && { claims }), looked, onError }).stop)
  }
  const lookUp = served?.lookUp
  return {
    database,
    log,
    tables,
    builtin,
    settings,
    journalKey: await publicJournalKey(journalKey),
    lookUp,
    publish,
    uploads,
    connector,
    replay,
    wake,
    brake,
    contacts,
    turnedAway,
    office,
    syncs,
    ...(claims && { claims }),
    health,
    asOf,
    droppedAsOf: () => droppedAsOf,
    readAt: async () => droppedAsOf ?? (await followed?.()),
  }
}

/** Whether the library system keeps no due day that it is given: stations promise its own then. */
function reckonsItself({ koha, sip2 }: StoreOptions): boolean {
  if (koha) return kohaCapabilities(koha.koha).ownDueDays === true
  return sip2 !== undefined && capabilitiesOf(sip2.profile).ownDueDays === true
}

/** Another's system, where the options name one: Koha, or whatever speaks SIP2. */
function servedSystem(
  { koha, sip2 }: StoreOptions,
  of: Omit<Sip2Hub, 'settings'>,
): KohaSystem | (Sip2System & { readonly follow?: undefined }) | undefined {
  if (koha) return kohaSystem({ settings: koha, ...of })
  return sip2 === undefined ? undefined : sip2System({ settings: sip2, ...of })
}

interface Filled {
  readonly settings: LibrarySettings
  readonly fees: FeeRule
  /** How rows are read that come by a drop folder. */
  readonly reading?: ConstructorParameters<typeof Drop>[1]['library']
}

/** The library that a new hub begins with: the one of the files, or the demo. */
async function fill(
  { folder, library, drop, today, size, trouble }: StoreOptions,
  database: Kysely<Tables>,
  log: HubLog,
  tables: LibraryTables,
): Promise<Filled> {
  if (library !== undefined && drop) return placesFromFiles(library, today)
  if (library !== undefined)
    return libraryFromFiles(database, tables, { files: library, folder, say: trouble, ...(today !== undefined && { today }) })
  const demoDay = today ?? Temporal.Now.plainDateISO(demoFees.zone).toString()
  await seedDemo(database, log, { ...(size ?? demoSize), today: demoDay })
  return { settings: demoSettings(demoDay, today !== undefined), fees: demoFees }
}
