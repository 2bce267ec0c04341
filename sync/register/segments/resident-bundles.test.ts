import { expect, test } from 'vitest'
import { nodeCoding } from './deflate.node.ts'
import { LibraryPlace, memoryLibraryStorage } from './memory-library-storage.ts'
import { barcode, fetchMissing, groupKey, libraryRows, publish } from './packed-library.fixture.ts'
import { openPackedLibrary } from './packed-library.ts'
import { registerKey } from './register-key.ts'
import type { WritableLibrary } from './writable-library.ts'

async function isWhole(library: WritableLibrary): Promise<void> {
  for (const number of [0, 1, 49, 50, 151, 512, 640, 999]) {
    const found = { barcode: barcode(number), title: `Kirja ${number >> 1}` }
    expect(await library.item(barcode(number))).toMatchObject({ found })
    expect(await library.state(barcode(number))).toEqual(
      number % 10 ? 'unknown' : { found: expect.objectContaining({ dueOn: '2026-12-15' }) },
    )
  }
}

test('[SG28] what was read into memory answers as the disk does; what is damaged there is not kept, and what was replaced is gone', async () => {
  const coding = nodeCoding
  const storage = memoryLibraryStorage(new LibraryPlace())
  const key = await registerKey(new Uint8Array(32).fill(1))
  const cache = { bundles: 0, segments: 0 }
  const library = await openPackedLibrary({ storage, coding, key, cardKey: () => groupKey, cache })
  const whole = await publish(libraryRows(), coding)
  await library.begin(whole.manifest, whole.indexes)
  await fetchMissing(library, whole)
  const { table } = (await storage.read()).tables.find(({ table: one }) => one.kind === 'items')!
  const right = (await storage.bytesAt(table.slots[1]!))!
  const { here, checks } = (await storage.read()).tables.find(({ table: one }) => one.kind === 'items')!
  const put = (bytes: Uint8Array) => storage.putBundles([{ slot: table.slots[1]!, bytes }], { name: table.name, here, checks })
  await put(right.with(right.length - 9, right[right.length - 9]! ^ 1))
  await library.warm()
  await put(right)
  await isWhole(library)
  await library.warm()
  await storage.dropBundles([...table.slots], { name: table.name, here, checks })
  await isWhole(library)
  const rows = libraryRows()
  const items = rows.items.map((row, at) => (at === 3 ? { ...row, homeBranch: 'TOI' } : row))
  const later = await publish({ ...rows, items }, coding, 2)
  await library.begin(later.manifest, later.indexes)
  await fetchMissing(library, later)
  await library.warm()
  expect(await library.item(barcode(3))).toMatchObject({ found: { homeBranch: 'TOI' } })
})
