import { describe, expect, test } from 'vitest'
import { keepConnected } from '../connection.ts'
import { MemoryTransport } from '../transports/memory.ts'
import { SerialTransport } from '../transports/serial.node.ts'
import { openPtyPair } from '../twins/pty-pair.node.ts'
import { ScannerTwin } from '../twins/scanner-twin.ts'
import type { DeviceEvent } from './driver.ts'
import { driverContract } from './drivers.contract.ts'
import { drivers } from './index.ts'
import { lines } from './lines.fixture.ts'
import { scannerDriver } from './scanner.ts'

for (const [name, open] of Object.entries(lines)) driverContract(name, open)

describe('connections', () => {
  test('[HW10] after an unplug the same device is found again when it is plugged in again', async () => {
    const serial = new SerialTransport()
    let pair = await openPtyPair()
    const events: DeviceEvent[] = []
    const connection = keepConnected({ id: 's', driver: 'scanner', address: pair.desk }, serial, event => events.push(event))
    await until(() => connection.state().kind === 'connected')
    await pair.unplug()
    await until(() => events.some(event => event.kind === 'gone'))
    pair = await openPtyPair(pair.folder)
    await until(() => connection.state().kind === 'connected')
    const device = await serial.open(pair.device)
    await new ScannerTwin(device).scan('853N00000017')
    await until(() => events.some(event => event.kind === 'scan'))
    expect(events.at(-1)).toMatchObject({ kind: 'scan', text: '853N00000017' })
    await connection.close()
    await device.close()
    await pair.unplug()
  })

  test('[HW11] a second program on the same port is told that it is busy', async () => {
    const pair = await openPtyPair()
    const serial = new SerialTransport()
    const first = await serial.open(pair.desk)
    await expect(serial.open(pair.desk)).rejects.toMatchObject({ kind: 'busy' })
    await first.close()
    await pair.unplug()
  })

  test('[HW12] a write to a vanished port fails instead of hanging', async () => {
    const pair = await openPtyPair()
    const line = await new SerialTransport().open(pair.desk)
    const closed = new Promise(resolve => line.onClose(resolve))
    await pair.unplug()
    await closed
    await expect(line.write(Uint8Array.of(1))).rejects.toMatchObject({ kind: 'gone' })
  })

  test('[HW13] without its driver a device is dead', async () => {
    const transport = new MemoryTransport()
    let twin: ScannerTwin | undefined
    transport.plugIn('wallet', device => {
      twin = new ScannerTwin(device)
    })
    drivers.delete('scanner')
    const events: DeviceEvent[] = []
    const dead = keepConnected({ id: 'w', driver: 'scanner', address: 'memory:wallet' }, transport, event => events.push(event))
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(dead.state()).toMatchObject({ kind: 'waiting', why: expect.stringContaining('no driver') })
    expect(twin).toBeUndefined()
    await dead.close()
    drivers.set('scanner', scannerDriver)
    const alive = keepConnected({ id: 'w', driver: 'scanner', address: 'memory:wallet' }, transport, event => events.push(event))
    await until(() => alive.state().kind === 'connected')
    await twin!.scan('PYS0000012')
    await until(() => events.length > 0)
    expect(events[0]).toMatchObject({ kind: 'scan', text: 'PYS0000012' })
    await alive.close()
  })
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10))
}
