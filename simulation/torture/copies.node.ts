import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Chance } from '../../sync/hub/demo/chance.ts'

/** The two copies of a station's journal as they lie on the disk. Touched only while no program has them. */
export class Copies {
  readonly #file: string
  readonly #database: string
  readonly #kept: string
  #keptSoFar = 0

  constructor(data: string, station: string) {
    this.#file = join(data, `journal-${station}.jsonl`)
    this.#database = join(data, 'desk/IndexedDB')
    this.#kept = `${data}-kept`
  }

  /** Lines of the journal file. */
  fileLines(): readonly string[] {
    return existsSync(this.#file)
      ? readFileSync(this.#file, 'utf8')
          .split('\n')
          .filter(line => line !== '')
      : []
  }

  /** Puts copies of both aside, the last few are kept. */
  keep(): void {
    const to = join(this.#kept, String(this.#keptSoFar++))
    mkdirSync(to, { recursive: true })
    if (existsSync(this.#database)) cpSync(this.#database, join(to, 'database'), { recursive: true })
    if (existsSync(this.#file)) cpSync(this.#file, join(to, 'file'))
    rmSync(join(this.#kept, String(this.#keptSoFar - 4)), { recursive: true, force: true })
  }

  hasOlder(): boolean {
    return this.#older().length > 0
  }

  restoreOlderDatabase(chance: Chance): void {
    const from = join(chance.of(this.#older()), 'database')
    this.deleteDatabase()
    cpSync(from, this.#database, { recursive: true })
  }

  restoreOlderFile(chance: Chance): void {
    cpSync(join(chance.of(this.#older()), 'file'), this.#file)
  }

  deleteDatabase(): void {
    rmSync(this.#database, { recursive: true, force: true })
  }

  deleteFile(): void {
    rmSync(this.#file, { force: true })
  }

  /** Takes up to three lines' worth of bytes off the end. */
  cutFile(chance: Chance): void {
    const { length } = readFileSync(this.#file)
    truncateSync(this.#file, Math.max(0, length - chance.whole(1, 1500)))
  }

  /** Turns bits over near the end. */
  flipFile(chance: Chance): void {
    const bytes = readFileSync(this.#file)
    if (bytes.length === 0) return
    for (let times = chance.whole(1, 5); times > 0; times--) {
      const at = Math.max(0, bytes.length - chance.whole(1, 1500))
      bytes[at] = bytes[at]! ^ (1 << chance.whole(0, 7))
    }
    writeFileSync(this.#file, bytes)
  }

  /** Takes what it kept away. */
  forget(): void {
    rmSync(this.#kept, { recursive: true, force: true })
  }

  #older(): readonly string[] {
    if (!existsSync(this.#kept)) return []
    return readdirSync(this.#kept)
      .map(name => join(this.#kept, name))
      .filter(folder => existsSync(join(folder, 'database')) && existsSync(join(folder, 'file')))
  }
}
