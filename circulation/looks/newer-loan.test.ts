import { expect, test } from 'vitest'
import { decideReplay } from '../decide-replay.ts'
import type { ItemSeen } from '../evidence.ts'
import { at, codes, factsOf, happening, kinds, onLoan, outcome, policy, saw, takeBack } from './looked-at.fixture.ts'
import { shortestLoanDays } from './shortest-loan.ts'

const anna = (more: Partial<ItemSeen> = {}) => onLoan({ patronId: 'Anna', ...more })
const standing = (seen: ItemSeen) => factsOf([saw(seen, '14 20:00', '17 18:00')], 'Anna')
/** Back on a bus at that time, told on the evening of the 17th. */
const back = (time: string, seen: ItemSeen) => decideReplay(happening(takeBack('Anna'), time), standing(seen), policy)

test('[RP59] a return told on a later day says that the loan it ends may be a newer one of the same patron, due on the same day', () => {
  const decision = back('16 10:00', anna())
  expect(kinds(decision)).toEqual(['end-loan'])
  const notes = [{ code: 'loan-may-be-newer', barcode: 'X', patronId: 'Anna' }]
  expect(outcome(decision)).toEqual({ kind: 'applied-with-note', notes })
})

test('[RP59] the day begins at midnight in the library’s zone: 22:00 UTC in November', () => {
  expect(codes(back('16 21:59', anna()))).toEqual(['loan-may-be-newer'])
  expect(outcome(back('16 22:01', anna()))).toEqual({ kind: 'applied' })
})

test('[RP59] what was due by the day on which it came back is no loan that began after it', () => {
  expect(codes(back('16 10:00', anna({ dueOn: '2026-11-17' })))).toContain('loan-may-be-newer')
  expect(codes(back('16 10:00', anna({ dueOn: '2026-11-16' })))).not.toContain('loan-may-be-newer')
})

test('[RP59] where the system tells when the loan began, there is nothing to say', () => {
  expect(outcome(back('16 10:00', anna({ since: '2026-11-10T10:00:00Z' })))).toEqual({ kind: 'applied' })
})

test('[RP59] no loan that began since can be due before the shortest period of such an item is over', () => {
  const told = (shortest: number, dueOn: string) => {
    const facts = standing(anna({ dueOn }))
    return codes(
      decideReplay(
        happening(takeBack('Anna'), '16 10:00'),
        { ...facts, looks: { ...facts.looks!, shortestLoanDays: shortest } },
        policy,
      ),
    )
  }
  expect(told(28, '2026-12-13')).not.toContain('loan-may-be-newer')
  expect(told(28, '2026-12-14')).toContain('loan-may-be-newer')
  expect(told(0, '2026-11-17')).toContain('loan-may-be-newer')
})

test('[RP59] the shortest period is the library’s own, of that kind of item; assumed rules prove nothing', () => {
  const rule = { renewals: 2 }
  const set = {
    validFrom: '2026-01-01',
    loanRules: [
      { ...rule, itemType: 'quick', days: 7 },
      { ...rule, itemType: 'book', branchKind: 'bookmobile', days: 14 },
      { ...rule, days: 28 },
    ],
    feeBlockCents: 0,
    feesBlockRenewals: false,
    groupCategories: [],
    notForGroups: [],
    stretchToVisitDays: 0,
    dueNeverAfterCardExpiry: false,
  } as const
  const rules = { name: 'PIKI', zone: 'Europe/Helsinki', sets: [set] }
  expect(['quick', 'book', 'film'].map(type => shortestLoanDays(rules, type))).toEqual([7, 14, 28])
  expect(shortestLoanDays(rules, undefined)).toBe(1)
  expect(shortestLoanDays({ ...rules, assumed: true }, 'book')).toBe(1)
  expect(shortestLoanDays({ ...rules, sets: [{ ...set, dueNeverAfterCardExpiry: true }] }, 'book')).toBe(1)
})

test('[RP45] a renewal of which the system itself tells since the return is void, also where nobody looked before it; the hub’s own is not', () => {
  const renewed = { patronId: 'Anna', since: at('10 09:00'), renewedAt: at('17 12:00'), dueOn: '2026-12-08' }
  const returned = (time: string, by?: string) => {
    const facts = factsOf([saw(onLoan(renewed), '17 13:00', '17 18:00', by)], 'Anna')
    return decideReplay(happening(takeBack('Anna'), time), facts, policy)
  }
  const isVoid = { code: 'renewal-void', barcode: 'X', patronId: 'Anna' }
  expect(outcome(returned('17 10:00'))).toMatchObject({ notes: expect.arrayContaining([isVoid]) })
  for (const other of [returned('17 12:30'), returned('17 10:00', 'bus-1/1-a/6')]) {
    expect(kinds(other)).toEqual(['end-loan'])
    expect(codes(other)).not.toContain('renewal-void')
  }
})
