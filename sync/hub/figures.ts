import type { Kysely } from 'kysely'
import type { Contact, Contacts } from './contacts.ts'
import type { PackedFigures } from './packed/packed-publisher.ts'
import { currentVersion } from './register-version.ts'
import type { Tables } from './tables.ts'

/** What a hub's figures are taken from when somebody asks for them. Counted over indexes: it may be asked every few seconds. */
export interface HubFigures {
  readonly registerVersion: number
  /** Transactions that replay has not come to yet. */
  readonly waiting: number
  readonly needsPerson: number
  /** Marks whose answer nobody knows yet. */
  readonly sending: number
  /** The administrator's brake holds everything: a pause, a trial run, or the hours. */
  readonly paused: boolean
  readonly stations: ReadonlyMap<string, Contact>
  /** The packed register that is published; absent where no station has asked for it yet. */
  readonly packed?: PackedFigures
}

export interface FigurePorts {
  readonly database: Kysely<Tables>
  readonly contacts: Contacts
  paused(): Promise<boolean>
  packed?(): Promise<PackedFigures | undefined>
}

/** The hub's figures now. */
export async function figuresNow({ database, contacts, paused, packed }: FigurePorts): Promise<HubFigures> {
  const published = await packed?.()
  const entries = database.selectFrom('entries').select(({ fn }) => fn.countAll().as('count'))
  const marks = database.selectFrom('sending_marks').select(({ fn }) => fn.countAll().as('count'))
  const count = async (asked: typeof entries | typeof marks) => Number((await asked.executeTakeFirstOrThrow()).count)
  return {
    registerVersion: await currentVersion(database),
    waiting: await count(entries.where('replayed', '=', true).where('outcome', 'is', null)),
    needsPerson: await count(entries.where('outcome_kind', '=', 'needs-person')),
    sending: await count(marks.where('open', '=', true)),
    paused: await paused(),
    stations: await contacts.all(),
    ...(published && { packed: published }),
  }
}
