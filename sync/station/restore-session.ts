import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import { withSomebody } from '../journal/persons-in-entry.ts'
import type { LibrarySettings, Register } from '../register/register.ts'
import { dayIn, firstBranch } from './desk-place.ts'
import { type LineName, lineOf, undoLineOf } from './line-of.ts'
import type { LocalTruth } from './local-truth.ts'
import type { Line, Session } from './session.ts'

/** A journal's entries for a desk: somebody unknown stands in those that have forgotten whose they are. */
export async function entriesToRead(journal: Pick<Journal, 'entries'>): Promise<readonly Entry[]> {
  return (await journal.entries()).map(withSomebody)
}

/** What a start needs to know beside the journal. */
export interface Start {
  readonly station: string
  readonly settings: LibrarySettings
  /** Wall clock now, UTC. */
  readonly instant: string
  readonly monotonicMs: number
  readonly zone: string
}

/** The desk as it is after a start: today's lines are there again, nobody is open and nobody is signed in. */
export async function restoreSession(
  entries: readonly Entry[],
  truth: LocalTruth,
  register: Register,
  { station, settings, instant, monotonicMs, zone }: Start,
): Promise<Session> {
  const day = dayIn(zone, instant)
  const today = entries.filter(({ at }) => dayIn(zone, at.wall) === day)
  const place = today.findLast(({ transaction }) => transaction.kind === 'stop-chosen')
  return {
    station,
    branch: place?.branch ?? firstBranch(settings),
    ...(place?.stopId && { stopId: place.stopId }),
    returnsOnly: false,
    recent: [],
    lines: await restoreLines(today, truth, register, settings),
    lastActivity: instant,
    activeAtMs: monotonicMs,
    serial: 0,
  }
}

/** Today's list from the journal, newest first; lines taken back later are marked. */
export async function restoreLines(
  entries: readonly Entry[],
  truth: LocalTruth,
  register: Register,
  settings: LibrarySettings,
): Promise<readonly Line[]> {
  const names = await Promise.all(entries.map(entry => nameOf(entry, truth, register)))
  const lines = new Map<string, Line>()
  entries.forEach((entry, index) => {
    const { station, epoch, sequence, at, transaction } = entry
    const lineId = entryKey(entry)
    const target = transaction.kind === 'undo' ? lines.get(entryKey(transaction.target)) : undefined
    if (target) lines.set(target.lineId, { ...target, undone: true })
    const line = target ? undoLineOf(target) : lineOf(transaction, names[index]!, settings)
    if (line) lines.set(lineId, { lineId, at: at.wall, ...line, entry: { station, epoch, sequence } })
  })
  return [...lines.values()].reverse()
}

async function nameOf({ transaction }: Entry, truth: LocalTruth, register: Register): Promise<LineName> {
  if (transaction.kind === 'hold-request') {
    const { titleId } = transaction
    const title = await register.title(titleId)
    return { titleId, ...(title && { title: title.title }) }
  }
  if (!('barcode' in transaction) || !transaction.barcode) return {}
  const { barcode } = transaction
  const item = await truth.registerItem(barcode)
  return { barcode, ...(item && { title: item.title, titleId: item.titleId }) }
}
