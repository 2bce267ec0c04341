import type { Kysely } from 'kysely'
import { numberKey } from '../../circulation/numbers.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import type { EntryId } from '../../circulation/transaction.ts'
import { noHash } from '../journal/chain.ts'
import type { Entry } from '../journal/entry.ts'
import { readEntry } from '../journal/read-entry.ts'
import type { Have, Outcomes } from '../protocol/messages.ts'
import { type Accepted, acceptUpload, type Envelope, type Held } from './accept-upload.ts'
import type { HubLog } from './hub-log.ts'
import type { SendingMark, StoredEntry, UploadStore } from './ports.ts'
import { lastOutcomeNumber } from './register-version.ts'
import type { Tables } from './tables.ts'

/** What the routes need of the uploads beside replay's part. */
export interface Uploads extends UploadStore {
  have(station: string, epoch: string): Promise<Have>
  /** Stores what is new of an upload and resolves when it would survive a power cut. */
  take(station: string, upload: { epoch: string; entries: readonly Envelope[] }): Promise<Accepted['verdict']>
  /** The same, and tells how many entries were new, and how many of those stand beside others as a fork. */
  bring(
    station: string,
    upload: { epoch: string; entries: readonly Envelope[] },
  ): Promise<{ readonly verdict: Accepted['verdict']; readonly fresh: number; readonly forks: number }>
  outcomes(station: string, since: number): Promise<Outcomes>
  /** A station's entries that replay must learn of and that have no outcome yet, by epoch and sequence. */
  open(station: string): Promise<readonly EntryId[]>
  /** Answers that wait for replay, and what takes some of them back, in order of arrival. */
  waitingAnswers(): Promise<readonly StoredEntry[]>
  /** How many wait for replay, and the arrival of the last of them (0 where none does). */
  howManyWait(): Promise<{ readonly count: number; readonly last: number }>
  /** Uploads answered with a yes since start. */
  acknowledged(): number
  /** Counts for the status: everything, and by outcome. */
  counts(): Promise<Readonly<Record<string, number>>>
}

const outcomesAtOnce = 1000
/** To open and to read more of them in one go would be felt by whoever asks meanwhile. */
const entriesAtOnce = 250

