import { expect, test } from 'vitest'
import { stationStoreContract } from './station-store.contract.ts'
import { type LineWrite, memoryStationStore, nothingStored, type StoredLine, stationStore } from './station-store.ts'

stationStoreContract('in memory', () => {
  let last: { stored(): StoredLine } | undefined
  const open = async () => {
    const store = memoryStationStore(last?.stored() ?? nothingStored)
    last = store
    return store
  }
  return { open, remove: async () => {} }
})

test('[UP13] a write that fails changes nothing that is read', async () => {
  const full = async (_: LineWrite) => {
    throw new Error('the disk is full')
  }
  const store = stationStore(nothingStored, { write: full, close: async () => {} })
  await expect(store.putOutcomes([], 7)).rejects.toThrow('full')
  expect(store.stored().cursor).toBe(0)
})
