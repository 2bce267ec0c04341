import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Anchor } from './clock-segments.ts'
import { narrowestOf } from './narrowest-anchor.ts'

const anchor: fc.Arbitrary<Anchor> = fc.record({
  startMs: fc.integer(),
  measuredAt: fc.integer({ min: -1000, max: 1000 }).map(seconds => seconds * 10_000),
  uncertaintyMs: fc.integer({ min: 0, max: 500 }),
  earlierMs: fc.constantFrom(0, 0, 0, 700),
})

test('[RP30] the contact that bounds a clock most closely is the one that each of them, asked one by one, says it is', () => {
  const widthAt = (mono: number) => (one: Anchor) =>
    (one.uncertaintyMs + Math.abs(mono - one.measuredAt) / 10_000) * 2 + one.earlierMs
  fc.assert(
    fc.property(fc.array(anchor, { maxLength: 30 }), fc.integer({ min: -1500, max: 1500 }), (anchors, seconds) => {
      const mono = seconds * 10_000
      const found = narrowestOf(anchors, 100)(mono)
      const widths = anchors.map(widthAt(mono))
      expect(found).toBe(anchors[widths.indexOf(Math.min(...widths))])
    }),
  )
})
