import type { Item } from '../../circulation/item.ts'
import { commit } from '../../simulation/torture/run-torture.node.ts'
import { chance } from '../../sync/hub/demo/chance.ts'
import { packSegments } from '../../sync/register/pack.ts'
import { nodeCoding } from '../../sync/register/segments/deflate.node.ts'
import { emptyDelta, openDelta, packDelta } from '../../sync/register/segments/delta.ts'
import { TitleShelf } from '../../sync/register/segments/split-items.ts'
import { consortiumCirculation, consortiumItems, consortiumPatrons, dayOfLoans, type Size } from './consortium.ts'
import { PackedTable } from './packed-table.ts'

export interface RegisterBenchOptions extends Size {
  readonly say: (line: string) => void
}

/** Bytes are what travels: segments and the index that names them. Rates are those of Node in this process, on one core, packing and opening alone. */
export interface RegisterReport {
  readonly commit: string
  readonly items: number
  readonly titles: number
  readonly patrons: number
  readonly seed: number
  /** Static facts of an item, its share of the titles included. */
  readonly wire_bytes_per_item: number
  /** The same items as today's segments carry them, JSON of 512 whole rows, deflated alike; every tenth segment. */
  readonly json_bytes_per_item: number
  /** The titles' part of `wire_bytes_per_item`. */
  readonly title_bytes_per_item: number
  /** Least tier: the static row and the counts. */
  readonly wire_bytes_per_patron: number
  readonly volatile_bytes_per_item: number
  /** Loans of one day as a delta, with the counts of those who borrowed. */
  readonly delta_rows: number
  readonly delta_bytes_per_row: number
  readonly node_encode_items_per_second: number
  readonly node_decode_items_per_second: number
  readonly node_encode_patrons_per_second: number
  readonly node_decode_patrons_per_second: number
  readonly node_delta_open_ms: number
}

const rowsPerSegment = 512
/** Fetched whole or not at all. */
const rowsOfState = 4096
const loansOfDay = 10_000

/** Measures the segment format on a made-up consortium. */
export async function runRegisterBench({ say, ...size }: RegisterBenchOptions): Promise<RegisterReport> {
  const items = new PackedTable('items', rowsPerSegment, nodeCoding)
  const titles = new PackedTable('titles', rowsPerSegment, nodeCoding)
  const shelf = new TitleShelf()
  const asJson = new JsonSample()
  for (const item of consortiumItems(size)) {
    await asJson.put(item)
    const taken = shelf.take(item)
    await items.put(taken.item)
    if (taken.newTitle) await titles.put(taken.newTitle)
  }
  const [itemBytes, titleBytes] = [await items.close(), await titles.close()]
  say(`${items.rows} items and ${titles.rows} titles packed: ${itemBytes} and ${titleBytes} bytes`)
  const openItemsMs = (await items.openAll()) + (await titles.openAll())

  const circulation = consortiumCirculation(size)
  const states = new PackedTable('states', rowsOfState, nodeCoding)
  const inOrder = [...circulation.states.values()].sort((a, b) => (a.barcode < b.barcode ? -1 : 1))
  for (const row of inOrder) await states.put(row)
  const stateBytes = await states.close()
  await states.openAll()
  say(`${states.rows} items that are not simply on their shelf: ${stateBytes} bytes`)

  const rows = consortiumPatrons(size, circulation)
  const patrons = new PackedTable('patrons', rowsPerSegment, nodeCoding)
  const counts = new PackedTable('counts', rowsOfState, nodeCoding)
  for (const row of rows.patrons) await patrons.put(row)
  for (const row of rows.counts) await counts.put(row)
  const [patronBytes, countBytes] = [await patrons.close(), await counts.close()]
  say(`${patrons.rows} cards: ${patronBytes} bytes, and ${countBytes} for what they have`)
  const openPatronsMs = (await patrons.openAll()) + (await counts.openAll())

  const day = dayOfLoans(size, Math.min(loansOfDay, size.items >> 2), circulation, rows.counts, chance(size.seed + 9))
  const head = { manifest: '0'.repeat(64), since: 1, version: 2, asOf: `${size.today}T18:00:00Z` }
  const moved = { states: { changed: day.states, gone: [] }, counts: { changed: day.counts, gone: [] } }
  const delta = await packDelta({ ...emptyDelta(head), ...moved }, nodeCoding)
  const began = performance.now()
  await openDelta(delta, nodeCoding)
  const deltaMs = performance.now() - began
  return {
    commit: commit(),
    items: items.rows,
    titles: titles.rows,
    patrons: size.patrons,
    seed: size.seed,
    wire_bytes_per_item: per(itemBytes + titleBytes, items.rows),
    json_bytes_per_item: per(asJson.bytes, asJson.rows),
    title_bytes_per_item: per(titleBytes, items.rows),
    wire_bytes_per_patron: per(patronBytes + countBytes, size.patrons),
    volatile_bytes_per_item: per(stateBytes, items.rows),
    delta_rows: day.states.length,
    delta_bytes_per_row: per(delta.bytes.length, day.states.length),
    node_encode_items_per_second: rate(items.rows, items.packingMs + titles.packingMs),
    node_decode_items_per_second: rate(items.rows, openItemsMs),
    node_encode_patrons_per_second: rate(size.patrons, patrons.packingMs + counts.packingMs),
    node_decode_patrons_per_second: rate(size.patrons, openPatronsMs),
    node_delta_open_ms: Math.round(deltaMs * 10) / 10,
  }
}

/** What the present form of the register costs. */
class JsonSample {
  #segment: Item[] = []
  #number = 0
  bytes = 0
  rows = 0

  async put(item: Item): Promise<void> {
    this.#segment.push(item)
    if (this.#segment.length < rowsPerSegment) return
    const rows = this.#segment
    this.#segment = []
    if (this.#number++ % 10 !== 0) return
    const [packed] = packSegments('items', rows)
    this.bytes += (await nodeCoding.deflate(packed!.bytes)).length
    this.rows += rows.length
  }
}

function per(bytes: number, rows: number): number {
  return Math.round((bytes / rows) * 1000) / 1000
}

function rate(rows: number, ms: number): number {
  return Math.round((rows / ms) * 1000)
}
