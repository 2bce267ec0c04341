import type { Size } from './consortium.ts'
import type { PackedConsortium } from './pack-consortium.node.ts'
import type { PeerFiles } from './peer-files.node.ts'

interface LookUps {
  readonly p50: number
  readonly p99: number
  readonly found: number
}

/** Milliseconds, unless it says otherwise; one for each round. */
export interface Measured {
  readonly packed: PackedConsortium
  readonly peers: PeerFiles
  readonly items: number[]
  readonly patrons: number[]
  readonly limits: { readonly network: number; readonly hash: number; readonly write: number }[]
  readonly sqliteFile: number[]
  readonly rows: number[]
  sqliteRows?: number
  encryptedRows?: number
  /** Bytes of the whole register where it lies. */
  disk?: number
  restart?: number[]
  restartEmpty?: number[]
  lookUps?: LookUps[]
  /** In the first half second, before items and states are in memory. */
  unread?: LookUps
  dexieLookUps?: LookUps[]
  cards?: LookUps
  cached?: number
  memoryRest?: number
  memoryBusy?: number
  deltaMs?: number
  dexieDeltaMs?: number
  names?: { readonly p50: number; readonly hits: number }
  checked?: { readonly right: number; readonly wrong: number }
}

/** The figures of the report, medians of the rounds. Rates of peers are those of their own, smaller number of rows. */
export function registerFigures(size: Size, measured: Measured, quantile: (times: readonly number[], share: number) => number) {
  const { packed, peers } = measured
  const table = (kind: string) => packed.tables.find(one => one.kind === kind)!
  const wire = (...kinds: string[]) => kinds.reduce((sum, kind) => sum + table(kind).bytes + table(kind).index.bytes, 0)
  const half = (times: readonly number[] = []) => quantile(times, 0.5)
  const itemRate = size.items / half(measured.items)
  const patronRate = size.patrons / half(measured.patrons)
  const limit = half(measured.limits.map(({ network, hash, write }) => network + hash + write))
  const lookUp = half(measured.lookUps?.map(({ p50 }) => p50))
  const dexieLookUp = half(measured.dexieLookUps?.map(({ p50 }) => p50))
  return rounded({
    items: size.items,
    titles: table('titles').rows,
    patrons: size.patrons,
    seed: size.seed,
    peer_items: peers.items,
    peer_patrons: peers.patrons,
    items_per_second: itemRate * 1000,
    items_vs_dexie: itemRate / (peers.items / half(measured.rows)),
    items_vs_sqlite_file: itemRate / (peers.items / half(measured.sqliteFile)),
    items_vs_sqlite_rows: itemRate / (peers.items / measured.sqliteRows!),
    items_vs_limit: half(measured.items) / limit,
    patrons_per_second: patronRate * 1000,
    patrons_vs_dexie: patronRate / (peers.patrons / measured.encryptedRows!),
    wire_bytes_per_item: wire('items', 'titles') / size.items,
    wire_bytes_per_patron: wire('patrons', 'counts') / size.patrons,
    sqlite_file_bytes_per_item: peers.sqliteBytes / peers.items,
    disk_vs_wire: measured.disk! / wire('items', 'titles', 'states', 'patrons', 'counts'),
    volatile_bytes_per_item: wire('states') / size.items,
    delta_rows: packed.deltaRows,
    delta_bytes_per_row: packed.deltaBytes / packed.deltaRows,
    delta_ms: measured.deltaMs!,
    delta_vs_dexie: measured.dexieDeltaMs! / peers.loans.length / (measured.deltaMs! / packed.deltaRows),
    lookup_p50_ms: lookUp,
    lookup_p99_ms: half(measured.lookUps?.map(({ p99 }) => p99)),
    lookup_vs_dexie: lookUp / dexieLookUp,
    dexie_lookup_p50_ms: dexieLookUp,
    lookup_at_start_p50_ms: measured.unread!.p50,
    patron_lookup_p50_ms: measured.cards!.p50,
    cached_p50_ms: measured.cached!,
    name_p50_ms: measured.names!.p50,
    name_hits: measured.names!.hits,
    restart_ms: half(measured.restart) - half(measured.restartEmpty),
    memory_mb: measured.memoryRest!,
    memory_busy_mb: measured.memoryBusy!,
    found: Math.min(...measured.lookUps!.map(({ found }) => found / 800)),
    wrong_hashes: measured.checked!.wrong,
  })
}

function rounded<Figures extends Record<string, number>>(figures: Figures): Figures {
  const four = ([name, value]: [string, number]) => [name, value >= 1000 ? Math.round(value) : Number(value.toPrecision(4))]
  return Object.fromEntries(Object.entries(figures).map(four)) as Figures
}
