import type { Title } from '../../../circulation/item.ts'
import { titleOf } from '../../connectors/files/marc-title.ts'
import type { FoundRecord } from '../../connectors/files/marcxml.ts'
import { RowProblem } from '../../connectors/files/report.ts'
import type { TableChange } from '../../connectors/library-tables.ts'
import { SeenKeys } from './seen-keys.ts'
import { Halted, type Taken, type Taking } from './take-table.ts'

const recordsAtOnce = 500

/** Titles of the records: the copies that are here get them, and items that come beside them find them by `keep`. */
export async function takeRecords(
  records: AsyncIterable<FoundRecord>,
  taking: Taking,
  keep: (title: Title) => Promise<void>,
): Promise<Taken> {
  const counts = { read: 0, same: 0, changed: 0, ended: 0, left: 0 }
  const seen = new SeenKeys()

  async function take(titles: readonly Title[]): Promise<void> {
    const byId = new Map(titles.map(title => [title.titleId, title]))
    const changed = new Set<string>()
    const changes: TableChange[] = []
    for (const item of await taking.standing.itemsOf([...byId.keys()])) {
      const { title, author } = byId.get(item.titleId)!
      if (item.title === title && item.author === author) continue
      const { title: _, author: __, ...copy } = item
      changes.push({ kind: 'put-item', item: { ...copy, title, ...(author !== undefined && { author }) } })
      changed.add(item.titleId)
    }
    counts.changed += changed.size
    counts.same += titles.length - changed.size
    if (changes.length > 0) await taking.tables.write(changes, `drop:${crypto.randomUUID()}`)
  }

  let batch: Title[] = []
  for await (const found of records) {
    if (taking.isHalted()) throw new Halted()
    counts.read++
    try {
      if ('damage' in found) throw new RowProblem(found.damage)
      const title = titleOf(found.record)
      await keep(title)
      seen.add(title.titleId)
      batch.push(title)
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error
      counts.left++
      taking.left(found.line, error.message)
    }
    if (batch.length >= recordsAtOnce) {
      await take(batch)
      batch = []
    }
  }
  await take(batch)
  return { ...counts, remarks: [], seen, nameless: 0 }
}
