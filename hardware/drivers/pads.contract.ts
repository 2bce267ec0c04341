import { afterEach, describe, expect, test } from 'vitest'
import type { ByteStream } from '../../host/byte-stream.ts'
import type { DeviceEvent, PadItem } from '../../host/device-port.ts'
import { Random } from '../fuzz/random.ts'
import { padDriver } from '../pad/pad-driver.ts'
import { PadTwin3m } from '../twins/3m810-twin.ts'
import { FeigTwin } from '../twins/feig-twin.ts'
import type { Fault, Shelf } from '../twins/shelf.ts'
import { pad3mKind } from './3m810.ts'
import type { Device } from './driver.ts'
import type { Line } from './drivers.contract.ts'
import { feigKind } from './feig.ts'

const fast = { pauseMs: 15, patienceMs: 250, persistMs: 1000, flickerMs: 400 }
const pads = [
  { name: 'FEIG', driver: padDriver(feigKind, fast), twin: (stream: ByteStream) => new FeigTwin(stream) },
  { name: '3M', driver: padDriver(pad3mKind, fast), twin: (stream: ByteStream) => new PadTwin3m(stream) },
] as const

const owner = 'FI-Sm'
const ids = [
  '1620168259',
  '07800116607',
  '611N00576578',
  'lvask123100760',
  '31234000012342',
  '853N06240600',
  'NB123456',
  '1302099999',
]

