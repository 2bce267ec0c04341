import { expect, test } from 'vitest'
import { keptRegisterKey } from '../register/segments/key-wrap.ts'
import { beginAnew, changePassphrase, hasPassphrase, unlockedBy } from './passphrase.ts'
import { memoryStationStore, nothingStored, type StationStore, stationStore } from './station-store.ts'

const cheap = { memory: 64, passes: 1 }
const [first, second] = ['neljä sanaa ilman syytä', 'viisi muuta sanaa hyllyssä']

/** What a passphrase opens: both keys, or nothing. */
async function keysBy(store: StationStore, passphrase: string) {
  const wrap = await unlockedBy(store, passphrase)
  const { registerKey = '', journalKey = '' } = store.stored()
  return wrap && [await wrap.unwrap(registerKey), await wrap.unwrap(journalKey)]
}

test('[SG30] without a passphrase nobody is asked; once set, it and no other opens both keys', async () => {
  const store = memoryStationStore()
  expect(hasPassphrase(store)).toBe(false)
  expect(await unlockedBy(store, first)).toBeUndefined()
  await beginAnew(store, first, cheap)
  expect(hasPassphrase(store)).toBe(true)
  const keys = await keysBy(store, first)
  expect(keys?.map(key => key?.length)).toEqual([32, 32])
  expect(keys?.[0]).not.toEqual(keys?.[1])
  for (const wrong of [second, first.toUpperCase(), `${first}!`, '1234', ''])
    expect(await unlockedBy(store, wrong)).toBeUndefined()
})

test('[SG30] a changed one opens the same keys, in one write; the one before opens them no more, and a wrong one changes nothing', async () => {
  const writes: string[][] = []
  const store = stationStore(nothingStored, { write: async line => void writes.push(Object.keys(line)), close: async () => {} })
  await beginAnew(store, first, cheap)
  const keys = await keysBy(store, first)
  const before = store.stored()
  expect(await changePassphrase(store, second, first, cheap)).toBe(false)
  expect(store.stored()).toEqual(before)
  writes.length = 0
  expect(await changePassphrase(store, first, second, cheap)).toBe(true)
  expect(writes).toEqual([['registerKey', 'journalKey']])
  expect(await keysBy(store, second)).toEqual(keys)
  expect(await keysBy(store, first)).toBeUndefined()
  await expect(changePassphrase(store, second, '123456', cheap)).rejects.toThrow(RangeError)
  expect(await keysBy(store, second)).toEqual(keys)
})

test('[SG30] a forgotten one is begun anew with other keys; damage of what is stored is as a wrong passphrase, and never a new key by itself', async () => {
  const store = memoryStationStore()
  await beginAnew(store, first, cheap)
  const keys = await keysBy(store, first)
  const { registerKey, journalKey } = store.stored()
  await store.putKeys({ registerKey: `${registerKey!.slice(0, -2)}zz`, journalKey: journalKey! })
  expect(hasPassphrase(store)).toBe(true)
  expect(await unlockedBy(store, first)).toBeUndefined()
  await beginAnew(store, second, cheap)
  const fresh = await keysBy(store, second)
  for (const key of fresh!) expect(keys).not.toContainEqual(key)
  const wrap = (await unlockedBy(store, second))!
  const place = { read: async () => store.stored().registerKey, write: (text: string) => store.putRegisterKey(text) }
  expect(await keptRegisterKey(place, wrap)).toEqual(fresh![0])
})
