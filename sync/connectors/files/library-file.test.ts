import { expect, test } from 'vitest'
import { readLibraryFile } from './library-file.ts'

const read = (value: unknown) => readLibraryFile(JSON.stringify(value))

/** The lines about wrong keys. */
function wrong(value: unknown): string[] {
  try {
    read(value)
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map(line => line.trim())
  }
  return []
}

test('[FI7] without the file everything is left open', () => {
  expect(readLibraryFile(undefined)).toMatchObject({ categories: {}, stops: [], staff: [], mapping: {} })
  expect(readLibraryFile(undefined)).not.toHaveProperty('rules')
})

test('[FI7] what is said is read, and what a rule set leaves out has its default', () => {
  const set = { validFrom: '2024-01-01', loanRules: [{ days: 28, renewals: 5 }], feeBlockCents: 1500 }
  const file = read({ name: 'Koe', zone: 'Europe/Oslo', rules: [set], statuses: { Korjaus: 'missing' } })
  expect(file).toMatchObject({ name: 'Koe', zone: 'Europe/Oslo', statuses: { Korjaus: 'missing' } })
  expect(file.rules).toEqual([
    {
      ...set,
      feesBlockRenewals: false,
      groupCategories: [],
      notForGroups: [],
      stretchToVisitDays: 14,
      dueNeverAfterCardExpiry: true,
    },
  ])
  expect(read({ rules: 'piki' }).rules).toBe('piki')
})

test('[FI7] each wrong key is named', () => {
  const rules = [
    {
      validFrom: '2024-02-30',
      loanRules: [
        { days: 28, renewals: 5 },
        { days: 'two', renewals: 1 },
      ],
      feeBlockCents: 1,
    },
  ]
  const lines = wrong({
    zone: 'Europe/Hesinki',
    environment: 'real',
    colour: 'red',
    rules,
    branches: { A: { kind: 'bus' } },
    stops: [{ stopId: 's', name: 'S', branch: 'A', visits: [{ day: '2026-11-17', from: '9', to: '10:00' }] }],
    staff: [{ staffId: 'x', name: 'X', pin: '12' }],
    mapping: { items: { barcode: '' } },
  })
  const keys = lines.map(line => line.slice(0, line.indexOf(':')))
  expect(keys.toSorted()).toEqual(
    [
      'zone',
      'environment',
      'colour',
      'rules.0.validFrom',
      'rules.0.loanRules.1.days',
      'branches.A.kind',
      'stops.0.visits.0.from',
      'staff.0.pin',
      'mapping.items.barcode',
    ].toSorted(),
  )
})

test('[FI7] a file that is no JSON, or no object, says so', () => {
  expect(() => readLibraryFile('{ name: 1 }')).toThrow('library.json is not JSON')
  expect(wrong([])).toEqual([expect.stringContaining('(the whole file)')])
  expect(wrong({ rules: 'helmet' })).toEqual([expect.stringContaining('rules:')])
})
