import { describe, expect, test } from 'vitest'
import { decideCheckin } from './decide-checkin.ts'
import { bus, hold, itemFacts, library, loan, now, place, unknownItem } from './desk.fixture.ts'
import type { ItemStatus } from './item.ts'
import type { ItemFacts } from './truth.ts'

const atLibrary = place({ branch: library, stop: undefined })
const goesTo = (facts: ItemFacts, where = place()) => decideCheckin(facts, where, now).destination
const found: ItemStatus[] = ['lost', 'missing', 'claims-returned']

describe('checkin', () => {
  test('[CI1] what nobody knows is taken back for somebody to look at', () => {
    const decision = decideCheckin(unknownItem(), place(), now)
    expect(decision).toEqual({ destination: { kind: 'look-at', why: 'unknown-item' }, provisional: true, daysOverdue: 0 })
  })

  test('[CI2] a withdrawn item is looked at, also if somebody waits for the title', () => {
    const facts = itemFacts({ circulationStatus: 'withdrawn' }, { holds: [hold()] })
    expect(goesTo(facts)).toEqual({ kind: 'look-at', why: 'withdrawn' })
  })

  test('[CI3] it goes to the hold it is kept for, else to the first in the queue, with number and pick-up place', () => {
    const first = hold()
    const elsewhere = hold({
      holdId: 'h2',
      holdNumber: '418',
      pickup: { branch: 'FAR' },
      state: { kind: 'in-transit', barcode: 'x1' },
    })
    const to = { kind: 'hold', holdId: 'h1', holdNumber: '417', branch: bus.branch, stopId: 'S2' }
    expect(goesTo(itemFacts({}, { holds: [first] }))).toEqual(to)
    expect(goesTo(itemFacts({}, { holds: [first, elsewhere] }))).toEqual({
      kind: 'hold',
      holdId: 'h2',
      holdNumber: '418',
      branch: 'FAR',
    })
    const served = hold({ holdId: 'h3', state: { kind: 'waiting', barcode: 'X2' } })
    expect(goesTo(itemFacts({}, { holds: [served, first] }))).toEqual(to)
    expect(goesTo(itemFacts({}, { holds: [served] }))).toEqual({ kind: 'shelf' })
  })

  test.each(found)('[CI3] an item that was %s and is waited for goes to the hold', circulationStatus => {
    expect(goesTo(itemFacts({ circulationStatus }, { holds: [hold()] }))).toMatchObject({ kind: 'hold' })
  })

  test('[CI4] what is not for loan goes to no hold', () => {
    expect(goesTo(itemFacts({ circulationStatus: 'not-for-loan' }, { holds: [hold()] }))).toEqual({ kind: 'shelf' })
  })

  test.each(found)('[CI5] an item that was %s is found again: somebody looks at it', circulationStatus => {
    expect(goesTo(itemFacts({ circulationStatus }))).toEqual({ kind: 'look-at', why: 'lost-found' })
  })

  test('[CI6] an item of another branch goes home, unless the place floats: a bus does if nothing is said', () => {
    const theirs = itemFacts({ homeBranch: 'FAR' })
    const home = { kind: 'transfer', branch: 'FAR' }
    expect(goesTo(theirs, atLibrary)).toEqual(home)
    expect(goesTo(theirs, { ...atLibrary, branch: { ...library, floating: true } })).toEqual({ kind: 'shelf' })
    expect(goesTo(theirs)).toEqual({ kind: 'shelf' })
    expect(goesTo(theirs, place({ branch: { ...bus, floating: false } }))).toEqual(home)
    expect(goesTo(itemFacts({ homeBranch: library.branch }), atLibrary)).toEqual({ kind: 'shelf' })
  })

  test.each([
    ['2026-11-16', 1],
    ['2026-11-17', 0],
    ['2026-12-01', 0],
    ['2025-11-17', 365],
  ])('[CI7] due on %s, it is %i days overdue today', (dueOn, days) => {
    const late = loan({ dueOn, patronId: 'bea' })
    expect(decideCheckin(itemFacts({}, { loan: late }), place(), now)).toMatchObject({ loan: late, daysOverdue: days })
  })

  test('[CI8] while the register is still coming, where it goes is provisional', () => {
    expect(decideCheckin(itemFacts(), place({ registerComplete: false }), now).provisional).toBe(true)
    expect(decideCheckin(itemFacts(), place(), now).provisional).toBe(false)
  })
})
