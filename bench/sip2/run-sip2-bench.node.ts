import { commit } from '../../simulation/torture/run-torture.node.ts'
import { builtinLibrary } from '../../sync/connectors/builtin/builtin-library.ts'
import { MemoryTables } from '../../sync/connectors/builtin/memory-tables.fixture.ts'
import { sip2Settings } from '../../sync/connectors/sip2/configuration.ts'
import { opener } from '../../sync/connectors/sip2/open-link.node.ts'
import { listenForSip } from '../../sync/connectors/sip2/server/listen.node.ts'
import { serverKinds } from '../../sync/connectors/sip2/server/server-kind.ts'
import { sip2Library } from '../../sync/connectors/sip2/sip2-library.ts'
import { percentile } from '../desk/figures.ts'
import { timeToSystem } from './time-to-system.node.ts'

export interface Sip2BenchOptions {
  /** Questions asked in each measurement. */
  readonly messages: number
  readonly lanes: number
  /** How long the server takes for each answer. */
  readonly latencyMs: number
  /** Loans at a desk with a good line. */
  readonly scans: number
  readonly say: (line: string) => void
}

export interface Sip2Report {
  readonly commit: string
  readonly messages: number
  readonly lanes: number
  readonly latency_ms: number
  /** One connection to a server that answers at once. */
  readonly sip2_messages_per_second: number
  /** A loan and a return with all their looks, one connection, the same server. */
  readonly sip2_transactions_per_second: number
  readonly sip2_messages_per_transaction: number
  /** One connection, and as many as allowed, to a server that takes its time. */
  readonly sip2_one_lane_per_second: number
  readonly sip2_lanes_per_second: number
  /** Of what so many lanes can do at most with that latency: 1 is all. */
  readonly sip2_lanes_of_limit: number
  /** The most connections that the server ever had at once. */
  readonly sip2_most_connections: number
  /** From a scan at a desk with a good line until the loan stands in the system, and until the desk's list says so. */
  readonly scan_to_system_p50_ms: number
  readonly scan_to_system_p95_ms: number
  readonly scan_to_line_p95_ms: number
}

/** Measures the connector against a server of ours in the same process, over TCP. */
export async function runSip2Bench({ messages, lanes, latencyMs, scans, say }: Sip2BenchOptions): Promise<Sip2Report> {
  const quick = await bench(1, 0)
  const asked = await quick.questions(messages)
  const written = await quick.transactions(Math.max(20, Math.ceil(messages / 20)))
  await quick.stop()
  say(`one connection: ${perSecond(messages, asked)} questions a second`)
  const few = Math.max(10, Math.ceil(messages / 20))
  const slow = await bench(1, latencyMs)
  const one = await slow.questions(few)
  await slow.stop()
  const wide = await bench(lanes, latencyMs)
  const many = few * lanes
  const all = await wide.questions(many)
  const most = wide.mostConnections()
  await wide.stop()
  const reached = perSecond(many, all)
  say(`${lanes} connections, ${latencyMs} ms each: ${reached} questions a second`)
  const { system, line } = await timeToSystem(scans, say)
  const percent = (times: readonly number[], of: number) => Math.round(percentile(times, of))
  return {
    commit: commit(),
    messages,
    lanes,
    latency_ms: latencyMs,
    sip2_messages_per_second: perSecond(messages, asked),
    sip2_transactions_per_second: perSecond(written.count, written.ms),
    sip2_messages_per_transaction: Math.round((written.messages / written.count) * 10) / 10,
    sip2_one_lane_per_second: perSecond(few, one),
    sip2_lanes_per_second: reached,
    sip2_lanes_of_limit: Math.round((reached / ((lanes * 1000) / latencyMs)) * 100) / 100,
    sip2_most_connections: most,
    scan_to_system_p50_ms: percent(system, 50),
    scan_to_system_p95_ms: percent(system, 95),
    scan_to_line_p95_ms: percent(line, 95),
  }
}

async function bench(lanes: number, latencyMs: number) {
  const tables = new MemoryTables()
  const count = 500
  const items = Array.from({ length: count }, (_, index) => `I${index}`)
  await tables.write(
    [
      ...items.map(barcode => {
        const item = {
          barcode,
          titleId: `t-${barcode}`,
          title: `Title ${barcode}`,
          homeBranch: 'BUS',
          circulationStatus: 'ok',
        } as const
        return { kind: 'put-item', item } as const
      }),
      { kind: 'put-patron', patron: { patronId: 'p', cards: ['c'], category: 'adult', blocks: [], feesCents: 0 } },
    ],
    'seed',
  )
  const now = () => new Date().toISOString()
  const zone = 'Europe/Helsinki'
  const slow = { kind: 'slow', ms: latencyMs } as const
  let most = 0
  const server = await listenForSip({
    library: builtinLibrary(tables, { centsPerDay: 20, mostCents: 600, zone }),
    tables,
    now,
    zone,
    dueOn: () => '2099-01-01',
    checksPatrons: true,
    accounts: [{ user: 'bus', password: 'secret', branch: 'BUS' }],
    institution: 'BENCH',
    kind: serverKinds['koha-25'],
    port: 0,
    faults(code) {
      most = Math.max(most, server.connected())
      return latencyMs > 0 && code !== '99' ? slow : undefined
    },
  })
  const settings = sip2Settings({
    server: { over: 'tcp', host: '127.0.0.1', port: server.port },
    institution: 'BENCH',
    accounts: [{ user: 'bus', password: 'secret' }],
    profile: { like: 'koha-25', connections: lanes },
  })
  const connector = sip2Library(settings, { known: tables, open: opener(settings), now })
  // Connecting and logging in is not what is measured.
  await Promise.all(items.slice(0, lanes).map(barcode => connector.itemEvidence(barcode)))
  return {
    mostConnections: () => most,
    /** Milliseconds that it took. */
    async questions(wanted: number): Promise<number> {
      let next = 0
      const began = performance.now()
      const lane = async () => {
        while (next < wanted) await connector.itemEvidence(items[next++ % count]!)
      }
      await Promise.all(Array.from({ length: lanes }, lane))
      return performance.now() - began
    },
    async transactions(wanted: number): Promise<{ count: number; ms: number; messages: number }> {
      const heard = server.heard()
      const began = performance.now()
      const at = now()
      for (let index = 0; index < wanted; index++) {
        const barcode = items[index % count]!
        const loan = { kind: 'begin-loan', barcode, patronId: 'p', at, dueOn: '2099-01-01', branch: 'BUS' } as const
        await connector.apply([loan], `bus/1/${index}a`)
        await connector.apply([{ kind: 'end-loan', barcode, patronId: 'p', at, branch: 'BUS', full: true }], `bus/1/${index}b`)
      }
      return { count: wanted * 2, ms: performance.now() - began, messages: server.heard() - heard }
    },
    async stop(): Promise<void> {
      connector.close()
      await server.stop()
    },
  }
}

function perSecond(count: number, ms: number): number {
  return Math.round((count * 1000) / ms)
}
