import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LibraryRows } from './map-library.ts'
import { fingerprint, readLibrary } from './read-library.node.ts'
import { summary } from './report.ts'
import { type LibraryFolder, libraryFolder } from './small-library.fixture.ts'

let folder: LibraryFolder
beforeEach(() => {
  folder = libraryFolder()
})
afterEach(() => folder.remove())

const read = () => readLibrary(folder.path)
const left = ({ report }: LibraryRows, table: 'titles' | 'items' | 'patrons' | 'loans' | 'holds') =>
  report[table].left.map(({ line, reason }) => `${line}: ${reason}`)
const counts = ({ report }: LibraryRows) =>
  (['titles', 'items', 'patrons', 'loans', 'holds'] as const).map(table => {
    const { read: all, kept, ended, left: gone } = report[table]
    expect(kept + ended + gone.length).toBe(all)
    return `${all} ${kept} ${ended}`
  })

test('[FI1] a whole library is read into our rows, and nothing is left out', async () => {
  const library = await read()
  expect(counts(library)).toEqual(['3 3 0', '4 4 0', '2 2 0', '1 1 0', '1 1 0'])
  expect(library.items[1]).toEqual({ barcode: 'I2', titleId: '1', title: 'Meri', homeBranch: 'BUS', circulationStatus: 'ok' })
  expect(library.patrons[0]).toEqual({
    patronId: 'C1',
    cards: ['C1'],
    name: { given: 'Aino', family: 'Virta' },
    birthDate: '2001-05-06',
    category: '2',
    expiresOn: '2021-01-31',
    blocks: [],
    feesCents: 0,
    homeBranch: 'BUS',
  })
  expect(library.loans).toEqual([
    { barcode: 'I3', patronId: 'C2', lentAt: '2020-10-20T16:00:00Z', dueOn: '2020-11-10', renewals: 1, branch: 'BUS' },
  ])
  expect(library.holds).toMatchObject([
    { titleId: '3', patronId: 'C2', placedAt: '2020-10-21T13:00:00Z', pickup: { branch: 'BUS' }, state: { kind: 'queued' } },
  ])
})

test('[FI1] the account for a person names the first rows left out, and says where all of them stand', async () => {
  folder.add('items.csv', ...Array.from({ length: 10 }, (_, index) => `X${index},9,BUS,available,1`))
  const { report } = await read()
  const text = summary(report, 'report.json')
  expect(text).toContain('items    14 read, 4 kept, 10 left out')
  expect(text).toContain('items.csv 6: record 9 is not among the titles')
  expect(text).toContain('and 2 more, all named in report.json')
})

test('[FI1] a title without an item is named, and its holds are kept', async () => {
  folder.put('items.csv', 'barcode,record,branch\nI1,1,MAIN\n')
  const library = await read()
  expect(left(library, 'titles')).toEqual(['3: record 2 has no item in items.csv', '4: record 3 has no item in items.csv'])
  expect(library.holds).toHaveLength(1)
})

test('[FI1] files that are not there are told; without items or branches there is no library', async () => {
  folder.remove()
  folder = libraryFolder({ 'loans.csv': undefined, 'holds.csv': undefined, 'records.mrcx': undefined })
  folder.put('items.csv', 'barcode,record,branch,title,author\nI1,,MAIN,Meri,Maija\nI2,7,MAIN,,\n')
  const library = await read()
  expect(library.items).toMatchObject([{ title: 'Meri', author: 'Maija' }])
  expect(left(library, 'items')).toEqual(['3: record 7 is not among the titles'])
  expect(library.report.remarks.join()).toMatch(/no loans.csv.*no holds.csv.*no records.mrcx/)
  folder.remove()
  folder = libraryFolder({ 'items.csv': undefined })
  await expect(read()).rejects.toMatchObject({ kind: 'no-file', message: expect.stringContaining('items.csv') })
})

