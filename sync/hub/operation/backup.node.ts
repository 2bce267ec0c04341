import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { writeDurably } from '../../../host/write-durably.node.ts'
import { lockFolder } from '../folder-lock.node.ts'
import type { LogLine } from '../log-line.ts'
import { journalKeyFile } from '../retention/journal-key.node.ts'
import { keysToCopy, personKeysFile } from '../retention/key-file.node.ts'

const format = 'pysakki-backup-1'

/** The first line of a backup. */
interface Head {
  readonly format: typeof format
  readonly at: string
  /** The hub's own token, where it keeps it in its folder. */
  readonly token?: string
}

/** The last: without it a backup is torn. */
interface End {
  readonly lines: number
  readonly sha256: string
  /** Under which the log says who its transactions were about. */
  readonly keys?: string
  /** To which stations seal their journals. */
  readonly journalKey?: string
}

/** What is in the file is no whole backup; nothing was restored. */
export class BackupUnusable extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'BackupUnusable'
  }
}

/**
 * Copies what a hub knows into one file, while it runs or not: its log as it is now, from which everything else is made. The file is readable by its owner
 * alone (it holds patrons), whole and synced when this resolves, and was not there before where it rejects. Resolves to how many lines it holds.
 */
export async function backUp(folder: string, file: string, now: string): Promise<number> {
  const log = join(folder, 'hub.log')
  if (!existsSync(log)) throw new BackupUnusable(`no hub has worked in ${folder} yet`)
  const token = await readFile(join(folder, 'token'), 'utf8').catch(() => '')
  const head: Head = { format, at: now, ...(token.trim() && { token: token.trim() }) }
  const partial = `${file}.partial`
  let lines = 0
  async function* whole() {
    yield `${JSON.stringify(head)}\n`
    const hash = createHash('sha256')
    for await (const line of linesOf(createReadStream(log))) {
      lines++
      hash.update(line).update('\n')
      yield `${line}\n`
    }
    // After the log: a key stands before anything is sealed under it.
    const keys = await keysToCopy(join(folder, personKeysFile))
    const journalKey = await readFile(join(folder, journalKeyFile), 'utf8').catch(nothingYet)
    hash.update(keys).update(journalKey)
    const end = { lines, sha256: hash.digest('hex'), ...(keys && { keys }), ...(journalKey && { journalKey }) }
    yield `${JSON.stringify(end satisfies End)}\n`
  }
  try {
    await pipeline(whole, createGzip(), createWriteStream(partial, { mode: 0o600 }))
    await sync(partial)
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  return lines
}

/**
 * Makes a hub's folder from a backup; it must hold no hub's data yet, and none may be at work in it. At its first start the hub makes its database from
 * the log; stations then send again what it does not know. Rejects with `BackupUnusable` or `FolderTaken`, and leaves nothing behind then.
 */
export async function restore(
  file: string,
  folder: string,
  now: string,
): Promise<{ readonly lines: number; readonly at: string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const release = await lockFolder(folder)
  const log = join(folder, 'hub.log')
  const partial = `${log}.restoring`
  try {
    if (existsSync(log) || existsSync(join(folder, 'database')))
      throw new BackupUnusable(`${folder} holds a hub's data already: restore into an empty folder`)
    const { head, lines, keys, journalKey } = await unpack(file, partial, now)
    if (keys !== undefined) await writeDurably(join(folder, personKeysFile), keys)
    if (journalKey !== undefined) await writeDurably(join(folder, journalKeyFile), journalKey)
    if (head.token !== undefined) await writeFile(join(folder, 'token'), `${head.token}\n`, { mode: 0o600 })
    await rename(partial, log)
    return { lines, at: head.at }
  } finally {
    await rm(partial, { force: true })
    await release()
  }
}

async function unpack(file: string, to: string, now: string) {
  const hash = createHash('sha256')
  const restored: LogLine = { type: 'restored', at: now }
  let head: Head | undefined
  let before: string | undefined
  let lines = 0
  let end: Partial<End> = {}
  /** One line is kept back: the last is no line of the log. */
  const strip = new Transform({
    objectMode: true,
    transform(line: string, _, done) {
      if (!head) {
        head = headIn(line)
        return done(head ? null : new BackupUnusable(`${file} is no backup of a hub`))
      }
      const out = before
      before = line
      if (out === undefined) return done()
      lines++
      hash.update(out).update('\n')
      done(null, `${out}\n`)
    },
    flush(done) {
      end = (parsed(before ?? '') as End | undefined) ?? {}
      hash.update(end.keys ?? '').update(end.journalKey ?? '')
      const whole = endFits(before, lines, hash)
      done(whole ? null : new BackupUnusable(`${file} is not whole`), whole ? `${JSON.stringify(restored)}\n` : undefined)
    },
  })
  await pipeline(createReadStream(file), createGunzip(), linesOf, strip, createWriteStream(to, { mode: 0o600 })).catch(error => {
    const torn = /^(Z_|ERR_)/.test((error as NodeJS.ErrnoException).code ?? '')
    throw torn ? new BackupUnusable(`${file} is no whole backup of a hub`) : error
  })
  await sync(to)
  return { head: head!, lines, keys: end.keys, journalKey: end.journalKey }
}

function headIn(line: string): Head | undefined {
  const head = parsed(line) as Head | undefined
  return head?.format === format ? head : undefined
}

function endFits(line: string | undefined, lines: number, hash: Hash): boolean {
  const end = parsed(line ?? '') as End | undefined
  return end?.lines === lines && end.sha256 === hash.digest('hex')
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return
  }
}

/** Whole lines; what stands behind the last line feed is half an append. */
async function* linesOf(bytes: Readable | AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, at)]).toString('utf8')
      rest = []
      from = at + 1
    }
    if (from < chunk.length) rest.push(chunk.subarray(from))
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

/** A backup without a key that is there would be one of nobody. */
function nothingYet(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw error
}
