import type { KyselyPlugin } from 'kysely'
import type { PersonKeys } from './person-keys.ts'
import { daysIn, openPersons } from './sealed-json.ts'
import { openedPayload } from './sealed-payload.ts'

/** Columns that hold JSON in which persons are sealed. */
const sealedColumns = ['payload', 'actions', 'outcome', 'detail', 'held', 'line'] as const

/** Whoever reads the database finds opened what can be opened; who it was about stands there no more where the key is gone. */
export function openingPlugin(keys: Pick<PersonKeys, 'has' | 'lookAgain' | 'unseal'>): KyselyPlugin {
  const gone = new Set<string>()

  async function know(days: ReadonlySet<string>) {
    const unknown = [...days].filter(day => !keys.has(day) && !gone.has(day))
    if (unknown.length === 0) return
    // Another process on the same database may have made it. A key stands before anything is sealed under it.
    await keys.lookAgain()
    for (const day of unknown) if (!keys.has(day)) gone.add(day)
  }

  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      const [first] = result.rows
      const columns = sealedColumns.filter(column => first !== undefined && column in first)
      if (columns.length === 0) return result
      const rows = []
      for (const row of result.rows) {
        let opened = row
        for (const column of columns) {
          const text = row[column]
          if (typeof text !== 'string' || !text.includes('"s1.')) continue
          await know(daysIn(text))
          opened = { ...opened, [column]: openedText(column, text) }
        }
        rows.push(opened)
      }
      return { ...result, rows }
    },
  }

  function openedText(column: (typeof sealedColumns)[number], text: string): string {
    if (column === 'payload') return openedPayload(text, keys.unseal)
    return JSON.stringify(openPersons(JSON.parse(text), keys.unseal))
  }
}
