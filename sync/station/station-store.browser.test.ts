import { Dexie } from 'dexie'
import { expect, test } from 'vitest'
import { stationStoreContract } from './station-store.contract.ts'
import { openDexieStationStore, stationDatabaseVersion, stationTables } from './station-store.dom.ts'

let number = 0

stationStoreContract('in IndexedDB', () => {
  const databaseName = `station-${Date.now()}-${number++}`
  return { open: () => openDexieStationStore({ databaseName }), remove: () => Dexie.delete(databaseName) }
})

test('[UP13] the tables cannot change without a new version', () => {
  const tablesOf: Readonly<Record<number, object>> = {
    1: { outcomes: '[epoch+sequence]', held: 'epoch', facts: 'name' },
    2: { outcomes: '[epoch+sequence]', held: 'epoch', facts: 'name', carried: 'seal' },
  }
  expect(stationTables).toEqual(tablesOf[stationDatabaseVersion])
})
