import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { ageOn } from '../../../circulation/ages.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { openPackedId, packId, shapeOf } from '../detail/packed-id.ts'
import { dayNumber, dayText } from './days.ts'
import { nodeCoding } from './deflate.node.ts'
import { ageLimits, cardTag, horizonDays, leastRows, personTag } from './least-patron.ts'
import { openSegment, packSegment } from './segment.ts'

const key = new Uint8Array(32).fill(7)
const today = '2026-11-22'
const shapes = new Set(['P 7'])
const patron: Patron = {
  patronId: 'P0001234',
  cards: ['PYS0000012', 'old-0000038'],
  name: { given: 'Eeli', family: 'Rantakoski' },
  birthDate: '1985-04-03',
  category: 'adult',
  expiresOn: '2027-11-30',
  blocks: ['barred'],
  feesCents: 1840,
  homeBranch: 'PYS1AU',
}

test('[SG9] the least tier holds no name, number, id, branch or day of birth, packed or open', async () => {
  const rows = leastRows(patron, key, today, shapes).sort((a, b) => (a.card < b.card ? -1 : 1))
  const packed = await packSegment('patrons', rows, {
    deflate: async bytes => bytes,
    inflate: async bytes => bytes,
    inflateNow: bytes => bytes,
  })
  const seen = `${JSON.stringify(rows)} ${new TextDecoder('latin1').decode(packed.bytes)}`
  for (const secret of ['P0001234', 'PYS0000012', '0000038', 'Eeli', 'Rantakoski', '1985', '04-03', 'PYS1AU', '1840'])
    expect(seen).not.toContain(secret)
})

test('[SG9] with the card in hand, in any case, its row is found; under another key it is not', async () => {
  const rows = leastRows(patron, key, today, shapes).sort((a, b) => (a.card < b.card ? -1 : 1))
  const open = await openSegment('patrons', await packSegment('patrons', rows, nodeCoding), nodeCoding)
  expect(open.find(cardTag('pys0000012', key))).toEqual({
    card: cardTag('PYS0000012', key),
    sealedId: packId('P0001234', 'PYS0000012', key, shapes),
    category: 'adult',
    expiresOn: '2027-11-30',
    blocks: ['barred'],
    ageClass: 18,
  })
  expect(open.find(cardTag('OLD-0000038', key))).toMatchObject({ isReplaced: true })
  expect(open.find(cardTag('PYS0000012', new Uint8Array(32)))).toBeUndefined()
})

test('[SG22] the card in hand opens the id of its patron, whatever that looks like; another card or key does not', () => {
  const ids = fc.oneof(
    fc.nat(9_999_999).map(id => `P${String(id).padStart(7, '0')}`),
    fc.string({ unit: 'binary' }),
    fc.uuid(),
    fc.nat().map(String),
  )
  fc.assert(
    fc.property(ids, fc.boolean(), (id, isUsual) => {
      const patronId = id.toWellFormed()
      const sealed = packId(patronId, 'PYS0000012', key, new Set(isUsual ? [shapeOf(patronId) ?? ''] : []))
      expect(openPackedId(sealed, 'pys0000012', key)).toBe(patronId)
      if (patronId.length < 6) return
      expect(openPackedId(sealed, 'PYS0000020', key)).not.toBe(patronId)
      expect(openPackedId(sealed, 'PYS0000012', new Uint8Array(32))).not.toBe(patronId)
    }),
  )
  // Three bytes where the shape is usual; where it is not, the text is sealed whole and nothing of it is told.
  expect(packId('P0001234', 'PYS0000012', key, shapes)).toMatch(/^P 7 [0-9a-f]{6}$/)
  expect(packId('rantakoski7', 'PYS0000012', key, shapes)).toMatch(/^ 0 [0-9a-f]{22}$/)
})

test('[SG12] a loan tells whose it is to who has the card in hand: another patron, item or key gives another tag', () => {
  const tag = personTag('P0001234', '853N00000017', key)
  expect(personTag('P0001234', '853n00000017', key)).toBe(tag)
  const others = [
    personTag('P0001235', '853N00000017', key),
    personTag('P0001234', '853N00000018', key),
    personTag('P0001234', '853N00000017', new Uint8Array(32)),
    cardTag('PYS0000012', key).slice(0, 8),
  ]
  expect(others).not.toContain(tag)
  expect(new Set(others).size).toBe(others.length)
})

test('[SG10] age class and its next change say of every day within the horizon what the birth date would have said', () => {
  const born = fc.integer({ min: 0, max: 20 * 366 }).map(days => dayText(dayNumber(today)! - days)!)
  fc.assert(
    fc.property(fc.oneof(born, fc.constantFrom('2008-02-29', '1930-01-01')), fc.nat(horizonDays), (birthDate, ahead) => {
      const [row] = leastRows({ ...patron, birthDate }, key, today, shapes)
      const day = dayText(dayNumber(today)! + ahead)!
      const hasChanged = row!.ageChangesOn !== undefined && row!.ageChangesOn <= day
      const said = hasChanged ? ageLimits.find(limit => limit > row!.ageClass!) : row!.ageClass
      expect(said).toBe(ageLimits.findLast(limit => limit <= ageOn(birthDate, day)!) ?? 0)
    }),
  )
  expect(leastRows({ ...patron, birthDate: 'unknown' }, key, today, shapes)[0]).not.toHaveProperty('ageClass')
})

test('[SG1] days are counted as the calendar counts them', () => {
  fc.assert(
    fc.property(fc.integer({ min: -719_528, max: 2_932_896 }), number => {
      const text = Temporal.PlainDate.from('1970-01-01').add({ days: number }).toString()
      expect([dayText(number), dayNumber(text)]).toEqual([text, number])
    }),
  )
  expect([dayText(-719_529), dayText(2_932_897), dayNumber('2026-02-29'), dayNumber('2026-2-3')]).toEqual(
    Array(4).fill(undefined),
  )
})
