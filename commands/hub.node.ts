import { parseArgs } from 'node:util'
import { FolderTaken } from '../sync/hub/folder-lock.node.ts'
import { type HubOptions, startHub } from '../sync/hub/start-hub.node.ts'

const usage =
  'npm run hub -- --data DIR [--port N] [--host ADDRESS] [--demo] [--static DIR] [--token T] [--today DATE] [--origin URL]... | status --port N --token T'

/** Runs a hub until it is told to stop; says in one JSON line when it is ready, and in one line of text why it cannot be. */
async function main(): Promise<void> {
  const wish = read()
  if (wish.command === 'status') return status(wish.address, wish.token)
  const hub = await startHub(wish.options).catch((error: unknown) => giveUp(whyNot(error, wish.options)))
  const stop = () => void hub.stop().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  console.log(JSON.stringify({ listening: hub.address, token: hub.token, desk: `${hub.address}/#token=${hub.token}` }))
}

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        port: { type: 'string', default: '8650' },
        host: { type: 'string', default: '127.0.0.1' },
        demo: { type: 'boolean' },
        static: { type: 'string' },
        token: { type: 'string' },
        today: { type: 'string' },
        origin: { type: 'string', multiple: true },
      },
    })
    const { data, port, host, token, today } = values
    if (!/^\d{1,5}$/.test(port)) return giveUp(`--port ${port} is not a port`)
    if (today !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(today)) return giveUp(`--today ${today} is not a day (YYYY-MM-DD)`)
    if (positionals[0] === 'status') return { command: 'status', address: `http://${host}:${port}`, token: token ?? '' } as const
    if (positionals[0] !== undefined || data === undefined) return giveUp(usage)
    const options: HubOptions = {
      data,
      port: Number(port),
      host,
      ...(token !== undefined && { token }),
      ...(today !== undefined && { today }),
      ...(values.static !== undefined && { shell: values.static }),
      ...(values.origin && { origins: values.origin }),
    }
    return { command: 'serve', options } as const
  } catch (error) {
    return giveUp(`${(error as Error).message}\n${usage}`)
  }
}

async function status(address: string, token: string): Promise<void> {
  const answer = await fetch(`${address}/api/status`, { headers: { Authorization: `Bearer ${token}` } }).catch(() =>
    giveUp(`no hub answers at ${address}`),
  )
  console.log(await answer.text())
  if (!answer.ok) process.exit(1)
}

function whyNot(error: unknown, options: HubOptions): string {
  if (error instanceof FolderTaken) return error.message
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE') return `port ${options.port} is taken; stop the other program or give another port with --port`
  return `the hub cannot start: ${error instanceof Error ? error.message : String(error)}`
}

function giveUp(line: string): never {
  console.error(line)
  process.exit(1)
}

void main()
