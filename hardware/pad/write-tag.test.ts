import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openBegunTags } from '../../host/begun-tags.node.ts'
import { memoryBegunTags } from '../../host/begun-tags.ts'
import type { DeviceEvent, TagWish } from '../../host/device-port.ts'
import { bytesOfHex } from '../codecs/hex.ts'
import { readTag } from '../codecs/tags/read-tag.ts'
import { pad3mKind } from '../drivers/3m810.ts'
import type { Device } from '../drivers/driver.ts'
import { feigKind } from '../drivers/feig.ts'
import { memoryLine } from '../transports/memory.ts'
import { PadTwin3m } from '../twins/3m810-twin.ts'
import { FeigTwin } from '../twins/feig-twin.ts'
import { memorySize, Shelf, type ShelfTag } from '../twins/shelf.ts'
import { padDriver } from './pad-driver.ts'
import { TagsInWork } from './tags-in-work.ts'

const pace = { pauseMs: 5, patienceMs: 60, persistMs: 200, flickerMs: 200 }
const wish: TagWish = { model: 'iso28560-3', barcode: '1302099999', owner: 'FI-Sm', part: 1, parts: 1 }
const devices: Device[] = []
afterEach(async () => {
  for (const device of devices.splice(0)) await device.close()
})

const makes = [
  { make: 'FEIG', kind: feigKind, twinOn: (...of: ConstructorParameters<typeof FeigTwin>) => new FeigTwin(...of) },
  { make: '3M', kind: pad3mKind, twinOn: (...of: ConstructorParameters<typeof PadTwin3m>) => new PadTwin3m(...of) },
]

