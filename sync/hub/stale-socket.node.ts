import { link, rename, rm } from 'node:fs/promises'
import { connect } from 'node:net'

/**
 * Takes away the file that a killed process left, if there is one. False, and it stays, if somebody listens on it. It is moved aside before it is
 * judged: another process may have begun to listen there between the look and the removal.
 */
export async function removeStaleSocket(path: string): Promise<boolean> {
  if (await connects(path)) return false
  const aside = `${path}.${process.pid}`
  try {
    await rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
  const stale = !(await connects(aside))
  if (!stale) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
  return stale
}

/** Whether somebody listens on this local socket. */
function connects(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
