import type { Connector } from '../../sync/connectors/connector.ts'
import type { DemoSize } from '../../sync/hub/demo/demo-library.ts'
import { startHub } from '../../sync/hub/start-hub.node.ts'
import { SlowLibrary } from './slow-library.ts'

/** What a hub in a storm is started with, as JSON in its one argument. */
export interface StormHubArguments {
  readonly data: string
  readonly token: string
  readonly size: DemoSize
  readonly databaseUrl?: string
  readonly latencyMs: number
  readonly lanes: number
}

/** What it tells of itself, a line each second: calls to the library system so far, and its memory. */
export interface StormHubFigures {
  readonly calls: number
  readonly rssBytes: number
  readonly cpuSeconds: number
}

/** A hub whose library system is far away. It runs until it is killed or told to stop. */
async function main({ data, token, size, databaseUrl, ...how }: StormHubArguments): Promise<void> {
  let library: SlowLibrary | undefined
  const line = (inner: Connector) => {
    library = new SlowLibrary(inner, how)
    return library
  }
  const { today, ...rest } = size
  const hub = await startHub({ data, port: 0, token, today, size: rest, line, ...(databaseUrl !== undefined && { databaseUrl }) })
  process.on('SIGTERM', () => void hub.stop().then(() => process.exit(0)))
  console.log(JSON.stringify({ listening: hub.address }))
  setInterval(() => {
    const { user, system } = process.cpuUsage()
    const figures: StormHubFigures = {
      calls: library?.calls ?? 0,
      rssBytes: process.memoryUsage.rss(),
      cpuSeconds: (user + system) / 1e6,
    }
    console.log(JSON.stringify(figures))
  }, 1000).unref()
}

void main(JSON.parse(process.argv[2]!) as StormHubArguments)
