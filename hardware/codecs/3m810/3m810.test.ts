import { describe, expect, test } from 'vitest'
import dialogs from '../../vectors/dialogs.json' with { type: 'json' }
import vectors from '../../vectors/reader_3m810.json' with { type: 'json' }
import { bytesOfHex, hexOf } from '../hex.ts'
import { readTag } from '../tags/read-tag.ts'
import {
  answerOf,
  frameOf,
  readInventory,
  readNewBlocks,
  readOldBlocks,
  readTagInfo,
  restOf,
  uidOf,
  writeInventory,
  writeOldBlocks,
} from './answers.ts'
import { encodeFrame, padFraming } from './frame.ts'
import { fromFrame, inventoryOf, toFrame } from './requests.ts'

interface PadVector {
  name: string
  direction: string
  hex: string
  valid?: boolean
  decoded?: { uids?: string[]; tags?: object[]; item?: string; type?: number; afi?: string; version?: number[] }
}
const all = vectors as PadVector[]
const bytes = (hex: string) => bytesOfHex(hex)!
const named = (list: readonly PadVector[]) => list.map(v => [v.name, v] as const)
const hostSays = all.filter(v => v.direction === 'host->reader')
const padSays = all.filter(v => v.direction === 'reader->host' && v.valid !== false)
const steps = dialogs.filter(d => d.name.startsWith('3m')).flatMap(d => d.steps.map((s, i) => ({ ...s, name: `${d.name} ${i}` })))
/** Frames of commands that lock for ever or have no fields of theirs: read as frames, asked by nobody. */
const notAsked = /lock|spec-bcc/

describe('[HW26] 3M frames', () => {
  test('there are vectors', () => expect(hostSays.length + padSays.length).toBeGreaterThan(50))
  test.each(named([...hostSays, ...steps.filter(s => s.direction === 'host->reader')]))(
    '[HW26] the host says %s',
    (name, { hex }) => {
      const [frame, ...more] = padFraming().push(bytes(hex))
      expect(more).toEqual([])
      expect(hexOf(encodeFrame(frame!))).toBe(hex)
      const request = fromFrame(frame!)
      const isAsked = !notAsked.test(name) || /blocks|nolock/.test(name)
      if (!isAsked) return expect(request).toBeUndefined()
      expect(hexOf(encodeFrame(toFrame(request!)))).toBe(hex)
    },
  )

  test.each(named([...padSays, ...steps.filter(s => s.direction === 'reader->host')]))(
    '[HW26] the pad says %s',
    (name, { hex, decoded }) => {
      const [frame, ...more] = padFraming().push(bytes(hex))
      expect(more).toEqual([])
      const answer = answerOf(frame!)!
      const again = hexOf(encodeFrame(frameOf(answer)))
      expect(again).toBe(name.startsWith('garbage') ? hex.slice(6) : hex)
      if (decoded?.uids) expect(readInventory(answer.fields)!.map(({ uid }) => uid)).toEqual(decoded.uids)
      if (decoded?.tags) expect(readInventory(answer.fields)).toEqual(decoded.tags)
      if (decoded?.version) expect([...answer.fields.subarray(1)]).toEqual(decoded.version)
      if (decoded?.afi) expect(hexOf(restOf(answer)).toUpperCase()).toBe(decoded.afi)
      if (decoded?.item) {
        const blocks = (name.includes('new') ? readNewBlocks : readOldBlocks)(restOf(answer))!
        const memory = Uint8Array.from(blocks.flatMap(block => [...block.bytes]))
        expect(readTag(memory)).toMatchObject({ kind: 'tag', tag: { id: decoded.item } })
      }
    },
  )

  test('[HW26] a block that could not be read is told from the others', () => {
    const answer = answerOf(padFraming().push(bytes(all.find(v => v.name === 'read-old-lockerr')!.hex))[0]!)!
    expect(readOldBlocks(restOf(answer))!.map(block => block.error)).toEqual([undefined, 0x15])
    expect(uidOf(answer)).toBe('E00401003123AA26')
  })

  test('[HW26] tag information has the fields that its mask names', () => {
    expect(readTagInfo(Uint8Array.of(2, 0xda))).toEqual({ afi: 0xda })
    expect(readTagInfo(Uint8Array.of(7, 0x3e, 0x07, 3, 27))).toEqual({ dsfid: 0x3e, afi: 7, blockSize: 4, blocks: 28 })
    expect(readTagInfo(Uint8Array.of(7, 1))).toBeUndefined()
  })

  test('[HW26] a wrong checksum is no frame', () => {
    for (const { hex } of all.filter(v => v.valid === false)) expect(padFraming().push(bytes(hex))).toEqual([])
    for (const { hex } of all.filter(v => v.valid !== false)) {
      const wrong = bytes(hex)
      wrong[wrong.length - 1]! ^= 1
      expect(padFraming().push(wrong)).toEqual([])
    }
  })

  test('[HW26] the start, which no checksum covers, with one wrong bit makes a probe of nothing', () => {
    const framing = padFraming()
    expect([...framing.push(bytes('d5000a0200e1aa53698d29ef38')), ...framing.afterSilence()]).toEqual([])
    expect(padFraming().push(bytes('d6000a0200e1aa53698d29ef38'))).toHaveLength(1)
  })

  test('[HW26] frames joined, cut at every byte, behind noise, are the same frames', () => {
    const line = padSays.filter(v => !v.name.startsWith('garbage')).map(v => v.hex)
    const framing = padFraming()
    const byByte = [...bytes(line.join(''))].flatMap(byte => framing.push(Uint8Array.of(byte)))
    expect(byByte.map(frame => hexOf(encodeFrame(frame)))).toEqual(line)
    for (const noise of ['00', 'd6', 'd600', 'd60010', 'd6d6d6', 'd50fff']) {
      const noisy = padFraming()
      const frames = [...noisy.push(bytes(`${noise}d6000ffe00000501e00401003123aa26941a`)), ...noisy.afterSilence()]
      expect(
        frames.map(frame => hexOf(frame.payload)),
        noise,
      ).toEqual(['fe00000501e00401003123aa26'])
    }
  })

  test("[HW26] the pad's side of the same table writes what was recorded", () => {
    const fields = (name: string) => hexOf(answerOf(padFraming().push(bytes(all.find(v => v.name === name)!.hex))[0]!)!.fields)
    const tags = [
      { uid: 'E00401003123AA26', dsfid: 6 },
      { uid: 'E00401003123AA28', dsfid: 0x3e },
    ]
    expect(hexOf(writeInventory(0, 3, tags))).toBe(fields('inventory-dsfid-resp'))
    expect(inventoryOf(true).options).toBe(7)
    const blocks = readOldBlocks(bytes(fields('read-old-lockerr')).subarray(8))!
    expect(hexOf(writeOldBlocks(blocks))).toBe(fields('read-old-lockerr').slice(16))
  })
})