describe('rows that cannot be used', () => {
  test('[FI4] items', async () => {
    folder.add(
      'items.csv',
      'i1,1,MAIN,available,1',
      ',1,MAIN,available,1',
      '000,1,MAIN,,1',
      'I9,1,NO,,1',
      'I9,1,MAIN,,maybe',
      'I9,1',
    )
    expect(left(await read(), 'items')).toEqual([
      '6: barcode i1 stands twice',
      '7: barcode is empty',
      '8: barcode can not be scanned (number-all-zero): 000',
      '9: branch NO is not in branches.csv',
      '10: circulates is neither yes nor no: maybe',
      '11: it has 2 columns, the first line has 5',
    ])
  })

  test('[FI4] patrons', async () => {
    folder.add(
      'patrons.csv',
      'c1,2,A,B,,BUS,2021-01-01,0,1',
      'C3,2,A,B,1.2.2001,BUS,2021-01-01,0,1',
      'C3,2,A,B,,BUS,2021-02-30,0,1',
    )
    expect(left(await read(), 'patrons')).toEqual([
      '4: card c1 stands twice',
      '5: birth_date is no day: 1.2.2001',
      '6: expires is no day: 2021-02-30',
    ])
  })

  test('[FI4] loans and holds', async () => {
    folder.add(
      'loans.csv',
      'I9,C1,BUS,2020-10-20,2020-11-10,,2,',
      'I1,C9,BUS,2020-10-20,2020-11-10,,2,',
      'I1,C1,BUS,yesterday,2020-11-10,,2,',
    )
    folder.add('loans.csv', 'I1,C1,BUS,2020-10-20,,,2,', 'I1,C1,BUS,2020-10-20,2020-11-10,,-1,')
    folder.add(
      'holds.csv',
      'C9,title,1,BUS,2020-10-21,,,,,0',
      'C1,title,9,BUS,2020-10-21,,,,,0',
      'C1,title,1,NO,2020-10-21,,,,,0',
    )
    folder.add('holds.csv', 'C1,title,1,BUS,,,,,,0')
    const library = await read()
    expect(left(library, 'loans')).toEqual([
      '3: barcode I9 is not in items.csv',
      '4: card C9 is not in patrons.csv',
      '5: checked_out is no time: yesterday',
      '6: due is empty',
      '7: renewals_left is no number: -1',
    ])
    expect(left(library, 'holds')).toEqual([
      '3: card C9 is not in patrons.csv',
      '4: title 9 is not among the titles',
      '5: pickup_branch NO is not in branches.csv',
      '6: requested is empty',
    ])
    expect(library.loans).toHaveLength(1)
  })
})

