import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { Session } from './session.ts'
import { anyActs, eventOf } from './testing/any-acts.ts'
import { library } from './testing/library.ts'
import { openTestStation } from './testing/station.ts'

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
    fc.asyncProperty(anyActs, async script => {
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
