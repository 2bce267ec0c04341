import { type Kysely, sql } from 'kysely'
import type { Item, ItemStatus } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { Changes, VolatileState } from '../protocol/messages.ts'
import type { LibrarySettings } from '../register/register.ts'
import type { Telling } from './detail/telling.ts'
import { changesTold, stateTold } from './detail/told.ts'
import type { RegisterPublisher } from './ports.ts'
import { currentVersion, firstVersion, raiseVersion } from './register-version.ts'
import { snapshot } from './snapshot.ts'
import type { Tables } from './tables.ts'

/** The register as stations fetch it. */
export interface Publisher extends RegisterPublisher {
  settings(): Promise<LibrarySettings>
  putSettings(settings: LibrarySettings): Promise<void>
  /** Whole where it is not said how it is told. */
  state(telling?: Telling): Promise<VolatileState>
  /** Undefined where the hub cannot go back that far, or where the version is not one of its own. */
  changes(since: number, telling?: Telling): Promise<Changes | undefined>
}

/** Every read is one snapshot: rows and version belong together. */
export function publisher(db: Kysely<Tables>, now: () => string): Publisher {
  async function settings(from: Kysely<Tables> = db): Promise<LibrarySettings> {
    const { row } = await from.selectFrom('settings').select('row').executeTakeFirstOrThrow()
    return JSON.parse(row)
  }
  return {
    version: () => currentVersion(db),
    touch: rows => db.transaction().execute(transaction => raiseVersion(transaction, rows)),
    settings: () => settings(),
    async putSettings(next) {
      const row = JSON.stringify(next)
      await db.transaction().execute(async transaction => {
        const before = await transaction.selectFrom('settings').select('row').executeTakeFirst()
        if (before?.row === row) return
        await transaction
          .insertInto('settings')
          .values({ number: 1, row })
          .onConflict(conflict => conflict.column('number').doUpdateSet({ row }))
          .execute()
        await raiseVersion(transaction, [{ kind: 'settings', key: '' }])
      })
    },
    state: telling =>
      snapshot(db, async transaction => {
        const state = {
          version: await currentVersion(transaction),
          asOf: now(),
          loans: rows<Loan>(await transaction.selectFrom('loans').select('row').orderBy('barcode').execute()),
          holds: rows<Hold>(
            await transaction.selectFrom('holds').select('row').where('ended', 'is', null).orderBy('placed_at').execute(),
          ),
          statuses: statuses(await transaction.selectFrom('statuses').selectAll().orderBy('barcode').execute()),
        }
        return telling ? stateTold(transaction, state, telling) : state
      }),
    changes: (since, telling) =>
      snapshot(db, async transaction => {
        const version = await currentVersion(transaction)
        if (since < (await firstVersion(transaction)) || since > version) return undefined
        const changed = await transaction
          .selectFrom('changes')
          .select(['kind', 'key'])
          .distinct()
          .where('version', '>', since)
          .execute()
        const keys = (kind: string) => changed.filter(row => row.kind === kind).map(row => row.key)
        const whole = {
          since,
          version,
          asOf: now(),
          ...(await changedRows(transaction, keys)),
          ...(keys('settings').length ? { settings: await settings(transaction) } : {}),
        }
        const moved = { touched: keys('counts'), cards: keys('card') }
        return telling ? changesTold(transaction, whole, moved, telling) : whole
      }),
  }
}

type ChangedRows = Omit<Changes, 'since' | 'version' | 'asOf' | 'settings'>

async function changedRows(db: Kysely<Tables>, keys: (kind: string) => string[]): Promise<ChangedRows> {
  const found = async (
    kind: string,
    query: (keys: string[]) => { execute(): Promise<{ readonly key: string; readonly row: string }[]> },
  ) => {
    const wanted = keys(kind)
    const here = wanted.length ? await query(wanted).execute() : []
    const present = new Set(here.map(row => row.key))
    return { rows: here, gone: wanted.filter(key => !present.has(key)) }
  }
  const items = await found('item', wanted =>
    db.selectFrom('items').select(['barcode as key', 'row']).where(oneOf('barcode', wanted)),
  )
  const patrons = await found('patron', wanted =>
    db.selectFrom('patrons').select(['patron_id as key', 'row']).where(oneOf('patron_id', wanted)),
  )
  const loans = await found('loan', wanted =>
    db.selectFrom('loans').select(['barcode as key', 'row']).where(oneOf('barcode', wanted)),
  )
  const holds = await found('hold', wanted =>
    db.selectFrom('holds').select(['hold_id as key', 'row']).where(oneOf('hold_id', wanted)).where('ended', 'is', null),
  )
  const status = keys('status')
  return {
    items: rows<Item>(items.rows),
    itemsGone: items.gone,
    patrons: rows<Patron>(patrons.rows),
    patronsGone: patrons.gone,
    loans: rows<Loan>(loans.rows),
    loansEnded: loans.gone,
    holds: rows<Hold>(holds.rows),
    holdsGone: holds.gone,
    statuses: status.length
      ? statuses(await db.selectFrom('statuses').selectAll().where(oneOf('barcode', status)).execute())
      : [],
  }
}

/** One parameter however many keys there are; a list of them would end at 65 535. */
function oneOf(column: string, keys: readonly string[]) {
  return sql<boolean>`${sql.ref(column)} = any(${keys})`
}

function rows<T>(found: readonly { readonly row: string }[]): T[] {
  return found.map(({ row }) => JSON.parse(row) as T)
}

function statuses(found: readonly { readonly barcode: string; readonly status: string }[]): VolatileState['statuses'] {
  return found.map(({ barcode, status }) => ({ barcode, status: status as ItemStatus }))
}
