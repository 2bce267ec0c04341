import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { Session, SessionEvent } from './session.ts'
import { library } from './testing/library.ts'
import { openTestStation } from './testing/station.ts'

type Pick = { readonly type: 'undo' | 'move-visit' | 'reopen' | 'renew'; readonly at: number; readonly card: string }

const items = ['3001', '3002', '3005', '3006', '3007', '3008', '3009', '3012', '3013', '3016', '3999', 'X9']
const cards = ['2001', '2002', '2003', '2004', '2007', '3008', '2999']
const scanned = fc.constantFrom(...items, ...items, ...cards)
const scan = fc.record({
  type: fc.constant('scan' as const),
  scan: fc.record({
    text: scanned,
    source: fc.constantFrom({ device: 'scanner' } as const, { device: 'pad', role: 'returns-only' } as const),
  }),
})
const ownScan = fc.record({
  type: fc.constant('scan' as const),
  scan: fc.record({ text: scanned, source: fc.constant({ device: 'scanner' } as const) }),
})
const answer = fc.record({ type: fc.constant('answer' as const), choice: fc.integer({ min: 0, max: 2 }) })
const other = fc.constantFrom<SessionEvent>(
  { type: 'finish' },
  { type: 'tick' },
  { type: 'misread', source: { device: 'scanner' } },
  { type: 'returns-only', on: true },
  { type: 'returns-only', on: false },
  { type: 'choose-stop', branch: 'bus', stopId: 'school' },
  { type: 'choose-stop', branch: 'main' },
  { type: 'open-patron', patronId: 'bea' },
  { type: 'hold', titleId: 't-3001' },
)
const pick = fc.record<Pick>({
  type: fc.constantFrom('undo', 'move-visit', 'reopen', 'renew'),
  at: fc.nat(6),
  card: fc.constantFrom(...cards),
})
const acts = fc.array(
  fc.oneof({ weight: 8, arbitrary: ownScan }, { weight: 1, arbitrary: scan }, { weight: 6, arbitrary: answer }, other, pick),
  { minLength: 1, maxLength: 40 },
)

/** An act on something that is there, named by its place. */
function eventOf(act: SessionEvent | Pick, session: Session): SessionEvent {
  if (!('at' in act)) return act
  const line = session.lines[act.at]
  switch (act.type) {
    case 'undo':
      return { type: 'undo', lineIds: line ? [line.lineId] : [] }
    case 'move-visit':
      return { type: 'move-visit', visitId: line?.visitId ?? '', card: act.card }
    case 'reopen':
      return { type: 'reopen', visitId: session.recent[act.at]?.visitId ?? '' }
    case 'renew':
      return { type: 'renew', barcodes: [line?.barcode ?? '3007'] }
  }
}

/** Who has what, told from the journal alone and by another road than the desk's own fold. */
class Holders {
  readonly #has = new Map<string, string | undefined>(library.loans.map(({ barcode, patronId }) => [barcode, patronId]))
  readonly #before = new Map<string, { readonly barcode: string; readonly patronId: string | undefined }>()

  take(entry: Entry): void {
    const { transaction } = entry
    if (transaction.kind === 'undo') {
      const { barcode, patronId } = this.#before.get(entryKey(transaction.target)) ?? {}
      if (barcode) this.#has.set(barcode, transaction.why === 'book-is-here' ? undefined : patronId)
      return
    }
    if (!('barcode' in transaction) || !transaction.barcode) return
    const { barcode } = transaction
    const had = this.#has.get(barcode)
    this.#before.set(entryKey(entry), { barcode, patronId: had })
    if (transaction.kind === 'checkout') expect(had, `${barcode} was lent while on loan`).toBeUndefined()
    if (transaction.kind === 'move') expect(had).toBe(transaction.fromPatronId)
    if (transaction.kind === 'checkout' || transaction.kind === 'move') this.#has.set(barcode, transaction.patronId)
    if (transaction.kind === 'checkin') this.#has.set(barcode, undefined)
  }

  of(patronId: string): string[] {
    return [...this.#has].flatMap(([barcode, holder]) => (holder === patronId ? [barcode] : [])).sort()
  }
}

/** What waited is still to be seen somewhere. */
function isAccountedFor(text: string, before: Session, after: Session): boolean {
  const newLines = after.lines.filter(line => !before.lines.some(({ lineId }) => lineId === line.lineId))
  return (
    [after.waiting?.text, after.question?.scan.text, after.verdict?.barcode, after.visit?.card].includes(text) ||
    newLines.some(({ barcode }) => barcode === text) ||
    after.verdict?.word.key === 'verdict.card-ignored'
  )
}

test('[DS31] whatever comes in whatever order, loans are lent by an open visit, never from under another, and no scan is lost', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async script => {
      const at = await openTestStation()
      const holders = new Holders()
      let seen = 0
      for (const act of script) {
        const before = at.desk.session()
        at.clock.pass(act.type === 'tick' ? 200 : 1)
        await at.do(eventOf(act, before))
        const after = at.desk.session()
        const entries = (await at.desk.entries()).slice(seen)
        seen += entries.length
        for (const entry of entries) {
          holders.take(entry)
          const { transaction } = entry
          if (transaction.kind !== 'checkout') continue
          const visit = [before.visit, after.visit].find(each => each?.visitId === transaction.visitId)
          expect(visit?.patronId, 'a loan without an open visit').toBe(transaction.patronId)
        }
        const loans = entries.filter(({ transaction }) => transaction.kind === 'checkout' || transaction.kind === 'checkin')
        const jobs = entries.filter(({ transaction }) => transaction.kind === 'security-job')
        expect(jobs.length).toBeGreaterThanOrEqual(loans.length)
        if (before.waiting) expect(isAccountedFor(before.waiting.text, before, after), 'a waiting scan is lost').toBe(true)
      }
      for (const { patronId } of library.patrons) {
        const facts = await at.desk.patronFacts(patronId)
        expect(facts?.loans.map(({ barcode }) => barcode).sort(), patronId).toEqual(holders.of(patronId))
      }
      const again = await at.again()
      const recorded = at.desk.session().lines.filter(({ entry, kind }) => entry && kind !== 'asked')
      const restored = again.desk.session().lines
      expect(recorded.filter(({ lineId }) => !restored.some(line => line.lineId === lineId))).toEqual([])
    }),
    { numRuns: 300 },
  )
}, 60_000)
