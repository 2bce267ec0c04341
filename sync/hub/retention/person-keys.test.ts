import { expect, test } from 'vitest'
import { nodeCipher } from './cipher.node.ts'
import { type KeyPlace, PersonKeys } from './person-keys.ts'

/** As it lies on a server, for several processes. */
function sharedPlace(): KeyPlace {
  let keys = new Map<string, string>()
  return {
    isShared: true,
    read: async () => new Map(keys),
    async add(day, key) {
      keys = new Map([[day, key], ...keys])
      return new Map(keys)
    },
    async remove(days) {
      keys = new Map([...keys].filter(([day]) => !days.includes(day)))
    },
  }
}

test('[HB76] what a process seals after another has destroyed its key of the day is sealed under one that stands', async () => {
  const place = sharedPlace()
  const open = (now: string) => PersonKeys.open({ place, cipher: nodeCipher, now: () => now })
  const [one, ahead] = [await open('2026-11-17T08:00:00Z'), await open('2027-11-17T08:00:00Z')]
  await one.ready()
  await ahead.lookAgain()
  await ahead.destroy(ahead.days())
  const sealed = (await one.ready())('p-anna')
  const later = await open('2026-11-17T09:00:00Z')
  expect(later.unseal(sealed)).toBe('p-anna')
})
