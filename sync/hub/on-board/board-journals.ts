import { type Kysely, sql } from 'kysely'
import type { OutcomeMessage } from '../../protocol/messages.ts'
import type { HubLog } from '../hub-log.ts'
import { openPersons } from '../retention/sealed-json.ts'
import type { Tables } from '../tables.ts'

/** The last entry of an epoch, or of a branch beside one, that is on board. */
export interface TailOnBoard {
  readonly station: string
  readonly epoch: string
  readonly sequence: number
  readonly hash: string
}

/** What passing on needs of the journals that are on board. */
export interface BoardJournals {
  tails(): Promise<readonly TailOnBoard[]>
  hashAt(station: string, epoch: string, sequence: number): Promise<string | undefined>
  /** Entries behind that number in sequence, exactly as they came, also those that cannot be read here. */
  after(station: string, epoch: string, sequence: number, limit: number): Promise<readonly { sequence: number; entry: unknown }[]>
  /** Whether something of the station waits for its outcome. */
  waitsFor(station: string): Promise<boolean>
  /** Up to where home has told the station's outcomes. */
  cursor(station: string): Promise<number>
  /** Keeps what home has decided, with the cursor behind it; what is known already changes nothing. Resolves when it would survive a power cut. */
  tell(station: string, cursor: number, outcomes: readonly OutcomeMessage[]): Promise<void>
}

/** The journals in the hub's database. */
export function boardJournals(db: Kysely<Tables>, log: HubLog): BoardJournals {
  const of = (station: string) => db.selectFrom('entries').where('station', '=', station)
  return {
    async tails() {
      const rows = db.selectFrom('entries').distinctOn(['station', 'epoch']).select(['station', 'epoch', 'sequence', 'hash'])
      return rows.orderBy('station').orderBy('epoch').orderBy('sequence', 'desc').execute()
    },
    async hashAt(station, epoch, sequence) {
      const row = await of(station).select('hash').where('epoch', '=', epoch).where('sequence', '=', sequence).executeTakeFirst()
      return row?.hash
    },
    async after(station, epoch, sequence, limit) {
      const rows = of(station).select(['sequence', 'payload']).where('epoch', '=', epoch).where('sequence', '>', sequence)
      const found = await rows.orderBy('sequence').limit(limit).execute()
      return found.map(row => ({ sequence: row.sequence, entry: JSON.parse(row.payload) as unknown }))
    },
    async waitsFor(station) {
      const row = of(station).select('sequence').where('replayed', '=', true).where('outcome', 'is', null)
      return (await row.limit(1).executeTakeFirst()) !== undefined
    },
    async cursor(station) {
      const row = await db.selectFrom('meta').select('value').where('name', '=', cursorOf(station)).executeTakeFirst()
      return Number(row?.value ?? 0)
    },
    async tell(station, cursor, outcomes) {
      await log.record({ type: 'told-by-home', station, cursor, outcomes })
    },
  }
}

/** Puts what home has decided into the database, outcome by outcome, and the cursor behind it. */
export async function applyToldByHome(
  db: Kysely<Tables>,
  { station, cursor, outcomes }: ToldByHome,
  nextNumber: () => Promise<number>,
): Promise<void> {
  for (const { epoch, sequence, hash, outcome, at, inVersion } of outcomes) {
    const text = JSON.stringify(outcome)
    const row = await entryToldOf(db, { station, epoch, sequence, hash })
    if (!row || (saysTheSame(row.outcome, text) && Number(row.in_version) === inVersion)) continue
    await db
      .updateTable('entries')
      .set({
        outcome: text,
        outcome_kind: outcome.kind,
        outcome_at: at,
        in_version: inVersion,
        outcome_number: await nextNumber(),
      })
      .where('arrival', '=', row.arrival)
      .execute()
  }
  const name = cursorOf(station)
  const value = sql<number>`${cursor}`
  const put = db.insertInto('meta').values({ name, value: cursor })
  await put.onConflict(conflict => conflict.column('name').doUpdateSet({ value })).execute()
}

/** Whom it concerns is sealed otherwise each time; the rest says whether it is known. */
function saysTheSame(known: string | null, told: string): boolean {
  const [one, other] = [known ?? 'null', told].map(text => JSON.stringify(openPersons(JSON.parse(text), () => undefined)))
  return one === other
}

/** By its hash: what stands in an epoch at home may stand on a branch here, or the other way round. */
async function entryToldOf(
  db: Kysely<Tables>,
  of: { station: string; epoch: string; sequence: number; hash: string | undefined },
) {
  const rows = db.selectFrom('entries').select(['arrival', 'outcome', 'in_version']).where('station', '=', of.station)
  const numbered = rows.where('sequence', '=', of.sequence)
  const exact = numbered.where('epoch', '=', of.epoch)
  if (of.hash === undefined) return exact.executeTakeFirst()
  const same = await exact.where('hash', '=', of.hash).executeTakeFirst()
  return same ?? numbered.where('hash', '=', of.hash).executeTakeFirst()
}

/** One line of the log: outcomes of one station's entries as the hub at home gave them. */
export interface ToldByHome {
  readonly station: string
  readonly cursor: number
  readonly outcomes: readonly OutcomeMessage[]
}

function cursorOf(station: string): string {
  return `home-cursor ${station}`
}
