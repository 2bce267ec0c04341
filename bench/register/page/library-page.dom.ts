import { pageCoding } from '../../../sync/register/segments/coding.dom.ts'
import { dexieLibraryStorage } from '../../../sync/register/segments/library-storage.dom.ts'
import type { TableKind } from '../../../sync/register/segments/manifest.ts'
import { openPackedLibrary } from '../../../sync/register/segments/packed-library.ts'
import { registerKey } from '../../../sync/register/segments/register-key.ts'
import type { SegmentCacheOptions } from '../../../sync/register/segments/segment-cache.ts'
import type { WritableLibrary } from '../../../sync/register/segments/writable-library.ts'
import { downloadLibrary, fetchRun } from '../../../sync/station/download-library.ts'
import { folderSource } from './folder-source.ts'
import { quantile, timesOf, took } from './times.ts'

const cold: SegmentCacheOptions = { bundles: 0, segments: 0 }
let library: WritableLibrary | undefined
let seed = 1

async function open(name: string, cache?: SegmentCacheOptions): Promise<WritableLibrary> {
  const key = await registerKey(new Uint8Array(32).fill(5))
  const cardKey = () => new Uint8Array(32).fill(seed)
  const storage = await dexieLibraryStorage(name)
  return openPackedLibrary({ storage, coding: pageCoding, key, cardKey, ...(cache && { cache }) })
}

const ports = (manifest?: string) => ({
  library: library!,
  source: folderSource(manifest),
  hurry: () => false,
  onProgress: () => undefined,
})

/** What the bench asks of the packed register, inside of a page. */
export const libraryPage = {
  /** Opens it as a desk does; resolves with the milliseconds to the first answer. */
  async open(name: string, itsSeed: number, barcode: string, isCold: boolean): Promise<number> {
    seed = itsSeed
    return took(async () => {
      library = await open(name, isCold ? cold : undefined)
      await library.item(barcode)
    })
  },

  /** Takes the manifest and its indexes; resolves with milliseconds. */
  begin(manifestFile: string): Promise<number> {
    return took(async () => {
      const { source } = ports(manifestFile)
      const manifest = await source.manifest()
      const indexes = new Map<string, Uint8Array>()
      for (const one of library!.unknownIndexes(manifest)) indexes.set(one, await source.part(one, false))
      await library!.begin(manifest, indexes)
    })
  },

  /** Fetches, verifies and stores tables; resolves with milliseconds. */
  fetchTables(kinds: readonly TableKind[], manifestFile: string): Promise<number> {
    return took(async () => {
      for (const run of library!.download().missing) if (kinds.includes(run.kind)) await fetchRun(ports(manifestFile), run)
    })
  },

  /** The whole download, as a station does it; `told` after every transaction. */
  async download(told: (bytes: number) => void): Promise<void> {
    await downloadLibrary({ ...ports(), onProgress: () => told(library!.stand().bytesHere) })
  },

  async applyDelta(): Promise<number> {
    const delta = await folderSource().delta('', 1)
    return took(async () => {
      if (delta !== 'gone') await library!.apply(delta)
    })
  },

  async lookUps(barcodes: readonly string[]): Promise<{ p50: number; p99: number; found: number }> {
    let found = 0
    const times = await timesOf(barcodes, async barcode => {
      if (typeof (await library!.item(barcode)) !== 'string') found++
    })
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), found }
  },

  /** The same barcodes again and again: from the cache. A call is too short for the clock, so a hundred are timed together. */
  async cached(barcodes: readonly string[]): Promise<number> {
    for (const barcode of barcodes) await library!.item(barcode)
    const times = await timesOf(barcodes, async barcode => {
      for (let again = 0; again < 100; again++) await library!.item(barcode)
    })
    return quantile(times, 0.5) / 100
  },

  async cardLookUps(cards: readonly string[]): Promise<{ p50: number; p99: number; found: number }> {
    let found = 0
    const times = await timesOf(cards, async card => {
      if (typeof (await library!.patronByCard(card)) !== 'string') found++
    })
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), found }
  },

  async names(prefixes: readonly string[]): Promise<{ p50: number; hits: number }> {
    let hits = 0
    const times = await timesOf(prefixes, async name => {
      hits += (await library!.searchNames({ name, limit: 20 })).length
    })
    return { p50: quantile(times, 0.5), hits: hits / prefixes.length }
  },

  /** What a desk has read into memory by the time of its first scan. */
  warm: () => took(() => library!.warm()),

  check: () => library!.check(),
  stand: () => library!.stand(),
  async close(): Promise<void> {
    await library?.close()
    library = undefined
  },
}
