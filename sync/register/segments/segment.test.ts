import fc from 'fast-check'
import { expect, test } from 'vitest'
import { segmentName } from '../pack.ts'
import { blocksIn, blockWords } from './block-words.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { nodeCoding } from './deflate.node.ts'
import { oddRows, sorted, staticItems } from './odd-rows.fixture.ts'
import { openChecked, openSegment, packSegment, type SegmentKind, segmentFormat, tables } from './segment.ts'
import { SegmentError } from './segment-error.ts'
import { joinItem, type StaticItem, TitleShelf } from './split-items.ts'

const kinds = Object.keys(tables) as SegmentKind[]

test.each(kinds)('[SG1] %s: what goes in comes out, whatever the values', async kind => {
  await fc.assert(
    fc.asyncProperty(oddRows(kind), async rows => {
      const packed = await packSegment(kind, rows, nodeCoding)
      expect((await openSegment(kind, packed, nodeCoding)).rows).toEqual(rows)
    }),
  )
})

test.each(kinds)(
  '[SG2] %s: the same rows give the same bytes, named by their SHA-256; rows out of order are refused',
  async kind => {
    await fc.assert(
      fc.asyncProperty(oddRows(kind), async rows => {
        const packed = await packSegment(kind, rows, nodeCoding)
        expect(packed).toEqual(await packSegment(kind, structuredClone(rows), nodeCoding))
        expect(packed.name).toBe(segmentName(packed.bytes))
        if (rows.length > 1)
          await expect(packSegment(kind, rows.toReversed(), nodeCoding)).rejects.toMatchObject({ kind: 'unfit' })
      }),
      { numRuns: 30 },
    )
  },
)

test.each(kinds)('[SG3] %s: every row is found by its key, and nothing else is', async kind => {
  await fc.assert(
    fc.asyncProperty(oddRows(kind), oddRows(kind), async (rows, others) => {
      const keyOf = tables[kind].keyOf as (row: unknown) => never
      const open = await openSegment(kind, await packSegment(kind, rows, nodeCoding), nodeCoding)
      for (const row of rows) expect(open.find(keyOf(row))).toEqual(row)
      const known = new Set<unknown>(rows.map(keyOf))
      for (const other of others) if (!known.has(keyOf(other))) expect(open.find(keyOf(other))).toBeUndefined()
    }),
    { numRuns: 50 },
  )
})

test.each(kinds)('[SG3] %s: a row that is picked alone is the row that all together give', async kind => {
  await fc.assert(
    fc.asyncProperty(oddRows(kind), oddRows(kind), async (rows, others) => {
      const keyOf = tables[kind].keyOf as (row: unknown) => never
      const open = openChecked(kind, (await packSegment(kind, rows, nodeCoding)).bytes, nodeCoding)
      expect(open.count).toBe(rows.length)
      const keys = rows.map(keyOf)
      expect(keys.map(key => open.placeOf(key))).toEqual(rows.map((_, at) => at))
      expect(keys.map(key => open.find(key))).toEqual(rows)
      const known = new Set<unknown>(keys)
      for (const other of others.map(keyOf)) if (!known.has(other)) expect(open.find(other)).toBeUndefined()
      expect(open.rows).toEqual(rows)
    }),
    { numRuns: 100 },
  )
})

test.each(kinds)('[SG4] %s: cut or with a flipped bit, a segment is refused by its name', async kind => {
  await fc.assert(
    fc.asyncProperty(oddRows(kind), fc.nat(), fc.nat(7), async (rows, place, bit) => {
      const { name, bytes } = await packSegment(kind, rows, nodeCoding)
      const flipped = bytes.slice()
      flipped[place % bytes.length]! ^= 1 << bit
      for (const wrong of [flipped, bytes.slice(0, place % bytes.length), new Uint8Array([...bytes, 0])])
        await expect(openSegment(kind, { name, bytes: wrong }, nodeCoding)).rejects.toMatchObject({ kind: 'wrong-bytes' })
    }),
    { numRuns: 50 },
  )
})

test.each(kinds)(
  '[SG5] %s: a body that is garbage under its right name gives rows or a SegmentError, and never fills the memory',
  async kind => {
    const read = (body: Uint8Array) => {
      const reader = new ByteReader(body)
      try {
        tables[kind].read(reader)
        reader.end()
      } catch (error) {
        expect(error).toBeInstanceOf(SegmentError)
      }
    }
    fc.assert(
      fc.property(oddRows(kind), fc.nat(), fc.nat(255), (rows, place, value) => {
        const writer = new ByteWriter()
        ;(tables[kind].write as (writer: ByteWriter, rows: unknown) => void)(writer, rows)
        const body = writer.written()
        body[place % body.length] = value
        read(body)
        read(body.slice(0, place % body.length))
      }),
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), read))
  },
)

test('[SG5] another kind, a newer format and what cannot be inflated are told apart', async () => {
  const { bytes } = await packSegment('titles', [{ titleId: 'T1', title: 'Järvi' }], nodeCoding)
  const opened = (changed: Uint8Array, kind: SegmentKind = 'titles') =>
    openSegment(kind, { name: segmentName(changed), bytes: changed }, nodeCoding)
  await expect(opened(bytes, 'items')).rejects.toMatchObject({ kind: 'damaged' })
  await expect(opened(bytes.with(2, segmentFormat + 1))).rejects.toMatchObject({ kind: 'newer-format' })
  await expect(opened(bytes.slice(0, -2))).rejects.toMatchObject({ kind: 'damaged' })
  await expect(opened(new Uint8Array())).rejects.toMatchObject({ kind: 'damaged' })
})

