import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { readCarried, writeCarried } from '../../../host/carried-files.node.ts'
import type { CarriedFiles } from '../../../host/carried-files.ts'
import { openMemoryJournal } from '../../journal/memory-journal.ts'
import { readSealed } from '../../journal/usb-export.ts'
import { memoryStationStore, type StationStore } from '../station-store.ts'
import { openTestStation, type TestStation } from '../testing/station.ts'
import { type WaysHome, waysHome } from './ways-home.ts'

/** A stick in a real folder, and a person who chooses what the test says. */
class Stick implements CarriedFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'pysakki-stick-'))
  chooses: string | undefined = 'day.txt'
  /** What happens while the window asks for a place. */
  meanwhile: () => Promise<void> = async () => {}

  path = () => join(this.folder, this.chooses ?? '')

  async choose() {
    await this.meanwhile()
    const where = this.path()
    return this.chooses === undefined ? undefined : { where, write: (text: string) => writeCarried(where, text) }
  }

  async open() {
    return this.chooses === undefined ? undefined : readCarried(this.path())
  }

  read = () => readFileSync(this.path(), 'utf8')
}

let at: TestStation
let store: StationStore
let stick: Stick
let home: WaysHome

beforeEach(async () => {
  at = await openTestStation()
  store = memoryStationStore()
  stick = new Stick()
  home = waysHome({ station: 'bus-1', desk: at.desk, store, files: stick, clock: at.clock, appVersion: '0.1.0' })
})

const lend = async (...barcodes: string[]) => {
  await at.scan('2001')
  for (const barcode of barcodes) await at.scan(barcode)
  await at.do({ type: 'finish' })
}
const ways = async () => (await at.recorded()).filter(({ kind }) => /^carried|^koc/.test(kind))

test('[CA1] the day is on the stick, that it was carried is in the journal, and as much is unsent as before', async () => {
  await lend('3001')
  const { unsent } = at.desk.status()
  expect(await home.isToCarry()).toBe(true)
  const written = await home.carryOut('unsent')
  const entries = (await at.journal.entries()).slice(0, -1)
  expect(written).toMatchObject({ kind: 'written', where: stick.path(), day: { entries: entries.length, acts: 1 } })
  expect(readSealed(stick.read())).toMatchObject({ kind: 'whole', station: 'bus-1', entries })
  const { epoch, sequence } = entries.at(-1)!
  expect(await ways()).toEqual([{ kind: 'carried-out', epoch, sequence, entries: entries.length }])
  expect(at.desk.status().unsent).toBe(unsent)
  expect(await home.isToCarry()).toBe(false)
})

test('[CA1] what is recorded while the place is chosen is carried too; only what the hub is known to hold stays out, unless all is asked for', async () => {
  await lend('3001')
  const tail = at.journal.tail()
  await store.putHeld(tail, tail)
  stick.meanwhile = () => lend('3002')
  expect(await home.carryOut('unsent')).toMatchObject({ kind: 'nothing' })
  await lend('3002')
  stick.meanwhile = () => at.scan('3002')
  expect(await home.carryOut('unsent')).toMatchObject({ day: { acts: 2 } })
  const carried = readSealed(stick.read())
  expect(carried.kind === 'whole' && carried.entries[0]?.sequence).toBe(tail.sequence + 1)
  stick.meanwhile = async () => {}
  expect(await home.carryOut('whole')).toMatchObject({ day: { acts: 3 } })
})

test('[CA1] where nobody chose a place, or the stick cannot be written, nothing counts as carried', async () => {
  await lend('3001')
  stick.chooses = undefined
  expect(await home.carryOut('unsent')).toEqual({ kind: 'cancelled' })
  stick.chooses = 'no-such-folder/day.txt'
  expect(await home.carryOut('unsent')).toEqual({ kind: 'failed', why: 'ENOENT' })
  expect(await ways()).toEqual([])
  expect(await home.isToCarry()).toBe(true)
})

test("[CA5] another station's file is kept and recorded once; one's own is refused; nothing chosen is nothing", async () => {
  await lend('3001')
  await home.carryOut('unsent')
  expect(await home.takeIn()).toEqual({ kind: 'refused', why: 'own' })
  const other = await openTestStation({}, { station: 'bus-2', journal: await openMemoryJournal({ station: 'bus-2' }) })
  const there = memoryStationStore()
  const parts = { station: 'bus-2', desk: other.desk, store: there, files: stick, clock: other.clock, appVersion: '0.1.0' }
  const carrier = waysHome(parts)
  expect(await carrier.takeIn()).toMatchObject({ kind: 'taken', known: false, journal: { station: 'bus-1' } })
  expect(await carrier.takeIn()).toMatchObject({ kind: 'taken', known: true })
  expect(carrier.carried()).toHaveLength(1)
  const recorded = (await other.recorded()).filter(({ kind }) => kind === 'carried-in')
  expect(recorded).toMatchObject([{ from: 'bus-1', seal: carrier.carried()[0]!.seal }])
  stick.chooses = undefined
  expect(await carrier.takeIn()).toBeUndefined()
  stick.chooses = 'gone'
  expect(await carrier.takeIn()).toEqual({ kind: 'failed', why: 'ENOENT' })
})

test("[CA10] Koha's file is marked in the journal before it is written, with whose PIN it was, and goes out once; one that could not be written can be again", async () => {
  await lend('3001', '3002')
  const before = at.journal.tail().sequence
  expect(await home.exportKoc('liisa')).toMatchObject({ kind: 'written', day: { issues: 2, returns: 0 } })
  expect(stick.read().split('\n')).toHaveLength(4)
  const [mark] = await ways()
  expect(mark).toMatchObject({ kind: 'koc-exported', epoch: at.journal.tail().epoch, by: 'liisa' })
  expect(at.journal.tail().sequence).toBe(before + 1)
  expect(await home.exportKoc('liisa')).toEqual({ kind: 'nothing' })
  await lend('3003')
  stick.chooses = 'no-such-folder/day.koc'
  expect(await home.exportKoc('liisa')).toEqual({ kind: 'failed', why: 'ENOENT' })
  expect(await ways()).toMatchObject([mark, { by: 'liisa' }, { by: 'liisa', written: false }])
  stick.chooses = 'day.koc'
  expect(await home.exportKoc('liisa')).toMatchObject({ kind: 'written', day: { issues: 1 } })
  expect(await home.exportKoc('liisa')).toEqual({ kind: 'nothing' })
})

test('[CA10] where nobody chose a place nothing is marked', async () => {
  await lend('3001')
  stick.chooses = undefined
  expect(await home.exportKoc('liisa')).toEqual({ kind: 'cancelled' })
  expect(await ways()).toEqual([])
})
