import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type HubOptions, type RunningHub, startHub } from '../start-hub.node.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { Asker } from '../testing/station.ts'
import { hubAsLibrarySystem } from './hub-as-library-system.contract.ts'

const stations = ['bus-7.front', 'bus-7.back'] as const

async function starter() {
  const folder = await temporaryFolder()
  const running = new Set<RunningHub>()
  onTestFinished(async () => {
    for (const hub of [...running].toReversed()) await hub.stop()
    await folder.remove()
  }, 300_000)
  const stop = async (hub: RunningHub) => {
    running.delete(hub)
    await hub.stop()
  }
  const start = async (name: string, options: Partial<HubOptions> = {}) => {
    const hub = await startHub({ data: join(folder.path, name), port: 0, onTrouble: () => {}, ...options })
    running.add(hub)
    return hub
  }
  return { start, stop }
}

const askerOf = ({ address, token }: RunningHub) => new Asker(address, token)

hubAsLibrarySystem('the hub that decides', async () => {
  const { start, stop } = await starter()
  const first = await start('home')
  let atHome = askerOf(first)
  return {
    hub: atHome,
    get atHome() {
      return atHome
    },
    stations,
    async again() {
      await stop(first)
      atHome = askerOf(await start('home'))
      return atHome
    },
  }
})

hubAsLibrarySystem('a hub on board in front of it', async () => {
  const { start, stop } = await starter()
  const home = await start('home')
  const { body } = await askerOf(home).post('/api/stations/bus-7/enrol', {})
  const board = () => start('board', { libraryHub: { url: home.address, token: body.token, pollMs: 50 } })
  const first = await board()
  return {
    hub: askerOf(first),
    atHome: askerOf(home),
    stations,
    async again() {
      await stop(first)
      return askerOf(await board())
    },
  }
})
