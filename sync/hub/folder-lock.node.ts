import { createHash } from 'node:crypto'
import { link, mkdir, realpath, rm, stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { nameBeside, removeStaleSocket } from './stale-socket.node.ts'

export class FolderTaken extends Error {
  constructor(folder: string) {
    super(`another hub works in ${folder}; stop it first, or give another folder`)
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
  const server = createServer(socket => socket.destroy())
  const release = () => new Promise<void>(resolve => server.close(() => resolve()))
  try {
    await (address.startsWith('/') ? takeFile(server, address, folder) : listen(server, address, folder))
  } catch (error) {
    await release()
    throw error
  }
  server.unref()
  return async () => {
    // While it is still listened on: afterwards it might be somebody else's.
    if (address.startsWith('/')) await rm(address, { force: true })
    await release()
  }
}

function listen(server: Server, address: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new FolderTaken(folder) : error))
    server.listen(address, resolve)
  })
}

/** Longer than it takes anybody to move a file aside, look at it and put it back, in milliseconds. */
const settledMs = 100

/**
 * Listens under a name of its own and links it to the one that counts, which is one step; a name that nobody listens on any more is cleared first.
 * Of several who cleared at once the one that the name leads to in the end has the folder.
 */
async function takeFile(server: Server, address: string, folder: string): Promise<void> {
  const own = nameBeside(address)
  await listen(server, own, folder)
  const { ino } = await stat(own)
  const isLinked = () => link(own, address).then(() => true, isThere)
  try {
    while (!(await isLinked())) if (!(await removeStaleSocket(address))) throw new FolderTaken(folder)
    await pause(settledMs)
    const leadsTo = await stat(address).catch(() => undefined)
    if (leadsTo?.ino !== ino) throw new FolderTaken(folder)
  } finally {
    await rm(own, { force: true })
  }
}

function isThere(error: NodeJS.ErrnoException): false {
  if (error.code === 'EEXIST') return false
  throw error
}

/**
 * Linux has names that are no files, Windows has pipes; elsewhere it is a file, which a killed process leaves behind. Before 1.46 libuv (Node 18, so
 * Electron 25 too) cut a name at its first zero: every folder had the same lock.
 */
function socketAddress(name: string): string {
  if (process.platform === 'linux' && knowsNamesWithoutFile(process.versions.uv)) return `\0${name}`
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
