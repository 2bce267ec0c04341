import { afterEach, describe, expect, test } from 'vitest'
import type { ByteStream } from '../../host/byte-stream.ts'
import { ScannerTwin } from '../twins/scanner-twin.ts'
import { TextUnitTwin } from '../twins/text-unit-twin.ts'
import type { DeviceEvent } from './driver.ts'
import { scannerDriver } from './scanner.ts'
import { textUnitDriver } from './text-unit.ts'

/** A line with both ends in hand: the desk's, and the device's. */
export interface Line {
  readonly desk: ByteStream
  readonly device: ByteStream
  unplug(): void | Promise<void>
  dispose(): void | Promise<void>
}

/** What every driver promises, whatever the line is made of. */
export function driverContract(name: string, open: () => Promise<Line>): void {
  describe(`drivers over ${name}`, () => {
    let line: Line
    afterEach(() => line.dispose())

    test('[HW4] a scan at the far end is one event with the number', async () => {
      line = await open()
      const events = collect()
      await scannerDriver.start(line.desk, events.push)
      await new ScannerTwin(line.device).scan(']C0853N00000017')
      await events.until(1)
      expect(events.all).toEqual([{ kind: 'scan', text: '853N00000017', symbology: 'code128', isbn: false }])
    })

    test('[HW5] the unit switches the alarm only after the desk has spoken', async () => {
      line = await open()
      const twin = new TextUnitTwin(line.device)
      const events = collect()
      const unit = await textUnitDriver.start(line.desk, events.push)
      const tag = twin.put({ barcode: '1003010856677001' })
      await events.until(1)
      expect(events.all[0]).toMatchObject({ kind: 'tag', barcode: '1003010856677001', complete: true })
      expect(tag.secured).toBe(true)
      expect(await unit.settle!('1003010856677001', 'off')).toEqual({ done: true, verified: false })
      expect(tag.secured).toBe(false)
      expect(twin.heard.map(c => c.kind)).toEqual(['version', 'begin', 'accept'])
    })

    test('[HW6] a tag that cannot be written is said to be undone, and can be tried again', async () => {
      line = await open()
      const twin = new TextUnitTwin(line.device)
      const events = collect()
      const unit = await textUnitDriver.start(line.desk, events.push)
      const tag = twin.put({ barcode: 'STUCK1', stuck: true })
      await events.until(1)
      expect(await unit.settle!('STUCK1', 'off')).toEqual({ done: false, verified: false })
      tag.stuck = false
      expect(await unit.settle!('STUCK1', 'off')).toEqual({ done: true, verified: false })
      expect(tag.secured).toBe(false)
    })

    test('[HW7] several tags come one after another, each settled before the next', async () => {
      line = await open()
      const twin = new TextUnitTwin(line.device)
      const events = collect()
      const unit = await textUnitDriver.start(line.desk, events.push)
      const tags = ['A1', 'A2', 'A3'].map(barcode => twin.put({ barcode }))
      for (let seen = 1; seen <= 3; seen++) {
        await events.until(seen)
        const event = events.all[seen - 1]
        if (event?.kind !== 'tag') throw new Error('not a tag')
        await unit.settle!(event.barcode, 'off')
      }
      expect(tags.map(tag => tag.secured)).toEqual([false, false, false])
    })

    test('[HW8] a pulled cable is an event, and what was being asked fails instead of hanging', async () => {
      line = await open()
      new TextUnitTwin(line.device)
      const events = collect()
      const unit = await textUnitDriver.start(line.desk, events.push)
      await line.unplug()
      await events.until(1)
      expect(events.all[0]).toMatchObject({ kind: 'gone' })
      await expect(unit.settle!('X', 'leave')).resolves.toEqual({ done: true, verified: false })
    })

    test('[HW9] nonsense from the far end is shown as unreadable and breaks nothing', async () => {
      line = await open()
      const twin = new TextUnitTwin(line.device)
      const events = collect()
      await textUnitDriver.start(line.desk, events.push)
      await line.device.write(new TextEncoder().encode('KOK|\r'))
      twin.put({ barcode: 'B1' })
      await events.until(2)
      expect(events.all.map(e => e.kind)).toEqual(['unreadable', 'tag'])
    })
  })
}

function collect() {
  const all: DeviceEvent[] = []
  let wake = () => {}
  return {
    all,
    push: (event: DeviceEvent) => {
      all.push(event)
      wake()
    },
    async until(count: number) {
      while (all.length < count) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
  }
}
