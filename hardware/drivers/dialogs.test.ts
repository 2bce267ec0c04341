import { describe, expect, test } from 'vitest'
import type { ByteStream } from '../../host/byte-stream.ts'
import { bytesOfHex, hexOf } from '../codecs/hex.ts'
import { readTag } from '../codecs/tags/read-tag.ts'
import { secureTag } from '../pad/secure-tag.ts'
import { isoScheme } from '../pad/security-scheme.ts'
import { memoryLine } from '../transports/memory.ts'
import { PadTwin3m } from '../twins/3m810-twin.ts'
import { FeigTwin } from '../twins/feig-twin.ts'
import type { Shelf } from '../twins/shelf.ts'
import dialogs from '../vectors/dialogs.json' with { type: 'json' }
import { PadReader3m } from './3m810-reader.ts'
import { FeigReader } from './feig-reader.ts'

const bytes = (hex: string) => bytesOfHex(hex)!
const stepsOf = (name: string) => dialogs.find(dialog => dialog.name === name)!.steps
const [first, second] = ['E004010031269117', 'E00401001F77FB98'] as const
const nextTime = () => new Promise(resolve => setTimeout(resolve, 5))

/** Plays the recorded device: compares every byte that comes, answers as recorded, and after the last step says no to everything. */
function recordedDevice(stream: ByteStream, name: string) {
  const steps = [...stepsOf(name)]
  const no = steps.findLast(step => step.direction === 'reader->host')!.hex
  const unexpected: string[] = []
  stream.onBytes(chunk => {
    const step = steps.shift()
    if (step && step.hex !== hexOf(chunk)) unexpected.push(`${step.meaning}: ${hexOf(chunk)}`)
    void stream.write(bytes(step ? steps.shift()!.hex : no))
  })
  return { left: () => steps.length, unexpected }
}

describe('[HW27] a driver says exactly what was recorded', () => {
  test('[HW27] 3M: both parts of a set are lent and read back, after one failed write', async () => {
    const line = memoryLine()
    const device = recordedDevice(line.device, '3m-checkout-two-part-set')
    const reader = new PadReader3m(line.desk)
    await reader.begin()
    expect((await reader.inventory()).map(tag => tag.uid)).toEqual([first, second])
    for (const [place, uid] of [first, second].entries()) {
      const reading = readTag(await reader.readBlocks(uid, 0, 8))
      expect(reading).toMatchObject({ kind: 'tag', tag: { id: '1302099999', part: place + 1, parts: 2 } })
    }
    expect(await secureTag(reader, first, false, isoScheme)).toBe(true)
    expect(await secureTag(reader, second, false, isoScheme)).toBe(true)
    expect(device).toMatchObject({ unexpected: [] })
    expect(device.left()).toBe(0)
  })

  test('[HW27] 3M: a blank tag is programmed and read back', async () => {
    const line = memoryLine()
    const device = recordedDevice(line.device, '3m-write-read-back')
    const reader = new PadReader3m(line.desk)
    const blocks = bytes(stepsOf('3m-write-read-back')[0]!.hex.slice(30, -4))
    await reader.writeBlocks(first, 0, blocks)
    expect(hexOf(await reader.readBlocks(first, 0, 8))).toBe(hexOf(blocks))
    await reader.writeDsfid(first, 0x3e)
    await reader.writeAfi(first, 0x07)
    expect(device).toMatchObject({ unexpected: [] })
    expect(device.left()).toBe(0)
  })

  test('[HW27] FEIG: an item is taken back and read back', async () => {
    const line = memoryLine()
    const device = recordedDevice(line.device, 'feig-checkin')
    const reader = new FeigReader(line.desk)
    expect(await reader.inventory()).toEqual([{ uid: first, dsfid: 0x3e }])
    expect(await reader.readAfi(first)).toBe(0xc2)
    const reading = readTag(await reader.readBlocks(first, 0, 8), 0x3e)
    expect(reading).toMatchObject({ kind: 'tag', tag: { id: '1302099999', part: 1, parts: 2 } })
    expect(await secureTag(reader, first, true, isoScheme)).toBe(true)
    expect(device).toMatchObject({ unexpected: [] })
    expect(device.left()).toBe(0)
  })

  test('[HW27] FEIG: a tag that has gone is tried three times and given up', async () => {
    const line = memoryLine()
    const device = recordedDevice(line.device, 'feig-afi-write-tag-gone')
    expect(await secureTag(new FeigReader(line.desk), first, false, isoScheme)).toBe(false)
    expect(device).toMatchObject({ unexpected: [] })
    expect(device.left()).toBe(0)
  })

  test('[HW27] FEIG: more tags than one answer holds', async () => {
    const line = memoryLine()
    const device = recordedDevice(line.device, 'feig-inventory-more')
    expect((await new FeigReader(line.desk).inventory()).map(tag => tag.uid)).toEqual([first, second])
    expect(device).toMatchObject({ unexpected: [] })
    expect(device.left()).toBe(0)
  })
})

describe('[HW28] a twin answers exactly what was recorded', () => {
  const set = (shelf: Shelf, uid: string, part: number, more = {}) =>
    shelf.put({ model: 'iso28560-3', id: '1302099999', owner: 'FI-Em', set: { part, parts: 2 } }, { uid, ...more })
  const scenes: Record<string, (line: ReturnType<typeof memoryLine>) => void> = {
    '3m-checkout-two-part-set': ({ device }) => {
      const { shelf } = new PadTwin3m(device)
      set(shelf, first, 1)
      set(shelf, second, 2)
      shelf.writeFaults.push('none', 'leaves-before')
      // It is back for the second try.
      const tag = shelf.tags.get(second)!
      shelf.take = () => void shelf.lay(tag)
    },
    '3m-write-read-back': ({ device }) => void new PadTwin3m(device).shelf.lay(blank(first)),
    'feig-checkin': ({ device }) => void set(new FeigTwin(device).shelf, first, 1, { afi: 0xc2 }),
    'feig-afi-write-tag-gone': ({ device }) => void new FeigTwin(device),
    'feig-inventory-more': ({ device }) => {
      const twin = new FeigTwin(device)
      twin.tagsAtOnce = 1
      set(twin.shelf, first, 1)
      set(twin.shelf, second, 2)
    },
  }
  const blank = (uid: string) => ({ uid, dsfid: 0, afi: 0, eas: false, memory: new Uint8Array(112) })

  test.each(dialogs.map(dialog => [dialog.name, dialog.steps] as const))('[HW28] %s', async (name, steps) => {
    const line = memoryLine()
    const said: string[] = []
    line.desk.onBytes(chunk => said.push(hexOf(chunk)))
    scenes[name]!(line)
    for (const step of steps.filter(step => step.direction === 'host->reader')) {
      await line.desk.write(bytes(step.hex))
      await nextTime()
    }
    expect(said).toEqual(steps.filter(step => step.direction === 'reader->host').map(step => step.hex))
  })
})
