import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SyncLog } from './sync-log.node.ts'

test('syncs that succeeded are counted by the copy they were of, also when threads come between', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pysakki-syncs-'))
  const path = join(folder, 'syncs.log')
  const database = '/d/desk/IndexedDB/app_pysakki_0.indexeddb.leveldb/000003.log'
  writeFileSync(path, `11 fdatasync(45<${database}>) = 0\n12 fdatasync(46</d/journal-bus-1.jsonl> <unfinished ...>\n`)
  const log = new SyncLog(path)
  expect(log.fresh()).toEqual({ database: 1, file: 0 })
  appendFileSync(
    path,
    `11 fdatasync(45<${database}>) = -1 EIO (Input/output error)\n12 <... fdatasync resumed>) = 0\n13 fsync(9</d/Cookies>) = 0\n`,
  )
  expect(log.fresh()).toEqual({ database: 0, file: 1 })
  expect(log.fresh()).toEqual({ database: 0, file: 0 })
  rmSync(folder, { recursive: true })
})
