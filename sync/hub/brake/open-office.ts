import type { Kysely } from 'kysely'
import { contactsOn } from '../contacts.ts'
import type { HubLog } from '../hub-log.ts'
import { type JournalWish, journalPage } from '../journal-pages.ts'
import type { ReplayPorts } from '../ports.ts'
import { type Batch, preview, previewEach } from '../preview/preview.ts'
import type { Tables } from '../tables.ts'
import { calledIn } from '../titles.ts'
import { TurnedAway } from '../turned-away.ts'
import type { Uploads } from '../upload-store.ts'
import { openBrakeOn } from './brake.ts'
import { databaseBrakeStore } from './database-brake-store.ts'
import { databaseReconciliations } from './database-reconciliations.ts'
import { defaultLadder } from './default-ladder.ts'
import { patience } from './patience.ts'
import { startReconciler } from './reconcile-daily.ts'
import { startShadowLog } from './shadow-log.ts'
import { stationRows } from './station-rows.ts'
import { waitingRows } from './waiting-rows.ts'

export interface OfficeStores {
  readonly database: Kysely<Tables>
  readonly log: HubLog
  readonly uploads: Uploads
  readonly replay: ReplayPorts
  /** The library's. */
  readonly zone: string
  readonly trouble: (what: string, error?: unknown) => void
}

/** The brake, and what the hub's page shows and does beside it; what was written is read back every day from now on until `stop`. */
export function openOffice({ database, log, uploads, replay, zone, trouble }: OfficeStores) {
  const { connector, now } = replay
  const store = databaseBrakeStore(database, log, now)
  const ladder = defaultLadder(connector)
  const ports = { store, connector: connector.name, ladder, now, zone: () => zone }
  const brake = openBrakeOn(ports)
  const contacts = contactsOn(database, now)
  const turnedAway = new TurnedAway(now)
  const reconciliations = databaseReconciliations(database, log)
  const reconciler = startReconciler({
    ...{ store: reconciliations, connector, now, zone: () => zone, settings: () => store.settings(connector.name) },
    ...(replay.claims && { claims: replay.claims }),
    onError: error => trouble('what was written could not be read back', error),
  })
  const shadowLog = startShadowLog({
    store,
    settings: () => store.settings(connector.name),
    previewed: () => previewEach({ replay, brake: ports }, {}),
    waiting: () => uploads.howManyWait(),
    onError: error => trouble('the trial run could not be reckoned', error),
  })
  const office = {
    ...{ store, connector: connector.name, ladder, zone },
    preview: (batch: Batch) => preview({ replay, brake: ports }, batch),
    stations: () => stationRows({ db: database, uploads, brake, contacts, now }),
    reconciliations: (limit: number) => reconciliations.kept(limit),
    reconcile: () => reconciler.now(),
    waiting: (limit: number) => waitingRows({ uploads, brake, store }, limit),
    turnedAway: () => turnedAway.lately(),
    journal: (wish: JournalWish, limit: number) => journalPage(database, wish, limit),
    titles: (barcodes: readonly string[]) => calledIn(database, barcodes),
  }
  const stop = async () => {
    await reconciler.stop()
    await shadowLog.stop()
  }
  const keepClosed = patience({ contacts, settings: () => store.settings(connector.name), now })
  return { brake, contacts, turnedAway, office, shadowLog, keepClosed, stop }
}
