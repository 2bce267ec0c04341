import { constants, copyFile, type FileHandle, link, mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { forgetAside } from './forget-aside.node.ts'
import type { JournalFile, LongJournalFile } from './journal-file.ts'
import { endOfLines, linesIn, linesInParts } from './lines-in.node.ts'

/** A journal file on a real disk. */
export interface DiskJournalFile extends JournalFile, LongJournalFile {
  /** How often it synced to the disk so far. */
  syncs(): number
  close(): Promise<void>
}

/**
 * Opens (or begins) the file at `path`; its folder is made if it is missing. Nothing is touched before the first call. One writer at a time is the
 * caller's promise. Every method rejects with the system's own error (`ENOSPC`, `EACCES`...), and leaves the whole lines that were there.
 */
export function openJournalFile(path: string): DiskJournalFile {
  return new NodeJournalFile(path)
}

const longestRead = 1 << 30

class NodeJournalFile implements DiskJournalFile {
  readonly #path: string
  #handle: FileHandle | undefined
  /** Bytes of whole, synced lines. What stands behind them is half an append. */
  #length = 0
  /** An append failed: its bytes must be cut before the next. */
  #dirty = false
  #syncs = 0
  #turn: Promise<unknown> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  syncs(): number {
    return this.#syncs
  }

  read(): Promise<readonly string[]> {
    return this.#inTurn(async () => {
      const handle = await this.#open()
      const bytes = Buffer.alloc(this.#length)
      await readWhole(handle, bytes)
      return linesIn(bytes)
    })
  }

  async readInParts(skip: number, take: (lines: readonly string[]) => Promise<void>): Promise<number> {
    const { handle, length } = await this.#inTurn(async () => ({ handle: await this.#open(), length: this.#length }))
    return linesInParts(handle, length, skip, take)
  }

  append(lines: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const handle = await this.#open()
      // After a sync that failed the system may believe that the pages are clean: the bytes are cut and written anew.
      if (this.#dirty) await handle.truncate(this.#length)
      const bytes = toBytes(lines)
      this.#dirty = true
      await writeWhole(handle, bytes, this.#length)
      await this.#sync(() => handle.datasync())
      this.#dirty = false
      this.#length += bytes.length
    })
  }

  rewrite(lines: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      await this.#open()
      const temporary = `${this.#path}.new`
      await this.#writeSynced(temporary, toBytes(lines), 'w')
      await this.#keepWhole()
      // Windows does not rename over an open file.
      await this.#forget()
      await rename(temporary, this.#path)
      await this.#syncFolder()
    })
  }

  forget(lines: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      await this.#open()
      const temporary = `${this.#path}.new`
      await this.#writeSynced(temporary, toBytes(lines), 'w')
      await this.#forget()
      await rename(temporary, this.#path)
      await forgetAside(this.#path)
      await this.#syncFolder()
    })
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#forget())
  }

  /** One call after the other, whatever became of the one before. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }

  /** Opened once, and a torn last line is cut then: it must not run together with the next line. */
  async #open(): Promise<FileHandle> {
    if (this.#handle) return this.#handle
    await mkdir(dirname(this.#path), { recursive: true })
    const handle = await this.#openOrBegin()
    try {
      const { size } = await handle.stat()
      const whole = await endOfLines(handle, size)
      if (whole < size) {
        const torn = Buffer.alloc(size - whole)
        await readWhole(handle, torn, whole)
        await this.#keepTorn(torn)
        await handle.truncate(whole)
        await this.#sync(() => handle.sync())
      }
      this.#length = whole
      this.#dirty = false
      this.#handle = handle
      return handle
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** Not opened for appending: a position could not be chosen then, and what an append left half done is written over. */
  async #openOrBegin(): Promise<FileHandle> {
    try {
      return await open(this.#path, 'r+')
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
      await this.#writeSynced(this.#path, Buffer.alloc(0), 'wx')
      await this.#syncFolder()
      return open(this.#path, 'r+')
    }
  }

  async #keepTorn(bytes: Buffer): Promise<void> {
    await firstFree(`${this.#path}.torn`, name => this.#writeSynced(name, bytes, 'wx'))
    await this.#syncFolder()
  }

  /** The old file keeps its bytes under a second name, which takes no room; a file system without links gets a copy. */
  async #keepWhole(): Promise<void> {
    await firstFree(`${this.#path}.replaced`, async name => {
      try {
        await link(this.#path, name)
      } catch (error) {
        if (codeOf(error) === 'EEXIST') throw error
        await copyFile(this.#path, name, constants.COPYFILE_EXCL)
      }
    })
    await this.#syncFolder()
  }

  async #writeSynced(path: string, bytes: Buffer, flags: 'w' | 'wx'): Promise<void> {
    const handle = await open(path, flags, 0o600)
    try {
      await writeWhole(handle, bytes, 0)
      await this.#sync(() => handle.sync())
    } finally {
      await handle.close()
    }
  }

  /** A new name lasts only when its folder is on the disk. Windows cannot open a folder, and does not need to. */
  async #syncFolder(): Promise<void> {
    if (process.platform === 'win32') return
    const folder = await open(dirname(this.#path), 'r')
    try {
      await this.#sync(() => folder.sync())
    } finally {
      await folder.close()
    }
  }

  async #sync(sync: () => Promise<void>): Promise<void> {
    await sync()
    this.#syncs += 1
  }

  async #forget(): Promise<void> {
    await this.#handle?.close()
    this.#handle = undefined
  }
}

function toBytes(lines: readonly string[]): Buffer {
  if (lines.some(line => line.includes('\n'))) throw new TypeError('a line holds a line feed')
  return Buffer.from(lines.map(line => `${line}\n`).join(''), 'utf8')
}

/** Takes the first number that is not taken, so that nothing aside is ever written over. */
async function firstFree(name: string, take: (numbered: string) => Promise<void>): Promise<void> {
  for (let number = 1; ; number += 1) {
    try {
      return await take(`${name}-${number}`)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

async function readWhole(handle: FileHandle, bytes: Buffer, position = 0): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    // One read takes no more than two gigabytes.
    const { bytesRead } = await handle.read(bytes, done, Math.min(bytes.length - done, longestRead), position + done)
    if (bytesRead === 0) throw new Error('the file became shorter while it was read')
    done += bytesRead
  }
}

async function writeWhole(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
