import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { mayHave } from '../../circulation/hold-turn.ts'
import type { Item } from '../../circulation/item.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { LibraryRows } from '../connectors/files/map-library.ts'
import { readLibrary } from '../connectors/files/read-library.node.ts'
import type { VolatileState } from '../protocol/messages.ts'
import { policySchema } from './detail/policy.ts'
import { type RunningHub, startHub } from './start-hub.node.ts'
import { type DeskOnHub, openDeskOn } from './testing/desk-on-hub.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'
import { Asker } from './testing/station.ts'

/*
 * A real library's files (an export of Evergreen's sample library), which are never part of this repository. Cards and items are chosen by what
 * the files say of them, so no number of theirs stands here.
 */
const files = process.env.PYSAKKI_SAMPLE_DATA
const why = files ? '' : ' (PYSAKKI_SAMPLE_DATA names no folder)'
const sample = test.skipIf(!files)
const today = '2020-11-01'
const due = '2020-11-29'
/** A sample library: its people are made up. */
const register = policySchema.parse({ tier: 'everyone until 2999-12-31 because nobody in it is real' })

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let data: Awaited<ReturnType<typeof temporaryFolder>>
let library: LibraryRows
let hub: RunningHub
let at: DeskOnHub
let told = ''

beforeAll(async () => {
  if (!files) return
  data = await temporaryFolder()
  library = await readLibrary(files)
  hub = await startHub({
    data: join(data.path, 'hub'),
    port: 0,
    library: files,
    today,
    register,
    onTrouble: what => (told += what),
  })
  at = await openDeskOn(hub)
})

afterAll(async () => {
  await at?.desk.close()
  await hub?.stop()
  await data?.remove()
})

sample(`[FI1] the counts of a real library are those of its files, and every row left out is named${why}`, () => {
  const { titles, items, patrons, loans, holds } = library.report
  const counted = [titles, items, patrons, loans, holds]
  expect(counted.map(({ read }) => read)).toEqual([339, 4763, 377, 476, 263])
  expect(counted.map(({ kept, ended, left }) => kept + ended + left.length)).toEqual([339, 4763, 377, 476, 263])
  expect([items, patrons, loans].flatMap(({ left }) => left)).toEqual([])
  const named = [...titles.left, ...holds.left].map(({ file, line, reason }) => `${file} ${line}: ${reason}`)
  expect(named.filter(each => !/^(records\.mrcx|holds\.csv) \d+: .{10,}/.test(each))).toEqual([])
  expect(new Set(named).size).toBe(titles.read - titles.kept + (holds.read - holds.kept))
  expect([library.loans.length, library.endedLoans.length, library.holds.length]).toEqual([465, 11, 261])
  expect(told).toContain('4763 read, 4763 kept')
  expect(told).toContain('assumed: the zone America/New_York')
})

sample(`[FI8] the desk stands at the bus, on the day shown, with an assumed rule that says so${why}`, () => {
  const { rules, today: shown, branches } = at.desk.settings()
  expect([rules.assumed, rules.zone, shown, branches.length]).toEqual([true, 'America/New_York', today, 22])
  expect(branches.find(({ branch }) => branch === at.desk.session().branch)?.kind).toBe('bookmobile')
})

/** What the scans below are made with. */
function chosen() {
  const { items, patrons, loans, holds } = library
  const lent = new Map(loans.map(loan => [loan.barcode, loan]))
  const busy = new Set([...loans, ...holds].map(({ patronId }) => patronId))
  const wanted = ({ titleId, barcode }: Item) => holds.some(hold => hold.titleId === titleId && mayHave(hold, barcode))
  const item = (fits: (item: Item) => boolean) => one(items, fits).barcode
  const patron = (fits: (patron: Patron) => boolean) => one(patrons, fits).cards[0]!
  const free = items.filter(each => each.circulationStatus === 'ok' && !lent.has(each.barcode) && !wanted(each))
  const sound = ({ patronId, blocks, expiresOn = '' }: Patron) => !busy.has(patronId) && blocks.length === 0 && expiresOn > due
  const late = items.filter(each => (lent.get(each.barcode)?.dueOn ?? today) < today)
  const lateAndFree = late.filter(each => !wanted(each))
  return {
    card: patron(sound),
    expired: patron(({ expiresOn = '9', blocks }) => expiresOn < today && blocks.length === 0),
    barred: patron(({ blocks }) => blocks.includes('barred')),
    free: free[0]!.barcode,
    freeToo: free[1]!.barcode,
    onLoan: lateAndFree[0]!.barcode,
    onLoanAndHeld: one(late, each => holds.some(({ titleId, copy }) => titleId === each.titleId && !copy)).barcode,
    overdue: lateAndFree[1]!.barcode,
    held: item(each => each.circulationStatus === 'ok' && !lent.has(each.barcode) && wanted(each)),
    lost: item(each => each.circulationStatus === 'lost'),
    notForLoan: item(each => each.circulationStatus === 'not-for-loan' && !wanted(each)),
    noCard: changed(patron(sound), number => patrons.some(({ cards }) => cards.includes(number))),
    noItem: changed(free[0]!.barcode, number => items.some(({ barcode }) => barcode === number)),
  }
}

