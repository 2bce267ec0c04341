import type { Kysely } from 'kysely'
import type { Item } from '../../circulation/item.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { Manifest } from '../protocol/messages.ts'
import { type PackedSegment, packSegments } from '../register/pack.ts'
import type { Publisher } from './publish.ts'
import { currentVersion, firstVersion } from './register-version.ts'
import { snapshot } from './snapshot.ts'
import type { Tables } from './tables.ts'

export interface SegmentStore {
  /** What the register consists of now; its version is the one its segments were packed at. */
  manifest(): Promise<Manifest>
  /** The JSON bytes of a segment that a manifest named: of this run, or of another process on the same rows. */
  bytes(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>
}

/**
 * Packs the static rows into content-addressed segments and keeps them in memory. They are packed again when an item's or a patron's own row has
 * changed, and then most come out as they were, under the same name.
 */
export function segmentStore(db: Kysely<Tables>, publisher: Publisher, now: () => string): SegmentStore {
  const byName = new Map<string, Uint8Array<ArrayBuffer>>()
  let packed: Promise<Packed> | undefined

  async function manifest(): Promise<Manifest> {
    if (!packed || (await isOld((await packed).version))) packed = pack(db)
    const { segments } = await packed
    for (const { info, bytes } of segments) byName.set(info.name, bytes as Uint8Array<ArrayBuffer>)
    return {
      version: await validUpTo((await packed).version),
      asOf: now(),
      segments: segments.map(({ info }) => info),
      settings: await publisher.settings(),
    }
  }

  /** Segments stay true until an item or a patron changes: a station need not be told of all that moved in between. */
  function validUpTo(version: number): Promise<number> {
    return snapshot(db, async transaction => {
      const latest = await currentVersion(transaction)
      return (await changedSince(version, transaction)) ? version : latest
    })
  }

  function isOld(version: number): Promise<boolean> {
    return snapshot(db, transaction => changedSince(version, transaction))
  }

  async function changedSince(version: number, from: Kysely<Tables>): Promise<boolean> {
    // What has changed since is not known any more: better packed once too often than stale.
    if (version < (await firstVersion(from))) return true
    const rows = from.selectFrom('changes').select('version').where('version', '>', version)
    return !!(await rows.where('kind', 'in', ['item', 'patron', 'settings']).limit(1).executeTakeFirst())
  }

  async function bytes(name: string) {
    // Another process may have named it: packed here, the same rows give the same segment.
    if (!byName.has(name)) await manifest()
    return byName.get(name)
  }

  return { manifest, bytes }
}

interface Packed {
  readonly version: number
  readonly segments: readonly PackedSegment[]
}

function pack(db: Kysely<Tables>): Promise<Packed> {
  return snapshot(db, async transaction => {
    const items = await transaction.selectFrom('items').select('row').execute()
    const patrons = await transaction.selectFrom('patrons').select('row').execute()
    const segments = [...packSegments('items', rows<Item>(items)), ...packSegments('patrons', rows<Patron>(patrons))]
    return { version: await currentVersion(transaction), segments }
  })
}

function rows<T>(found: readonly { readonly row: string }[]): T[] {
  return found.map(({ row }) => JSON.parse(row) as T)
}
