import type { Kysely } from 'kysely'
import type { KnownScan } from '../../circulation/evidence.ts'
import type { Item } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import { numberKey as number } from '../../circulation/numbers.ts'
import type { Patron } from '../../circulation/patron.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { EndedLoan, TableChange } from '../connectors/library-tables.ts'
import type { RegisterRow } from './ports.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>
type Change<K extends TableChange['kind']> = Extract<TableChange, { kind: K }>

/** Carries one change out and says which rows of the register that stations see have changed by it. */
export async function applyTableChange(db: Database, change: TableChange): Promise<readonly RegisterRow[]> {
  switch (change.kind) {
    case 'put-item':
      return putItem(db, change.item)
    case 'set-status':
      return setStatus(db, change)
    case 'set-place':
      return setPlace(db, change)
    case 'put-patron':
      return putPatron(db, change.patron)
    case 'put-loan':
      return putLoan(db, change.loan)
    case 'remove-loan':
      return removeLoan(db, change.barcode)
    case 'end-loan':
      return endLoan(db, change)
    case 'put-ended-loan':
      return putEndedLoan(db, change.loan)
    case 'remove-ended-loan':
      return removeEndedLoan(db, change)
    case 'put-hold':
      return putHold(db, change)
    case 'end-hold':
      return endHold(db, change)
    case 'add-scan':
      return addScan(db, change)
    case 'remove-scan':
      return removeScan(db, change)
    case 'put-memory':
      return putMemory(db, change)
  }
}

async function putItem(db: Database, item: Item) {
  const barcode = number(item.barcode)
  const row = { barcode, title_id: item.titleId, home_branch: item.homeBranch, row: JSON.stringify(item) }
  const before = await db.selectFrom('items').select('title_id').where('barcode', '=', barcode).executeTakeFirst()
  const left = before && before.title_id !== item.titleId ? [{ kind: 'title', key: before.title_id } as const] : []
  await db
    .insertInto('items')
    .values(row)
    .onConflict(conflict => conflict.column('barcode').doUpdateSet(row))
    .execute()
  return [{ kind: 'item', key: barcode } as const, ...left]
}

async function setStatus(db: Database, change: Change<'set-status'>) {
  const row = { barcode: number(change.barcode), status: change.status }
  await db
    .insertInto('statuses')
    .values(row)
    .onConflict(conflict => conflict.column('barcode').doUpdateSet(row))
    .execute()
  return [{ kind: 'status', key: row.barcode }] as const
}

async function setPlace(db: Database, change: Change<'set-place'>) {
  const row = { barcode: number(change.barcode), branch: change.branch }
  await db
    .insertInto('places')
    .values(row)
    .onConflict(conflict => conflict.column('barcode').doUpdateSet(row))
    .execute()
  return []
}

async function putPatron(db: Database, patron: Patron) {
  const row = { patron_id: patron.patronId, row: JSON.stringify(patron) }
  await db
    .insertInto('patrons')
    .values(row)
    .onConflict(conflict => conflict.column('patron_id').doUpdateSet(row))
    .execute()
  const before = await db.deleteFrom('cards').where('patron_id', '=', patron.patronId).returning('card').execute()
  for (const card of new Set(patron.cards.map(number)))
    await db
      .insertInto('cards')
      .values({ card, patron_id: patron.patronId })
      .onConflict(conflict => conflict.column('card').doUpdateSet({ patron_id: patron.patronId }))
      .execute()
  const cards = before
    .map(({ card }) => ({ kind: 'card', key: card }) as const)
    .filter(({ key }) => !patron.cards.map(number).includes(key))
  return [{ kind: 'patron', key: patron.patronId } as const, ...cards]
}

async function putLoan(db: Database, loan: Loan) {
  const row = { barcode: number(loan.barcode), patron_id: loan.patronId, row: JSON.stringify(loan) }
  const before = await holderOf(db, loan.barcode)
  await db
    .insertInto('loans')
    .values(row)
    .onConflict(conflict => conflict.column('barcode').doUpdateSet(row))
    .execute()
  return [
    { kind: 'loan', key: row.barcode } as const,
    ...(before.includes(loan.patronId) ? [] : counted(loan.patronId, ...before)),
  ]
}

