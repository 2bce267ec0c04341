import { describe, expect, test } from 'vitest'
import type { KnownScan } from '../evidence.ts'
import type { Happening, ReplayFacts } from '../replay/happening.ts'
import type { Renewal } from '../transaction.ts'
import { looksAlone } from './looked-at.fixture.ts'
import { renewByLooks } from './renew-by-looks.ts'
import type { Sighting } from './sighting.ts'

const id = { station: 'bus-1', epoch: '1', sequence: 7 }
const x = {
  id,
  transaction: { kind: 'renewal', barcode: 'X', patronId: 'Anna', dueOn: '2026-12-15' },
  at: '2026-11-17T10:00:00Z',
  uncertaintyMs: 500,
  zone: 'Europe/Helsinki',
  branch: 'BUS',
} as unknown as Happening<Renewal>

function decided(sightings: readonly Sighting[], scans: readonly Partial<KnownScan>[] = [], backdatedCheckin = false) {
  const item = { barcode: 'X', titleId: 't', title: 'Sinuhe', homeBranch: 'MAIN', circulationStatus: 'ok' } as const
  const facts = {
    item: { item, holds: [], scans },
    looks: { sightings, can: { ...looksAlone, backdatedCheckin } },
    waitedMs: 0,
  } as unknown as ReplayFacts
  return renewByLooks(x, facts, { renewalPatienceMs: 0 })
}

test('[RP46] a renewal of what was declared lost goes on where the item was found and then not lent', () => {
  const lost = { status: 'lost', patronId: 'Anna', from: '2026-11-16T20:00:00Z', to: '2026-11-17T18:00:00Z' } as const
  const found = { status: 'in-house', from: '2026-11-17T18:00:01Z', to: '2026-11-17T18:00:01Z' } as const
  const kinds = (sightings: readonly Sighting[]) => {
    const decision = decided(sightings)
    return decision.kind === 'decided' ? decision.actions.map(({ kind }) => kind) : []
  }
  expect(kinds([lost, { ...found, by: 'bus-1/1/7' }])).toEqual(['take-in', 'begin-loan'])
  // It was broken off a second time, at the branch that the stop was corrected to meanwhile.
  expect(kinds([lost, { ...found, by: 'bus-1/1/7' }, { ...found, place: 'MAIN', by: 'bus-1/1/7' }])).toEqual([
    'take-in',
    'begin-loan',
  ])
  // Somebody else has found it.
  expect(kinds([lost, found])).toEqual([])
})

describe('[RP58] a renewal of what is declared lost by now', () => {
  const loan = { status: 'on-loan', patronId: 'Anna', from: '2026-11-10T10:00:00Z' } as const
  const lost = { status: 'lost', patronId: 'Anna', to: '2026-11-18T18:00:00Z' } as const
  const declared = (seenUntil: string, seenFrom: string, dueOn: string) =>
    decided([
      { ...loan, dueOn, to: seenUntil },
      { ...lost, from: seenFrom },
    ])
  const found = { kind: 'decided', actions: [{ kind: 'take-in' }, { kind: 'begin-loan' }] }
  const asked = { kind: 'decided', actions: [], outcome: { question: 'declared-lost', choices: ['try-again', 'leave-as-is'] } }

  test('declared so before it, it is found; after it, that stands where the loan was due no sooner', () => {
    expect(declared('2026-11-15T20:00:00Z', '2026-11-16T20:00:00Z', '2026-12-15')).toMatchObject(found)
    expect(declared('2026-11-17T11:00:00Z', '2026-11-17T20:00:00Z', '2026-12-15')).toEqual({
      kind: 'decided',
      actions: [],
      outcome: { kind: 'applied' },
    })
    expect(declared('2026-11-17T11:00:00Z', '2026-11-17T20:00:00Z', '2026-12-16')).toMatchObject({
      actions: [],
      outcome: { notes: [{ code: 'due-date-differs', dueOn: '2026-12-16' }] },
    })
  })

  test('[RP45] whose loan it was nobody’s list told: theirs may have ended before, late by what was known then', () => {
    const { patronId: _, ...whose } = loan
    const seen = [
      { ...whose, dueOn: '2026-12-15', to: '2026-11-17T11:00:00Z' },
      { ...lost, from: '2026-11-17T20:00:00Z' },
    ]
    expect(decided(seen)).toMatchObject({ actions: [], outcome: { notes: [{ code: 'fee-to-check', patronId: 'Anna' }] } })
  })

  test('the job believed an earlier day: it is found, whenever the job ran', () => {
    expect(declared('2026-11-17T11:00:00Z', '2026-11-17T20:00:00Z', '2026-12-14')).toMatchObject(found)
    expect(declared('2026-11-16T20:00:00Z', '2026-11-17T20:00:00Z', '2026-12-14')).toMatchObject(found)
  })

  test('nobody looked between the two: a person is asked', () => {
    expect(declared('2026-11-16T20:00:00Z', '2026-11-17T20:00:00Z', '2026-12-15')).toMatchObject(asked)
    expect(decided([{ ...lost, from: '2026-11-17T20:00:00Z' }])).toMatchObject(asked)
  })
})

