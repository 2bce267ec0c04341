import type { Kysely } from 'kysely'
import type { Outcome } from '../../circulation/outcome.ts'
import { type EntryId, entryKey } from '../../circulation/transaction.ts'
import type { ItemEvidence } from '../connectors/connector.ts'
import type { Entry } from '../journal/entry.ts'
import { readEntry } from '../journal/read-entry.ts'
import type { PullList, PullRow } from '../protocol/office.ts'
import type { LibrarySettings } from '../register/register.ts'
import type { Tables } from './tables.ts'

export interface PullListPorts {
  readonly db: Kysely<Tables>
  /** How the item of an entry stands in the library system; rejects where it does not answer. */
  evidence(barcode: string, of: EntryId): Promise<ItemEvidence>
  settings(): Promise<LibrarySettings>
  now(): string
}

/** A book that nobody has asked for in so long is another list's. */
const keptMs = 30 * 86_400_000
const rowsShown = 300
const askedAtOnce = 8

interface Candidate {
  readonly id: EntryId
  readonly entry: Entry
  readonly barcode: string
  readonly why: PullRow['why']
  readonly holdNumber?: string
}

/**
 * Physical books to find and move, of all stations: caught for a hold, to another branch, looked for, found again, put aside for a hold that is over. What was scanned since, ticked
 * off, or has gone on in the library system is off the list. Of more than 300 the latest, and how many older ones there may be. No patron's name.
 */
export async function pullList(ports: PullListPorts): Promise<PullList> {
  const { db, evidence, now } = ports
  const since = new Date(Date.parse(now()) - keptMs).toISOString()
  const all = await latestOfEach(await candidatesIn(db, since), db)
  const candidates = all.slice(-rowsShown)
  const settings = await ports.settings()
  const rows: PullRow[] = []
  for (let from = 0; from < candidates.length; from += askedAtOnce) {
    const asked = candidates.slice(from, from + askedAtOnce)
    const told = await Promise.all(asked.map(one => evidence(one.barcode, one.id).catch(() => undefined)))
    rows.push(...asked.flatMap((one, at) => rowOf(one, told[at], settings) ?? []))
  }
  return { library: settings.library, rows, ...(all.length > rowsShown && { older: all.length - rowsShown }) }
}

async function candidatesIn(db: Kysely<Tables>, since: string): Promise<readonly Candidate[]> {
  const rows = await db
    .selectFrom('entries')
    .select(['station', 'epoch', 'sequence', 'payload', 'outcome'])
    .where('outcome_at', '>=', since)
    .where('outcome', 'is not', null)
    .where('kind', 'is not', null)
    .where('fork', '=', false)
    .where(({ eb, or, and }) =>
      or([
        eb('outcome', 'like', '%"hold-caught"%'),
        eb('outcome', 'like', '%"hold-gone"%'),
        eb('outcome', 'like', '%"found-again"%'),
        and([eb('outcome_kind', '=', 'needs-person'), eb('outcome', 'like', '%"look-for-it"%')]),
        and([eb('kind', '=', 'checkin'), eb('payload', 'like', '%"transfer"%')]),
      ]),
    )
    .orderBy('arrival')
    .execute()
  return rows.flatMap(({ payload, outcome, ...id }) => {
    const entry = readEntry(JSON.parse(payload))
    return entry ? (candidateOf(id, entry, JSON.parse(outcome as string) as Outcome) ?? []) : []
  })
}

function candidateOf(id: EntryId, entry: Entry, outcome: Outcome): Candidate | undefined {
  const { transaction } = entry
  const notes = 'notes' in outcome ? outcome.notes : []
  const read = 'barcode' in transaction ? transaction.barcode : undefined
  const caught = notes.find(({ code }) => code === 'hold-caught')
  const barcode = caught?.barcode ?? notes.find(({ code }) => code === 'found-again')?.barcode ?? read
  if (barcode === undefined) return undefined
  const of = (why: PullRow['why']): Candidate => ({ id, entry, barcode, why })
  if (caught) return { ...of('hold'), ...(caught.holdNumber && { holdNumber: caught.holdNumber }) }
  if (notes.some(({ code }) => code === 'hold-gone')) return of('left')
  if (outcome.kind === 'needs-person') return outcome.answered?.choice === 'look-for-it' ? of('look-for') : undefined
  if (transaction.kind !== 'checkin') return undefined
  if (transaction.destination.kind === 'transfer') return of('transfer')
  return notes.some(({ code }) => code === 'found-again') && transaction.destination.kind === 'shelf' ? of('found') : undefined
}

/** Of each item the last, unless it was scanned at a desk since or ticked off. */
async function latestOfEach(candidates: readonly Candidate[], db: Kysely<Tables>): Promise<readonly Candidate[]> {
  if (candidates.length === 0) return []
  const byItem = new Map(candidates.map(one => [one.barcode.toUpperCase(), one]))
  const done = await db
    .selectFrom('entries')
    .select('payload')
    .where('kind', '=', 'task-done')
    .where('received_at', '>=', candidates[0]!.entry.at.wall)
    .execute()
  const ticked = new Set(done.map(({ payload }) => entryKey(JSON.parse(payload).transaction.target)))
  const scans = await db
    .selectFrom('entries')
    .select(['station', 'epoch', 'sequence', 'barcode', 'payload'])
    .where('barcode', 'in', [...byItem.keys()])
    .where('kind', 'in', ['checkout', 'checkin'])
    .execute()
  for (const { barcode, payload, ...id } of scans) {
    const one = byItem.get(barcode ?? '')
    if (!one || entryKey(one.id) === entryKey(id)) continue
    if (String(JSON.parse(payload).at?.wall ?? '') > one.entry.at.wall) byItem.delete(barcode ?? '')
  }
  return [...byItem.values()].filter(({ id }) => !ticked.has(entryKey(id)))
}

function rowOf(candidate: Candidate, evidence: ItemEvidence | undefined, settings: LibrarySettings): PullRow | undefined {
  const { id, entry, barcode, why, holdNumber } = candidate
  const { at, branch, transaction } = entry
  const hold = evidence?.holds.find(one => one.holdNumber === holdNumber)
  const hasGoneOn = evidence?.scans.some(scan => !scan.unsent && scan.at > at.wall && scan.entry?.station !== id.station)
  if (hasGoneOn || (why !== 'transfer' && evidence?.loan && why !== 'look-for')) return undefined
  if (why === 'hold' && evidence && !evidence.seen && (!hold || hold.state.kind === 'queued')) return undefined
  const destination = transaction.kind === 'checkin' ? transaction.destination : undefined
  const to = why === 'hold' ? hold?.pickup : destination?.kind === 'transfer' ? { branch: destination.branch } : undefined
  if (why === 'transfer' && to?.branch === evidence?.place) return undefined
  const place = to && placeName(to, settings)
  return {
    id,
    why,
    barcode,
    at: at.wall,
    from: placeName({ branch }, settings),
    ...(evidence?.item && { title: evidence.item.title }),
    ...(holdNumber && { holdNumber }),
    ...(place && { to: place }),
  }
}

/** Where it is to be taken: the stop's name where it is a bookmobile's, else the branch's. */
function placeName({ branch, stopId }: { branch: string; stopId?: string }, { stops, branches }: LibrarySettings): string {
  const stop = stopId === undefined ? undefined : stops.find(one => one.stopId === stopId)
  const named = branches.find(one => one.branch === branch)
  return [named?.name ?? branch, stop?.name].filter(Boolean).join(', ')
}
