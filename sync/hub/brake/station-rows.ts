import type { Kysely } from 'kysely'
import { milliseconds } from '../../../circulation/replay/scan-order.ts'
import type { WaitReason } from '../../protocol/brake.ts'
import type { StationRow } from '../../protocol/office.ts'
import { officeStation } from '../../protocol/office.ts'
import type { Contacts } from '../contacts.ts'
import type { Tables } from '../tables.ts'
import type { Uploads } from '../upload-store.ts'
import type { Brake } from './brake.ts'

export interface StationRowPorts {
  readonly db: Kysely<Tables>
  readonly uploads: Pick<Uploads, 'open'>
  readonly brake: Brake
  readonly contacts: Contacts
  now(): string
}

/** Every station that is enrolled, was heard, or has something here that is not done; by name. */
export async function stationRows({ db, uploads, brake, contacts, now }: StationRowPorts): Promise<readonly StationRow[]> {
  const enrolled = await db.selectFrom('stations').select(['station', 'enrolled_at']).execute()
  const heard = await contacts.all()
  const asked = await countOf(db, 'asked')
  const waiting = await countOf(db, 'waiting')
  const versions = await appVersions(db)
  const names = new Set([...enrolled.map(({ station }) => station), ...heard.keys(), ...asked.keys(), ...waiting.keys()])
  names.delete(officeStation)
  return Promise.all(
    [...names].toSorted().map(async (station): Promise<StationRow> => {
      const { lastContact, lastUpload, dataOf, clock } = heard.get(station) ?? {}
      const enrolledAt = enrolled.find(one => one.station === station)?.enrolled_at
      const appVersion = versions.get(station)
      return {
        station,
        ...(appVersion && { appVersion }),
        waiting: waiting.get(station) ?? 0,
        needsPerson: asked.get(station) ?? 0,
        held: await heldOf(station, uploads, brake),
        ...(enrolledAt && { enrolledAt }),
        ...(lastContact && { lastContact }),
        ...(lastUpload && { lastUpload }),
        ...(clock && { clock: { ms: clock.ms, uncertaintyMs: clock.uncertaintyMs } }),
        ...(dataOf && { dataAgeMs: Math.max(0, milliseconds(now()) - milliseconds(dataOf)) }),
      }
    }),
  )
}

/** As each said when it was started last. */
async function appVersions(db: Kysely<Tables>): Promise<ReadonlyMap<string, string>> {
  const latest = db
    .selectFrom('entries')
    .select(({ fn }) => fn.max('arrival').as('arrival'))
    .where('kind', '=', 'desk-started')
    .groupBy('station')
  const rows = await db.selectFrom('entries').select(['station', 'payload']).where('arrival', 'in', latest).execute()
  return new Map(rows.map(({ station, payload }) => [station, String(JSON.parse(payload).transaction?.appVersion ?? '')]))
}

async function countOf(db: Kysely<Tables>, what: 'asked' | 'waiting'): Promise<ReadonlyMap<string, number>> {
  const counted = db.selectFrom('entries').select(({ fn }) => ['station', fn.countAll().as('count')])
  const wanted =
    what === 'asked'
      ? counted.where('outcome_kind', '=', 'needs-person')
      : counted.where('replayed', '=', true).where('outcome', 'is', null)
  return new Map((await wanted.groupBy('station').execute()).map(({ station, count }) => [station, Number(count)]))
}

async function heldOf(station: string, uploads: Pick<Uploads, 'open'>, brake: Brake): Promise<StationRow['held']> {
  if (!brake.holds(station)) return {}
  const held: Partial<Record<WaitReason, number>> = {}
  for (const id of await uploads.open(station)) {
    const why = brake.waitOf(id)?.why
    if (why) held[why] = (held[why] ?? 0) + 1
  }
  return held
}
