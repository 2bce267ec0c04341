import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sizeBranches } from '../sync/hub/demo/at-size/size-branches.ts'
import { type DemoSize, demoLibrary } from '../sync/hub/demo/demo-library.ts'

type Cells = readonly (string | number | undefined)[]

/** Writes a made-up library as another system would export it: CSV tables and `library.json`, as `--library` and a drop folder take them. */
export async function writeLibraryFiles(folder: string, size: DemoSize): Promise<Record<string, number>> {
  await mkdir(folder, { recursive: true })
  const { items, patrons, loans, holds } = demoLibrary(size)
  const file = { name: 'Made-up library', zone: 'Europe/Helsinki', environment: 'test' }
  await writeFile(join(folder, 'library.json'), `${JSON.stringify(file, null, 2)}\n`)
  const cardOf = new Map<string, string>()
  const table = (name: string, columns: string, rows: Iterable<Cells>) => writeTable(join(folder, `${name}.csv`), columns, rows)
  const places = sizeBranches()
  const wordOf = (status: string) => (status === 'ok' ? 'available' : status)
  return {
    branches: await table(
      'branches',
      'branch,name,kind',
      each(places, ({ branch, name, kind }) => [branch, name, kind]),
    ),
    items: await table(
      'items',
      'barcode,record,branch,title,author,item_type,call_number,age_limit,status',
      each(items, one => [
        ...[one.barcode, one.titleId, one.homeBranch, one.title, one.author, one.itemType, one.callNumber, one.ageLimit],
        wordOf(one.circulationStatus),
      ]),
    ),
    patrons: await table(
      'patrons',
      'card,category,expires,patron_id,given_name,family_name,birth_date,home_branch,fees,barred',
      (function* () {
        for (const { cards, patronId, name, ...one } of patrons) {
          cardOf.set(patronId, cards[0]!)
          const barred = one.blocks.includes('barred') ? 1 : 0
          const about = [name?.given, name?.family, one.birthDate, one.homeBranch, one.feesCents / 100, barred]
          for (const card of cards) yield [card, one.category, one.expiresOn, patronId, ...about]
        }
      })(),
    ),
    loans: await table(
      'loans',
      'barcode,card,branch,checked_out,due,renewals',
      each(loans, one => [one.barcode, cardOf.get(one.patronId), one.branch, one.lentAt, one.dueOn, one.renewals]),
    ),
    holds: await table(
      'holds',
      'hold_id,card,level,target,pickup_branch,requested,hold_number,captured_barcode',
      each(holds, one => [
        ...[one.holdId, cardOf.get(one.patronId), one.copy ? 'copy' : 'title', one.copy ?? one.titleId, one.pickup.branch],
        ...[one.placedAt, one.holdNumber, one.state.kind === 'queued' ? '' : one.state.barcode],
      ]),
    ),
  }
}

function* each<Row>(rows: Iterable<Row>, cells: (row: Row) => Cells): Generator<Cells> {
  for (const row of rows) yield cells(row)
}

async function writeTable(path: string, columns: string, rows: Iterable<Cells>): Promise<number> {
  const file = createWriteStream(path)
  file.write(`${columns}\n`)
  let count = 0
  for (const cells of rows) {
    count++
    if (!file.write(`${cells.map(quoted).join(',')}\n`)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'close')
  return count
}

function quoted(cell: string | number | undefined): string {
  const text = cell === undefined ? '' : String(cell)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
