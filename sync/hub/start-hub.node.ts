import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { Temporal } from 'temporal-polyfill'
import { hubApp } from './app.ts'
import { contentCoding } from './content-coding.node.ts'
import { openDatabase } from './database.node.ts'
import { demoSettings } from './demo/demo-library.ts'
import { seedDemo } from './demo/seed-demo.ts'
import { lockFolder } from './folder-lock.node.ts'
import { houseToken, newToken } from './house-token.node.ts'
import { openHubLog } from './hub-log.ts'
import { openLogFile } from './log-file.node.ts'
import { publisher } from './publish.ts'
import { segmentStore } from './segment-store.ts'
import { shellRoutes } from './shell.node.ts'
import { tokens } from './tokens.ts'
import { uploadStore } from './upload-store.ts'

export interface HubOptions {
  /** Folder of the hub's data: database, log, token. */
  readonly data: string
  /** 0: any free one. */
  readonly port: number
  readonly host?: string
  /** The hub's own token; otherwise the one kept in the folder. */
  readonly token?: string
  /** Folder of the desk's page and bundle. */
  readonly shell?: string
  /** Origins of pages that may ask beside the hub's own and the desktop's. */
  readonly origins?: readonly string[]
  /** Names and ports under which a proxy makes the hub known, beside loopback. */
  readonly hosts?: readonly string[]
  /** The library's day where it is not today, `YYYY-MM-DD`. */
  readonly today?: string
  readonly maxBodyBytes?: number
  /** Told what went wrong inside a request. */
  readonly onError?: (error: Error) => void
}

export interface RunningHub {
  /** `http://127.0.0.1:8080` */
  readonly address: string
  readonly token: string
  /** Finishes what is in hand, then lets go of port, database and folder. */
  stop(): Promise<void>
}

const desktopOrigin = 'app://pysakki'

/**
 * Starts a hub with the demo library. Rejects with `FolderTaken` where another hub works in the folder, and with the system's error (`EADDRINUSE`)
 * where the port is taken.
 */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const folder = resolve(options.data)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const unlock = await lockFolder(folder)
  const undo: (() => Promise<unknown>)[] = [unlock]
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return { ...(await open(options, folder, undo)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function open(options: HubOptions, folder: string, undo: (() => Promise<unknown>)[]): Promise<Omit<RunningHub, 'stop'>> {
  const now = () => new Date().toISOString()
  const token = options.token ?? (await houseToken(folder))
  const database = await openDatabase(join(folder, 'database'))
  undo.push(() => database.destroy())
  const today = options.today ?? Temporal.Now.plainDateISO('Europe/Helsinki').toString()
  await seedDemo(database, { now: now(), today, items: 2000, patrons: 200, seed: 1 })
  const log = await openHubLog(await openLogFile(join(folder, 'hub.log')), database)
  const publish = publisher(database, now)
  await publish.putSettings(demoSettings(today, options.today !== undefined))
  const uploads = uploadStore(database, log, now)

  const server = createAdaptorServer({ fetch: (request, env) => app.fetch(request, env) })
  const host = options.host ?? '127.0.0.1'
  const port = await listen(server, options.port, host)
  undo.push(() => close(server))
  const names = [...new Set([host, '127.0.0.1', 'localhost', '[::1]'])].map(name => `${name}:${port}`)
  const app = hubApp({
    door: {
      hosts: () => [...names, ...(options.hosts ?? [])],
      origins: () => [...names.map(name => `http://${name}`), desktopOrigin, ...(options.origins ?? [])],
    },
    publisher: publish,
    segments: segmentStore(database, publish, now),
    uploads,
    tokens: tokens(database, log, token, newToken, now),
    maxBodyBytes: options.maxBodyBytes ?? 8 * 1024 * 1024,
    contentCoding: contentCoding(),
    ...(options.shell && { shell: shellRoutes(options.shell) }),
    onStored: () => {},
    onError: options.onError ?? (error => console.error(error)),
    now,
    status: async () => ({
      time: now(),
      registerVersion: await publish.version(),
      entries: await uploads.counts(),
      syncs: log.syncs(),
    }),
  })
  return { address: `http://${host}:${port}`, token }
}

function listen(server: ServerType, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

/** Lets requests in hand finish and ends connections that only wait. */
function close(server: ServerType): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    if ('closeIdleConnections' in server) server.closeIdleConnections()
  })
}
