import { type FileHandle, open } from 'node:fs/promises'
import type { Title } from '../../../circulation/item.ts'
import { keyHash } from './seen-keys.ts'

/** A title is shorter than this many bytes, or it is cut short in the record already. */
const longest = 65_536

/** Titles of a file of records, kept on disk while the items beside it are taken: in memory is only where each stands. */
export class TitleFile {
  readonly #file: FileHandle
  readonly #places = new Map<number, number>()
  #end = 0
  #waiting: Buffer[] = []
  #waitingBytes = 0

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** A file that nobody else sees and that is gone with the process. */
  static async open(path: string): Promise<TitleFile> {
    return new TitleFile(await open(path, 'w+', 0o600))
  }

  async add(title: Title): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(title))
    if (bytes.length >= longest) return
    // Place and length in one number: a million titles must not fill the memory.
    this.#places.set(keyHash(title.titleId), this.#end * longest + bytes.length)
    this.#end += bytes.length
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes > 1_000_000) await this.#flush()
  }

  async find(titleIds: Iterable<string>): Promise<readonly Title[]> {
    await this.#flush()
    const found: Title[] = []
    for (const titleId of titleIds) {
      const place = this.#places.get(keyHash(titleId))
      if (place === undefined) continue
      const [from, length] = [Math.floor(place / longest), place % longest]
      const { buffer } = await this.#file.read(Buffer.alloc(length), 0, length, from)
      const title = JSON.parse(buffer.toString()) as Title
      if (title.titleId === titleId) found.push(title)
    }
    return found
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting)
    if (bytes.length > 0) await this.#file.write(bytes, 0, bytes.length, this.#end - bytes.length)
    this.#waiting = []
    this.#waitingBytes = 0
  }
}
