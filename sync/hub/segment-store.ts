import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Kysely } from 'kysely'
import type { Item } from '../../circulation/item.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { Manifest, Segment, SegmentInfo } from '../protocol/messages.ts'
import type { Publisher } from './publish.ts'
import { currentVersion } from './register-version.ts'
import type { Tables } from './tables.ts'

export interface SegmentStore {
  /** What the register consists of now; its version is the one its segments were packed at. */
  manifest(): Promise<Manifest>
  /** The JSON bytes of a segment that a manifest of this run named. */
  bytes(name: string): Uint8Array<ArrayBuffer> | undefined
}

const rowsInSegment = 500

/**
 * Packs the static rows into content-addressed segments and keeps them in memory. They are packed again when an item's or a patron's own row has
 * changed, and then most come out as they were, under the same name.
 */
export function segmentStore(db: Kysely<Tables>, publisher: Publisher, now: () => string): SegmentStore {
  const byName = new Map<string, Uint8Array<ArrayBuffer>>()
  let packed: Promise<Packed> | undefined

  async function manifest(): Promise<Manifest> {
    if (!packed || (await changedSince((await packed).version))) packed = pack(db)
    const { version, segments } = await packed
    for (const { info, bytes } of segments) byName.set(info.name, bytes)
    return { version, asOf: now(), segments: segments.map(({ info }) => info), settings: await publisher.settings() }
  }

  async function changedSince(version: number): Promise<boolean> {
    const changed = db
      .selectFrom('changes')
      .select('version')
      .where('version', '>', version)
      .where('kind', 'in', ['item', 'patron'])
    return !!(await changed.limit(1).executeTakeFirst())
  }

  return { manifest, bytes: name => byName.get(name) }
}

interface Packed {
  readonly version: number
  readonly segments: readonly { readonly info: SegmentInfo; readonly bytes: Uint8Array<ArrayBuffer> }[]
}

function pack(db: Kysely<Tables>): Promise<Packed> {
  return db.transaction().execute(async transaction => {
    const items = await transaction.selectFrom('items').select(['barcode as key', 'row']).execute()
    const patrons = await transaction.selectFrom('patrons').select(['patron_id as key', 'row']).execute()
    return {
      version: await currentVersion(transaction),
      segments: [...inSegments('items', items), ...inSegments('patrons', patrons)],
    }
  })
}

function inSegments(kind: Segment['kind'], rows: readonly { readonly key: string; readonly row: string }[]) {
  // By code units, as every station sorts: a database's collation would differ from machine to machine.
  const sorted = [...rows].sort((one, other) => (one.key < other.key ? -1 : 1))
  const parts = Array.from({ length: Math.ceil(sorted.length / rowsInSegment) }, (_, part) =>
    sorted.slice(part * rowsInSegment, (part + 1) * rowsInSegment),
  )
  return parts.map(part => {
    const segment = { kind, rows: part.map(({ row }) => JSON.parse(row) as Item | Patron) } as Segment
    const bytes = utf8ToBytes(JSON.stringify(segment)) as Uint8Array<ArrayBuffer>
    const [first, last] = [part[0]?.key ?? '', part.at(-1)?.key ?? '']
    const info = { kind, name: bytesToHex(sha256(bytes)), firstKey: first, lastKey: last, rows: part.length, bytes: bytes.length }
    return { info, bytes }
  })
}
