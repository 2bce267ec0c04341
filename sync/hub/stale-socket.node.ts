import { randomBytes } from 'node:crypto'
import { link, rename, rm } from 'node:fs/promises'
import { connect } from 'node:net'

/** Another name beside this one, never longer: a socket's path is cut at about a hundred bytes. */
export function nameBeside(path: string): string {
  return `${path.replace(/\.sock$/, '')}.${randomBytes(2).toString('hex')}`
}

/**
 * Takes away the file that a killed process left, if there is one. False, and it stays, if somebody listens on it. It is moved aside before it is
 * judged: another process may have begun to listen there between the look and the removal.
 */
export async function removeStaleSocket(path: string): Promise<boolean> {
  if (await connects(path)) return false
  const aside = nameBeside(path)
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
