import { createHash } from 'node:crypto'
import { mkdir, realpath } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeStaleSocket } from './stale-socket.node.ts'

export class FolderTaken extends Error {
  constructor(folder: string) {
    super(`another hub works in ${folder}; stop it first, or give another folder with --data`)
    this.name = 'FolderTaken'
  }
}

/**
 * Takes a folder for this process until the returned function is called or the process ends, however it ends. The lock is a listening local
 * socket named after the folder: the kernel gives the name to one process and frees it with it, so nothing stale is left to judge. Rejects with
 * `FolderTaken`.
 */
export async function lockFolder(folder: string, addressOf = socketAddress): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  const name = `pysakki-hub-${createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 32)}`
  const address = addressOf(name)
  if (address.startsWith('/') && !(await removeStaleSocket(address))) throw new FolderTaken(folder)
  const server = createServer(socket => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new FolderTaken(folder) : error))
    server.listen(address, resolve)
  })
  server.unref()
  return () => new Promise(resolve => server.close(() => resolve()))
}

/**
 * Linux has names that are no files, Windows has pipes; elsewhere it is a file, which a killed process leaves behind. Before 1.46 libuv (Node 18, so
 * Electron 25 too) cut a name at its first zero: every folder had the same lock.
 */
function socketAddress(name: string): string {
  if (process.platform === 'linux' && knowsNamesWithoutFile(process.versions.uv)) `\0${name}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  return fileAddress(name)
}

/** Where neither is to be had. */
export const fileAddress = (name: string): string => join(tmpdir(), `${name}.sock`)

/** Whether this libuv takes a name that begins with a zero as it stands. */
export function knowsNamesWithoutFile(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 1 || minor >= 46
}
