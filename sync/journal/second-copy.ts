import type { JournalFile } from '../../host/journal-file.ts'
import type { Entry } from './entry.ts'
import type { Copies } from './journal.ts'
import { readLine, writeLine } from './line-format.ts'

/** The file beside the database. It may fail without stopping the desk; what it missed goes first with the next lines. */
export class SecondCopy {
  readonly #file: JournalFile
  #missing: readonly string[] = []
  /** Lines that must stand in the place of all that the file holds. */
  #instead: readonly string[] | undefined
  #why: string | undefined

  constructor(file: JournalFile) {
    this.#file = file
  }

  /** The file's lines, or undefined if it cannot be read; then nothing but new lines is ever written to it. */
  async read(): Promise<readonly string[] | undefined> {
    try {
      return await this.#file.read()
    } catch (error) {
      this.#why = messageOf(error)
      return undefined
    }
  }

  /** Brings the file, which holds `old`, to hold `lines`. Does not reject. */
  async bring(old: readonly string[], lines: readonly string[]): Promise<void> {
    if (old.every((line, index) => line === lines[index])) await this.add(lines.slice(old.length))
    else {
      this.#instead = lines
      await this.#write()
    }
  }

  /** Appends the lines, and first those that it missed before. Does not reject: `copies()` says what became of it. */
  async add(lines: readonly string[]): Promise<void> {
    this.#missing = [...this.#missing, ...lines]
    if (this.#missing.length > 0) await this.#write()
  }

  /**
   * Each of its own lines that can be read is as `as` has it, and nothing of what stood there before is kept. What else the file holds stays: it may be the only
   * one that does. Rejects where it cannot be: nothing of it is lost then, and nothing forgotten.
   */
  async forget(as: (entry: Entry) => Entry): Promise<void> {
    if (this.#why !== undefined) throw new Error(this.#why)
    const lines = await this.#file.read()
    await this.#file.forget(lines.map(line => lineAs(line, as)))
  }

  copies(): Copies {
    return this.#why === undefined ? { kind: 'two' } : { kind: 'second-missing', why: this.#why }
  }

  async #write(): Promise<void> {
    try {
      if (this.#instead) await this.#file.rewrite(this.#instead)
      this.#instead = undefined
      if (this.#missing.length > 0) await this.#file.append(this.#missing)
      this.#missing = []
      this.#why = undefined
    } catch (error) {
      this.#why = messageOf(error)
    }
  }
}

function lineAs(line: string, as: (entry: Entry) => Entry): string {
  const read = readLine(line)
  if (read.kind !== 'entry') return line
  const entry = as(read.entry)
  return entry === read.entry ? line : writeLine(entry)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
