import type { JournalFile } from '../../host/journal-file.ts'
import { emptyTail, sealEntry, tailAfter } from './chain.ts'
import type { Draft, Entry, Tail } from './entry.ts'

/** A draft of a loan, told apart by its barcode. */
export function loanDraft(barcode: string, wall = '2026-11-17T07:40:00.000Z'): Draft {
  return {
    at: { wall, zone: 'Europe/Helsinki', monotonicMs: 1200, run: 'run-1' },
    staffId: 'staff-1',
    branch: 'bus',
    environment: 'test',
    transaction: {
      kind: 'checkout',
      barcode,
      card: '20001',
      patronId: 'p-1',
      visitId: 'v-1',
      dueOn: '2026-12-15',
      overrides: [],
    },
  }
}

/** The barcodes of loans, in order; other entries by their kind. */
export function told(entries: readonly Entry[]): string[] {
  return entries.map(({ transaction }) => (transaction.kind === 'checkout' ? transaction.barcode : transaction.kind))
}

/** A second copy in memory whose disk can be made to fail. */
export function memoryFile(
  initial: readonly string[] = [],
): JournalFile & { lines: string[]; aside: string[][]; failing?: Error } {
  const file = {
    lines: [...initial],
    aside: [] as string[][],
    failing: undefined as Error | undefined,
    async read() {
      if (file.failing) throw file.failing
      return [...file.lines]
    },
    async append(lines: readonly string[]) {
      if (file.failing) throw file.failing
      file.lines.push(...lines)
    },
    async rewrite(lines: readonly string[]) {
      if (file.failing) throw file.failing
      file.aside.push(file.lines)
      file.lines = [...lines]
    },
    async forget(lines: readonly string[]) {
      if (file.failing) throw file.failing
      file.aside = []
      file.lines = [...lines]
    },
  }
  return file
}

/** A chain of loans after a tail, one for each barcode. */
export function chainOf(barcodes: string, after: Tail = emptyTail('1-aa')): Entry[] {
  let tail = after
  return [...barcodes].map(barcode => {
    const entry = sealEntry(loanDraft(barcode), tail, 'bus-1', 'production', () => '5a'.repeat(16))
    tail = tailAfter(entry)
    return entry
  })
}

/** One changed bit's worth of damage. */
export function flipped(line: string, at = Math.floor(line.length / 2)): string {
  return `${line.slice(0, at)}${line[at] === 'x' ? 'y' : 'x'}${line.slice(at + 1)}`
}