/** Uploads on the hub's database; whatever is written goes through the hub's log first. `opened` opens what a station that lost its key sealed to the hub. */
export function uploadStore(
  db: Kysely<Tables>,
  log: HubLog,
  now: () => string,
  opened: (entry: Entry) => Promise<Entry> = async entry => entry,
): Uploads {
  const entries = db.selectFrom('entries').selectAll().orderBy('arrival')
  const waitingRows = entries.where('replayed', '=', true).where('outcome', 'is', null)
  let acknowledged = 0

  async function have(station: string, epoch: string): Promise<Have> {
    const last = await db
      .selectFrom('entries')
      .select(['sequence', 'hash'])
      .where('station', '=', station)
      .where('epoch', 'in', await whereItStands(station, epoch))
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst()
    return { epoch, sequence: last?.sequence ?? 0, hash: last?.hash ?? noHash }
  }

  /** The entries of a branch may have come before under another name: in their own epoch, or on a longer branch. */
  async function whereItStands(station: string, epoch: string): Promise<readonly string[]> {
    const [, sequence, hash] = /~(\d+)-([0-9a-f]{8})$/.exec(epoch) ?? []
    if (!sequence) return [epoch]
    const rows = await db
      .selectFrom('entries')
      .select('epoch')
      .where('station', '=', station)
      .where('sequence', '=', Number(sequence))
      .where('hash', 'like', `${hash}%`)
      .execute()
    return [epoch, ...rows.map(row => row.epoch)]
  }

  /** Which of these stand already, under whatever name. */
  async function standing(station: string, hashes: readonly string[]): Promise<ReadonlySet<string>> {
    if (hashes.length === 0) return new Set()
    const rows = await db
      .selectFrom('entries')
      .select('hash')
      .where('station', '=', station)
      .where('hash', 'in', hashes)
      .execute()
    return new Set(rows.map(({ hash }) => hash))
  }

  async function held(station: string, epoch: string, upload: readonly Envelope[]): Promise<Held> {
    const rows = await db
      .selectFrom('entries')
      .select(['sequence', 'hash'])
      .where('station', '=', station)
      .where('epoch', '=', epoch)
      .where('sequence', '>=', upload[0]?.sequence ?? 1)
      .where('sequence', '<=', upload.at(-1)?.sequence ?? 1)
      .execute()
    return { ...(await have(station, epoch)), hashes: new Map(rows.map(row => [row.sequence, row.hash])) }
  }

  const bring: Uploads['bring'] = async (station, sent) => {
    const entries = await Promise.all(
      sent.entries.map(async one => (await opened(one as unknown as Entry)) as unknown as Envelope),
    )
    const upload = { ...sent, entries }
    let verdict: Accepted['verdict'] = 'stored'
    let fresh: Accepted['entries'] = []
    await log.record(async () => {
      const accepted = acceptUpload(upload, await held(station, upload.epoch, upload.entries))
      verdict = accepted.verdict
      // The sides of a fork are named by whoever finds it: what is there under one name does not come in under another.
      const forks = accepted.entries.filter(({ fork }) => fork)
      const known = await standing(
        station,
        forks.map(({ hash }) => hash),
      )
      fresh = accepted.entries.filter(({ fork, hash }) => !fork || !known.has(hash))
      return fresh.length ? { type: 'uploaded', at: now(), entries: fresh } : undefined
    })
    if (verdict === 'stored') acknowledged++
    return { verdict, fresh: fresh.length, forks: fresh.filter(({ fork }) => fork).length }
  }

  return {
    have,
    bring,
    take: async (station, upload) => (await bring(station, upload)).verdict,
    async outcomes(station, since) {
      const rows = await db
        .selectFrom('entries')
        .select(['epoch', 'sequence', 'hash', 'outcome', 'outcome_at', 'in_version', 'outcome_number'])
        .where('station', '=', station)
        .where('outcome_number', '>', since)
        .orderBy('outcome_number')
        .limit(outcomesAtOnce)
        .execute()
      return {
        // A cursor from beyond is of a hub that knew more than this one: who sees it go back asks from the start.
        cursor: Number(rows.at(-1)?.outcome_number ?? Math.min(since, await lastOutcomeNumber(db))),
        outcomes: rows.map(row => ({
          epoch: row.epoch,
          sequence: row.sequence,
          hash: row.hash,
          outcome: JSON.parse(row.outcome as string) as Outcome,
          at: row.outcome_at as string,
          inVersion: Number(row.in_version),
        })),
      }
    },
    async open(station) {
      const rows = db.selectFrom('entries').select(['epoch', 'sequence']).where('station', '=', station)
      const open = rows.where('replayed', '=', true).where('outcome', 'is', null)
      return (await open.orderBy('epoch').orderBy('sequence').execute()).map(row => ({ station, ...row }))
    },
    acknowledged: () => acknowledged,
    async waitingAnswers() {
      return (await waitingRows.where('kind', 'in', ['answer', 'undo']).execute()).map(storedEntry)
    },
    async howManyWait() {
      const counted = db.selectFrom('entries').select(({ fn }) => [fn.countAll().as('count'), fn.max('arrival').as('last')])
      const row = await counted.where('replayed', '=', true).where('outcome', 'is', null).executeTakeFirstOrThrow()
      return { count: Number(row.count), last: Number(row.last ?? 0) }
    },
    async counts() {
      const rows = await db
        .selectFrom('entries')
        .select(({ fn }) => ['outcome_kind', 'replayed', fn.countAll().as('count')])
        .groupBy(['outcome_kind', 'replayed'])
        .execute()
      return Object.fromEntries(
        rows.map(row => [row.outcome_kind ?? (row.replayed ? 'waiting' : 'not-for-replay'), Number(row.count)]),
      )
    },
    async waiting(limit) {
      const found: StoredEntry[] = []
      for (let after = 0; found.length < limit; after = found.at(-1)!.arrival) {
        const most = Math.min(entriesAtOnce, limit - found.length)
        const page = await waitingRows.where('arrival', '>', after).limit(most).execute()
        found.push(...page.map(storedEntry))
        if (page.length < most) break
      }
      return found
    },
    async unreadable() {
      const unread = waitingRows.where(({ eb, or }) => or([eb('fork', '=', true), eb('kind', 'is', null)]))
      return (await unread.execute()).map(storedEntry)
    },
    async undecided() {
      return (await entries.where('outcome_kind', '=', 'needs-person').execute()).map(storedEntry)
    },
    async entry({ station, epoch, sequence }) {
      const row = await entries
        .where('station', '=', station)
        .where('epoch', '=', epoch)
        .where('sequence', '=', sequence)
        .executeTakeFirst()
      return row && storedEntry(row)
    },
    async entriesAbout(barcode) {
      const about = entries.where('barcode', '=', numberKey(barcode)).where('kind', 'is not', null).where('fork', '=', false)
      return (await about.execute()).map(storedEntry).filter(({ entry }) => entry !== undefined)
    },
    async run(station, epoch, fromSequence, toSequence) {
      const run = db
        .selectFrom('entries')
        .selectAll()
        .where('station', '=', station)
        .where('epoch', '=', epoch)
        .where('sequence', '<=', toSequence)
        .where('kind', 'is not', null)
        .orderBy('sequence')
        .orderBy('arrival')
        .limit(entriesAtOnce)
      const found: StoredEntry[] = []
      let [last, arrived] = [fromSequence, 0]
      for (;;) {
        const behind = run
          .where('sequence', '>=', last)
          .where(({ eb, or }) => or([eb('sequence', '>', last), eb('arrival', '>', arrived)]))
        const page = (await behind.execute()).map(storedEntry)
        found.push(...page)
        if (page.length < entriesAtOnce) return found.filter(({ entry }) => entry !== undefined)
        const { id, arrival } = page.at(-1)!
        last = id.sequence
        arrived = arrival
      }
    },
    async answers() {
      return (await entries.where('kind', '=', 'answer').where('outcome_kind', '=', 'applied').execute()).map(storedEntry)
    },
    async markSending(mark) {
      await log.record({ type: 'sending', mark })
    },
    async openMarks() {
      const rows = await db.selectFrom('sending_marks').selectAll().where('open', '=', true).orderBy('at').execute()
      return rows.map(sendingMark)
    },
    async afresh(of) {
      const { station, epoch, sequence } = of.id
      const row = await entries.where('arrival', '=', of.arrival).executeTakeFirstOrThrow()
      const mark = await db
        .selectFrom('sending_marks')
        .selectAll()
        .where('station', '=', station)
        .where('epoch', '=', epoch)
        .where('sequence', '=', sequence)
        .where('open', '=', true)
        .executeTakeFirst()
      return { stored: storedEntry(row), ...(mark && { mark: sendingMark(mark) }) }
    },
    async putOutcome({ id, hash }, outcome, because) {
      await log.record({ type: 'outcome', id, hash, outcome, at: now(), ...(because && { because }) })
    },
  }
}

function sendingMark({ mark, station, epoch, sequence, actions, outcome, at }: Tables['sending_marks']): SendingMark {
  return { mark, id: { station, epoch, sequence }, actions: JSON.parse(actions), outcome: JSON.parse(outcome), at }
}

type EntryRow = Omit<Tables['entries'], 'arrival'> & { readonly arrival: number }

/** An entry as it stands in the database. */
export function storedEntry(row: EntryRow): StoredEntry {
  const { station, epoch, sequence, hash, payload } = row
  const read = row.kind === null ? undefined : readEntry(JSON.parse(payload))
  const isSettled = row.outcome !== null && row.outcome_kind !== 'needs-person'
  // What is still to be done and says nobody any more (its key was lost) is for a person.
  const entry = read?.forgotten && row.replayed && !isSettled ? undefined : read
  return {
    id: { station, epoch, sequence },
    hash,
    arrival: Number(row.arrival),
    receivedAt: row.received_at,
    payload,
    fork: row.fork,
    ...(entry && { entry }),
    ...(row.outcome && { outcome: JSON.parse(row.outcome) as Outcome }),
  }
}
