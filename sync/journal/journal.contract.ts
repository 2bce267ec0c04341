import { expect, test } from 'vitest'
import type { JournalFile } from '../../host/journal-file.ts'
import { verifyChain } from './chain.ts'
import { loanDraft, memoryFile, told } from './journal.fixture.ts'
import { JournalError, type Recovery } from './journal.ts'
import { writeLine } from './line-format.ts'
import type { CrashPoint, Opened } from './open-journal.ts'
import { withoutPersons } from './persons-in-entry.ts'

export interface JournalUnderTest {
  open(options?: { crashPoint?: (name: CrashPoint) => void | Promise<void>; file?: JournalFile }): Promise<Opened>
  /** What opening it again finds; undefined where it dies with the process. */
  readonly reopened?: Recovery['kind']
}

/** What every journal promises, whatever it is made of. `make` gives a fresh, empty place for one. */
export function journalContract(name: string, make: () => Promise<JournalUnderTest>): void {
  test(`[JO1] ${name}: an entry gets station, epoch, the next sequence and its place in the chain`, async () => {
    const { journal } = await (await make()).open()
    const { epoch } = journal.tail()
    expect(journal.tail()).toMatchObject({ sequence: 0, hash: '0'.repeat(64) })
    const [one, two] = await journal.append([loanDraft('A'), loanDraft('B')])
    const [three] = await journal.append([loanDraft('C')])
    expect([one, two, three].map(entry => entry?.sequence)).toEqual([1, 2, 3])
    expect(three).toMatchObject({ format: 5, station: 'bus-1', epoch, previous: two?.hash, branch: 'bus', environment: 'test' })
    expect(journal.tail()).toEqual({ epoch, sequence: 3, hash: three?.hash })
    expect(verifyChain(await journal.entries())).toEqual({ ok: true, tail: journal.tail() })
    await journal.close()
  })

  test(`[JO1] ${name}: keys without a value do not stand in an entry`, async () => {
    const { journal } = await (await make()).open()
    const [entry] = await journal.append([{ ...loanDraft('A'), staffId: undefined, stopId: undefined }])
    expect(Object.keys(entry ?? {})).not.toContain('stopId')
    expect(await journal.entries()).toStrictEqual([entry])
    await journal.close()
  })

  test(`[JO2] ${name}: appends at the same time are written one after the other, each whole`, async () => {
    const { journal } = await (await make()).open()
    const written = await Promise.all(
      Array.from({ length: 20 }, (_, index) => journal.append([loanDraft(`${index}a`), loanDraft(`${index}b`)])),
    )
    const entries = await journal.entries()
    expect(told(entries)).toEqual(Array.from({ length: 20 }, (_, index) => [`${index}a`, `${index}b`]).flat())
    expect(written.flat()).toEqual(entries)
    expect(verifyChain(entries)).toMatchObject({ ok: true })
    await journal.close()
  })

  test(`[JO2] ${name}: nothing is acknowledged before it is written, and an append of nothing writes nothing`, async () => {
    const points: string[] = []
    const { journal } = await (await make()).open({ crashPoint: name => void points.push(name) })
    expect(await journal.append([])).toEqual([])
    expect(points).toEqual([])
    const appended = journal.append([loanDraft('A')]).then(() => points.push('acknowledged'))
    await appended
    expect(points).toEqual(['before-database', 'between-copies', 'after-file', 'acknowledged'])
    await journal.close()
  })

  test(`[JO3] ${name}: entries are read on from a place; from an unknown place all of them`, async () => {
    const { journal } = await (await make()).open()
    await journal.append(['A', 'B', 'C'].map(barcode => loanDraft(barcode)))
    const { epoch } = journal.tail()
    const from = async (after: { epoch: string; sequence: number }) => told(await journal.entries(after))
    expect(await from({ epoch, sequence: 0 })).toEqual(['A', 'B', 'C'])
    expect(await from({ epoch, sequence: 2 })).toEqual(['C'])
    expect(await from({ epoch, sequence: 3 })).toEqual([])
    expect(await from({ epoch, sequence: 99 })).toEqual([])
    expect(await from({ epoch: 'another', sequence: 2 })).toEqual(['A', 'B', 'C'])
    await journal.close()
  })

  test(`[JO4] ${name}: opened again it goes on where it ended`, async () => {
    const place = await make()
    const before = await place.open()
    const written = await before.journal.append([loanDraft('A'), loanDraft('B')])
    const tail = before.journal.tail()
    await before.journal.close()
    if (!place.reopened) return
    const { journal, recovery } = await place.open()
    expect(recovery.kind).toBe(place.reopened)
    expect(journal.tail()).toEqual(tail)
    expect(await journal.entries()).toStrictEqual(written)
    await journal.append([loanDraft('C')])
    expect(verifyChain(await journal.entries())).toEqual({ ok: true, tail: journal.tail() })
    await journal.close()
  })

  test(`[JO2] ${name}: a closed journal refuses`, async () => {
    const { journal } = await (await make()).open()
    await journal.close()
    await journal.close()
    await expect(journal.append([loanDraft('A')])).rejects.toThrow(JournalError)
  })

  test(`[JO15] ${name}: an entry that tells of a fork begins a new epoch while the journal is open, and it goes on there`, async () => {
    const place = await make()
    const { journal } = await place.open()
    await journal.append([loanDraft('A'), loanDraft('B')])
    const { epoch } = journal.tail()
    const forkFound = { ...loanDraft(''), transaction: { kind: 'fork-found', epoch, sequence: 2 } as const }
    // At the same time as others: each is whole on one side of it.
    await Promise.all([journal.append([forkFound, loanDraft('C')]), journal.append([loanDraft('D')])])
    const entries = await journal.entries()
    expect(told(entries)).toEqual(['A', 'B', 'fork-found', 'C', 'D'])
    const begun = journal.tail().epoch
    expect(begun).not.toBe(epoch)
    expect(entries.map(one => [one.epoch, one.sequence])).toEqual([
      ...[1, 2].map(at => [epoch, at]),
      ...[1, 2, 3].map(at => [begun, at]),
    ])
    expect(verifyChain(entries.slice(2))).toEqual({ ok: true, tail: journal.tail() })
    expect(told(await journal.entries({ epoch, sequence: 1 }))).toEqual(['B', 'fork-found', 'C', 'D'])
    await journal.close()
    if (!place.reopened) return
    const again = await place.open()
    expect(again.recovery.kind).toBe(place.reopened)
    expect(await again.journal.entries()).toEqual(entries)
    expect(again.journal.tail()).toMatchObject({ epoch: begun, sequence: 3 })
    await again.journal.close()
  })
}

