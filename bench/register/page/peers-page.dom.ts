import { Dexie } from 'dexie'
import { quantile, timesOf, took } from './times.ts'

const batch = 5000

async function database(name: string, rows: string): Promise<Dexie> {
  const opened = new Dexie(name, { chromeTransactionDurability: 'relaxed', cache: 'disabled' })
  opened.version(1).stores({ rows })
  await opened.open()
  return opened
}

/** What the register would be otherwise: rows in Dexie, a SQLite file; and what no design can be faster than. */
export const peersPage = {
  /** Items as rows, fetched as JSON and put 5000 at a time (measured: the best batch); resolves with milliseconds. */
  async importRows(file: string): Promise<number> {
    const opened = await database('peer-items', 'barcode, titleId')
    const ms = await took(async () => {
      const rows = (await (await fetch(`/${file}`)).json()) as { barcode: string }[]
      for (let at = 0; at < rows.length; at += batch) await opened.table('rows').bulkPut(rows.slice(at, at + batch))
    })
    opened.close()
    return ms
  },

  /** Patrons as rows, each encrypted by itself. */
  async importEncryptedRows(file: string): Promise<number> {
    const opened = await database('peer-patrons', 'card')
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt'])
    const ms = await took(async () => {
      const rows = (await (await fetch(`/${file}`)).json()) as { card: string }[]
      for (let at = 0; at < rows.length; at += batch) {
        const sealed = await Promise.all(
          rows.slice(at, at + batch).map(async row => {
            const iv = crypto.getRandomValues(new Uint8Array(12))
            const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(row)))
            return { card: row.card, iv, data }
          }),
        )
        await opened.table('rows').bulkPut(sealed)
      }
    })
    opened.close()
    return ms
  },

  async lookUps(barcodes: readonly string[]): Promise<{ p50: number; p99: number; found: number }> {
    const opened = await database('peer-items', 'barcode, titleId')
    let found = 0
    const times = await timesOf(barcodes, async barcode => {
      if (await opened.table('rows').get(barcode)) found++
    })
    opened.close()
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), found }
  },

  /** Loans of a day onto their rows. */
  async applyLoans(loans: readonly { barcode: string; dueOn: string }[]): Promise<number> {
    const opened = await database('peer-items', 'barcode, titleId')
    const rows = opened.table('rows')
    const ms = await took(() =>
      opened.transaction('rw', rows, () => rows.bulkUpdate(loans.map(({ barcode, ...changes }) => ({ key: barcode, changes })))),
    )
    opened.close()
    return ms
  },

  /** The same bytes as the register's, copied from the network, hashed and written in pieces of a megabyte, one after the other. */
  async limit(files: readonly string[]): Promise<{ network: number; hash: number; write: number }> {
    const pieces: Uint8Array[] = []
    const network = await took(async () => {
      for (const file of files) {
        const whole = new Uint8Array(await (await fetch(`/${file}?limit`)).arrayBuffer())
        for (let at = 0; at < whole.length; at += 1 << 20) pieces.push(whole.subarray(at, at + (1 << 20)))
      }
    })
    const hash = await took(async () => {
      for (const piece of pieces) await crypto.subtle.digest('SHA-256', piece as BufferSource)
    })
    const opened = await database('limit', '')
    const own = pieces.map(piece => piece.slice())
    const raw = opened.backendDB()
    const write = await took(async () => {
      for (let at = 0; at < own.length; at += 32) {
        await new Promise<void>((resolve, reject) => {
          const transaction = raw.transaction('rows', 'readwrite', { durability: 'relaxed' })
          own.slice(at, at + 32).forEach((piece, place) => {
            transaction.objectStore('rows').put(piece, at + place)
          })
          transaction.oncomplete = () => resolve()
          transaction.onabort = () => reject(transaction.error)
          transaction.commit()
        })
      }
    })
    opened.close()
    await Dexie.delete('limit')
    return { network, hash, write }
  },

  sqliteFile: () => inWorker('file'),
  sqliteRows: () => inWorker('rows'),
}

function inWorker(what: string): Promise<number> {
  const worker = new Worker('/sqlite-worker.js', { type: 'module' })
  return new Promise<number>((resolve, reject) => {
    worker.onmessage = ({ data }) => (typeof data === 'number' ? resolve(data) : reject(new Error(String(data))))
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(what)
  }).finally(() => worker.terminate())
}