async function removeLoan(db: Database, barcode: string) {
  const gone = await db.deleteFrom('loans').where('barcode', '=', number(barcode)).returning('patron_id').execute()
  return [{ kind: 'loan', key: number(barcode) } as const, ...counted(...gone.map(({ patron_id }) => patron_id))]
}

async function holderOf(db: Database, barcode: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('loans').select('patron_id').where('barcode', '=', number(barcode)).execute()
  return rows.map(({ patron_id }) => patron_id)
}

function counted(...patronIds: readonly string[]) {
  return patronIds.map(key => ({ kind: 'counts', key }) as const)
}

async function endLoan(db: Database, { barcode, endedAt, endedAtBranch }: Change<'end-loan'>) {
  const open = await db.selectFrom('loans').select('row').where('barcode', '=', number(barcode)).executeTakeFirst()
  if (!open) return []
  await putEndedLoan(db, { ...(JSON.parse(open.row) as Loan), endedAt, endedAtBranch })
  return removeLoan(db, barcode)
}

async function putEndedLoan(db: Database, loan: EndedLoan) {
  const row = { barcode: number(loan.barcode), patron_id: loan.patronId, lent_at: loan.lentAt, row: JSON.stringify(loan) }
  await db
    .insertInto('ended_loans')
    .values(row)
    .onConflict(conflict => conflict.columns(['barcode', 'patron_id', 'lent_at']).doUpdateSet(row))
    .execute()
  return []
}

async function removeEndedLoan(db: Database, { barcode, patronId, lentAt }: Change<'remove-ended-loan'>) {
  await db
    .deleteFrom('ended_loans')
    .where('barcode', '=', number(barcode))
    .where('patron_id', '=', patronId)
    .where('lent_at', '=', lentAt)
    .execute()
  return []
}

async function putHold(db: Database, { hold }: Change<'put-hold'>) {
  const before = await db.selectFrom('holds').select(['patron_id', 'row']).where('hold_id', '=', hold.holdId).executeTakeFirst()
  const row = {
    hold_id: hold.holdId,
    title_id: hold.titleId,
    patron_id: hold.patronId,
    placed_at: hold.placedAt,
    ended: null,
    row: JSON.stringify(hold),
  }
  await db
    .insertInto('holds')
    .values(row)
    .onConflict(conflict => conflict.column('hold_id').doUpdateSet(row))
    .execute()
  return [
    { kind: 'hold', key: hold.holdId } as const,
    ...counted(hold.patronId, ...(before ? [before.patron_id] : [])),
    ...letGo(before?.row),
  ]
}

async function endHold(db: Database, { holdId, why, at }: Change<'end-hold'>) {
  const ended = await db
    .updateTable('holds')
    .set({ ended: `${why} ${at}` })
    .where('hold_id', '=', holdId)
    .returning(['patron_id', 'row'])
    .execute()
  const rows = ended.flatMap(({ patron_id, row }) => [...counted(patron_id), ...letGo(row)])
  return [{ kind: 'hold', key: holdId } as const, ...rows]
}

/** The copy that the hold had caught, as its row was: by its state nobody sees that it is caught no more. */
function letGo(row: string | undefined) {
  const state = row === undefined ? undefined : (JSON.parse(row) as Hold).state
  return state === undefined || state.kind === 'queued' ? [] : [{ kind: 'status', key: number(state.barcode) } as const]
}

async function addScan(db: Database, { barcode, scan }: Change<'add-scan'>) {
  await db
    .insertInto('scans')
    .values({ barcode: number(barcode), at: scan.at, row: JSON.stringify(scan) })
    .execute()
  return []
}

async function removeScan(db: Database, { barcode, entry }: Change<'remove-scan'>) {
  const found = await db.selectFrom('scans').select(['number', 'row']).where('barcode', '=', number(barcode)).execute()
  for (const scan of found) {
    const told = (JSON.parse(scan.row) as KnownScan).entry
    if (told && entryKey(told) === entryKey(entry)) await db.deleteFrom('scans').where('number', '=', scan.number).execute()
  }
  return []
}

async function putMemory(db: Database, { barcode, memory }: Change<'put-memory'>) {
  const row = { barcode: number(barcode), row: JSON.stringify(memory) }
  await db
    .insertInto('item_memories')
    .values(row)
    .onConflict(conflict => conflict.column('barcode').doUpdateSet(row))
    .execute()
  return []
}
