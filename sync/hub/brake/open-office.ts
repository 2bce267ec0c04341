import type { Kysely } from 'kysely'
import { contactsOn } from '../contacts.ts'
import type { HubLog } from '../hub-log.ts'
import type { ReplayPorts } from '../ports.ts'
import { type Batch, preview } from '../preview/preview.ts'
import type { Tables } from '../tables.ts'
import type { Uploads } from '../upload-store.ts'
import { openBrakeOn } from './brake.ts'
import { databaseBrakeStore } from './database-brake-store.ts'
import { databaseReconciliations } from './database-reconciliations.ts'
import { defaultLadder } from './default-ladder.ts'
import { startReconciler } from './reconcile-daily.ts'
import { stationRows } from './station-rows.ts'

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
  const reconciliations = databaseReconciliations(database, log)
  const reconciler = startReconciler({
    ...{ store: reconciliations, connector, now, zone: () => zone, settings: () => store.settings(connector.name) },
    onError: error => trouble('what was written could not be read back', error),
  })
  const office = {
    ...{ store, connector: connector.name, ladder, zone },
    preview: (batch: Batch) => preview({ replay, brake: ports }, batch),
    stations: () => stationRows({ db: database, uploads, brake, contacts, now }),
    reconciliations: (limit: number) => reconciliations.kept(limit),
    reconcile: () => reconciler.now(),
  }
  return { brake, contacts, office, stop: () => reconciler.stop() }
}
