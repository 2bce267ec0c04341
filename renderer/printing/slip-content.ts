import type { SlipContent } from '../../hardware/printing/fill-template.ts'
import type { SlipKind } from '../../host/slips.ts'
import type { Line } from '../../sync/station/session.ts'
import { cardEnd } from '../desk/patron-words.ts'
import { branchOf, todayOf, zoneOf } from '../desk/place.ts'
import type { Formats } from '../i18n/formats.ts'
import type { DeskState } from '../store/desk-store.ts'

type Desk = Pick<DeskState, 'session' | 'settings' | 'now'>

/** Whose receipt it is: a visit, open or closed, by its card. */
export interface Whose {
  readonly visitId: string
  readonly card: string
}

const onReceipt: readonly Line['kind'][] = ['checkout', 'renewal', 'move', 'checkin', 'payment']

/** What a receipt tells of a visit, newest first: what was done and not taken back. Nothing of it: there is no receipt. */
export function linesOfVisit({ session }: Pick<Desk, 'session'>, visitId: string): readonly Line[] {
  return session.lines.filter(
    line => line.visitId === visitId && onReceipt.includes(line.kind) && !line.undone && line.entry !== undefined,
  )
}

/** What a receipt says of a visit. No name: the card's end tells whose it is. */
export function receiptContent(desk: Desk, whose: Whose, formats: Formats): SlipContent {
  const mine = linesOfVisit(desk, whose.visitId)
  const lent = latestOfEach(mine.filter(({ kind }) => kind === 'checkout' || kind === 'renewal' || kind === 'move'))
  const returned = mine.filter(({ kind }) => kind === 'checkin')
  const cents = mine.reduce((sum, { fact }) => sum + ('cents' in fact ? fact.cents : 0), 0)
  const stop = desk.settings.stops.find(({ stopId }) => stopId === desk.session.stopId)
  return {
    values: {
      ...whereAndWhen(desk, formats),
      stop: stop?.name ?? '',
      cardEnd: cardEnd(whose.card),
      lentCount: String(lent.length),
      returnedCount: String(returned.length),
      paid: cents > 0 ? formats.sum(cents) : '',
    },
    lists: {
      lent: lent.map(line => ({ ...named(line), due: 'day' in line.fact ? formats.day(line.fact.day) : '' })),
      returned: returned.map(named),
    },
  }
}

/** What goes into a returned book that is put aside: for a hold its number and place, never whose it is. Undefined for all others. */
export function asideSlip(desk: Desk, line: Line, formats: Formats): { kind: SlipKind; content: SlipContent } | undefined {
  if (line.kind !== 'checkin' || line.undone || !('key' in line.fact)) return undefined
  const { key, values = {} } = line.fact
  const kind = key === 'line.returned-hold' ? 'hold' : key === 'line.returned-transfer' ? 'transfer' : undefined
  if (!kind) return undefined
  const what = { number: String(values.number ?? ''), place: String(values.place ?? '') }
  return { kind, content: { values: { ...whereAndWhen(desk, formats), ...named(line), ...what }, lists: {} } }
}

function whereAndWhen({ settings, session, now }: Desk, formats: Formats): Record<string, string> {
  return {
    library: settings.library,
    branch: branchOf(settings, session.branch)?.name ?? session.branch,
    day: formats.day(todayOf(settings, session.branch, now)),
    time: formats.time(now, zoneOf(settings, session.branch)),
  }
}

function named(line: Line): { readonly title: string; readonly barcode: string } {
  return { title: line.title ?? line.barcode ?? '', barcode: line.barcode ?? '' }
}

/** A book lent and then renewed has one due date on paper: the last one. Lines come newest first. */
function latestOfEach(lines: readonly Line[]): readonly Line[] {
  return lines.filter((line, at) => lines.findIndex(other => other.barcode === line.barcode) === at)
}
