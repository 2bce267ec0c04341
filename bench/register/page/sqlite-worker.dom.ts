import openSqlite from '@sqlite.org/sqlite-wasm'

/** SQLite on OPFS: a file that the hub made beforehand, taken as it streams in; or rows, 10 000 in a transaction. Answers with milliseconds. */
async function measure(what: 'file' | 'rows'): Promise<number> {
  const open = openSqlite as unknown as (settings: object) => ReturnType<typeof openSqlite>
  const sqlite = await open({ locateFile: () => '/sqlite3.wasm' })
  const pool = await sqlite.installOpfsSAHPoolVfs({ name: `pool-${what}`, initialCapacity: 6, clearOnInit: true })
  const began = performance.now()
  if (what === 'file') {
    const reader = (await fetch('/items.db')).body!.pipeThrough(new DecompressionStream('gzip') as never).getReader()
    await pool.importDb('/items.db', async () => (await reader.read()).value as Uint8Array<ArrayBuffer> | undefined)
    const database = new pool.OpfsSAHPoolDb('/items.db')
    if (!database.selectValue('select count(*) from items')) throw new Error('the file has no rows')
    database.close()
  } else {
    const rows = (await (await fetch('/rows.json')).json()) as Record<string, string>[]
    const database = new pool.OpfsSAHPoolDb('/rows.db')
    database.exec('create table items (barcode text primary key, titleId text, row text) without rowid')
    for (let at = 0; at < rows.length; at += 10_000) {
      database.transaction(() => {
        const insert = database.prepare('insert into items values (?, ?, ?)')
        for (const row of rows.slice(at, at + 10_000)) insert.bind([row.barcode!, row.titleId!, JSON.stringify(row)]).stepReset()
        insert.finalize()
      })
    }
    database.close()
  }
  return performance.now() - began
}

addEventListener('message', ({ data }) => {
  measure(data).then(
    milliseconds => postMessage(milliseconds),
    error => postMessage(String(error)),
  )
})
