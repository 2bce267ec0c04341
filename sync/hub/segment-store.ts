import type { Kysely } from 'kysely'
import type { Item } from '../../circulation/item.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { Manifest, SegmentInfo } from '../protocol/messages.ts'
import { type PackedSegment, packSegments } from '../register/pack.ts'
import type { Telling } from './detail/telling.ts'
import type { Publisher } from './publish.ts'
import { currentVersion, firstVersion } from './register-version.ts'
import { snapshot } from './snapshot.ts'
import type { Tables } from './tables.ts'

export interface SegmentStore {
  /** What the register consists of now, as it is told to a station, or whole; its version is the one its segments were packed at. */
  manifest(telling?: Telling): Promise<Manifest>
  /** The JSON bytes of a segment that a manifest so told has named: of this run, or of another process on the same rows. */
  bytes(name: string, telling?: Telling): Promise<Uint8Array<ArrayBuffer> | undefined>
}

/**
 * Packs the static rows into content-addressed segments and keeps them in memory. They are packed again when an item's or a patron's own row has
 * changed, and then most come out as they were, under the same name.
 */
export function segmentStore(db: Kysely<Tables>, publisher: Publisher, now: () => string): SegmentStore {
  const byName = new Map<string, Uint8Array<ArrayBuffer>>()
  const byTelling = new Map<string, Told>()

  async function manifest(telling?: Telling): Promise<Manifest> {
    const kept = await upToDate(telling)
    const { version, segments } = await kept.packed
    return {
      version: await validUpTo(version),
      asOf: now(),
      segments,
      settings: await publisher.settings(),
      ...(telling && { detail: telling.detail }),
    }
  }

  async function upToDate(telling: Telling | undefined) {
    const id = telling?.detail.id ?? ''
    const kept = byTelling.get(id)
    if (kept && !(await isOld(await kept.packed, id))) return kept
    const names = kept?.names ?? new Set<string>()
    const packed = pack(db, telling).then(({ version, named, segments }) => {
      // Items are the same for every station: their bytes are kept once.
      for (const { info, bytes } of segments) {
        if (!byName.has(info.name)) byName.set(info.name, bytes as Uint8Array<ArrayBuffer>)
        names.add(info.name)
      }
      return { version, named, segments: segments.map(({ info }) => info) }
    })
    packed.catch(() => byTelling.delete(id))
    const next = { packed, names }
    forgetEarlierKeys(id)
    byTelling.set(id, next)
    return next
  }

  /** What was told under an earlier key is asked for by nobody any more. */
  function forgetEarlierKeys(id: string): void {
    const others = [...byTelling.keys()].filter(other => other !== id && registerIn(other) === registerIn(id))
    if (others.length === 0) return
    for (const other of others) byTelling.delete(other)
    const told = new Set([...byTelling.values()].flatMap(({ names }) => [...names]))
    for (const name of byName.keys()) if (!told.has(name)) byName.delete(name)
  }

  /** Segments stay true until an item or a patron changes: a station need not be told of all that moved in between. */
  function validUpTo(version: number): Promise<number> {
    return snapshot(db, async transaction => {
      const latest = await currentVersion(transaction)
      return (await changedSince(version, transaction)) ? version : latest
    })
  }

  /** Also where somebody has become a regular since: by a loan, of which no row of theirs tells. */
  function isOld({ version, named }: Packed<SegmentInfo>, id: string): Promise<boolean> {
    return snapshot(
      db,
      async transaction => (await changedSince(version, transaction)) || (await namedIn(transaction, id)) !== named,
    )
  }

  async function changedSince(version: number, from: Kysely<Tables>): Promise<boolean> {
    // What has changed since is not known any more: better packed once too often than stale.
    if (version < (await firstVersion(from))) return true
    const rows = from.selectFrom('changes').select('version').where('version', '>', version)
    return !!(await rows.where('kind', 'in', ['item', 'patron', 'settings']).limit(1).executeTakeFirst())
  }

  async function bytes(name: string, telling?: Telling) {
    const isTold = () => byTelling.get(telling?.detail.id ?? '')?.names.has(name) ?? false
    // Another process may have named it: packed here, the same rows give the same segment.
    if (!isTold()) await manifest(telling)
    return isTold() ? byName.get(name) : undefined
  }

  return { manifest, bytes }
}

interface Told {
  readonly packed: Promise<Packed<SegmentInfo>>
  /** Of all segments that manifests so told have named. */
  readonly names: Set<string>
}

interface Packed<Part> {
  readonly version: number
  /** How many the register named. */
  readonly named: number
  readonly segments: readonly Part[]
}

/** A telling's id is its key's and its register's. */
function registerIn(id: string): string {
  return id.slice(id.indexOf(' ') + 1)
}

function pack(db: Kysely<Tables>, telling: Telling | undefined): Promise<Packed<PackedSegment>> {
  return snapshot(db, async transaction => {
    const items = await transaction.selectFrom('items').select('row').execute()
    const patrons = rows<Patron>(await transaction.selectFrom('patrons').select('row').execute())
    const named = telling && (await telling.named(transaction, patrons))
    const told = named ? patrons.flatMap(patron => telling.rowsOf(patron, named.has(patron.patronId))) : patrons
    const segments = [...packSegments('items', rows<Item>(items)), ...packSegments('patrons', told)]
    return { version: await currentVersion(transaction), named: await namedIn(transaction, telling?.detail.id ?? ''), segments }
  })
}

async function namedIn(from: Kysely<Tables>, register: string): Promise<number> {
  const found = await from
    .selectFrom('named_patrons')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('register', '=', register)
    .executeTakeFirstOrThrow()
  return Number(found.count)
}

function rows<T>(found: readonly { readonly row: string }[]): T[] {
  return found.map(({ row }) => JSON.parse(row) as T)
}
