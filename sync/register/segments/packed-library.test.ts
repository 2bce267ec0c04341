import { expect, test } from 'vitest'
import { packTable } from './bundle.ts'
import { nodeCoding } from './deflate.node.ts'
import { LibraryPlace, memoryLibraryStorage } from './memory-library-storage.ts'
import { packedLibraryContract } from './packed-library.contract.ts'
import { libraryRows } from './packed-library.fixture.ts'

packedLibraryContract('in memory', nodeCoding, () => {
  const place = new LibraryPlace()
  return {
    open: async () => memoryLibraryStorage(place),
    room: {
      async fill() {
        place.room = 0
      },
      async make() {
        place.room = Number.POSITIVE_INFINITY
      },
    },
    remove: async () => undefined,
  }
})

test('[SG18] a row that comes or goes changes the bundle where it stands, not those behind it', async () => {
  const { items } = libraryRows(4000)
  const names = async (rows: typeof items) => {
    const found = []
    for await (const { row } of packTable('items', rows, nodeCoding, { rowsPerSegment: 50, rowsPerBundle: 150 }))
      found.push(row.name)
    return found
  }
  const before = new Set(await names(items))
  const after = await names(items.filter((_, at) => at !== 700))
  expect(after.length).toBeGreaterThan(15)
  expect(after.filter(name => !before.has(name)).length).toBeLessThan(5)
})
