import { expect, test } from 'vitest'
import { nodeCoding } from '../register/segments/deflate.node.ts'
import { emptyDelta, packDelta } from '../register/segments/delta.ts'
import { LibraryPlace, memoryLibraryStorage } from '../register/segments/memory-library-storage.ts'
import { barcode, groupKey, libraryRows, type PublishedLibrary, publish } from '../register/segments/packed-library.fixture.ts'
import { openPackedLibrary } from '../register/segments/packed-library.ts'
import { registerKey } from '../register/segments/register-key.ts'
import { downloadLibrary, type LibrarySource } from './download-library.ts'

const open = async () => {
  const storage = memoryLibraryStorage(new LibraryPlace())
  return openPackedLibrary({ storage, coding: nodeCoding, key: await registerKey(new Uint8Array(32)), cardKey: () => groupKey })
}

/** A hub whose line gives pieces of any size; `spoil` may change what comes. */
function source(
  whole: PublishedLibrary,
  asked: string[],
  spoil: (bytes: Uint8Array, anew: boolean) => Uint8Array = bytes => bytes,
) {
  const hub: LibrarySource = {
    manifest: async () => whole.manifest,
    part: async name => whole.indexes.get(name)!,
    async run(index, from, to, anew) {
      const { kind } = whole.manifest.tables.find(table => table.index.name === index)!
      asked.push(`${kind} ${from}-${to}`)
      const bytes = Buffer.concat(whole.bundles.get(index)!.slice(from, to))
      return (async function* () {
        const spoiled = spoil(new Uint8Array(bytes), anew)
        for (let at = 0; at < spoiled.length; at += 700) yield spoiled.subarray(at, at + 700)
      })()
    },
    delta: (manifest, since) =>
      packDelta(
        {
          ...emptyDelta({ manifest, since, version: 3, asOf: '2026-11-02T10:00:00Z' }),
          items: { changed: [], gone: since < 3 ? [barcode(4)] : [] },
        },
        nodeCoding,
      ),
  }
  return hub
}

const calm = { hurry: () => false, onProgress: () => undefined }

test('[SG14] a download asks once for each table, and the next turn only for what has changed', async () => {
  const [library, asked] = [await open(), [] as string[]]
  const hub = source(await publish(libraryRows(), nodeCoding), asked)
  await downloadLibrary({ library, source: hub, ...calm })
  expect(library.stand()).toMatchObject({ complete: true, version: 3 })
  expect(await library.item(barcode(4))).toBe('unknown')
  expect(asked.map(one => one.split(' ')[0])).toEqual([
    ...['states', 'items', 'titles', 'patrons', 'counts', 'loan-tags', 'holds', 'named', 'named-loans', 'named-holds', 'names'],
  ])
  await downloadLibrary({ library, source: hub, ...calm })
  expect(asked).toHaveLength(11)
})

test('[SG14] something more urgent stops it between two transactions; a line that breaks costs nothing that has arrived', async () => {
  const [library, asked] = [await open(), [] as string[]]
  const whole = await publish(libraryRows(24_000), nodeCoding)
  await downloadLibrary({ library, source: source(whole, asked), ...calm, hurry: () => asked.at(-1)!.startsWith('items') })
  const [run] = library.download().missing
  expect([run!.kind, run!.from]).toEqual(['items', 96])
  const cut = source(whole, asked, bytes => bytes.slice(0, 9000))
  await downloadLibrary({ library, source: cut, ...calm, hurry: () => asked.length > 20 })
  await downloadLibrary({ library, source: source(whole, asked), ...calm })
  expect(library.stand().complete).toBe(true)
})

test('[SG15] a bundle that arrives damaged is asked for once more past any cache', async () => {
  const [library, asked] = [await open(), [] as string[]]
  const whole = await publish(libraryRows(), nodeCoding)
  const flip = (bytes: Uint8Array) => bytes.with(bytes.length - 5, bytes.at(-5)! ^ 1)
  await downloadLibrary({ library, source: source(whole, asked, (bytes, anew) => (anew ? bytes : flip(bytes))), ...calm })
  expect(library.stand().complete).toBe(true)
  expect(await library.check()).toMatchObject({ wrong: 0 })
  const always = downloadLibrary({ library: await open(), source: source(whole, asked, flip), ...calm })
  await expect(always).rejects.toMatchObject({ kind: 'damaged' })
})
