import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifyChain } from './chain.ts'
import type { Entry } from './entry.ts'
import { asWritten } from './epoch.ts'
import { fileCopy } from './file-journal.node.ts'
import { flipped, loanDraft, memoryFile } from './journal.fixture.ts'
import { writeLine } from './line-format.ts'
import { openJournal } from './open-journal.ts'

const patience = 90_000

type Which = 'database' | 'file'

/** What can happen to a station between two starts, and while it runs. */
type Happening =
  | { readonly what: 'lend'; readonly times: number; readonly killed: boolean }
  | { readonly what: 'lend without file'; readonly times: number }
  | { readonly what: 'delete'; readonly which: Which }
  | { readonly what: 'keep a copy' }
  | { readonly what: 'restore a copy'; readonly which: Which; readonly nth: number }
  | { readonly what: 'cut'; readonly which: Which; readonly count: number }
  | { readonly what: 'flip'; readonly which: Which; readonly fromEnd: number }

const which = fc.constantFrom<Which>('database', 'file')
const times = fc.integer({ min: 1, max: 4 })
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('lend' as const), times, killed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('lend without file' as const), times }) },
  fc.record({ what: fc.constant('delete' as const), which }),
  { weight: 2, arbitrary: fc.record({ what: fc.constant('keep a copy' as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('restore a copy' as const), which, nth: fc.nat(20) }) },
  fc.record({ what: fc.constant('cut' as const), which, count: times }),
  fc.record({ what: fc.constant('flip' as const), which, fromEnd: fc.nat(6) }),
)

const lending = fc.record({ what: fc.constant('lend' as const), times, killed: fc.boolean() })
const damage = fc.record({ what: fc.constant('flip' as const), which, fromEnd: fc.nat(2) })

async function lives(happenings: fc.Arbitrary<Happening>): Promise<void> {
  const property = fc.asyncProperty(fc.array(happenings, { minLength: 1, maxLength: 25 }), async happenings => {
    const station = new Station()
    for (const one of happenings) await station.live(one)
    await station.start()
    await station.start({ mustBeClean: true })
  })
  await fc.assert(property, { numRuns: 200 })
}

test(
  '[JO9] whatever happens to the copies: nothing whole is missing, nothing doubled, no fork silent, and one recovery is enough',
  async () => {
    await lives(happening)
  },
  patience,
)

test(
  '[JO8] where bytes were only damaged, no number is ever given out twice',
  async () => {
    await lives(fc.oneof(lending, damage))
  },
  patience,
)

class Station {
  readonly #disks = { database: memoryFile(), file: memoryFile() }
  readonly #kept: (readonly string[])[] = []
  /** Every entry ever written, as it was written, by hash. */
  readonly #written = new Map<string, Entry>()
  /** Whether bytes were only ever damaged: then recovery can know every number that was given out. */
  #onlyDamaged = true
  #count = 0

  async live(happening: Happening): Promise<void> {
    const { database, file } = this.#disks
    if (happening.what === 'lend') return this.#lend(happening.times, true, happening.killed)
    if (happening.what === 'lend without file') return this.#lend(happening.times, false, false)
    if (happening.what === 'keep a copy') return void this.#kept.push([...database.lines], [...file.lines])
    const disk = this.#disks[happening.which]
    this.#onlyDamaged &&= happening.what === 'flip'
    if (happening.what === 'delete') disk.lines = []
    if (happening.what === 'cut') disk.lines = disk.lines.slice(0, -happening.count)
    if (happening.what === 'flip') {
      const index = disk.lines.length - 1 - happening.fromEnd
      if (disk.lines[index]) disk.lines[index] = flipped(disk.lines[index])
    }
    if (happening.what === 'restore a copy' && this.#kept.length > 0)
      disk.lines = [...(this.#kept[happening.nth % this.#kept.length] as string[])]
  }

  async #lend(times: number, withFile: boolean, killed: boolean): Promise<void> {
    const crash = { on: false }
    const journal = await this.#open(withFile, crash)
    for (let time = 1; time <= times; time += 1) {
      crash.on = killed && time === times
      await journal.append([loanDraft(this.#next())]).catch(() => undefined)
    }
    this.#remember(await journal.entries())
    await journal.close()
  }

  async #open(withFile: boolean, crash = { on: false }) {
    const { journal } = await this.start({ withFile, crash })
    return journal
  }

  /** Starts, and checks what recovery promises. */
  async start({ withFile = true, mustBeClean = false, crash = { on: false } } = {}) {
    const { database, file } = this.#disks
    const copies = [database.lines, ...(withFile ? [file.lines] : [])].map(lines => this.#wholeIn(lines))
    const opened = await openJournal(
      fileCopy(database, async () => {}),
      {
        station: 'bus-1',
        ...(withFile && { file }),
        newEpoch: ordinal => `${ordinal}-${this.#next()}`,
        crashPoint: name => {
          if (crash.on && name === 'between-copies') throw new Error('killed')
        },
      },
    )
    const entries = await opened.journal.entries()
    expect(new Set(entries.map(({ epoch, sequence }) => `${epoch}/${sequence}`)).size, 'a number twice').toBe(entries.length)
    expect(new Set(entries.map(({ hash }) => hash)).size, 'an entry twice').toBe(entries.length)
    const found = new Map(entries.map(entry => [entry.hash, entry]))
    for (const { hash } of copies.flat()) expect(asWritten(found.get(hash) as Entry)).toEqual(this.#written.get(hash))
    if (isSilentFork(copies)) expect(opened.recovery.kind).toBe('fork')
    if (mustBeClean) expect(opened.recovery).toEqual({ kind: 'clean' })
    for (const epoch of new Set(entries.map(one => one.epoch)))
      expect(verifyChain(entries.filter(one => one.epoch === epoch))).toMatchObject({ ok: true })
    const lines = entries.map(writeLine)
    expect(database.lines).toEqual(lines)
    if (withFile) expect(file.lines).toEqual(lines)
    this.#remember(entries)
    return opened
  }

  #remember(entries: readonly Entry[]): void {
    for (const entry of entries) if (!this.#written.has(entry.hash)) this.#written.set(entry.hash, asWritten(entry))
    const numbers = [...this.#written.values()].map(({ epoch, sequence }) => `${epoch}/${sequence}`)
    if (this.#onlyDamaged) expect(new Set(numbers).size, 'a number given out twice').toBe(numbers.length)
  }

  #next(): string {
    this.#count += 1
    return `${this.#count}`
  }

  /** Entries of a copy that no damage has touched, by what they say of themselves. */
  #wholeIn(lines: readonly string[]): Entry[] {
    return lines.flatMap(line => {
      const hash = /"hash":"([0-9a-f]{64})"/.exec(line)?.[1] ?? ''
      const written = this.#written.get(hash)
      if (!written) return []
      const shown = this.#parse(line)
      return shown && writeLine(asWritten(shown)) === writeLine(written) ? [shown] : []
    })
  }

  #parse(line: string): Entry | undefined {
    try {
      return JSON.parse(line) as Entry
    } catch {
      return undefined
    }
  }
}

/** Two entries were written under one number, and no copy holds both apart yet. */
function isSilentFork(copies: readonly Entry[][]): boolean {
  const numbers = new Map<string, Set<string>>()
  for (const { epoch, sequence, hash } of copies.flat().map(asWritten)) {
    const key = `${epoch}/${sequence}`
    numbers.set(key, (numbers.get(key) ?? new Set()).add(hash))
  }
  return [...numbers.values()].some(
    hashes => hashes.size > 1 && !copies.some(copy => [...hashes].every(hash => copy.some(entry => entry.hash === hash))),
  )
}
