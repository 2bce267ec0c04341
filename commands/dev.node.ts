import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createServer } from 'vite'
import { hubArguments } from './setup/data-folder.node.ts'
import { root } from './setup/run.node.ts'
import { startHub } from './setup/start-hub.node.ts'

/** npm run dev: a hub and Vite's server with hot reload in front of it. Its page has its own data, apart from `npm start`. */
const { values: wish } = parseArgs({
  options: { data: { type: 'string' }, today: { type: 'string' }, port: { type: 'string', default: '4762' } },
})

const hub = await startHub([...hubArguments(wish.data), '--port', '0', ...(wish.today ? ['--today', wish.today] : [])])
process.env.PYSAKKI_HUB = hub.listening
const server = await createServer({
  configFile: join(root, 'vite.config.ts'),
  root: join(root, 'renderer'),
  server: { port: Number(wish.port), strictPort: true },
})
await server.listen()
console.log(`\nThe desk is at  http://127.0.0.1:${wish.port}/${new URL(hub.desk).hash}\n`)

const stop = async () => {
  await server.close()
  await hub.stop()
  process.exit(0)
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
