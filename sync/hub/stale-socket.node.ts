import { rm } from 'node:fs/promises'
import { connect } from 'node:net'

/** Whether somebody listens on this local socket. */
export function connects(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** Takes away the file that a killed process left. */
export async function removeStaleSocket(path: string): Promise<void> {
  await rm(path, { force: true })
}