/** What every driver of a pad promises, whatever reader it speaks to and whatever the line is made of. */
export function padContract(name: string, open: () => Promise<Line>): void {
  for (const { name: make, driver, twin } of pads)
    describe(`${make} over ${name}`, () => {
      let line: Line
      let device: Device | undefined
      afterEach(async () => {
        await device?.close()
        await line.dispose()
      })
      const start = async (prepare: (shelf: Shelf) => void = () => {}) => {
        line = await open()
        const far = twin(cruel(line.device))
        prepare(far.shelf)
        const seen = watch()
        device = await driver.start(line.desk, seen.push)
        return { shelf: far.shelf, far, seen, device }
      }

      test('[HW29] a stack of items of every data model comes as items, each once, and nothing is written', async () => {
        const { shelf, seen } = await start()
        for (const [place, id] of ids.entries()) {
          const model = (['iso28560-2', 'iso28560-3', 'rfid501'] as const)[place % 3]!
          shelf.put({ model, id, ...(model !== 'rfid501' && { owner }) })
        }
        const before = JSON.stringify([...shelf.tags])
        await seen.until(() => seen.items().length === ids.length)
        await seen.until(() => seen.picture().length === ids.length && seen.picture().every(item => item.tags[0]!.secured))
        expect(
          seen
            .items()
            .map(item => item.barcode)
            .sort(),
        ).toEqual([...ids].sort())
        expect(seen.items().every(item => item.complete)).toBe(true)
        expect(JSON.stringify([...shelf.tags])).toBe(before)
      })

      test('[HW30] every tag of a set is switched on the desk’s word and read back, and no other one', async () => {
        const { shelf, seen, device } = await start()
        const parts = [1, 2, 3].map(part => shelf.put({ model: 'iso28560-2', id: '1302099999', owner, set: { part, parts: 3 } }))
        const other = shelf.put({ model: 'iso28560-3', id: '1620154429', owner })
        await seen.until(() => seen.items().length === 2)
        expect(await device.settle!('1302099999', 'off')).toEqual({ done: true, verified: true })
        expect([...parts, other].map(tag => tag.afi)).toEqual([0xc2, 0xc2, 0xc2, 0x07])
        await seen.until(() => seen.picture().some(item => item.tags.every(tag => tag.secured === false)))
        expect(await device.settle!('1302099999', 'on')).toEqual({ done: true, verified: true })
        expect([...parts, other].map(tag => tag.afi)).toEqual([7, 7, 7, 7])
      })

      test('[HW31] an incomplete set says which parts are missing, and is whole when they come', async () => {
        const { shelf, seen } = await start()
        const part = (number: number) =>
          shelf.put({ model: 'iso28560-3', id: '1302099999', owner, set: { part: number, parts: 3 } })
        part(1)
        part(3)
        await seen.until(() => seen.items().length === 1)
        expect(seen.items()[0]).toMatchObject({ complete: false, tag: { missing: [2] } })
        part(2)
        await seen.until(() => seen.items().length === 2)
        expect(seen.items()[1]).toMatchObject({ complete: true, tag: { missing: [] } })
      })

      test('[HW32] a tag that leaves in the middle of a write is undone, and told again when it is back', async () => {
        const { shelf, seen, device } = await start()
        const tag = shelf.put({ model: 'iso28560-3', id: '1620154429', owner })
        await seen.until(() => seen.items().length === 1)
        shelf.writeFaults.push('leaves-before')
        expect(await device.settle!('1620154429', 'off')).toEqual({ done: false, verified: false })
        expect(tag.afi).toBe(0x07)
        await new Promise(resolve => setTimeout(resolve, 700))
        shelf.lay(tag)
        await seen.until(() => seen.items().length === 2)
        expect(await device.settle!('1620154429', 'off')).toEqual({ done: true, verified: true })
        expect(tag.afi).toBe(0xc2)
      })

      test('[HW33] what the tag really says decides, whatever the reader says about a write', async () => {
        const { shelf, seen, device } = await start()
        const tag = shelf.put({ model: 'iso28560-3', id: '1620154429', owner })
        const stuck = shelf.put({ model: 'iso28560-3', id: '1302099999', owner }, { locked: true })
        await seen.until(() => seen.items().length === 2)
        for (const faults of [
          ['says-done'],
          ['says-failed'],
          ['fails', 'says-failed', 'says-done'],
          ['fails', 'fails'],
        ] satisfies Fault[][]) {
          const alarm = tag.afi === 0x07 ? 'off' : 'on'
          shelf.writeFaults.push(...faults)
          expect(await device.settle!('1620154429', alarm)).toEqual({ done: true, verified: true })
          expect(tag.afi).toBe(alarm === 'on' ? 0x07 : 0xc2)
          shelf.writeFaults.length = 0
        }
        expect(await device.settle!('1302099999', 'off')).toEqual({ done: false, verified: false })
        expect(stuck.afi).toBe(0x07)
      })

      test('[HW34] wrong checksums, noise, cut and late answers never make another item of one', async () => {
        const { shelf, seen } = await start()
        for (const id of ids.slice(0, 4)) shelf.put({ model: 'iso28560-2', id, owner })
        shelf.faults.push('noise', 'none', 'bad-crc', 'noise', 'late', 'none', 'none', 'noise', 'cut')
        await seen.until(() => seen.items().length === 4)
        expect(
          seen
            .items()
            .map(item => item.barcode)
            .sort(),
        ).toEqual(ids.slice(0, 4).sort())
      })

      test('[HW35] what lay there before is told as such, a tag without an item is in the picture alone', async () => {
        const { shelf, seen, far } = await start(shelf => {
          shelf.put({ model: 'iso28560-3', id: '1620154429', owner })
          shelf.lay({ uid: 'E0040100AAAAAAAA', dsfid: 0, afi: 0, eas: false, memory: new Uint8Array(112) })
        })
        await seen.until(() => seen.items().length === 1)
        // On a slow machine one look is enough to be told, and what comes before the third lay there before.
        const looks = () => far.heard.filter(({ kind }) => kind === 'inventory').length
        while (looks() < 4) await new Promise(resolve => setTimeout(resolve, 5))
        shelf.put({ model: 'iso28560-3', id: '200000000042', owner, usage: 0x80 })
        await seen.until(() => seen.items().length === 2)
        expect(seen.items().map(item => [item.barcode, item.tag!.early, item.tag!.what])).toEqual([
          ['1620154429', true, 'item'],
          ['200000000042', false, 'patron'],
        ])
        expect(
          seen
            .picture()
            .map(item => item.what)
            .sort(),
        ).toEqual(['blank', 'item', 'patron'])
      })

      test('[HW8] a pulled cable is an event, and what was being asked fails instead of hanging', async () => {
        const { shelf, seen, device } = await start()
        shelf.put({ model: 'iso28560-3', id: '1620154429', owner })
        await seen.until(() => seen.items().length === 1)
        const settled = device.settle!('1620154429', 'off').catch(() => 'failed')
        await line.unplug()
        await seen.until(() => seen.all.some(event => event.kind === 'gone'))
        expect(['failed', { done: true, verified: true }, { done: false, verified: false }]).toContainEqual(await settled)
      })
    })
}

/** Sends everything in pieces of one to five bytes, some of them after a while. */
function cruel(stream: ByteStream): ByteStream {
  const random = new Random(4)
  let turn: Promise<unknown> = Promise.resolve()
  const inPieces = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; ) {
      const length = 1 + random.below(5)
      await stream.write(bytes.subarray(at, at + length))
      at += length
      if (random.below(20) === 0) await new Promise(resolve => setTimeout(resolve, 2))
    }
  }
  return {
    ...stream,
    onBytes: listener => stream.onBytes(listener),
    onClose: listener => stream.onClose(listener),
    close: () => stream.close(),
    write(bytes) {
      const done = turn.then(() => inPieces(bytes))
      turn = done.catch(() => undefined)
      return done
    },
  }
}

function watch() {
  const all: DeviceEvent[] = []
  let wake = () => {}
  const items = () => all.filter(event => event.kind === 'tag')
  const picture = (): readonly PadItem[] => all.findLast(event => event.kind === 'pad')?.items ?? []
  const push = (event: DeviceEvent) => {
    all.push(event)
    wake()
  }
  const until = async (holds: () => boolean) => {
    while (!holds()) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }
  return { all, items, picture, push, until }
}
