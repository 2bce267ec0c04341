import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { knowsReadAt, protocolVersion } from '../../protocol/messages.ts'
import type { PackedManifest, TableKind } from '../../register/segments/manifest.ts'
import type { PackedRows } from '../../register/segments/segment.ts'
import type { Claims } from '../claims.ts'
import { type DetailPolicy, groupOf, noGroup } from '../detail/policy.ts'
import { currentKey } from '../detail/tag-keys.ts'
import { leastOf, registerOf, tellingUnder } from '../detail/telling.ts'
import { currentVersion, firstVersion } from '../register-version.ts'
import { buildDelta } from './build-delta.ts'
import { type BuildPorts, buildForAll, buildGroup, buildNamed } from './build-manifest.ts'
import { forAll, PackedStore, type Published } from './packed-store.ts'
import { Places } from './places.ts'

export interface PublisherPorts extends Pick<BuildPorts, 'db' | 'coding' | 'settings' | 'now' | 'readAt' | 'rowsAtOnce'> {
  readonly policy: DetailPolicy
  /** Only where other processes work on the same database: one of them packs. */
  readonly claims?: Claims
  readonly onError: (error: unknown) => void
  /** How often it is looked whether deltas have grown; a minute if not given. */
  readonly lookEveryMs?: number
}

/** What a station is answered; undefined where the hub does not have it (yet, or any more). `station` as in the policy of detail. */
export interface PackedPublisher {
  /** Waits for the first one of a small library. */
  manifest(station: string | undefined): Promise<PackedManifest | undefined>
  part(station: string | undefined, name: string): Promise<Uint8Array | undefined>
  /** The names of the bundles from a place to before another. */
  run(station: string | undefined, index: string, from: number, to: number): Promise<AsyncIterable<Uint8Array> | undefined>
  /** `protocol`: the newest that the station speaks; this hub's if not given. */
  delta(station: string | undefined, manifest: string, since: number, protocol?: number): Promise<PackedRows | undefined>
  /** Hex. */
  key(station: string | undefined, id: string): Promise<string | undefined>
  figures(): Promise<PackedFigures | undefined>
  /** Resolves when nothing is in hand any more, be it ready or not. */
  stop(): Promise<void>
}

/** Of the manifest that all stations are told. */
export interface PackedFigures {
  readonly name: string
  readonly version: number
  readonly madeAt: string
  readonly bytes: number
  readonly items: number
  readonly patrons: number
  readonly buildMs: number
}

/** What a changed row weighs in a delta, on average and measured. */
const bytesOfChange = 6
const volatile: readonly TableKind[] = ['states', 'counts', 'loan-tags', 'holds']
/** Deltas that are smaller than this are no reason to pack anew, however small the library. */
const leastBytes = 64 * 1024
/** Stations that are fetching a manifest finish with it. */
const hoursKept = 48
const patienceMs = 20_000
const bundlesAtOnce = 16
const deltasKept = 32

/**
 * Publishes the packed register. It is packed when the first station asks for it, and anew in the background when the key turns, when the changes since are
 * no longer known, or when a delta of all of them would weigh half of what moves: states, counts, tags of loans, and holds.
 */