describe.each(makes)('$make', ({ kind, twinOn }) => {
  const usual = padDriver(kind, pace)
  async function pad(prepare: (shelf: Shelf) => void, shelf = new Shelf(), inWork?: TagsInWork) {
    prepare(shelf)
    const line = memoryLine()
    const twin = twinOn(line.device, shelf)
    const events: DeviceEvent[] = []
    const device = await usual.start(line.desk, event => events.push(event), { address: 'memory:x' }, inWork)
    devices.push(device)
    const picture = () => events.findLast(event => event.kind === 'pad')?.items ?? []
    await until(() => picture().length === shelf.tags.size)
    return { device, shelf, twin, events, picture, line }
  }
  const only = (shelf: Shelf): ShelfTag => [...shelf.tags.values()][0]!
  const said = ({ memory, dsfid }: ShelfTag) => readTag(memory, dsfid)

  test('[HW51] 3M to ISO: the whole tag reads back, the gate’s bit stays, nobody else’s tag is touched, and it comes as one that lay there before', async () => {
    const { device, shelf, events } = await pad(it => {
      it.put({ model: 'rfid501', id: wish.barcode }, { afi: 0xd7 })
      it.put({ model: 'iso28560-3', id: 'OTHER1' })
    })
    const [tag, other] = [...shelf.tags.values()] as [ShelfTag, ShelfTag]
    const before = other.memory.slice()
    expect(await device.write!(tag.uid, wish)).toEqual({ kind: 'written' })
    expect(said(tag)).toMatchObject({ kind: 'tag', tag: { model: 'iso28560-3', id: wish.barcode, owner: 'FI-Sm', usage: 0x10 } })
    expect([tag.dsfid, tag.afi]).toEqual([0x3e, 0xd7])
    expect([...other.memory]).toEqual([...before])
    await until(() => events.some(event => event.kind === 'tag' && event.library === 'FI-Sm'))
    expect(events.findLast(event => event.kind === 'tag')).toMatchObject({ barcode: wish.barcode, tag: { early: true } })
  })

  test('[HW51] blank and damaged tags are written; a write that says one thing and does another is seen by reading', async () => {
    const { device, shelf } = await pad(it => {
      const tag = it.put({ model: 'iso28560-3', id: 'X' })
      tag.memory.fill(0)
      tag.dsfid = 0
    })
    shelf.writeFaults.push('says-done', 'says-failed', 'fails')
    expect(await device.write!(only(shelf).uid, { ...wish, model: 'iso28560-2', part: 2, parts: 3 })).toEqual({ kind: 'written' })
    expect(said(only(shelf))).toMatchObject({ tag: { model: 'iso28560-2', id: wish.barcode, part: 2, parts: 3 } })
    only(shelf).memory[4]! ^= 0xff
    expect(await device.write!(only(shelf).uid, wish)).toEqual({ kind: 'written' })
    expect(said(only(shelf))).toMatchObject({ tag: { model: 'iso28560-3', id: wish.barcode } })
  })

  test('[HW52] one that leaves in the middle is half written, no item, and finished when it is back', async () => {
    const { device, shelf, picture, events } = await pad(it => void it.put({ model: 'rfid501', id: wish.barcode }))
    const tag = only(shelf)
    shelf.writeFaults.push('none', 'leaves-before')
    expect(await device.write!(tag.uid, wish)).toEqual({ kind: 'half', why: 'no-tag' })
    await until(() => picture().length === 0)
    const told = events.length
    shelf.lay(tag)
    await until(() => said(tag).kind === 'tag')
    await until(() => picture()[0]?.barcode === wish.barcode)
    const since = events.slice(told).flatMap(event => (event.kind === 'pad' ? event.items : []))
    expect(since.every(item => item.what === 'half' || item.barcode === wish.barcode)).toBe(true)
  })

  test('[HW52] also after an unplug', async () => {
    const { device, shelf, line, twin } = await pad(it => void it.put({ model: 'rfid501', id: wish.barcode }))
    const tag = only(shelf)
    shelf.answerMs = 10
    const written = device.write!(tag.uid, wish)
    await until(() => twin.heard.some(request => request.kind === 'write-blocks'))
    line.unplug()
    expect(await written).toMatchObject({ kind: 'half', why: 'gone' })
    // The reader had begun; what it wrote before the cable was gone is anybody's guess.
    tag.memory.fill(0x33, 0, 16)
    shelf.answerMs = 0
    const again = await pad(() => {}, shelf)
    await until(() => said(tag).kind === 'tag')
    expect(said(tag)).toMatchObject({ tag: { model: 'iso28560-3', id: wish.barcode } })
    await until(() => again.picture()[0]?.barcode === wish.barcode)
  })

  test('[HW56] killed in the middle, the next run knows of it before it has seen a tag, shows no item, finishes it, and asks for its gate’s bit', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pysakki-tags-'))
    const run = () => new TagsInWork(openBegunTags(join(folder, 'begun-tags.json')))
    const { device, shelf, line, twin } = await pad(it => void it.put({ model: 'rfid501', id: 'WRONG1' }), new Shelf(), run())
    const tag = only(shelf)
    shelf.answerMs = 10
    const written = device.write!(tag.uid, wish)
    await until(() => twin.heard.some(request => request.kind === 'write-blocks'))
    const onDisk = await openBegunTags(join(folder, 'begun-tags.json')).all()
    expect(onDisk).toMatchObject([{ uid: tag.uid, barcode: wish.barcode, dsfid: 0x3e }])
    line.unplug()
    await written
    // What stood on the tag when the program died: anything.
    tag.memory.fill(0x33, 0, 16)
    shelf.answerMs = 0
    shelf.take(tag.uid)

    const next = run()
    await next.ready()
    expect(next.open()).toEqual([{ uid: tag.uid, barcode: wish.barcode }])
    const again = await pad(() => {}, shelf, next)
    shelf.lay(tag)
    await until(() => again.events.some(event => event.kind === 'tag-written'))
    expect(said(tag)).toMatchObject({ tag: { model: 'iso28560-3', id: wish.barcode, owner: 'FI-Sm' } })
    expect(next.open()).toEqual([])
    const shown = again.events.flatMap(event => (event.kind === 'pad' ? event.items : []))
    expect(shown.every(item => item.what === 'half' || item.barcode === wish.barcode)).toBe(true)

    // Until the desk has spoken about the gate, whoever is killed now is told once more.
    const third = run()
    await third.ready()
    expect(third.open()).toHaveLength(1)
    const told = await pad(() => {}, shelf, third)
    await until(() => told.events.some(event => event.kind === 'tag-written'))
    expect(await told.device.settle!(wish.barcode, 'on')).toEqual({ done: true, verified: true })
    expect(await openBegunTags(join(folder, 'begun-tags.json')).all()).toEqual([])
    await rm(folder, { recursive: true })
  })

  test('[HW56] what cannot be kept is not begun; one that was left as it was is not kept', async () => {
    const full = { ...memoryBegunTags(), put: () => Promise.reject(new Error('ENOSPC')) }
    const { device, shelf, twin } = await pad(
      it => void it.put({ model: 'rfid501', id: wish.barcode }),
      new Shelf(),
      new TagsInWork(full),
    )
    expect(await device.write!(only(shelf).uid, wish)).toEqual({ kind: 'untouched', why: 'not-kept' })
    expect(twin.heard.some(request => request.kind === 'write-blocks')).toBe(false)
    const inWork = new TagsInWork()
    const locked = await pad(it => void it.put({ model: 'rfid501', id: wish.barcode }, { locked: true }), new Shelf(), inWork)
    expect(await locked.device.write!(only(locked.shelf).uid, wish)).toEqual({ kind: 'untouched', why: 'locked' })
    expect(inWork.open()).toEqual([])
  })

  test('[HW53] what does not fit, a card, a locked tag and one that is not there are left as they were', async () => {
    const { device, shelf } = await pad(it => {
      it.put({ model: 'iso28560-3', id: '200000000042', usage: 0x80 })
      it.put({ model: 'iso28560-3', id: '1620154429' }, { locked: true })
      it.put({ model: 'iso28560-3', id: '1620154430' })
    })
    const before = [...shelf.tags.values()].map(tag => tag.memory.slice())
    const [card, locked, plain] = [...shelf.tags.keys()] as [string, string, string]
    expect(await device.write!(card, wish)).toEqual({ kind: 'untouched', why: 'does-not-fit' })
    expect(await device.write!(locked, wish)).toEqual({ kind: 'untouched', why: 'locked' })
    expect(await device.write!(plain, { ...wish, barcode: '12345678901234567' })).toEqual({
      kind: 'untouched',
      why: 'does-not-fit',
    })
    expect(await device.write!('E004010000000000', wish)).toEqual({ kind: 'untouched', why: 'no-tag' })
    expect([...shelf.tags.values()].map(tag => tag.memory)).toEqual(before)
  })

  test('[HW54] another number in the same model: type of usage and blocks of others stay', async () => {
    // The Mamk tag as recorded, with a block of its vendor; not for circulation.
    const memory = new Uint8Array(memorySize)
    memory.set(bytesOfHex('11010131363230313534343239000000000000C4CF46494D616D6B2D4D00000000000665007674610000')!)
    const { device, shelf } = await pad(it => {
      it.lay({ uid: 'E00401000000BEEF', dsfid: 0x3e, afi: 0x07, eas: false, memory })
      it.put({ model: 'iso28560-2', id: '1620168259', usage: 0x13, owner: 'FI-Sm', more: { shelf: '84.2' } })
    })
    const [mamk, offline] = [...shelf.tags.values()] as [ShelfTag, ShelfTag]
    expect(await device.write!(mamk.uid, { ...wish, owner: 'FI-Mamk-M' })).toEqual({ kind: 'written' })
    expect(Buffer.from(mamk.memory).toString('hex')).toContain('066500767461')
    expect(await device.write!(offline.uid, { ...wish, model: 'iso28560-2' })).toEqual({ kind: 'written' })
    expect(said(offline)).toMatchObject({ tag: { id: wish.barcode, usage: 0x13, more: { shelf: '84.2' } } })
  })
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10))
}
