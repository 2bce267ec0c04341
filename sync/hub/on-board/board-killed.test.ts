import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import type { Transaction } from '../../../circulation/transaction.ts'
import type { Entry } from '../../journal/entry.ts'
import { startHub } from '../start-hub.node.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { Asker, run } from '../testing/station.ts'

const patience = 600_000
const boardToken = 'b'.repeat(40)
const stations = ['bus-7.front', 'bus-7.back'] as const
/** After the first upload of a round has left: before it is stored, while it is passed on, while home answers, when all is quiet. */
const killedAfterMs = [0, 8, 30, 80, 200, 600]
const atOnce = 4

/** A hub on board as a process of its own, as its service starts it. */
async function startBoard(file: string): Promise<{ readonly asker: Asker; kill(): Promise<void> }> {
  const program = resolve(import.meta.dirname, '../../../commands/hub.node.ts')
  const env = { ...process.env, BOARD: boardToken }
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', program, '--config', file], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const address = await new Promise<string>(ready =>
    createInterface(child.stdout!).on('line', line => {
      const { what, listening } = JSON.parse(line)
      if (what === 'ready') ready(listening)
    }),
  )
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { asker: new Asker(address, boardToken), kill }
}

test(
  '[OB8] a real hub on board killed at any moment, time and again: each entry is at home once, and each station is told of each once',
  async () => {
    const folder = await temporaryFolder()
    const closers: (() => Promise<unknown>)[] = [folder.remove]
    onTestFinished(async () => {
      for (const close of closers.toReversed()) await close()
    }, patience)
    const home = await startHub({ data: join(folder.path, 'home'), port: 0, onTrouble: () => {} })
    closers.push(() => home.stop())
    const atHome = new Asker(home.address, home.token)
    const { body } = await atHome.post('/api/stations/bus-7/enrol', {})
    const file = join(folder.path, 'board.yaml')
    await writeFile(join(folder.path, 'home.token'), body.token)
    const libraryHub = `{ url: ${home.address}, tokenFile: home.token }`
    await writeFile(file, `data: board\nlibraryHub: ${libraryHub}\nlisten: { port: 0 }\ntokenFrom: BOARD\nlog: { level: info }\n`)

    const rounds = killedAfterMs.length
    const { free, patronId, card } = await freeItems(atHome)
    const perStation = rounds * 2 * atOnce
    const journals = new Map(
      stations.map((station, at) => [
        station,
        run(
          free.slice(at * perStation, (at + 1) * perStation).map(
            (barcode): Transaction => ({
              kind: 'checkout',
              barcode,
              card,
              patronId,
              visitId: 'v',
              dueOn: '2027-01-15',
              overrides: [],
            }),
          ),
          { station },
        ),
      ]),
    )
    const send = (asker: Asker, station: string, entries: readonly Entry[]) =>
      asker.upload(entries, { station }).then(
        ({ status }) => status,
        () => 0,
      )

    for (const [round, afterMs] of killedAfterMs.entries()) {
      const board = await startBoard(file)
      closers.push(board.kill)
      const sent = stations.map(async station => {
        // From the beginning of what may not have been heard, as a station that got no answer.
        for (const part of [0, 1]) {
          const from = Math.max(0, (round * 2 + part - 1) * atOnce)
          await send(board.asker, station, journals.get(station)!.slice(from, (round * 2 + part + 1) * atOnce))
        }
      })
      await new Promise(resolve => setTimeout(resolve, afterMs))
      await board.kill()
      await Promise.all(sent)
    }

    const board = await startBoard(file)
    closers.push(board.kill)
    for (const station of stations) expect(await send(board.asker, station, journals.get(station)!)).toBe(200)
    for (const station of stations) {
      const told = await outcomesOf(board.asker, station, perStation)
      const given = (await atHome.get(`/api/stations/${station}/outcomes?since=0`)).body.outcomes
      expect(told.map(({ sequence }) => sequence)).toEqual(Array.from({ length: perStation }, (_, at) => at + 1))
      expect(told).toEqual(given.toSorted(bySequence))
    }
    const { body: status } = await atHome.get('/api/status')
    expect(status.entries).toEqual({ applied: 2 * perStation })
    const { body: state } = await atHome.get('/api/register/state')
    const lent = state.loans.map((loan: { barcode: string }) => loan.barcode).filter((one: string) => free.includes(one))
    expect(lent.toSorted()).toEqual(free.slice(0, 2 * perStation).toSorted())
  },
  patience,
)

type Told = { readonly sequence: number }
const bySequence = (one: Told, other: Told) => one.sequence - other.sequence

async function outcomesOf(asker: Asker, station: string, count: number): Promise<readonly Told[]> {
  for (let tries = 0; tries < 2000; tries++) {
    const { body } = await asker.get(`/api/stations/${station}/outcomes?since=0`)
    if (body.outcomes.length >= count) return body.outcomes.toSorted(bySequence)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`${station} was never told of all its entries`)
}

async function freeItems(home: Asker) {
  const { body: manifest } = await home.get('/api/register/manifest')
  const rows = async (wanted: string) => {
    const found = []
    for (const { name, kind } of manifest.segments)
      if (kind === wanted) found.push(...(await home.get(`/api/register/segments/${name}`)).body.rows)
    return found
  }
  const { body: state } = await home.get('/api/register/state')
  const out = new Set(state.loans.map((one: { barcode: string }) => one.barcode))
  const wanted = new Set(state.holds.map((one: { titleId: string }) => one.titleId))
  const free = (await rows('items'))
    .filter(one => !out.has(one.barcode) && !wanted.has(one.titleId) && one.circulationStatus === 'ok' && !one.ageLimit)
    .map(one => one.barcode as string)
  const patron = (await rows('patrons')).find(one => one.blocks.length === 0 && one.feesCents === 0 && one.category === 'adult')
  return { free, patronId: patron.patronId as string, card: patron.cards[0] as string }
}