test('[SG6] titles are stored once: items taken apart and put together again are the same, also where copies do not agree', () => {
  fc.assert(
    fc.property(staticItems, items => {
      const shelf = new TitleShelf()
      const taken = (items as StaticItem[]).map(item => shelf.take(item))
      const titles = taken.flatMap(({ newTitle }) => newTitle ?? [])
      expect(new Set(titles.map(({ titleId }) => titleId)).size).toBe(titles.length)
      const title = (titleId: string) => titles.find(one => one.titleId === titleId)!
      expect(taken.map(({ item }) => joinItem(item, title(item.titleId)))).toEqual(items)
    }),
  )
})

test('[SG7] the last day of a bar is a word of its own: a reader that does not know it finds the bar', () => {
  const words = blockWords({ blocks: ['card-lost', 'barred'], barredUntil: '2026-12-01' })
  expect(words.split(' ').slice(0, 2)).toEqual(['card-lost', 'barred'])
  expect(blocksIn(words)).toEqual({ blocks: ['card-lost', 'barred'], barredUntil: '2026-12-01' })
  expect(blocksIn('barred')).toEqual({ blocks: ['barred'] })
})

test('[SG7] what the bytes mean cannot change without a new format', () => {
  const bodies = kinds.map(kind => {
    const writer = new ByteWriter()
    ;(tables[kind].write as (writer: ByteWriter, rows: unknown) => void)(writer, sorted(kind, wellKnown[kind] as never))
    return [kind, segmentName(writer.written()).slice(0, 16)]
  })
  expect([segmentFormat, Object.fromEntries(bodies)]).toEqual([
    2,
    {
      titles: '52101a085302e1b0',
      items: '5da751b12d2469f6',
      states: '5a639dd925dc31e4',
      patrons: 'efc48c0328fb1fb9',
      counts: '654d3b00927e9f15',
      index: '66a8bb68d25cd764',
      'loan-tags': 'f8503f3b91942b69',
      holds: 'e3ea2610cdd6d4c4',
      named: 'c7c58903e03098e5',
      names: 'b8224edd80b52536',
      'named-loans': 'c7df687f426f2eb4',
      'named-holds': '5c832a7183283adf',
    },
  ])
})

const wellKnown = {
  titles: [
    { titleId: 'T7', title: 'Järven laulu', author: 'Virta, Aino', itemType: 'book', callNumber: '84.2 VIR' },
    { titleId: 'T8', title: 'Elokuva', ageLimit: 12, callNumber: 'DVD ELO' },
  ],
  items: [
    { barcode: '853N00000001', titleId: 'T7', homeBranch: 'PYS' },
    { barcode: '853N00000003', titleId: 'T8', homeBranch: 'LAH', parts: 2, own: { itemType: 'quick-loan' } },
    { barcode: 'x', titleId: 'T7', homeBranch: 'PYS' },
  ],
  states: [
    { barcode: '853N00000001', status: 'ok', lentAt: '2026-11-17T07:40:05Z', dueOn: '2026-12-15', renewals: 1 },
    { barcode: '853N00000003', status: 'lost', hold: 'waiting' },
  ],
  patrons: [
    {
      card: '00000000000000ff',
      sealedId: 'P 7 0a0b0c',
      category: 'child',
      expiresOn: '2027-01-31',
      blocks: ['barred', 'inactive'],
      ageClass: 7,
    },
    {
      card: 'f000000000000000',
      sealedId: ' 0 ffee',
      category: 'adult',
      blocks: [],
      ageClass: 16,
      ageChangesOn: '2026-12-01',
      isReplaced: true,
    },
  ],
  counts: [{ place: 5, loans: 3, holds: 1, feesCents: -20 }],
  'loan-tags': [{ barcode: '853N00000001', tag: '00ff00ff', branch: 'PYS' }],
  holds: [
    {
      holdId: 'H1',
      titleId: 'T7',
      copy: '853N00000001',
      placedAt: '2026-11-17T07:40:05Z',
      branch: 'PYS1AU',
      stopId: 'S1',
      holdNumber: 'A-12',
      state: 'waiting',
      barcode: '853N00000001',
      expiresOn: '2026-12-01',
      box: '3',
      tag: '00ff00fe',
    },
  ],
  named: [
    {
      patronId: 'P1',
      cards: ['PYS1', 'OLD1'],
      given: 'Eeli',
      family: 'Rantakoski',
      birthDate: '1985-04-03',
      homeBranch: 'PYS',
      category: 'adult',
      expiresOn: '2027-01-31',
      blocks: ['barred', 'inactive'],
      feesCents: 120,
      loans: ['853N00000001'],
      holds: ['T7\u0000H1'],
    },
  ],
  'named-loans': [{ barcode: '853N00000001', patronId: 'P1' }],
  'named-holds': [{ holdId: 'H1', patronId: 'P1' }],
  names: [
    {
      key: 'rantakoski eeli\u0000P1',
      patronId: 'P1',
      given: 'Eeli',
      family: 'Rantakoski',
      birthYear: 1985,
    },
  ],
  index: [{ name: 'ab', firstKey: '853N00000001', rows: 512, bytes: 1400 }],
}
