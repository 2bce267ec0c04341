import { JournalError } from './journal.ts'

/** A reloaded page may ask before the browser has let go of the lock of the page before. */
const reloadMs = 2000

/**
 * Holds the lock of the one writer until the returned function is called or the page dies. `onLocked` is called once if another window holds it;
 * rejects with `JournalError` `locked` if that one does not let go at once.
 */
export async function holdWriterLock(databaseName: string, onLocked?: () => void): Promise<() => void> {
  const name = `pysakki-journal:${databaseName}`
  const held = await request(name, { ifAvailable: true })
  if (held) return held
  onLocked?.()
  const later = await request(name, { signal: AbortSignal.timeout(reloadMs) }).catch(() => undefined)
  if (later) return later
  throw new JournalError('locked', 'another window writes this journal')
}

function request(name: string, options: LockOptions): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const whenGranted = (lock: Lock | null) =>
      lock ? new Promise<void>(release => resolve(() => release())) : Promise.resolve(resolve(undefined))
    navigator.locks.request(name, options, whenGranted).catch(reject)
  })
}
