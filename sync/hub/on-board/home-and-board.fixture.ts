import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type HubOptions, type RunningHub, startHub } from '../start-hub.node.ts'
import type { DeskOnHub } from '../testing/desk-on-hub.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { Asker } from '../testing/station.ts'

const today = '2026-11-17'

/** A hub at home with the demo library, and hubs on board of `bus-7`; both may be stopped and begun again. */
export async function homeAndBoard() {
  const folder = await temporaryFolder()
  const running: RunningHub[] = []
  const start = async (options: Omit<HubOptions, 'port'> & { port?: number }) => {
    const hub = await startHub({ port: 0, today, ...options, onTrouble: () => {} })
    running.push(hub)
    return hub
  }
  onTestFinished(async () => {
    for (const hub of running.toReversed()) await hub.stop()
    await folder.remove()
  }, 60_000)
  const first = await start({ data: join(folder.path, 'home') })
  const { port } = new URL(first.address)
  const { body } = await new Asker(first.address, first.token).post('/api/stations/bus-7/enrol', {})
  return {
    first,
    home: new Asker(first.address, first.token),
    bus: new Asker(first.address, body.token),
    again: () => start({ data: join(folder.path, 'home'), port: Number(port) }),
    /** The bus gets another token at home; the one it has ends. */
    renewed: async () => (await new Asker(first.address, first.token).post('/api/stations/bus-7/enrol', {})).body.token as string,
    /** `url`: where home is asked, if it is not where it is. */
    board: (name = 'board', url = first.address, token = body.token) =>
      start({ data: join(folder.path, name), libraryHub: { url, token, pollMs: 50 } }),
  }
}

/** Asks again and again, for ten seconds at most. */
export async function until<T>(what: () => Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const found = await what()
    if (found) return found
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  throw new Error('it never came')
}

/** Signed in, with the register whole. */
export async function scanAll(at: DeskOnHub, barcodes: readonly string[]): Promise<void> {
  while (!at.desk.status().register.complete) await at.desk.syncNow()
  await at.scan('HLO0000017')
  for (const barcode of barcodes) await at.scan(barcode)
}

/** One after the other. */
export async function scanFor(at: DeskOnHub, barcodes: readonly string[]): Promise<void> {
  for (const barcode of barcodes) await at.scan(barcode)
}

/** Twenty items that nobody has, and the card of somebody who may borrow them. */
export async function freeItemsAndCard(home: Asker) {
  const { body: manifest } = await home.get('/api/register/manifest')
  const rows = async (kind: string) => {
    const { name } = manifest.segments.find((one: { kind: string }) => one.kind === kind)
    return (await home.get(`/api/register/segments/${name}`)).body.rows
  }
  const { body: state } = await home.get('/api/register/state')
  const out = new Set(state.loans.map((one: { barcode: string }) => one.barcode))
  const items = (await rows('items')).filter(
    (item: { barcode: string; circulationStatus: string; ageLimit?: number }) =>
      !out.has(item.barcode) && item.circulationStatus === 'ok' && !item.ageLimit,
  )
  const patron = (await rows('patrons')).find(
    (one: { blocks: string[]; feesCents: number; category: string }) =>
      one.blocks.length === 0 && one.feesCents === 0 && one.category === 'adult',
  )
  return {
    barcodes: items.slice(0, 20).map((one: { barcode: string }) => one.barcode) as string[],
    card: patron.cards[0] as string,
  }
}
