import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { DeviceEvent } from '../../host/device-port.ts'
import { bytesOfHex } from '../codecs/hex.ts'
import { writeTag } from '../codecs/tags/write-tag.ts'
import { keepConnected } from '../connection.ts'
import { transportFor } from '../transports/by-address.node.ts'
import { type Pcsc, type PcscReader, PcscTransport } from '../transports/pcsc.node.ts'
import vectors from '../vectors/pcsc.json' with { type: 'json' }

const bytesOf = (name: string) => bytesOfHex(vectors.find(each => each.name === name)!.hex)!
const mifare = bytesOf('atr-mifare-1k')

/** A reader as the module shows one, with cards that answer what was recorded. */
class TwinReader extends EventEmitter {
  readonly name = 'ACS ACR122U 00 00'
  readonly SCARD_STATE_PRESENT = 0x20
  readonly SCARD_SHARE_SHARED = 2
  readonly SCARD_LEAVE_CARD = 0
  private card: ((apdu: Uint8Array) => Uint8Array) | undefined

  lay(atr: Uint8Array, card: (apdu: Uint8Array) => Uint8Array): void {
    this.card = card
    this.emit('status', { state: 0x20, atr })
  }
  take(): void {
    this.card = undefined
    this.emit('status', { state: 0x10 })
  }
  connect(_: object, done: (error: Error | null, protocol: number) => void): void {
    setImmediate(() => done(null, 1))
  }
  disconnect(_: number, done: (error: Error | null) => void): void {
    setImmediate(() => done(null))
  }
  transmit(apdu: Uint8Array, _: number, __: number, done: (error: Error | null, answer: Uint8Array) => void): void {
    const { card } = this
    setImmediate(() => (card ? done(null, card(apdu)) : done(new Error('SCARD_W_REMOVED_CARD'), new Uint8Array())))
  }
}

async function reader(address = 'pcsc:acr122') {
  const twin = new TwinReader()
  const pcsc = new EventEmitter() as unknown as Pcsc & EventEmitter
  pcsc.close = () => undefined
  const transport = new PcscTransport(async () => () => {
    setImmediate(() => pcsc.emit('reader', twin as unknown as PcscReader))
    return pcsc
  })
  const events: DeviceEvent[] = []
  const connection = keepConnected({ id: 'c', driver: 'pcsc', address }, transport, event => events.push(event))
  while (connection.state().kind !== 'connected') await new Promise(resolve => setTimeout(resolve, 5))
  const next = async (count: number) => {
    while (events.length < count) await new Promise(resolve => setTimeout(resolve, 5))
    return events[count - 1]
  }
  return { twin, next, connection }
}

describe('[HW74] a card that is laid on a reader is a scan of its number', () => {
  test('each time it is laid on; in the form that the library system has', async () => {
    const { twin, next, connection } = await reader('pcsc:acr122?uid=decimal&pad=10')
    twin.lay(mifare, () => bytesOf('get-uid-4'))
    expect(await next(1)).toEqual({ kind: 'scan', text: '0077705923' })
    twin.take()
    twin.lay(mifare, () => bytesOf('get-uid-4'))
    expect(await next(2)).toEqual({ kind: 'scan', text: '0077705923' })
    await connection.close()
  })
  test('a number that changes each time, and none at all, are unreadable', async () => {
    const { twin, next, connection } = await reader()
    twin.lay(mifare, () => bytesOf('random-uid'))
    expect(await next(1)).toMatchObject({ kind: 'unreadable', why: expect.stringContaining('another number each time') })
    twin.take()
    twin.lay(mifare, () => bytesOf('not-supported'))
    expect(await next(2)).toMatchObject({ kind: 'unreadable' })
    await connection.close()
  })
  test('a library card with a data model is what it says', async () => {
    const { memory } = writeTag({ model: 'iso28560-3', id: '200000000042', owner: 'FI-Sm', usage: 0x80 }, 112)
    const { twin, next, connection } = await reader()
    twin.lay(bytesOf('atr-icode-sli'), apdu =>
      apdu[1] === 0xb0
        ? Uint8Array.of(...memory.subarray(apdu[3]! * 4, apdu[3]! * 4 + 4), 0x90, 0)
        : bytesOf('get-uid-15693-rev'),
    )
    expect(await next(1)).toEqual({ kind: 'scan', text: '200000000042' })
    await connection.close()
  })
  test('one that is taken away too soon is said, and the next one is read', async () => {
    const { twin, next, connection } = await reader()
    twin.lay(mifare, () => {
      twin.take()
      return new Uint8Array()
    })
    expect(await next(1)).toMatchObject({ kind: 'unreadable' })
    twin.lay(mifare, () => bytesOf('get-uid-7'))
    expect(await next(2)).toEqual({ kind: 'scan', text: '04112233445580' })
    twin.emit('end')
    expect(await next(3)).toEqual({ kind: 'gone', why: 'unplugged' })
    await connection.close()
  })
  test('without the module the reader is off, and says what it lacks', async () => {
    await expect(transportFor('pcsc:').open('pcsc:')).rejects.toMatchObject({
      kind: 'not-supported',
      message: expect.stringContaining('@pokusew/pcsclite'),
    })
  })
})
