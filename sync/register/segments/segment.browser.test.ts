import { expect, test } from 'vitest'
import { segmentName } from '../pack.ts'
import { pageCoding as coding } from './coding.dom.ts'
import { openSegment, packSegment } from './segment.ts'

const rows = Array.from({ length: 512 }, (_, at) => ({
  barcode: `853N${String(at * 3).padStart(8, '0')}`,
  titleId: `T${at >> 2}`,
  homeBranch: 'PYS',
}))

/** Two titles, as a hub on Node packed them. */
const fromNode = 'UFkCAGNiYGVkYAxhZGTn4RL3OrykqCw1TyEnsTSn1L00v6y4ODEjsZiRgTsss6gkUUfBMTMvn5GBkYElKT8/G8RgZbQw0TNiZGDgBQA='

test('[SG11] a page opens what it packed itself, and what a hub packed', async () => {
  const packed = await packSegment('items', rows, coding)
  const open = await openSegment('items', packed, coding)
  expect(open.rows).toEqual(rows)
  expect(open.find('853N00000300')).toEqual(rows[100])
  const bytes = Uint8Array.from(atob(fromNode), letter => letter.charCodeAt(0))
  const { rows: titles } = await openSegment('titles', { name: segmentName(bytes), bytes }, coding)
  expect(titles).toEqual([
    { titleId: 'T7', title: 'Järven laulu', author: 'Virta, Aino', itemType: 'book', callNumber: '84.2 VIR' },
    { titleId: 'T8', title: 'Guovssahas', ageLimit: 12 },
  ])
})

test('[SG11] a page refuses what is cut, whether or not its name fits', async () => {
  const { name, bytes } = await packSegment('items', rows, coding)
  const cut = bytes.slice(0, -20)
  await expect(openSegment('items', { name, bytes: cut }, coding)).rejects.toMatchObject({ kind: 'wrong-bytes' })
  await expect(openSegment('items', { name: segmentName(cut), bytes: cut }, coding)).rejects.toMatchObject({ kind: 'damaged' })
})
