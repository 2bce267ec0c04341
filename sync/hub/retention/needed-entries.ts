import type { Kysely } from 'kysely'
import { type EntryId, entryKey } from '../../../circulation/transaction.ts'
import type { Tables } from '../tables.ts'

const atOnce = 500

type Row = Pick<Tables['entries'], 'station' | 'epoch' | 'sequence' | 'barcode' | 'payload'> & { readonly arrival: number }

/**
 * The entries whose persons are still needed, with their payloads as they are stored: what is not settled, what that looks back at (the loan that an undo
 * takes back, the one that a move moved), answers given about it, and whatever else was done with the same items: replay asks whose it was.
 */
export async function neededEntries(stored: Kysely<Tables>): Promise<readonly Row[]> {
  const entries = stored.selectFrom('entries').select(['arrival', 'station', 'epoch', 'sequence', 'barcode', 'payload'])
  const needed = new Map<number, Row>()
  const take = (rows: readonly Row[]) => {
    const fresh = rows.filter(({ arrival }) => !needed.has(arrival))
    for (const row of fresh) needed.set(row.arrival, row)
    return fresh
  }
  const targeted = async (rows: readonly Row[]) => {
    const found: Row[] = []
    for (const { station, epoch, sequence } of rows.flatMap(row => targetOf(row) ?? []))
      found.push(
        ...(await entries.where('station', '=', station).where('epoch', '=', epoch).where('sequence', '=', sequence).execute()),
      )
    return take(found)
  }
  let fresh = take(
    await entries
      .where(({ eb, or, and }) =>
        or([and([eb('replayed', '=', true), eb('outcome', 'is', null)]), eb('outcome_kind', '=', 'needs-person')]),
      )
      .execute(),
  )
  const open = new Set(fresh.map(entryKey))
  const answers = await entries.where('kind', '=', 'answer').execute()
  take(answers.filter(row => open.has(keyOf(targetOf(row)))))
  while (fresh.length > 0) fresh = await targeted(fresh)
  const barcodes = [...new Set([...needed.values()].flatMap(({ barcode }) => barcode ?? []))]
  for (let from = 0; from < barcodes.length; from += atOnce)
    take(await entries.where('barcode', 'in', barcodes.slice(from, from + atOnce)).execute())
  return [...needed.values()]
}

function keyOf(id: EntryId | undefined): string {
  return id ? entryKey(id) : ''
}

/** Where it stands sealed, too: only whose it was is. */
function targetOf({ payload }: Row): EntryId | undefined {
  const { transaction } = JSON.parse(payload) as { readonly transaction?: { readonly target?: EntryId } }
  return transaction?.target
}
