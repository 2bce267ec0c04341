import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashEntry } from './chain.ts'
import { chainOf, flipped } from './journal.fixture.ts'
import { readSealed, sealForCarrying } from './usb-export.ts'

const entries = chainOf('ABC')
const writtenAt = '2026-11-17T15:00:00.000Z'
const sealed = sealForCarrying('bus-1', entries, writtenAt)

test('[JO14] a carried journal reads back whole, also an empty one', () => {
  expect(readSealed(sealed)).toEqual({ kind: 'whole', station: 'bus-1', writtenAt, entries })
  expect(readSealed(sealForCarrying('bus-1', [], writtenAt))).toMatchObject({ kind: 'whole', entries: [] })
})

test('[JO14] one that was cut anywhere is refused', () => {
  fc.assert(fc.property(fc.nat(sealed.length - 1), length => readSealed(sealed.slice(0, length)).kind === 'refused'))
  expect(readSealed(sealed.split('\n').slice(0, -2).join('\n'))).toEqual({ kind: 'refused', why: 'cut' })
})

test('[JO14] one that was changed anywhere is refused', () => {
  fc.assert(fc.property(fc.nat(sealed.length - 1), at => readSealed(flipped(sealed, at)).kind === 'refused'))
  const swapped = sealed.split('\n')
  swapped.splice(1, 2, swapped[2] as string, swapped[1] as string)
  expect(readSealed(swapped.join('\n'))).toEqual({ kind: 'refused', why: 'changed' })
})

test('[JO14] what is no journal of ours is refused, whatever it is', () => {
  for (const text of ['', '\n', 'null', '{}', sealed.replace('"format":1', '"format":2')])
    expect(readSealed(text)).toEqual({ kind: 'refused', why: 'other' })
  fc.assert(fc.property(fc.string(), text => readSealed(text).kind === 'refused'))
})

test('[JO14] one with an entry of a newer program is whole, but refused as newer; one with entries of another station is no journal', () => {
  const newer = entries.map(entry => {
    const { hash: _, ...rest } = { ...entry, format: 99 as unknown as 2 }
    return { ...rest, hash: hashEntry(rest) }
  })
  expect(readSealed(sealForCarrying('bus-1', newer, writtenAt))).toEqual({ kind: 'refused', why: 'newer' })
  expect(readSealed(sealForCarrying('bus-2', entries, writtenAt))).toEqual({ kind: 'refused', why: 'changed' })
})