describe('[RP11] a renewal whose loan is still to be replayed, or waits for a person', () => {
  const shelf = { status: 'in-house', place: 'BUS', from: '2026-11-10T10:00:00Z', to: '2026-11-18T10:00:00Z' } as const
  const before = {
    status: 'on-loan',
    patronId: 'Anna',
    dueOn: '2026-11-12',
    from: '2026-11-01T10:00:00Z',
    to: shelf.from,
  } as const
  const loan = { kind: 'checkout', patronId: 'Anna', branch: 'BUS', at: '2026-11-15T10:00:00Z', uncertaintyMs: 500 } as const
  const isVoid = { outcome: { notes: [{ code: 'renewal-void' }, { code: 'fee-to-check' }] } }

  test('waits with it, also where an earlier loan of the same patron is over', () => {
    for (const unsent of ['next', 'waiting'] as const)
      expect(decided([before, shelf], [{ ...loan, unsent }])).toEqual({ kind: 'wait' })
  })

  test('waits with one on a card that nobody knows yet', () => {
    expect(decided([before, shelf], [{ ...loan, patronId: '', unsent: 'waiting' }])).toEqual({ kind: 'wait' })
    expect(decided([before, shelf], [{ ...loan, patronId: '' }])).toMatchObject(isVoid)
  })

  test('is void once nothing comes of that loan; another patron’s, and one that began after it, are none of its', () => {
    expect(decided([before, shelf])).toMatchObject(isVoid)
    expect(decided([before, shelf], [{ ...loan, patronId: 'Carl', unsent: 'waiting' }])).toMatchObject(isVoid)
    expect(decided([before, shelf], [{ ...loan, at: '2026-11-17T10:00:02Z', unsent: 'waiting' }])).toMatchObject(isVoid)
  })
})

test('[RP45] a renewal of what was declared lost costs nothing where the system takes the day of a return', () => {
  const since = '2026-11-01T10:00:00Z'
  const lost = { status: 'lost', patronId: 'Anna', since, from: '2026-11-16T20:00:00Z', to: '2026-11-17T18:00:00Z' } as const
  const returned = (dueOn: string, takesDays: boolean) => {
    const decision = decided([{ ...lost, dueOn }], [], takesDays)
    return decision.kind === 'decided'
      ? decision.actions.flatMap(one => (one.kind === 'take-in' ? (one.feeUntil ?? one.at) : []))
      : []
  }
  expect(returned('2026-11-12', true)).toEqual(['2026-11-12T10:00:00Z'])
  expect(returned('2026-10-31', true)).toEqual(['2026-11-01T10:00:01Z'])
  expect(returned('2026-11-20', true)).toEqual([x.at])
  expect(returned('2026-11-12', false)).toEqual([x.at])
})
