import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtinLibrary } from '../../sync/connectors/builtin/builtin-library.ts'
import { MemoryTables } from '../../sync/connectors/builtin/memory-tables.fixture.ts'
import { sip2Settings } from '../../sync/connectors/sip2/configuration.ts'
import { listenForSip } from '../../sync/connectors/sip2/server/listen.node.ts'
import { serverKinds } from '../../sync/connectors/sip2/server/server-kind.ts'
import { demoLibrary } from '../../sync/hub/demo/demo-library.ts'
import { startHub } from '../../sync/hub/start-hub.node.ts'
import { openDeskOn } from '../../sync/hub/testing/desk-on-hub.ts'

const zone = 'Europe/Helsinki'
const size = { items: 400, patrons: 60, seed: 1 }
const branch = 'PYS1AU'
const longestMs = 60_000
/** A class that hands in books: a scan about as often. */
const betweenMs = 1200

export interface TimesToSystem {
  /** Milliseconds from each scan until the loan stood in the library system. */
  readonly system: readonly number[]
  /** And until the desk's list said that it had gone home. */
  readonly line: readonly number[]
}

/** A desk with a good line to a hub on a system that speaks SIP2: lends one item after the other and watches how far each has come. */
export async function timeToSystem(scans: number, say: (line: string) => void): Promise<TimesToSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'pysakki-sip2-'))
  const { tables, server } = await systemAtHand()
  const hub = await startHub({ data: folder, port: 0, size, sip2: settingsFor(server.port), onTrouble: () => undefined })
  const desk = await openDeskOn(hub)
  try {
    await desk.desk.dispatch({ type: 'sign-in', staffId: 'marja' })
    await desk.desk.dispatch({ type: 'choose-stop', branch })
    const { barcodes, card } = shelf(scans)
    await desk.scan(card)
    const system: Promise<number>[] = []
    const line: Promise<number>[] = []
    for (const barcode of barcodes) {
      const began = performance.now()
      const said = await desk.scan(barcode)
      if (!said.startsWith('yes lent')) throw new Error(`${barcode} was not lent: ${said}`)
      const { lineId } = desk.desk.session().lines[0]!
      system.push(until(began, async () => (await tables.loan(barcode)) !== undefined))
      line.push(until(began, async () => ['home', 'noted'].includes(desk.desk.status().sent[lineId] ?? '')))
      await new Promise(resolve => setTimeout(resolve, betweenMs))
    }
    const times = { system: await Promise.all(system), line: await Promise.all(line) }
    say(`${scans} scans with a good line: in the system after ${Math.round(Math.max(...times.system))} ms at most`)
    return times
  } finally {
    await desk.desk.close()
    await hub.stop()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The same made-up library behind a SIP2 server of ours that behaves as real ones do. */
async function systemAtHand() {
  const tables = new MemoryTables()
  const { items, patrons } = demoLibrary({ ...size, today: today() })
  await tables.write(
    [
      ...[...items].map(item => ({ kind: 'put-item', item }) as const),
      ...[...patrons].map(patron => ({ kind: 'put-patron', patron }) as const),
    ],
    'seed',
  )
  const server = await listenForSip({
    library: builtinLibrary(tables, { centsPerDay: 20, mostCents: 600, zone }),
    tables,
    now: () => new Date().toISOString(),
    zone,
    dueOn: () => '2099-01-01',
    checksPatrons: true,
    accounts: [{ user: 'bus', password: 'secret', branch }],
    institution: 'BENCH',
    kind: serverKinds['koha-4'],
    port: 0,
  })
  return { tables, server }
}

function settingsFor(port: number) {
  return sip2Settings({
    server: { over: 'tcp', host: '127.0.0.1', port },
    institution: 'BENCH',
    accounts: [{ user: 'bus', password: 'secret', branches: [branch] }],
    profile: 'koha-4',
    registerAsOf: new Date(Date.now() - 3_600_000).toISOString(),
  })
}

/** Items that nobody has or waits for, and somebody whom nothing hinders. */
function shelf(count: number) {
  const { items, loans, holds, patrons } = demoLibrary({ ...size, today: today() })
  const busy = new Set([...loans].map(({ barcode }) => barcode))
  const wanted = new Set([...holds].map(({ titleId }) => titleId))
  const everybody = [...patrons]
  const cards = new Set(everybody.flatMap(one => one.cards))
  const free = [...items].filter(
    ({ barcode, titleId, circulationStatus, ageLimit }) =>
      !cards.has(barcode) && !busy.has(barcode) && !wanted.has(titleId) && circulationStatus === 'ok' && !ageLimit,
  )
  const sound = everybody.find(
    ({ blocks, feesCents, expiresOn = '9', category }) =>
      blocks.length === 0 && feesCents === 0 && expiresOn > '2028' && category === 'adult',
  )
  return { barcodes: free.slice(0, count).map(({ barcode }) => barcode), card: sound!.cards[0]! }
}

async function until(began: number, isSo: () => Promise<boolean>): Promise<number> {
  while (performance.now() - began < longestMs) {
    if (await isSo()) return performance.now() - began
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  return longestMs
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}
