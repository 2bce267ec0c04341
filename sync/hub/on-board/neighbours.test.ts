import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Transaction } from '../../../circulation/transaction.ts'
import { tailAfter } from '../../journal/chain.ts'
import { protocolVersion } from '../../protocol/messages.ts'
import { startHub } from '../start-hub.node.ts'
import { openDeskOn } from '../testing/desk-on-hub.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { Asker, run } from '../testing/station.ts'
import { freeItemsAndCard, homeAndBoard, scanAll, until } from './home-and-board.fixture.ts'

const back = (barcode: string) => ({ kind: 'checkin', barcode, destination: { kind: 'shelf' } }) as const
const of = { station: 'bus-7.back' }

/** A hub on board that has never met home. */
async function lonelyBoard() {
  const folder = await temporaryFolder()
  const libraryHub = { url: 'http://127.0.0.1:9', token: 't', pollMs: 60_000 }
  const options = { data: join(folder.path, 'board'), port: 0, libraryHub, onTrouble: () => {} }
  let hub = await startHub(options)
  onTestFinished(async () => {
    await hub.stop()
    await folder.remove()
  }, 60_000)
  const asker = () => new Asker(hub.address, hub.token)
  return {
    upload: (entries: readonly unknown[], more = {}) => asker().upload(entries, { ...of, ...more }),
    ask: async (seen?: string, protocol: number | '' = protocolVersion) => {
      const known = seen === undefined ? '' : `&seen=${seen}`
      const said = protocol === '' ? '' : `&protocol=${protocol}`
      return (await asker().get(`/api/stations/bus-7.front/neighbours?since=0${known}${said}`)).body
    },
    asker,
    async again() {
      await hub.stop()
      hub = await startHub(options)
    },
  }
}

const sequences = ({ entries = [] }: { entries?: { entry: { sequence: number } }[] }) =>
  entries.map(({ entry }) => entry.sequence)

test('[OB11] a station is told what came since, a page at a time, and nothing twice; a hub on board that began anew tells all', async () => {
  const board = await lonelyBoard()
  const first = run(
    Array.from({ length: 1200 }, (_, number) => back(`B${number}`)),
    of,
  )
  await board.upload(first)
  const pages = [await board.ask()]
  while (pages.at(-1).more) pages.push(await board.ask(pages.at(-1).state))
  expect(pages.map(page => page.entries.length)).toEqual([500, 500, 200])
  expect(pages.flatMap(sequences)).toEqual(first.map(({ sequence }) => sequence))
  expect(pages.map(({ on }) => on)).toEqual([undefined, pages[0].state, pages[1].state])
  const { state } = pages.at(-1)
  expect(await board.ask(state)).toEqual({ state })

  const later = run([back('L1'), back('L2')], { ...of, after: tailAfter(first.at(-1)!) })
  await board.upload(later)
  const more = await board.ask(state)
  expect(sequences(more)).toEqual([1201, 1202])
  expect(more.on).toBe(state)
  await board.again()
  const anew = await board.ask(more.state)
  expect(anew.on).toBeUndefined()
  expect(anew.entries).toHaveLength(500)
}, 120_000)

test('[OB11] of more than 5000 the newest are told, and how many older ones there are', async () => {
  const board = await lonelyBoard()
  await board.upload(
    run(
      Array.from({ length: 5030 }, (_, number) => back(`B${number}`)),
      of,
    ),
  )
  const page = await board.ask()
  expect(page.older).toBe(30)
  expect(sequences(page)[0]).toBe(31)
  expect((await board.ask(undefined, '')).entries).toHaveLength(5000)
}, 120_000)

test('[OB12] what the hub on board cannot read itself goes to a station as it came; one that would throw all away is told what it can read', async () => {
  const board = await lonelyBoard()
  const loan: Transaction = {
    ...{ kind: 'checkout', barcode: 'C', card: '1', patronId: 'p', visitId: 'v', dueOn: '2026-12-15', overrides: [] },
  }
  const [a, b, c] = run([back('A'), back('B'), loan], of)
  const newer = { ...b!, format: 99 }
  await board.upload([a, newer, c])
  const { entries } = await board.ask()
  expect(entries.map(({ entry }: { entry: unknown }) => entry)).toEqual([a, newer, c])
  const told = async (protocol: number | '') => sequences(await board.ask(undefined, protocol))
  expect(await told(8)).toEqual([1, 3])
  // Nothing is known of the station yet; then it says that it knows of forgotten persons.
  expect(await told('')).toEqual([1])
  const own = run([back('Z')], { station: 'bus-7.front' })
  await board.asker().post('/api/stations/bus-7.front/entries', { protocol: 8, epoch: own[0]!.epoch, entries: own })
  expect(await told('')).toEqual([1, 3])
}, 60_000)

test('[OB11] what home has decided since is told again, with the version in which it shows; what the register shows already is not', async () => {
  const { home, board } = await homeAndBoard()
  const { barcodes, card } = await freeItemsAndCard(home)
  const onBoard = await board()
  const asker = new Asker(onBoard.address, onBoard.token)
  await until(async () => (await asker.get('/api/hello')).status === 200)
  const ask = async (since: number, seen = '') =>
    (await asker.get(`/api/stations/bus-7.front/neighbours?since=${since}&seen=${seen}&protocol=${protocolVersion}`)).body
  const { state } = await ask(0)
  const desk = await openDeskOn(onBoard, 'bus-7.back')
  await scanAll(desk, [card, barcodes[0]!])
  expect(await desk.home()).toEqual(['applied'])
  const told = await ask(0, state)
  expect(told.on).toBe(state)
  const versions = new Set(told.entries.map(({ inVersion }: { inVersion?: number }) => inVersion))
  const [version] = [...versions] as [number]
  expect(versions).toEqual(new Set([expect.any(Number)]))
  expect((await ask(version)).entries).toEqual([])
  expect(await ask(version, told.state)).toEqual({ state: told.state })
}, 120_000)
