import { Dexie } from 'dexie'
import { expect, test } from 'vitest'
import { segmentName } from '../pack.ts'
import { pageCoding } from './coding.dom.ts'
import { dexieLibraryStorage, libraryDatabaseVersion, libraryTables } from './library-storage.dom.ts'
import { packedLibraryContract } from './packed-library.contract.ts'

let number = 0

packedLibraryContract('in IndexedDB', pageCoding, () => {
  const databaseName = `library-${Date.now()}-${number++}`
  return { open: () => dexieLibraryStorage(databaseName), remove: () => Dexie.delete(databaseName) }
})

test('[SG7] the tables of the library’s database cannot change without a new version', () => {
  const text = JSON.stringify([libraryDatabaseVersion, libraryTables])
  expect(segmentName(new TextEncoder().encode(text)).slice(0, 16)).toBe('5466810a69b2d2e6')
})
