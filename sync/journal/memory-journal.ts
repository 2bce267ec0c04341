import type { Entry } from './entry.ts'
import { entriesAfter, type FirstCopy, forgottenIn } from './first-copy.ts'
import type { Journal } from './journal.ts'
import { type JournalOptions, openJournal } from './open-journal.ts'

/** A journal for tests and simulations: as long as the process lives, or as long as its file. Opened on a file it restores what the file holds. */
export async function openMemoryJournal(options: JournalOptions): Promise<Journal> {
  const { journal } = await openJournal(memoryCopy(), options)
  return journal
}

/** A first copy that dies with the process. */
export function memoryCopy(): FirstCopy {
  let held: Entry[] = []
  return {
    read: async () => ({ lines: [] }),
    add: async entries => {
      for (const entry of entries) held.push(entry)
    },
    replace: async entries => {
      held = [...entries]
    },
    forget: async entries => {
      held = held.map(forgottenIn(entries))
    },
    entries: async after => entriesAfter(held, after),
    alone: () => ({ kind: 'one', persistent: false }),
    close: async () => {},
  }
}
