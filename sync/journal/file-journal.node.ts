import { openJournalFile } from '../../host/journal-file.node.ts'
import type { JournalFile } from '../../host/journal-file.ts'
import type { Entry } from './entry.ts'
import { entriesAfter, type FirstCopy, forgottenIn } from './first-copy.ts'
import { JournalError } from './journal.ts'
import { readLine, writeLine } from './line-format.ts'
import { type JournalOptions, type Opened, openJournal } from './open-journal.ts'

/**
 * The journal of a station without a screen: one file is the only copy, so a write that fails stops the station. Rejects with a `JournalError`.
 */
export async function openFileJournal(options: Omit<JournalOptions, 'file'> & { readonly path: string }): Promise<Opened> {
  const file = openJournalFile(options.path)
  return openJournal(fileCopy(file, file.close.bind(file)), options)
}

/** A file as the first copy; its entries stay in memory, too. */
export function fileCopy(file: JournalFile, close: () => Promise<void>): FirstCopy {
  let held: Entry[] = []
  return {
    read: () =>
      told(async () => {
        const lines = await file.read()
        held = lines.flatMap(line => entryIn(line))
        return { lines }
      }),
    add: entries =>
      told(async () => {
        await file.append(entries.map(writeLine))
        for (const entry of entries) held.push(entry)
      }),
    replace: entries =>
      told(async () => {
        await file.rewrite(entries.map(writeLine))
        held = [...entries]
      }),
    forget: entries =>
      told(async () => {
        const left = held.map(forgottenIn(entries))
        await file.forget(left.map(writeLine))
        held = left
      }),
    entries: async after => entriesAfter(held, after),
    alone: () => ({ kind: 'one', persistent: true }),
    close,
  }
}

/** Damaged lines are for recovery, which replaces them. */
function entryIn(line: string): readonly Entry[] {
  const read = readLine(line)
  return read.kind === 'entry' ? [read.entry] : []
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const kind = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException).code ?? '') ? 'full' : 'broken'
    throw new JournalError(kind, error instanceof Error ? error.message : String(error), { cause: error })
  }
}