test('[FI4] what may stand elsewhere is kept and remarked upon', async () => {
  folder.add('items.csv', 'I5,1,MAIN,Under repair,1', 'I6,1,MAIN,Under repair,1', 'I7,1,MAIN,On order,1', 'I8,1,MAIN,available,0')
  folder.add('patrons.csv', 'C3,2,A,B,,NO,2021-01-01,1,0')
  folder.add('loans.csv', 'I1,C1,NO,2020-10-20,2020-11-10,,2,')
  const { items, patrons, loans, report } = await read()
  expect(items.slice(4).map(({ circulationStatus }) => circulationStatus)).toEqual(Array(4).fill('not-for-loan'))
  expect(patrons[2]).toMatchObject({ blocks: ['barred', 'inactive'] })
  expect(patrons[2]).not.toHaveProperty('homeBranch')
  expect(loans[1]?.branch).toBe('MAIN')
  expect(report.remarks).toEqual([
    expect.stringMatching(/Under repair.*\(2 rows, the first is items.csv 6\)/),
    expect.stringMatching(/home branch NO/),
    expect.stringMatching(/branch NO is not in branches.csv; the item's own branch/),
  ])
})

test('[DT15] who is protected by any row is; a yes or no that cannot be read leaves the row out, never the protection', async () => {
  folder.put(
    'patrons.csv',
    'card,category,expires,patron_id,protected\nC1,2,2021-01-31,P1,0\nC1B,2,2021-01-31,P1,1\nC2,2,2021-01-31,P2,0\nC3,2,2021-01-31,P3,perhaps\n',
  )
  const { patrons } = await read()
  expect(patrons.map(({ patronId, isProtected }) => [patronId, isProtected])).toEqual([
    ['P1', true],
    ['P2', undefined],
  ])
})

test('[FI5] open, returned and given up', async () => {
  folder.put('loans.csv', 'barcode,card,checked_out,due,checked_in,checkin_branch,stop_reason,branch\n')
  folder.add(
    'loans.csv',
    'I1,C1,2020-09-01 10:00:00-04,2020-09-20,2020-09-10 11:00:00-04,MAIN,CHECKIN,BUS',
    'I1,C2,2020-10-01 10:00:00-04,2020-10-20,,,MAXFINES,BUS',
    'I2,C2,2020-10-01 10:00:00-04,2020-10-20 23:59:59-04,,,LOST,BUS',
  )
  const library = await read()
  expect(counts(library)[3]).toBe('3 1 2')
  expect(library.loans.map(({ barcode, patronId }) => [barcode, patronId])).toEqual([['I1', 'C2']])
  expect(library.endedLoans).toMatchObject([
    { barcode: 'I1', patronId: 'C1', endedAt: '2020-09-10T15:00:00Z', endedAtBranch: 'MAIN' },
    { barcode: 'I2', patronId: 'C2', endedAt: '2020-10-21T03:59:59Z', endedAtBranch: 'BUS' },
  ])
})

test('[FI5] of two open loans of one item the latest stands, wherever it stands in the file', async () => {
  folder.add('loans.csv', 'i3,C1,BUS,2020-10-25,2020-11-20,,2,', 'I3,C1,BUS,2020-10-01,2020-11-01,,2,')
  const library = await read()
  expect(library.loans).toMatchObject([{ barcode: 'I3', patronId: 'C1', dueOn: '2020-11-20' }])
  expect(left(library, 'loans')).toEqual(['2: I3 has a later open loan in line 3', '4: I3 has a later open loan in line 3'])
})

test('[FI6] holds that count, that are history, and that are left out', async () => {
  folder.add(
    'holds.csv',
    'C1,T,1,MAIN,2020-10-20,,,2020-10-25,,0',
    'C1,T,1,MAIN,2020-10-20,,,,2020-10-25,0',
    'C1,title,1,MAIN,2020-10-20,,,,,1',
    'C1,M,12,MAIN,2020-10-20,,,,,0',
    'C1,title,1,MAIN,2020-10-20,I2,2020-10-22,,,0',
    'C1,item,I4,BUS,2020-10-20,,,,,0',
    'C1,item,I9,BUS,2020-10-20,,,,,0',
  )
  const library = await read()
  expect(counts(library)[4]).toBe('8 3 2')
  expect(left(library, 'holds')).toEqual([
    '5: the hold is frozen, and a frozen hold must not be caught',
    '6: holds of the level M are not known here',
    '9: item I9 is not in items.csv',
  ])
  expect(library.holds.slice(1)).toMatchObject([
    { titleId: '1', state: { kind: 'waiting', barcode: 'I2' } },
    { titleId: '3', copy: 'I4', state: { kind: 'queued' } },
  ])
  expect(library.holds[1]).not.toHaveProperty('copy')
})

test('[FI7] branches and stops of library.json must be in the files', async () => {
  const stop = { stopId: 's', name: 'S', branch: 'NO' }
  folder.put(
    'library.json',
    JSON.stringify({ branches: { XX: { kind: 'bookmobile' } }, stops: [stop, { ...stop, branch: 'BUS' }] }),
  )
  await expect(read()).rejects.toMatchObject({
    kind: 'library-file',
    message: expect.stringMatching(/branches.XX: .*\n.*stops.0.branch: NO .*\n.*stops.1.stopId: s stands twice/),
  })
})

test('[FI8] what is not said is assumed and told', async () => {
  const { basics, branches, report } = await read()
  expect(basics).toMatchObject({
    zone: 'America/New_York',
    environment: 'test',
    rules: { assumed: true, zone: 'America/New_York' },
  })
  expect(basics.overdueFees.centsPerDay).toBe(0)
  expect(branches.map(({ kind }) => kind)).toEqual(['library', 'bookmobile'])
  const told = report.assumed.join('\n')
  for (const word of ['the name', 'from the offsets', 'a test', 'no overdue fees', '28 days', 'BUS: bookmobiles'])
    expect(told).toContain(word)
})

test('[FI8] without offsets the zone is assumed otherwise, and said so', async () => {
  folder.put('loans.csv', 'barcode,card,checked_out,due\nI3,C2,2020-10-20 12:00:00,2020-11-10\n')
  folder.put('holds.csv', 'card,level,target,pickup_branch,requested\nC2,title,3,BUS,2020-10-21T09:00:00Z\n')
  const { loans, report } = await read()
  expect(loans[0]).toMatchObject({ lentAt: '2020-10-20T09:00:00Z', dueOn: '2020-11-10' })
  expect(report.assumed.join('\n')).toContain('Europe/Helsinki; the times carry no offset')
})

test('[FI8] what library.json says is not assumed', async () => {
  const rules = [{ validFrom: '2000-01-01', loanRules: [{ days: 7, renewals: 2 }], feeBlockCents: 500 }]
  const overdueFees = { centsPerDay: 10, mostCents: 100 }
  const said = { name: 'Koe', zone: 'America/Chicago', environment: 'production', rules, overdueFees } as const
  const more = { categories: { '2': 'adult' }, branches: { BUS: { kind: 'library' } }, statuses: { available: 'missing' } }
  folder.put('library.json', JSON.stringify({ ...said, ...more }))
  const { basics, branches, patrons, items, loans, report } = await read()
  expect(report.assumed).toEqual([])
  expect(basics).toMatchObject({ library: 'Koe', zone: 'America/Chicago', environment: 'production', overdueFees })
  expect(basics.rules).not.toHaveProperty('assumed')
  expect(branches[1]).toMatchObject({ kind: 'library', zone: 'America/Chicago' })
  expect([patrons[0]?.category, items[0]?.circulationStatus, loans[0]?.renewals]).toEqual(['adult', 'missing', 0])
})

test('[FI9] the fingerprint changes with the rows and not with library.json', async () => {
  const before = await fingerprint(folder.path)
  folder.put('library.json', '{}')
  expect(await fingerprint(folder.path)).toBe(before)
  folder.add('patrons.csv', 'C3,2,A,B,,BUS,2021-01-01,0,1')
  expect(await fingerprint(folder.path)).not.toBe(before)
})