export function packedPublisher(ports: PublisherPorts): PackedPublisher {
  const { db, coding, now } = ports
  const store = new PackedStore(db, coding)
  const places = new Places(db, store, coding)
  const underWay = new Map<string, Promise<void>>()
  const looked = new Map<string, number>()
  const deltas = new Map<string, Promise<PackedRows | undefined>>()
  let last: Promise<void> = Promise.resolve()
  let ends = false

  const turn = async () => {
    await new Promise(resolve => setTimeout(resolve, 0))
    if (ends) throw new HubEnds()
  }
  const build = { ...ports, store, turn }

  function keepUp(register: string, station: string | undefined): Promise<void> {
    const before = underWay.get(register)
    if (before) return before
    const mine = last
      .then(() => bringUp(register, station))
      .catch(error => {
        if (!(error instanceof HubEnds)) ports.onError(error)
      })
      .finally(() => underWay.delete(register))
    underWay.set(register, mine)
    last = mine.catch(() => undefined)
    return mine
  }

  async function bringUp(register: string, station: string | undefined): Promise<void> {
    if (ends) return
    const claim = await ports.claims?.take(['packed register'])
    if (ports.claims && !claim) return
    try {
      let ofAll = await store.newest(forAll)
      if (!ofAll || (await isDue(ofAll))) ofAll = await buildForAll(build, await currentKey(db, now()))
      const base = await ofGroup(ofAll, groupOf(ports.policy, station))
      const own = register === base.register ? base : await store.newest(register)
      if (own !== base && (own?.build.base !== base.manifest.name || own.key !== base.key))
        await buildNamed(build, base, await tellingUnder(ports, station, hexToBytes(base.key)))
      const before = Temporal.Instant.from(now()).subtract({ hours: hoursKept })
      if ((await store.forget(before.toString())) > 0) await sql`vacuum packed_parts`.execute(db)
    } finally {
      await claim?.release()
    }
  }

  /** What a group's stations are told of persons: on top of what is open to all, under the group's own key. */
  async function ofGroup(ofAll: Published, group: string): Promise<Published> {
    if (group === noGroup) return ofAll
    const [register, key] = [leastOf(group), await currentKey(db, now(), group)]
    const known = await store.newest(register)
    const isRight = known?.build.base === ofAll.manifest.name && known.key === bytesToHex(key)
    return isRight ? known : buildGroup(build, ofAll, register, key)
  }

  /** Where the parts stand that a station may have. */
  function registersFor(station: string | undefined): readonly string[] {
    return [...new Set([forAll, leastOf(groupOf(ports.policy, station)), registerOf(ports, station)])]
  }

  async function isDue({ key, manifest }: Published): Promise<boolean> {
    if (bytesToHex(await currentKey(db, now())) !== key) return true
    if (manifest.version < (await firstVersion(db))) return true
    return weighsMore(manifest.version, Math.max(leastBytes, bytesOf(manifest, volatile) / 2))
  }

  async function weighsMore(since: number, bytes: number): Promise<boolean> {
    const rows = Math.ceil(bytes / bytesOfChange)
    const { rows: found } = await sql<{ count: number }>`select count(*)::integer as count from
      (select 1 from changes where version > ${since} limit ${rows + 1}) as changed`.execute(db)
    return (found[0]?.count ?? 0) > rows
  }

  /** Now and then, and nobody waits for it. */
  function look(register: string, station: string | undefined): void {
    const lastLook = looked.get(register)
    if (lastLook !== undefined && performance.now() - lastLook < (ports.lookEveryMs ?? 60_000)) return
    looked.set(register, performance.now())
    void keepUp(register, station)
  }

  async function* bytesOfBundles(registers: readonly string[], names: readonly string[]): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < names.length; from += bundlesAtOnce) {
      const page = names.slice(from, from + bundlesAtOnce)
      const parts = await store.parts(registers, page)
      for (const name of page) {
        const bytes = parts.get(name)
        if (!bytes) throw new Error('a bundle is no longer kept')
        yield bytes
      }
    }
  }

  async function delta(
    station: string | undefined,
    manifest: string,
    since: number,
    protocol = protocolVersion,
  ): Promise<PackedRows | undefined> {
    const register = registerOf(ports, station)
    const published = await store.manifest(register, manifest)
    look(register, station)
    if (!published) return undefined
    const newest = await store.newest(register)
    const isOld = newest !== undefined && newest.manifest.name !== manifest
    if (isOld && (await weighsMore(since, bytesOf(newest.manifest, volatile)))) return undefined
    const version = await currentVersion(db)
    // One without changes says how fresh the data is: it is told anew each minute.
    const readAt = knowsReadAt(protocol) ? ports.readAt : undefined
    const name = `${register} ${manifest} ${since} ${version} ${now().slice(0, 16)} ${readAt ? 'read at' : ''}`
    const known = deltas.get(name)
    if (known) return known
    if (deltas.size >= deltasKept) deltas.clear()
    const telling = await tellingUnder(ports, station, hexToBytes(published.key))
    const made = buildDelta({ db, coding, places, now, ...(readAt && { readAt }) }, published, since, telling)
    made.catch(() => deltas.delete(name))
    deltas.set(name, made)
    return made
  }

  return {
    async manifest(station) {
      const register = registerOf(ports, station)
      look(register, station)
      const here = await store.newest(register)
      if (here) return here.manifest
      await within(patienceMs, keepUp(register, station))
      return (await store.newest(register))?.manifest
    },
    async part(station, name) {
      return (await store.parts(registersFor(station), [name])).get(name)
    },
    async run(station, index, from, to) {
      const registers = registersFor(station)
      const rows = await store.index(registers, index)
      if (!rows || from >= to || to > rows.length) return undefined
      return bytesOfBundles(
        registers,
        rows.slice(from, to).map(({ name }) => name),
      )
    },
    delta,
    async key(station, id) {
      const registers = [leastOf(groupOf(ports.policy, station)), registerOf(ports, station)]
      const mine = (await store.all()).find(({ register, manifest }) => registers.includes(register) && manifest.keyId === id)
      return mine?.key
    },
    async figures() {
      const found = await store.newest(forAll)
      if (!found) return undefined
      const { manifest, madeAt, build: facts } = found
      const rows = (kind: TableKind) => manifest.tables.find(table => table.kind === kind)?.rows ?? 0
      const kinds = manifest.tables.map(({ kind }) => kind)
      const { name, version } = manifest
      const sizes = { items: rows('items'), patrons: rows('patrons') }
      return { name, version, madeAt, bytes: bytesOf(manifest, kinds), ...sizes, buildMs: facts.ms }
    },
    async stop() {
      ends = true
      await last
    },
  }
}

/** With their indexes, as they travel. */
function bytesOf({ tables }: PackedManifest, kinds: readonly TableKind[]): number {
  return tables.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { bytes, index }) => sum + bytes + index.bytes, 0)
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise(resolve => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** What is being packed is left where it is. */
class HubEnds extends Error {}
