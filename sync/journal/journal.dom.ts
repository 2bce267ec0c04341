import { dexieCopy, JournalDatabase, toJournalError } from './dexie-copy.dom.ts'
import type { Entry, Tail } from './entry.ts'
import { type JournalOptions, type Opened, openJournal } from './open-journal.ts'
import { workerCopy } from './worker-copy.dom.ts'
import { holdWriterLock } from './writer-lock.dom.ts'

export interface DexieJournalOptions extends JournalOptions {
  readonly databaseName: string
  /** Another window writes this journal; called before the start is refused. */
  readonly onLocked?: () => void
  /** `strict` unless a test wants to see what less would lose. */
  readonly durability?: 'strict' | 'relaxed'
  /** `own` unless a test wants to see what is written. */
  readonly thread?: 'own' | 'page'
}

/**
 * Opens the station's journal in IndexedDB, with the file as its second copy where there is one, and recovers it first. Rejects with a
 * `JournalError`: `locked` while another window writes (see `openReadOnly`), `chain` if the journal is not ours to touch, else `full` or `broken`.
 */
export async function openDexieJournal(options: DexieJournalOptions): Promise<Opened> {
  const release = await holdWriterLock(options.databaseName, options.onLocked)
  const { databaseName, durability = 'strict', thread = 'own' } = options
  const copy =
    thread === 'own' ? workerCopy({ databaseName, durability }) : dexieCopy(new JournalDatabase(databaseName, durability))
  try {
    const persistent = await askToPersist()
    const close = async () => {
      await copy.close()
      release()
    }
    return await openJournal({ ...copy, alone: () => ({ kind: 'one', persistent }), close }, options)
  } catch (error) {
    await copy.close().catch(() => undefined)
    release()
    throw toJournalError(error)
  }
}

/** What a second window may do with the journal. */
export interface ReadOnlyJournal {
  entries(after?: Pick<Tail, 'epoch' | 'sequence'>): Promise<readonly Entry[]>
  close(): Promise<void>
}

/** Reads the journal beside the window that writes it: always whole appends, nothing recovered, nothing written. */
export function openReadOnly({ databaseName }: Pick<DexieJournalOptions, 'databaseName'>): ReadOnlyJournal {
  const copy = dexieCopy(new JournalDatabase(databaseName))
  return { entries: copy.entries, close: copy.close }
}

/** Whether the browser promises to keep the data. One that asks a person first must not hold up the desk. */
async function askToPersist(): Promise<boolean> {
  const answer = navigator.storage?.persist?.().catch(() => false) ?? false
  const later = new Promise<boolean>(resolve => setTimeout(() => resolve(false), 1000))
  return Promise.race([answer, later])
}
