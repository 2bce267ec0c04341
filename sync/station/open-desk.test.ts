import { expect, test } from 'vitest'
import { openTestStation } from './testing/station.ts'

test('a card, two books, finish; a return', async () => {
  const at = await openTestStation()
  await at.scan('2001')
  await at.scan('3001')
  await at.scan('3002')
  await at.do({ type: 'finish' })
  await at.scan('3006')
  expect(await at.told()).toEqual(['checkout 3001', 'checkout 3002', 'checkin 3006'])
  expect(at.lines()).toEqual(['checkin 3006', 'checkout 3002', 'checkout 3001'])
  expect(at.sounds()).toEqual(['patron', 'yes', 'yes', 'yes'])
})
