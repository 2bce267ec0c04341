import { Temporal } from 'temporal-polyfill'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import type { KohaSettings } from '../../connectors/koha/configuration.ts'
import { KohaError } from '../../connectors/koha/koha-error.ts'
import { type ReportKey, type ReportRow, reportKeys } from '../../connectors/koha/reports.ts'
import type { TableChange } from '../../connectors/library-tables.ts'
import type { Followed } from '../../protocol/health.ts'
import { withClosedDays } from './closed-days.ts'
import type { KeptSettings } from './follow-rules.ts'
import { learnPatrons } from './learn-rows.ts'
import { type SweepPorts, sweepItems, sweepPatrons, takeOut } from './sweep-register.ts'

export interface ReportsPorts extends Omit<SweepPorts, 'next' | 'keys' | 'memory'> {
  readonly settings: Pick<KohaSettings, 'lostStatuses' | 'zone' | 'reports'>
  readonly library: KeptSettings
}

/** What the reports of a library's own say beside what Koha's REST tells. */
export interface FollowedReports {
  /** Once an hour, sooner after a trouble. What is wrong with a report is told once, and hinders nothing else. */
  read(): Promise<void>
  /** Of a patron whom Koha restricts: the last day on which it does, where the report says so. */
  barredUntil(card: string): string | undefined
  /** What is wrong now, by the report. */
  wrong(): Pick<Followed, 'reports'>
}

const everyMs = 3_600_000
const afterTroubleMs = 600_000
const rowsAtOnce = 100

/**
 * A report tells whom and what to look at, and how long a restriction lasts; that somebody is restricted, or that a row is gone, is Koha's own word:
 * a report that lists too much takes nothing out of the register.
 */
export function reportsFollowed(ports: ReportsPorts): FollowedReports {
  const { tables, source, settings, library, now, trouble, goneAtMost } = ports
  const wrong = new Map<ReportKey, string>()
  let readAt = Number.NEGATIVE_INFINITY
  let restricted: ReadonlyMap<string, string | undefined> = new Map()
  const barredUntil = (card: string) => restricted.get(numberKey(card))
  const learning = { ...ports, barredUntil }

  const inParts = async (all: readonly string[], look: (some: readonly string[]) => Promise<unknown>) => {
    if (all.length > goneAtMost)
      throw new KohaError(
        'refused',
        `it speaks of ${all.length} rows that Koha tells otherwise: is it the right report? (pull.goneAtMost)`,
      )
    for (let at = 0; at < all.length; at += rowsAtOnce) await look(all.slice(at, at + rowsAtOnce))
  }
  const today = () => Temporal.Instant.from(now()).toZonedDateTimeISO(settings.zone).toPlainDate().toString()

  const followers: { readonly [Key in ReportKey]: (rows: readonly ReportRow<Key>[]) => Promise<void> } = {
    async restrictions(rows) {
      const before = restricted
      restricted = lastDays(rows, today())
      const [odd, changes]: [string[], TableChange[]] = [[...before.keys()].filter(card => !restricted.has(card)), []]
      for (const [card, until] of restricted) {
        const patron = await tables.patronByCard(card)
        if (!patron || numberKey(patron.cards[0]!) !== card) continue
        if (!patron.blocks.includes('barred')) odd.push(card)
        else if (patron.barredUntil !== until) changes.push({ kind: 'put-patron', patron: barredTo(until, patron) })
      }
      if (changes.length > 0) await tables.write(changes, `report:${crypto.randomUUID()}`)
      await inParts(odd, async some => learnPatrons(await source.patronsWith(some), learning))
    },
    async deletedItems(rows) {
      const known = await Promise.all(rows.map(({ barcode }) => tables.item(barcode)))
      const listed = known.flatMap(item => (item && item.circulationStatus !== 'withdrawn' ? [item.barcode] : []))
      await inParts(listed, async some => takeOut((await sweepItems(some, learning)).gone, learning))
    },
    async deletedPatrons(rows) {
      const known = await Promise.all(rows.map(({ cardnumber }) => tables.patronByCard(cardnumber)))
      const listed = [...new Set(known.flatMap(patron => patron?.patronId ?? []))]
      await inParts(listed, async some => takeOut((await sweepPatrons(some, learning)).gone, learning))
    },
    async closedDays(rows) {
      const before = await library.settings()
      const after = withClosedDays(before, rows, today())
      if (JSON.stringify(after) !== JSON.stringify(before)) await library.putSettings(after)
    },
  }

  const follow = async <Key extends ReportKey>(key: Key, number: number) => {
    try {
      await followers[key](await source.report(key, number))
      wrong.delete(key)
    } catch (error) {
      if (!(error instanceof KohaError)) throw error
      // Whose row is read from now on stays restricted without an end.
      if (key === 'restrictions') restricted = new Map()
      const said = error.message.startsWith('reports.') ? error.message : `reports.${key} (report ${number}): ${error.message}`
      if (wrong.get(key) !== said) trouble(said)
      wrong.set(key, said)
    }
  }
  return {
    async read() {
      if (Date.parse(now()) - readAt < (wrong.size > 0 ? afterTroubleMs : everyMs)) return
      for (const key of reportKeys) if (settings.reports[key] !== undefined) await follow(key, settings.reports[key])
      readAt = Date.parse(now())
    },
    barredUntil,
    wrong: () => (wrong.size > 0 ? { reports: Object.fromEntries(wrong) } : {}),
  }
}

/** Koha restricts until the day before the one that it writes; 9999 is without an end. By cards. */
function lastDays(rows: readonly ReportRow<'restrictions'>[], today: string): ReadonlyMap<string, string | undefined> {
  return new Map(
    // Of several the latest counts.
    rows
      .toSorted((one, other) => (one.ends_on < other.ends_on ? -1 : 1))
      .flatMap(({ cardnumber, ends_on }) => {
        if (ends_on <= today) return []
        const last = ends_on.startsWith('9999') ? undefined : Temporal.PlainDate.from(ends_on).subtract({ days: 1 }).toString()
        return [[numberKey(cardnumber), last] as const]
      }),
  )
}

function barredTo(until: string | undefined, { barredUntil: _, ...patron }: Patron): Patron {
  return { ...patron, ...(until !== undefined && { barredUntil: until }) }
}
