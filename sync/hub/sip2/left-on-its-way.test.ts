import { expect, test } from 'vitest'
import { oddServer } from '../../connectors/sip2/odd-server.fixture.ts'
import { LooksInMemory } from '../looks/looks-in-memory.ts'
import { leftOnItsWay } from './left-on-its-way.ts'

test('[SP30] what the hub left on its way to its own shelf is nobody else’s turn, after a restart too, until it is seen otherwise', async () => {
  const looks = new LooksInMemory()
  const wasOnItsWay = (barcode: string) => leftOnItsWay(barcode, looks)
  const answer = (code: string, usual: string) => (code === '17' ? usual.replace(/^1803/, '1810') : usual)
  const { connector } = await oddServer({ answer }, {}, { wasOnItsWay })
  const status = async () => (await connector.itemEvidence('B34')).seen?.status
  const saw = (seen: 'in-house' | 'on-loan', at: string, by?: string) =>
    looks.remember({ items: [{ barcode: 'B34', at, seen: { status: seen }, ...(by && { by }) }], patrons: [] })
  expect(await status()).toBe('in-transit')
  await saw('in-house', '2026-11-18T09:00:00Z', 'bus-1/1/1')
  expect(await status()).toBe('in-house')
  await saw('on-loan', '2026-11-18T09:30:00Z')
  await saw('in-house', '2026-11-18T09:40:00Z')
  expect(await status()).toBe('in-transit')
})
