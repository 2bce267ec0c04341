import { describe, expect, test } from 'vitest'
import detected from '../../vectors/detect.json' with { type: 'json' }
import objectTags from '../../vectors/tag_iso28560_2.json' with { type: 'json' }
import fixedTags from '../../vectors/tag_iso28560_3.json' with { type: 'json' }
import rfid501Tags from '../../vectors/tag_rfid501.json' with { type: 'json' }
import { bytesOfHex, hexOf } from '../hex.ts'
import { readElements } from './elements.ts'
import { fieldsOf, readBlocks } from './extension-blocks.ts'
import { meaningOf, writeIso2 } from './iso28560-2.ts'
import { blockWithGoodCrc, readBasicBlock, readIso3, writeIso3 } from './iso28560-3.ts'
import { readTag } from './read-tag.ts'
import { readRfid501, writeRfid501 } from './rfid501.ts'
import { writeTag } from './write-tag.ts'

const bytes = (hex: string) => bytesOfHex(hex)!
const dsfidOf = (vector: { dsfid?: string }) => (vector.dsfid === undefined ? undefined : Number.parseInt(vector.dsfid, 16))

interface ObjectVector {
  name: string
  hex: string
  dsfid?: string
  valid?: boolean
  direction: string
  decoded?: { oid: number; compaction: number; value: string | number[] }[]
  input?: { item: string; isil: string; set: number[] | null; usage: number; shelf: string | null; title: string | null }
}

describe('[HW16] tags of ISO 28560-2', () => {
  const vectors = objectTags as ObjectVector[]
  test('there are vectors', () => expect(vectors.length).toBeGreaterThan(15))
  test.each(vectors.filter(v => v.valid !== false).map(v => [v.name, v] as const))('[HW16] %s reads as recorded', (_, vector) => {
    const { list } = readElements(bytes(vector.hex))!
    const read = list.map(element => ({ oid: element.oid, compaction: element.compaction, value: meaningOf(element) }))
    const said = vector.decoded!.map(({ oid, compaction, value }) => ({
      oid,
      compaction,
      value: oid === 4 ? place(value as string) : value,
    }))
    expect(read).toEqual(said)
    if (vector.direction === 'tag memory') {
      const reading = readTag(bytes(vector.hex), dsfidOf(vector))
      expect(reading).toMatchObject({ kind: 'tag', tag: { model: 'iso28560-2', id: vector.decoded![0]!.value } })
    }
  })
  test.each(vectors.filter(v => v.valid === false).map(v => [v.name, v] as const))('[HW16] %s is refused', (_, vector) => {
    expect(readTag(bytes(vector.hex), dsfidOf(vector)).kind).not.toBe('tag')
  })
  test.each(vectors.filter(v => v.input).map(v => [v.name, v] as const))('[HW16] %s is written byte for byte', (_, vector) => {
    const { item, isil, set, usage, shelf, title } = vector.input!
    const memory = writeIso2({
      id: item,
      owner: isil,
      usage,
      ...(set && { set: { parts: set[0]!, part: set[1]! } }),
      more: { ...(shelf && { shelf }), ...(title && { title }) },
    })
    const padded = new Uint8Array(bytes(vector.hex).length)
    padded.set(memory)
    expect(hexOf(padded)).toBe(vector.hex)
  })
})

const place = (digits: string) => {
  const half = digits.length / 2
  return { parts: Number(digits.slice(0, half)), part: Number(digits.slice(half)) }
}

interface FixedVector {
  name: string
  hex: string
  dsfid: string
  ext?: ({ id: number; data?: string; xorOk?: boolean } & Record<string, unknown>)[]
  decoded: {
    usage?: number
    parts?: number
    ordinal?: number
    item?: string
    isil?: string
    crcOk?: boolean
    blank?: boolean
    contentParameter?: number
  }
}

