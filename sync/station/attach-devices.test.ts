import { afterEach, expect, test } from 'vitest'
import { bytesOfHex } from '../../hardware/codecs/hex.ts'
import { openDevices } from '../../hardware/device-set.ts'
import { MemoryTransport } from '../../hardware/transports/memory.ts'
import { FeigTwin } from '../../hardware/twins/feig-twin.ts'
import { Shelf } from '../../hardware/twins/shelf.ts'
import { memoryBegunTags } from '../../host/begun-tags.ts'
import type { DeviceEvent } from '../../host/device-port.ts'
import { attachDevices } from './attach-devices.ts'
import { item, library } from './testing/library.ts'
import { openTestStation } from './testing/station.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const more = ['3901', '3902', '3903', '3904', '3905', '3906']

/** A station with a real driver and its reader's twin at the far end of a line inside the program. */
async function padStation() {
  const station = await openTestStation({ items: [...library.items, ...more.map(barcode => item(barcode))] })
  const transport = new MemoryTransport()
  const shelf = new Shelf()
  let pull = async () => {}
  transport.plugIn('pad', stream => {
    new FeigTwin(stream, shelf)
    pull = () => stream.close()
  })
  const devices = openDevices([{ id: 'pad', driver: 'feig', address: 'memory:pad' }], () => transport)
  ends.push(() => devices.close())
  const connected = new Promise<void>(resolve => devices.onState((_, state) => state.kind === 'connected' && resolve()))
  ends.push(attachDevices(station.desk, devices, undefined, { gatherMs: 60, graceMs: 300 }))
  await connected
  await new Promise(resolve => setTimeout(resolve, 700))
  const put = (...ids: readonly string[]) => ids.map(id => shelf.put({ model: 'iso28560-3', id, owner: 'FI-Ko' }))
  return { ...station, put, shelf, pull: () => pull() }
}

async function until(holds: () => unknown): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 20))
}

test('[PD17] a pile on a real reader is one stack; its tags are switched after the journal, read back, and recorded', async () => {
  const { desk, scan, put, told } = await padStation()
  await scan('2001')
  const tags = put('3001', '3002', '3003', '3004')
  await until(() => desk.session().verdict?.word.key === 'verdict.stack-lent-switched')
  expect(desk.session().verdict?.word.values).toEqual({ done: 4, count: 4 })
  expect(tags.map(tag => tag.afi)).toEqual([0xc2, 0xc2, 0xc2, 0xc2])
  expect((await told()).filter(each => each.startsWith('security-done'))).toHaveLength(4)
  expect(desk.status().gate).toEqual([])
})

test('[PD10] [PD11] a tag pulled away before its turn is a task, and done when it is back', async () => {
  const { desk, scan, put, shelf } = await padStation()
  await scan('2001')
  shelf.writeFaults.push('none', 'leaves-before')
  const tags = put('3001', '3002', '3003')
  await until(() => desk.status().gate.length === 1)
  const [task] = desk.status().gate
  const pulled = tags.find(tag => tag.afi === 0x07)!
  expect(task).toMatchObject({ secured: false })
  await until(() => desk.session().verdict?.note?.key === 'detail.gate-alarms')
  await new Promise(resolve => setTimeout(resolve, 1500))
  shelf.lay(pulled)
  await until(() => desk.status().gate.length === 0)
  await until(() => pulled.afi === 0xc2)
  await until(() => desk.session().verdict?.word.key === 'verdict.stack-lent-switched')
})

test('[PD17] a set whose parts come one after the other is lent once, and all of its tags are switched', async () => {
  const { desk, scan, shelf, told } = await padStation()
  await scan('2001')
  const part = (number: number) => shelf.put({ model: 'iso28560-3', id: '3002', owner: 'FI-Ko', set: { part: number, parts: 2 } })
  const first = part(1)
  await new Promise(resolve => setTimeout(resolve, 400))
  const second = part(2)
  await until(() => desk.session().lines.length > 0)
  await until(() => first.afi === 0xc2 && second.afi === 0xc2)
  expect((await told()).filter(each => !each.startsWith('security'))).toEqual(['checkout 3002'])
})

test('[PD17] what is hidden for a moment has not left, and is lent once', async () => {
  const { desk, scan, put, shelf, told } = await padStation()
  await scan('2001')
  const [lent] = put('3001')
  await until(() => lent!.afi === 0xc2)
  await until(() => desk.status().gate.length === 0)
  for (let times = 0; times < 2; times++) {
    shelf.take(lent!.uid)
    await new Promise(resolve => setTimeout(resolve, 300))
    shelf.lay(lent!)
    await new Promise(resolve => setTimeout(resolve, 600))
  }
  expect((await told()).filter(each => !each.startsWith('security'))).toEqual(['checkout 3001'])
  expect(desk.session().question).toBeUndefined()
})

test('[PD11] [PD17] the plug pulled while a pile is switched: plugged in again at once, what was left is switched, and nothing is lent twice', async () => {
  const { desk, scan, put, shelf, pull, told } = await padStation()
  await scan('2001')
  shelf.answerMs = 10
  const tags = put(...more)
  await until(() => desk.session().lines.length === more.length && tags.some(tag => tag.afi === 0xc2))
  await pull()
  await until(() => tags.every(tag => tag.afi === 0xc2))
  await until(() => desk.status().gate.length === 0)
  const acts = (await told()).filter(each => !each.startsWith('security'))
  expect(new Set(acts).size).toBe(acts.length)
  expect(acts.every(act => act.startsWith('checkout'))).toBe(true)
})

test('[PD21] a tag that was half written when the program was killed is finished when it is seen, and its item’s gate bit is a job in the journal until it is done', async () => {
  const station = await openTestStation()
  const shelf = new Shelf()
  const begun = memoryBegunTags()
  const wanted = shelf.put({ model: 'iso28560-3', id: '3001', owner: 'FI-Ko' }, { afi: 0 })
  const memory = Buffer.from(wanted.memory).toString('hex').toUpperCase()
  await begun.put({ uid: wanted.uid, barcode: '3001', memory, before: memory.replaceAll('1', '0'), dsfid: 0x3e })
  wanted.memory.set(bytesOfHex('FFFFFFFFFFFFFFFF')!, 4)
  const transport = new MemoryTransport()
  transport.plugIn('pad', stream => void new FeigTwin(stream, shelf))
  const devices = openDevices([{ id: 'pad', driver: 'feig', address: 'memory:pad' }], () => transport, begun)
  const told: DeviceEvent[] = []
  ends.push(() => devices.close())
  devices.onEvent((_, event) => told.push(event))
  ends.push(attachDevices(station.desk, devices, undefined, { gatherMs: 60, graceMs: 300 }))
  await until(() => wanted.afi === 0x07)
  await until(async () => (await station.told()).some(each => each.startsWith('security-done')))
  expect((await station.told()).filter(each => !each.startsWith('security'))).toEqual([])
  const inWork = told.flatMap(event => (event.kind === 'in-work' ? [event.tags.length] : []))
  expect(inWork[0]).toBe(1)
  expect(inWork.at(-1)).toBe(0)
  expect(await begun.all()).toEqual([])
})
