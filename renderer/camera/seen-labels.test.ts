import { expect, test } from 'vitest'
import { SeenLabels } from './seen-labels.ts'

const item = ']A0853N00000017'
const isbn = ']E09789510482711'

test('[HW77] a label is a scan when two looks in a row read the same, once until it was out of sight', () => {
  const seen = new SeenLabels()
  const looks = [[item], [item], [item], [], [item], [item]].map((labels, at) => seen.see(labels, at * 100))
  expect(looks).toEqual([undefined, item, undefined, undefined, undefined, undefined])
  expect(seen.see([], 3000)).toBeUndefined()
  expect([seen.see([item], 3100), seen.see([item], 3200)]).toEqual([undefined, item])
})

test('[HW77] what is read otherwise at the next look is no scan', () => {
  const seen = new SeenLabels()
  const readings = [']A0853N00000011', item, ']A0853N00000071', item]
  expect(readings.map((label, at) => seen.see([label], at * 100)).filter(Boolean)).toEqual([])
})

test('[HW77] the ISBN beside a label is not meant; of two labels none is', () => {
  const seen = new SeenLabels()
  expect([seen.see([isbn, item], 0), seen.see([item, isbn], 100)]).toEqual([undefined, item])
  const two = new SeenLabels()
  expect([0, 1, 2].map(at => two.see([item, ']A0853N00000018'], at)).filter(Boolean)).toEqual([])
  const alone = new SeenLabels()
  expect([alone.see([isbn], 0), alone.see([isbn], 100)]).toEqual([undefined, isbn])
})
