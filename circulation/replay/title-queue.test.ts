import { describe, expect, test } from 'vitest'
import type { KnownScan } from '../evidence.ts'
import type { Hold } from '../loan.ts'
import type { Expiry, TitleKnown } from './title-events.ts'
import { turnsOf } from './title-queue.ts'

const dayMs = 86_400_000
const shelfMs = 2 * dayMs
const time = (text: string) => `2026-11-${text.replace(' ', 'T')}:00Z`

function asks(patronId: string, placedAt: string, state: Hold['state'] = { kind: 'queued' }): Hold {
  const place = { titleId: 't', pickup: { branch: 'MAIN' }, holdNumber: '1' }
  return { holdId: `of ${patronId} ${placedAt}`, patronId, placedAt: time(placedAt), state, ...place }
}

const back = (at: string, branch = 'MAIN'): KnownScan => {
  return { kind: 'checkin', branch, at: time(at), uncertaintyMs: 0, entry: { station: 'bus', epoch: '1', sequence: 1 } }
}
const lent = (at: string, patronId: string): KnownScan => ({ ...back(at), kind: 'checkout', patronId })

function expired(hold: Hold, barcode: string, at: string): Expiry {
  const { patronId } = hold
  return { feeId: `fee ${at}`, patronId, why: 'hold-expired', cents: 200, at: time(at), hold, barcode }
}

function turns(known: Partial<Omit<TitleKnown, 'copies'>> & { X?: readonly KnownScan[]; Y?: readonly KnownScan[] }) {
  const { X = [], Y = [], asked = [], expiries = [], shown = [] } = known
  const copies = [
    { barcode: 'X', place: 'MAIN', isOut: X.length > 0, scans: X },
    { barcode: 'Y', place: 'MAIN', isOut: Y.length > 0, scans: Y },
  ]
  const found = turnsOf({ copies, asked, expiries, shown }, shelfMs)
  return asked.map(({ holdId }) => {
    const turn = found.get(holdId)!
    return turn.kind === 'kept' ? turn.barcode : turn.kind
  })
}

const anna = asks('Anna', '03 09:00')
const bea = asks('Bea', '04 09:00')

