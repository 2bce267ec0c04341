import { afterEach, describe, expect, test } from 'vitest'
import type { ByteStream } from '../host/byte-stream.ts'
import type { DeviceEvent } from '../host/device-port.ts'
import { keepConnected } from './connection.ts'
import { drivers } from './drivers/index.ts'
import { FloodGate } from './flood-gate.ts'
import { Random } from './fuzz/random.ts'
import { transportFor } from './transports/by-address.node.ts'
import { type DeviceLine, openDeviceLine } from './twins/device-line.node.ts'
import { ScannerTwin } from './twins/scanner-twin.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** A desk's device whose far end is played by the test. */
async function connect(driver: string, listen: string, play: (stream: ByteStream) => void) {
  const line: DeviceLine = await openDeviceLine(listen, play)
  ends.push(() => line.cut())
  const events: DeviceEvent[] = []
  const connection = keepConnected({ id: 'x', driver, address: line.address }, transportFor(line.address), event =>
    events.push(event),
  )
  ends.push(() => connection.close())
  return { events, connection, line }
}

const lineDrivers = [...drivers.keys()].filter(name => name !== 'pcsc')

describe.each(['tcp://127.0.0.1:0', 'pty'])('[HW75] over %s', listen => {
  test.each(lineDrivers)('[HW75] nonsense in a flood hangs nothing: %s', async driver => {
    const random = new Random(5)
    const { events, connection } = await connect(driver, listen, stream => {
      const flood = async () => {
        for (let times = 0; times < 40; times++) await stream.write(random.bytes(4000))
      }
      void flood().catch(() => undefined)
    })
    let turns = 0
    const counting = setInterval(() => turns++, 10)
    await pause(600)
    clearInterval(counting)
    // The program went on with other things meanwhile.
    expect(turns).toBeGreaterThan(0)
    expect(events.length).toBeLessThan(200)
    expect(events.filter(event => event.kind === 'tag')).toEqual([])
    await connection.close()
    expect(connection.state()).toEqual({ kind: 'closed' })
  })
})

test('[HW75] scans that nobody can have made are dropped and said, and the next real one is read', async () => {
  let stream: ByteStream | undefined
  const { events } = await connect('scanner', 'tcp://127.0.0.1:0', far => {
    stream = far
  })
  while (!stream) await pause(5)
  await stream.write(new TextEncoder().encode('853N00000017\r'.repeat(5000)))
  while (!events.some(event => event.kind === 'unreadable')) await pause(5)
  await pause(50)
  expect(events.length).toBeLessThan(100)
  await pause(1000)
  const before = events.length
  await new ScannerTwin(stream).scan('853N00000025')
  while (events.length === before) await pause(5)
  expect(events.at(-1)).toMatchObject({ kind: 'scan', text: '853N00000025' })
})

test('[HW75] a whole pile at once passes, and a pulled plug always', () => {
  const passed: string[] = []
  let now = 0
  const gate = new FloodGate(
    event => passed.push(event.kind),
    () => now,
  )
  for (let scans = 0; scans < 40; scans++) gate.pass({ kind: 'scan', text: 'A' })
  expect(passed).toHaveLength(40)
  for (let scans = 0; scans < 100; scans++) gate.pass({ kind: 'scan', text: 'A' })
  gate.pass({ kind: 'pad', items: [] })
  gate.pass({ kind: 'gone', why: 'unplugged' })
  expect(passed.slice(40)).toEqual(['unreadable', 'pad', 'gone'])
  now = 1000
  gate.pass({ kind: 'scan', text: 'B' })
  expect(passed.at(-1)).toBe('scan')
})
