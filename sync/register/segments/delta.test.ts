import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeCoding } from './deflate.node.ts'
import { emptyDelta, openDelta, packDelta } from './delta.ts'
import { oddRows } from './odd-rows.fixture.ts'
import { type SegmentKind, tables } from './segment.ts'

const empty = emptyDelta({ manifest: 'ab', since: 4, version: 9, asOf: '2026-11-22T10:00:00Z' })

/** Every third row gone instead of changed. */
const part = <Kind extends SegmentKind>(kind: Kind) =>
  oddRows(kind).map(rows => ({
    changed: rows.filter((_, at) => at % 3 !== 0),
    gone: rows.filter((_, at) => at % 3 === 0).map(tables[kind].keyOf as (row: unknown) => never),
  }))

test('[SG8] a delta brings changed rows whole and tombstones of those that are gone, against one manifest', async () => {
  const deltas = fc.record({
    titles: part('titles'),
    items: part('items'),
    states: part('states'),
    patrons: part('patrons'),
    counts: part('counts'),
    'loan-tags': part('loan-tags'),
    holds: part('holds'),
    named: part('named'),
    names: part('names'),
  })
  await fc.assert(
    fc.asyncProperty(deltas, async rows => {
      const delta = { ...empty, ...rows, readAt: '2026-11-21T02:00:00Z' }
      expect(await openDelta(await packDelta(delta, nodeCoding), nodeCoding)).toEqual(delta)
    }),
    { numRuns: 50 },
  )
})

test('[SG8] a damaged delta is refused, as is one whose row is both changed and gone', async () => {
  const { name, bytes } = await packDelta(empty, nodeCoding)
  await expect(openDelta({ name, bytes: bytes.slice(1) }, nodeCoding)).rejects.toMatchObject({ kind: 'wrong-bytes' })
  const both = { ...empty, states: { changed: [{ barcode: 'a1', status: 'lost' as const }], gone: ['A1'] } }
  await expect(packDelta(both, nodeCoding)).rejects.toMatchObject({ kind: 'unfit' })
})