describe('whose turn each copy is', () => {
  test('[RP55] what comes back goes to the first who waits, what nobody waited for then stays free', () => {
    expect(turns({ asked: [anna, bea], X: [back('10 10:00')] })).toEqual(['X', 'queued'])
    expect(turns({ asked: [anna, bea], X: [back('10 10:00')], Y: [back('10 09:00')] })).toEqual(['Y', 'X'])
    expect(turns({ asked: [anna], X: [back('02 10:00')] })).toEqual(['queued'])
  })

  test('[RP55] what leaves with somebody else puts its hold back, for what comes back after that', () => {
    const X = [back('10 10:00'), lent('12 10:00', 'Emil')]
    expect(turns({ asked: [anna], X })).toEqual(['queued'])
    expect(turns({ asked: [anna, bea], X, Y: [back('11 10:00')] })).toEqual(['queued', 'Y'])
    expect(turns({ asked: [anna, bea], X, Y: [back('13 10:00')] })).toEqual(['Y', 'queued'])
  })

  test('[RP55] a loan of any copy fills its patron’s hold, and what was kept for it is free', () => {
    expect(turns({ asked: [anna, bea], X: [back('10 10:00')], Y: [lent('11 10:00', 'Anna')] })).toEqual(['filled', 'queued'])
    expect(turns({ asked: [anna], X: [lent('02 10:00', 'Anna')] })).toEqual(['queued'])
  })

  test('[RP55] a hold expires that lay ready its time with that very copy, and the copy goes on', () => {
    const expiries = [expired(anna, 'X', '13 22:00')]
    expect(turns({ asked: [anna, bea], X: [back('10 10:00')], expiries })).toEqual(['expired', 'X'])
    expect(turns({ asked: [anna, bea], X: [back('12 10:00')], expiries })).toEqual(['X', 'queued'])
    expect(turns({ asked: [anna, bea], X: [back('10 10:00'), lent('12 10:00', 'Emil')], expiries })).toEqual(['queued', 'queued'])
    expect(turns({ asked: [anna, bea], X: [back('10 10:00')], Y: [back('09 10:00')], expiries })).toEqual(['Y', 'X'])
  })

  test('[RP55] given by a late return to somebody who asked after it came, it lay ready all the same', () => {
    const expiries = [expired(anna, 'X', '13 22:00')]
    expect(turns({ asked: [anna], X: [back('02 10:00')], expiries })).toEqual(['expired'])
  })

  test('[RP8] in doubt whether the copy had left before its hold expired, it had', () => {
    const ready = asks('Anna', '03 09:00', { kind: 'waiting', barcode: 'X' })
    const expiries = [expired(ready, 'X', '13 22:00')]
    const unsure = { ...lent('14 10:00', 'Emil'), uncertaintyMs: dayMs }
    expect(turns({ asked: [ready], expiries, X: [lent('14 10:00', 'Emil')] })).toEqual(['expired'])
    expect(turns({ asked: [ready], expiries, X: [unsure] })).toEqual(['queued'])
    const seen = { ...back('14 09:00'), entry: { station: 'bus', epoch: '1', sequence: 0 } }
    expect(turns({ asked: [ready], expiries, X: [seen, unsure] })).toEqual(['expired'])
  })

  test('[RP8] what in doubt had left before a hold expired had left for every copy: another one that the same night freed is that hold’s', () => {
    const ready = (patronId: string, barcode: string) => asks(patronId, '01 09:00', { kind: 'waiting', barcode })
    const [carl, dora] = [ready('Carl', 'X'), ready('Dora', 'Y')]
    const expiries = [expired(carl, 'X', '13 22:00'), expired(dora, 'Y', '13 22:00')]
    const unsure = { ...lent('14 10:00', 'Emil'), uncertaintyMs: dayMs }
    const surely = lent('14 10:00', 'Emil')
    expect(turns({ asked: [carl, dora], expiries, Y: [unsure] })).toEqual(['expired', 'X'])
    expect(turns({ asked: [carl, dora], expiries, X: [unsure] })).toEqual(['Y', 'expired'])
    expect(turns({ asked: [carl, dora], expiries, Y: [surely] })).toEqual(['expired', 'expired'])
    const laterBeside = { ...back('14 09:00'), entry: { station: 'bus', epoch: '1', sequence: 0 } }
    expect(turns({ asked: [carl, dora], expiries, X: [laterBeside], Y: [unsure] })).toEqual(['expired', 'expired'])
  })

  test('[RP8] in doubt whether the copy had lain ready its time when the hold expired, it had not', () => {
    const expiries = [expired(anna, 'X', '13 22:00')]
    const unsure = { ...back('10 10:00'), uncertaintyMs: 2 * dayMs }
    expect(turns({ asked: [anna], expiries, X: [back('10 10:00')] })).toEqual(['expired'])
    expect(turns({ asked: [anna], expiries, X: [unsure] })).toEqual(['X'])
  })

  test('[RP55] kept since before anything is known of the copy', () => {
    const ready = asks('Anna', '03 09:00', { kind: 'waiting', barcode: 'X' })
    expect(turns({ asked: [ready, bea], Y: [back('10 10:00')] })).toEqual(['X', 'Y'])
    expect(turns({ asked: [ready], X: [lent('10 10:00', 'Emil')] })).toEqual(['queued'])
  })

  test('[RP55] who has asked already has one', () => {
    expect(turns({ asked: [anna, asks('Anna', '05 09:00')] })).toEqual(['queued', 'never'])
  })

  test('[RP55] of copies freed at one instant, whoever was given one that left has another', () => {
    const ready = (patronId: string, barcode: string) => asks(patronId, '01 09:00', { kind: 'waiting', barcode })
    const [carl, dora] = [ready('Carl', 'X'), ready('Dora', 'Y')]
    const expiries = [expired(carl, 'X', '13 22:00'), expired(dora, 'Y', '13 22:00')]
    const asked = [carl, dora, anna]
    expect(turns({ asked, expiries, X: [lent('14 10:00', 'Emil')] })).toEqual(['expired', 'expired', 'Y'])
    expect(turns({ asked, expiries, Y: [lent('14 10:00', 'Emil')] })).toEqual(['expired', 'expired', 'X'])
  })

  test('[RP55] of copies freed at one instant, each has the one that the library system first showed as theirs', () => {
    const ready = (patronId: string, barcode: string) => asks(patronId, '01 09:00', { kind: 'waiting', barcode })
    const [carl, dora] = [ready('Carl', 'X'), ready('Dora', 'Y')]
    const expiries = [expired(carl, 'X', '13 22:00'), expired(dora, 'Y', '13 22:00')]
    const asked = [carl, dora, anna, bea]
    const showing = (barcode: string) => [{ ...anna, state: { kind: 'waiting', barcode } } as const]
    expect(turns({ asked, expiries, shown: showing('X') })).toEqual(['expired', 'expired', 'X', 'Y'])
    expect(turns({ asked, expiries, shown: showing('Y') })).toEqual(['expired', 'expired', 'Y', 'X'])
    const again = [...expiries, expired({ ...anna, state: { kind: 'waiting', barcode: 'Y' } }, 'Y', '15 22:00')]
    expect(turns({ asked: [carl, dora, anna], expiries: again, shown: showing('Y') })).toEqual(['expired', 'expired', 'expired'])
  })
})
