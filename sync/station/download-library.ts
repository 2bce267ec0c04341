import { LibraryError } from '../register/segments/library-error.ts'
import type { PackedManifest } from '../register/segments/manifest.ts'
import type { PackedRows } from '../register/segments/segment.ts'
import type { MissingRun, WritableLibrary } from '../register/segments/writable-library.ts'

/** Where a packed register comes from: a hub, or a stick. */
export interface LibrarySource {
  manifest(): Promise<PackedManifest>
  /** An index, by name; `anew` past any cache. */
  part(name: string, anew: boolean): Promise<Uint8Array>
  /** The bytes of a run's bundles one after the other, in pieces of any size; `anew` past any cache. */
  run(index: string, from: number, to: number, anew: boolean): Promise<AsyncIterable<Uint8Array>>
  /** Changes since a version; `gone` where they cannot be told. */
  delta(manifest: string, since: number): Promise<PackedRows | 'gone'>
  /** The key of the group of stations, by its id; a stick has none. */
  key?(id: string): Promise<Uint8Array>
}

export interface LibraryDownloadPorts {
  readonly library: WritableLibrary
  readonly source: LibrarySource
  /** Something more urgent waits: stop between two transactions, the next turn goes on from there. */
  hurry(): boolean
  onProgress(): void
  /** The line costs by the byte: what is whole here is only brought up to date, and a newer manifest is left for later. */
  readonly spare?: boolean
}

/** Bundles of one transaction, and bytes: measured; look-ups wait for it. On a slow line what has arrived is kept after half a second. */
const atOnce = { bundles: 96, bytes: 2 * 1024 * 1024, ms: 500 }

/**
 * One step of keeping the packed register: what is missing, then what has changed. Stops at any place without harm; rejects with `LibraryError` `full`
 * where there is no room.
 */
export async function downloadLibrary(ports: LibraryDownloadPorts): Promise<void> {
  const { library } = ports
  if (!library.download().begun) await take(ports)
  if (ports.spare && library.download().begun && library.stand().complete) return void (await bringUpToDate(ports))
  if (!library.download().replacing && (await bringUpToDate(ports)) === 'gone') await take(ports)
  for (let run = library.download().missing[0]; run; run = library.download().missing[0]) {
    const fetched = await fetchRun(ports, run).catch(error => isGone(error) && takeOther(ports, error))
    if (fetched === 'stopped') return
  }
  if (library.download().replacing && (await bringUpToDate(ports)) === 'gone') await take(ports)
}

function isGone(error: unknown): true {
  if (error instanceof LibraryError && error.kind === 'gone') return true
  throw error
}

/** The hub has packed anew since: what is the same is here already. Rejects with `error` where it has not. */
async function takeOther(ports: LibraryDownloadPorts, error: unknown): Promise<void> {
  const before = JSON.stringify(ports.library.download().since)
  await take(ports)
  if (JSON.stringify(ports.library.download().since) === before) throw error
}

async function take({ library, source, onProgress }: LibraryDownloadPorts): Promise<void> {
  const manifest = await source.manifest()
  const indexes = new Map<string, Uint8Array>()
  for (const name of library.unknownIndexes(manifest)) indexes.set(name, await source.part(name, false))
  await library.begin(manifest, indexes, await source.key?.(manifest.keyId))
  onProgress()
}

async function bringUpToDate({ library, source, onProgress }: LibraryDownloadPorts): Promise<'gone' | 'done'> {
  for (const { manifest, version } of library.download().since) {
    const delta = await source.delta(manifest, version)
    if (delta === 'gone') return 'gone'
    await library.apply(delta)
    onProgress()
  }
  return 'done'
}

/** Fetches one run; a bundle whose bytes are wrong is fetched once more past any cache. */
export async function fetchRun(ports: LibraryDownloadPorts, run: MissingRun): Promise<'done' | 'stopped'> {
  try {
    return await takeRun(ports, run, false)
  } catch (error) {
    if (!(error instanceof LibraryError && error.kind === 'damaged')) throw error
    return takeRun(ports, ports.library.download().missing.find(({ index }) => index === run.index) ?? run, true)
  }
}

/** While one transaction is written the next is hashed, and more bundles arrive. */
async function takeRun(
  { library, source, hurry, onProgress }: LibraryDownloadPorts,
  { index, from, to, sizes }: MissingRun,
  anew: boolean,
): Promise<'done' | 'stopped'> {
  let next = from
  let ready: Uint8Array[] = []
  let bytes = 0
  let writing: Promise<void> = Promise.resolve()
  let hashing: Promise<void> = Promise.resolve()
  let began = performance.now()
  const write = async () => {
    await writing
    writing = hashing
    const [place, bundles] = [next, ready]
    next += ready.length
    ready = []
    bytes = 0
    began = performance.now()
    hashing = library.put(index, place, bundles).then(onProgress)
    hashing.catch(() => undefined)
  }
  try {
    for await (const bundle of cut(await source.run(index, from, to, anew), sizes)) {
      ready.push(bundle)
      bytes += bundle.length
      const isSlow = performance.now() - began >= atOnce.ms
      if (ready.length < atOnce.bundles && bytes < atOnce.bytes && !isSlow) continue
      await write()
      if (hurry()) break
    }
  } finally {
    // Also what came before the line broke.
    if (ready.length > 0) await write()
    await writing
    await hashing
  }
  return next < to ? 'stopped' : 'done'
}

/** A stream cut into pieces of these sizes, each in bytes of its own. Ends early where the stream does. */
export async function* cut(stream: AsyncIterable<Uint8Array>, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  let piece = new Uint8Array(sizes[0] ?? 0)
  let filled = 0
  for await (const chunk of stream) {
    let used = 0
    while (used < chunk.length && at < sizes.length) {
      const part = chunk.subarray(used, used + piece.length - filled)
      piece.set(part, filled)
      used += part.length
      filled += part.length
      if (filled < piece.length) continue
      yield piece
      piece = new Uint8Array(sizes[++at] ?? 0)
      filled = 0
    }
  }
}