describe('[HW17] tags of ISO 28560-3', () => {
  const vectors = fixedTags as FixedVector[]
  test('there are vectors', () => expect(vectors.length).toBeGreaterThan(12))
  test.each(vectors.map(v => [v.name, v] as const))('[HW17] %s reads as recorded', (_, { name, hex, dsfid, decoded }) => {
    const memory = bytes(hex)
    const reading = readTag(memory, Number.parseInt(dsfid, 16))
    if (decoded.blank) return expect(reading).toEqual({ kind: 'blank', by: 'any' })
    if (!decoded.crcOk && name !== 'block-reversed') {
      expect(reading.kind).toBe('damaged')
      expect(blockWithGoodCrc(memory)).toBeUndefined()
      if (!decoded.item) return
      return expect(readBasicBlock(memory)).toMatchObject({ id: decoded.item, parts: decoded.parts, part: decoded.ordinal })
    }
    expect(reading).toMatchObject({ kind: 'tag', tag: { model: 'iso28560-3', id: decoded.item } })
    if (name === 'block-reversed') return expect(reading).toMatchObject({ tag: { notes: ['blocks-reversed'] } })
    expect(reading).toMatchObject({ tag: { owner: decoded.isil, usage: decoded.usage! << 4 } })
    const isSwapped = decoded.ordinal! > decoded.parts!
    const said = isSwapped ? { parts: decoded.ordinal, part: decoded.parts } : { parts: decoded.parts, part: decoded.ordinal }
    expect(reading).toMatchObject({ tag: { ...said, notes: isSwapped ? ['part-numbers-swapped'] : [] } })
    expect(readBasicBlock(memory)!.version).toBe(decoded.contentParameter)
  })
  test.each(vectors.filter(v => v.ext).map(v => [v.name, v] as const))('[HW17] the blocks behind %s', (_, { hex, ext }) => {
    const memory = bytes(hex)
    const blocks = readBlocks(memory.subarray(blockWithGoodCrc(memory)))
    expect(blocks.map(({ id }) => id)).toEqual(ext!.map(({ id }) => id))
    const fields = fieldsOf(blocks)
    const names = {
      media: 'media',
      supplier: 'supplier',
      productIdLocal: 'localProduct',
      invoice: 'invoice',
      title: 'title',
    } as const
    for (const [block, said] of ext!.map((said, index) => [blocks[index]!, said] as const)) {
      if (said.data) expect(hexOf(block.payload)).toBe(said.data)
      for (const [theirs, ours] of Object.entries(names)) if (said[theirs]) expect(fields[ours]).toBe(String(said[theirs]))
    }
  })
  test.each(vectors.filter(v => v.decoded.crcOk).map(v => [v.name, v] as const))(
    '[HW17] %s is written byte for byte',
    (name, vector) => {
      const { hex } = vector
      const { tag } = readTag(bytes(hex)) as Extract<ReturnType<typeof readTag>, { kind: 'tag' }>
      if (name === 'set-swapped') return expect(tag.notes).toEqual(['part-numbers-swapped'])
      const content = { id: tag.id, owner: tag.owner!, set: tag, usage: tag.usage!, more: tag.more ?? {} }
      const { memory } = writeTag({ model: 'iso28560-3', ...content }, bytes(hex).length, bytes(hex))
      const withoutFillers = hex.replace(/0101(180400.*)/, '$1').padEnd(hex.length, '0')
      expect(hexOf(memory)).toBe(withoutFillers)
    },
  )
  test('[HW17] blocks of others stay when a tag is written again', () => {
    const { hex } = vectors.find(v => v.name === 'mamk-1620154429')!
    const memory = writeIso3({ id: '1620154429', owner: 'FI-Mamk-M', keep: bytes(hex), more: { title: 'Äiti' } })
    const blocks = readBlocks(memory.subarray(34))
    expect(blocks.map(({ id }) => id)).toEqual([4, 101])
    expect(readIso3(memory)!.more).toEqual({ title: 'Äiti' })
  })
})

interface Rfid501Vector {
  name: string
  hex: string
  decoded?: { part: number; parts: number; type: number; item: string; branch: number; library: number; custom: number }
}

describe('[HW18] tags of 3M', () => {
  test.each((rfid501Tags as Rfid501Vector[]).map(v => [v.name, v] as const))(
    '[HW18] %s reads and is written as recorded',
    (name, vector) => {
      const memory = bytes(vector.hex)
      if (!vector.decoded) return expect(readTag(memory)).toEqual({ kind: 'blank', by: name === 'blank-3m' ? '3m' : 'any' })
      const { part, parts, item, ...numbers } = vector.decoded
      const more = Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, String(value)]))
      const kind = vector.decoded.type === 0 ? 'patron' : 'item'
      expect(readTag(memory)).toEqual({ kind: 'tag', tag: { model: 'rfid501', id: item, part, parts, kind, more, notes: [] } })
      const written = writeRfid501({ id: item, set: { part, parts }, isCard: kind === 'patron', more })
      expect(hexOf(written.subarray(0, memory.length))).toBe(vector.hex)
      expect(readRfid501(written)?.id).toBe(item)
    },
  )
})

describe('[HW19] the model is found by checksum and clean parse', () => {
  const wordFor: Record<string, unknown> = {
    blank: { kind: 'blank', by: 'any' },
    'blank-3m': { kind: 'blank', by: '3m' },
    unknown: { kind: 'unknown' },
    damaged: { kind: 'damaged' },
  }
  test.each(detected.map(v => [v.name, v] as const))('[HW19] %s', (_, vector) => {
    const reading = readTag(bytes(vector.hex), dsfidOf(vector))
    expect(reading).toMatchObject(wordFor[vector.model] ?? { kind: 'tag', tag: { model: vector.model } })
    if ('blockReversed' in vector) expect(reading).toMatchObject({ tag: { notes: ['blocks-reversed'] } })
  })
})