sample(`[FI10] scripted scans of a real library give these verdicts, and everything comes home${why}`, async () => {
  const with_ = chosen()
  const dueBefore = library.loans.find(({ barcode }) => barcode === with_.overdue)
  const said: Record<string, string> = {}
  said['valid card'] = await at.scan(with_.card)
  said['free item'] = await at.scan(with_.free)
  said['item on loan'] = await at.scan(with_.onLoan)
  said['and not lent'] = await at.answer('no')
  said['held title'] = await at.scan(with_.held)
  said['kept for its holder'] = await at.answer('keep-for-holder')
  said['lost item'] = await at.scan(with_.lost)
  said['not lent'] = await at.answer('no')
  said['item not for loan'] = await at.scan(with_.notForLoan)
  await at.answer('no')
  said['unknown card'] = await at.scan(with_.noCard)
  said['expired card'] = await at.scan(with_.expired)
  said['free item on it'] = await at.scan(with_.freeToo)
  said['lent all the same'] = await at.answer('override', 'agreed-with-office')
  said['barred card'] = await at.scan(with_.barred)
  await at.desk.dispatch({ type: 'finish' })
  said['unknown item'] = await at.scan(with_.noItem)
  said['overdue return'] = await at.scan(with_.overdue)
  const note = at.desk.session().verdict?.note
  said['return of a held title'] = await at.scan(with_.onLoanAndHeld)
  const withoutNumbers = Object.fromEntries(Object.entries(said).map(([what, word]) => [what, word.replace(/ \d{1,3}$/, ' N')]))
  expect(withoutNumbers).toEqual({
    'unknown card': 'no unknown-number card-unknown',
    'valid card': 'yes patron-open',
    'free item': `yes lent ${due}`,
    'item on loan': 'ask taken-back-first',
    'and not lent': 'yes returned',
    'held title': 'ask asks held-for-another N',
    'kept for its holder': 'aside aside-hold N',
    'lost item': 'ask asks item-lost',
    'not lent': 'no refused item-lost',
    'item not for loan': 'ask asks item-not-for-loan',
    'expired card': 'ask patron-open card-expired',
    'free item on it': 'ask asks card-expired',
    'lent all the same': `yes lent ${due}`,
    'barred card': 'ask patron-open patron-barred',
    'unknown item': 'aside aside-look-at',
    'overdue return': 'yes returned',
    'return of a held title': 'aside aside-hold N',
  })
  expect(note?.key).toBe('detail.overdue')
  expect(dueBefore!.dueOn < today).toBe(true)

  expect((await at.home()).toSorted()).toEqual(
    [
      'applied',
      'applied',
      'applied',
      'applied',
      'applied-with-note hold-caught',
      'applied-with-note was-not-on-loan hold-caught',
      'needs-person',
    ].toSorted(),
  )
  const state: VolatileState = (await new Asker(hub.address, hub.token).get('/api/register/state')).body
  const out = new Map(state.loans.map(({ barcode, patronId }) => [barcode, patronId]))
  expect([with_.free, with_.freeToo].map(barcode => out.get(barcode))).toEqual([with_.card, with_.expired])
  for (const barcode of [with_.onLoan, with_.overdue, with_.onLoanAndHeld, with_.held, with_.lost])
    expect(out.has(barcode)).toBe(false)
  expect(state.loans).toHaveLength(465 + 2 - 3)
  const caught = state.holds.flatMap(hold => (hold.state.kind === 'queued' ? [] : [hold.state.barcode]))
  expect(caught.toSorted()).toEqual([with_.held, with_.onLoanAndHeld].toSorted())
})

function one<T>(rows: readonly T[], fits: (row: T) => boolean): T {
  const found = rows.find(fits)
  if (!found) throw new Error(`the files have no such row: ${fits}`)
  return found
}

/** A number of the same shape that nobody has. */
function changed(number: string, isTaken: (number: string) => boolean): string {
  for (let last = 0; last < 1000; last++) {
    const other = number.slice(0, -3) + String(last).padStart(3, '0')
    if (!isTaken(other)) return other
  }
  throw new Error('every number of that shape is taken')
}