/** What a journal with a second copy promises beside. */
export function secondCopyContract(
  name: string,
  make: () => Promise<JournalUnderTest>,
  broken: () => JournalFile & { lines: string[]; failing?: Error },
): void {
  test(`[JO5] ${name}: a second copy that fails stops nothing, is told of, and is completed before the next lines`, async () => {
    const file = broken()
    const { journal } = await (await make()).open({ file })
    await journal.append([loanDraft('A')])
    expect(journal.copies()).toEqual({ kind: 'two' })
    file.failing = new Error('the stick was pulled out')
    await journal.append([loanDraft('B')])
    await journal.append([loanDraft('C')])
    expect(journal.copies()).toEqual({ kind: 'second-missing', why: 'the stick was pulled out' })
    expect(told(await journal.entries())).toEqual(['A', 'B', 'C'])
    expect(file.lines).toHaveLength(1)
    delete file.failing
    await journal.append([loanDraft('D')])
    expect(journal.copies()).toEqual({ kind: 'two' })
    expect(file.lines.map(line => JSON.parse(line))).toEqual(await journal.entries())
    await journal.close()
  })

  test(`[JO5] ${name}: beside a file that cannot be read a new epoch begins, because nobody knows what the file holds`, async () => {
    const file = broken()
    const before = await (await make()).open({ file })
    await before.journal.append([loanDraft('A'), loanDraft('B')])
    await before.journal.close()
    file.failing = new Error('no permission')
    const { journal } = await (await make()).open({ file })
    expect(journal.copies()).toEqual({ kind: 'second-missing', why: 'no permission' })
    delete file.failing
    await journal.append([loanDraft('C')])
    await journal.close()
    const after = await (await make()).open({ file })
    const entries = await after.journal.entries()
    expect(told(entries)).toEqual(['A', 'B', 'C'])
    expect(new Set(entries.map(({ epoch }) => epoch)).size).toBe(2)
    await after.journal.close()
  })

  test(`[JO16] ${name}: whose entries were is forgotten in both copies, the chain stays, and it goes on and opens as before`, async () => {
    const place = await make()
    const file = memoryFile()
    const before = await place.open({ file })
    const [one, two, three] = await before.journal.append([loanDraft('A'), loanDraft('B'), loanDraft('C')])
    expect(await before.journal.forget([one!, two!], '2026-11-17T00:00:00Z')).toBe(2)
    expect(await before.journal.forget([one!, two!], '2026-11-17T00:00:00Z')).toBe(0)
    const four = (await before.journal.append([loanDraft('D')]))[0]!
    const left = await before.journal.entries()
    expect(left).toEqual([withoutPersons(one!), withoutPersons(two!), three, four])
    expect(verifyChain(left)).toEqual({ ok: true, tail: before.journal.tail() })
    expect(file.lines).toEqual(left.map(writeLine))
    expect(file.aside).toEqual([])
    expect(told(left)).toEqual(['A', 'B', 'C', 'D'])
    await before.journal.close()
    const again = await place.open({ file })
    if (place.reopened === 'clean') expect(again.recovery).toEqual({ kind: 'clean' })
    expect(await again.journal.entries()).toEqual(left)
    await again.journal.close()
  })

  test(`[JO16] ${name}: where the second copy cannot be written nothing is forgotten, and nothing lost`, async () => {
    const file = memoryFile()
    const { journal } = await (await make()).open({ file })
    const [one] = await journal.append([loanDraft('A')])
    file.failing = new Error('gone')
    await expect(journal.forget([one!], '2026-11-17T00:00:00Z')).rejects.toThrow('gone')
    expect(await journal.entries()).toEqual([one])
    await journal.close()
  })
}
