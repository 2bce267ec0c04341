import { describe, expect, test } from 'vitest'
import dialogs from '../../vectors/dialogs.json' with { type: 'json' }
import vectors from '../../vectors/reader_feig.json' with { type: 'json' }
import { bytesOfHex, hexOf } from '../hex.ts'
import { readTag, reverseBlocks } from '../tags/read-tag.ts'
import {
  answerOf,
  feigStatus,
  readBlocksAnswer,
  readInventory,
  readReaderInfo,
  readSystemInfo,
  writeBlocksAnswer,
  writeInventory,
  writeSystemInfo,
} from './answers.ts'
import { encodeFrame, feigFraming } from './frame.ts'
import { readBuffer, writeBuffer } from './read-buffer.ts'
import { fromFrame, toFrame } from './requests.ts'

interface FeigVector {
  name: string
  direction: string
  hex: string
  valid?: boolean
  decoded?: { tags?: object[]; item?: string; items?: string[]; swRev?: string; swType?: number } & Record<string, unknown>
}
const all = vectors as FeigVector[]
const bytes = (hex: string) => bytesOfHex(hex)!
const named = (list: readonly FeigVector[]) => list.map(v => [v.name, v] as const)
const hostSays = all.filter(v => v.direction === 'host->reader')
const readerSays = all.filter(v => v.direction === 'reader->host' && v.valid !== false)
const steps = dialogs
  .filter(d => d.name.startsWith('feig'))
  .flatMap(d => d.steps.map((s, i) => ({ ...s, name: `${d.name} ${i}` })))
const idOf = (memory: Uint8Array) => (readTag(memory) as { tag?: { id: string } }).tag?.id

describe('[HW25] FEIG frames', () => {
  test('there are vectors', () => expect(hostSays.length + readerSays.length).toBeGreaterThan(50))
  test.each(named([...hostSays, ...steps.filter(s => s.direction === 'host->reader')]))(
    '[HW25] the host says %s',
    (name, { hex }) => {
      const [frame, ...more] = feigFraming('host').push(bytes(hex))
      expect(more).toEqual([])
      expect(hexOf(encodeFrame(frame!))).toBe(hex)
      const request = fromFrame(frame!)
      // What cannot be undone cannot be asked for.
      if (name.startsWith('lock-')) return expect(request).toBeUndefined()
      expect(hexOf(encodeFrame(toFrame(request!, frame!.advanced)))).toBe(hex)
    },
  )

  test.each(named([...readerSays, ...steps.filter(s => s.direction === 'reader->host')]))(
    '[HW25] the reader says %s',
    (_, vector) => {
      const { hex, decoded } = vector
      const [frame, ...more] = feigFraming('reader').push(bytes(hex))
      expect(more).toEqual([])
      expect(hexOf(encodeFrame(frame!))).toBe(hex)
      const answer = answerOf(frame!)!
      if (decoded?.tags) expect(answer.status === feigStatus.ok ? readInventory(answer.data) : []).toEqual(decoded.tags)
      if (decoded?.swType) expect(readReaderInfo(answer.data)).toEqual({ software: decoded.swRev, model: decoded.swType })
      if (decoded?.blockSize) expect(readSystemInfo(answer.data)).toMatchObject(decoded)
      if (decoded?.items) expect(readBuffer(answer.data)!.map(({ memory }) => idOf(memory))).toEqual(decoded.items)
      if (decoded?.item) {
        const memory = Uint8Array.from(readBlocksAnswer(answer.data)!.blocks.flatMap(block => [...block.bytes]))
        expect(idOf(vector.name.endsWith('msb') ? reverseBlocks(memory) : memory)).toBe(decoded.item)
      }
    },
  )

  test('[HW25] a wrong checksum is no frame', () => {
    for (const { hex } of all.filter(v => v.valid === false)) expect(feigFraming('reader').push(bytes(hex))).toEqual([])
    for (const { hex, direction } of all.filter(v => v.valid !== false)) {
      const wrong = bytes(hex)
      wrong[wrong.length - 1]! ^= 0x80
      const frames = feigFraming(direction === 'host->reader' ? 'host' : 'reader').push(wrong)
      expect(frames).toEqual([])
    }
  })

  test('[HW25] frames joined, cut at every byte, behind noise, are the same frames', () => {
    const line = readerSays.map(v => v.hex)
    const framing = feigFraming('reader')
    const byByte = [...bytes(line.join(''))].flatMap(byte => framing.push(Uint8Array.of(byte)))
    expect(byByte.map(frame => hexOf(encodeFrame(frame)))).toEqual(line)
    for (const noise of ['00', '0000000000', '01020300', '050505', 'fe']) {
      const noisy = feigFraming('reader')
      const frames = [...noisy.push(bytes(`${noise}1100b000010306e0040100312691172717`)), ...noisy.afterSilence()]
      expect(
        frames.map(frame => hexOf(frame.data)),
        noise,
      ).toEqual(['00010306e004010031269117'])
    }
  })

  test('[HW25] a transponder of an unknown kind ends the list, the ones before it stay', () => {
    const two = Uint8Array.of(2, 3, 6, ...bytes('e004010031269117'), 0x77, 1, 2, 3)
    expect(readInventory(two)).toEqual([{ type: 3, dsfid: 6, uid: 'E004010031269117' }])
  })

  test("[HW25] the reader's side of the same table writes what was recorded", () => {
    const data = (name: string) =>
      hexOf(answerOf(feigFraming('reader').push(bytes(all.find(v => v.name === name)!.hex))[0]!)!.data)
    const [first, second] = [
      { uid: 'E004010031269117', dsfid: 6 },
      { uid: 'E00401001F77FB98', dsfid: 0x3e },
    ]
    expect(hexOf(writeInventory([first, second]))).toBe(data('inventory-2'))
    expect(hexOf(writeSystemInfo({ ...first, afi: 7, blockSize: 4, blocks: 28 }))).toBe(data('sysinfo-resp'))
    const memory = bytes('9101046091ce43800201a80501106702424103073240de05ab075b0000000000')
    const blocks = Array.from({ length: 8 }, (_, i) => ({ locked: false, bytes: memory.slice(i * 4, i * 4 + 4) }))
    expect(hexOf(writeBlocksAnswer({ size: 4, blocks }))).toBe(data('read-8-resp-lsb'))
    expect(hexOf(writeBuffer([memory]))).toBe(data('adv-read-buffer-lsb'))
  })

  test('[HW25] numbers that a tag tells as one less are put right', () => {
    const told = readSystemInfo(bytes('06e004010031269117c2031b01'))
    expect(told).toMatchObject({ blockSize: 4, blocks: 28, afi: 0xc2 })
  })
})
