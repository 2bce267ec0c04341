import { decideCheckin } from '../../circulation/decide-checkin.ts'
import { numberKey, sameNumber } from '../../circulation/numbers.ts'
import type { Undo } from '../../circulation/transaction.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { Act } from './act.ts'
import { choice, type DeskKey, words } from './desk-words.ts'
import { undoLineOf } from './line-of.ts'
import { ask } from './questions.ts'
import type { Line, Words } from './session.ts'
import { returnVerdict } from './verdicts.ts'

type Undoable = Line & { readonly entry: NonNullable<Line['entry']> }

const said = {
  checkout: 'verdict.lent',
  checkin: 'verdict.returned',
  renewal: 'verdict.renewed',
  move: 'verdict.moved',
  'hold-request': 'verdict.hold-placed',
  payment: 'verdict.paid',
} as const satisfies Partial<Record<Line['kind'], DeskKey>>

/** What F8 takes back: the newest line that was recorded and still stands. */
export function lastUndoable(lines: readonly Line[]): readonly string[] {
  const line = lines.find(isUndoable)
  return line ? [line.lineId] : []
}

/** Whether a line stands for something recorded that can still be taken back. */
export function isUndoable(line: Line): line is Undoable {
  return line.entry !== undefined && !line.undone && line.kind in said
}

/** Names what would be taken back and asks how; nothing is recorded yet. */
export function askUndo(act: Act, lineIds: readonly string[]): void {
  const lines = undoableLines(act, lineIds)
  const newest = lines?.[0]
  if (!lines || !newest) return
  const lent = lines.some(({ kind }) => kind === 'checkout')
  const isScan = lines.some(({ kind }) => kind === 'checkout' || kind === 'checkin')
  const never = isScan ? choice('mistyped') : ({ id: 'mistyped', words: words('choice.take-back') } as const)
  const choices = [choice('cancel'), ...(lent ? [choice('book-is-here')] : []), never]
  const { barcode, title, patronId } = newest
  const name = { ...(barcode && { barcode }), ...(title && { title }) }
  const scan = { text: barcode ?? '', source: { device: 'keyboard' } } as const
  const value = { kind: 'words', words: words(said[newest.kind as keyof typeof said]) } as const
  ask(
    act,
    { about: 'undo', scan, ...name, choices, lineIds: lines.map(({ lineId }) => lineId) },
    {
      ...(patronId && { patronId }),
      note: lines.length > 1 ? words('ask.undo-many', { count: lines.length }) : askAbout(newest),
      fact: { label: words('label.undoes'), value },
    },
  )
}

/** Money has no title: the sum says which act is meant. */
function askAbout({ fact }: Line): Words {
  return 'cents' in fact ? words('ask.undo-payment', { sum: fact.cents / 100 }) : words('ask.undo')
}

/** The lines still standing, newest first; says no and gives nothing where a later act on the same item stands in the way. */
function undoableLines(act: Act, lineIds: readonly string[]): readonly Undoable[] | undefined {
  const { lines } = act.session
  const named = lines.filter(({ lineId }) => lineIds.includes(lineId))
  const standing = named.filter(isUndoable)
  if (standing.length === 0) {
    act.refuse(named.some(({ undone }) => undone) ? 'cannot-undo' : 'nothing-to-undo')
    return undefined
  }
  const isLater = (line: Line, other: Line) =>
    lines.indexOf(other) < lines.indexOf(line) && sameNumber(other.barcode ?? '', line.barcode ?? '')
  const blocked = standing.find(
    line => line.barcode && lines.some(other => isUndoable(other) && !standing.includes(other) && isLater(line, other)),
  )
  if (!blocked) return standing
  const { barcode, title } = blocked
  act.refuse('cannot-undo', {
    ...(barcode && { barcode }),
    ...(title && { title }),
    note: words('detail.undo-later-first'),
  })
  return undefined
}

/**
 * Takes the lines back, newest first. `book-is-here` is said of loans: they are returns now. Everything else never was. The gate's job is turned
 * round with it.
 */
export function undo(act: Act, lineIds: readonly string[], why: Undo['why']): void {
  const lines = undoableLines(act, lineIds)
  if (!lines) return
  for (const line of lines) undoLine(act, line, line.kind === 'checkout' ? why : 'mistyped')
  const undone = new Set(lines.map(({ lineId }) => lineId))
  const marked = act.session.lines.map(line => (undone.has(line.lineId) ? { ...line, undone: true } : line))
  // What comes back after a mistyped return is a return, however soon.
  act.change({ lines: marked, justReturned: undefined })
  sayUndone(act, lines, why)
}

function undoLine(act: Act, line: Undoable, why: Undo['why']): void {
  const { entry, kind, barcode } = line
  const undone = act.write({ kind: 'undo', target: act.refTo(entry), why })
  const hadLoan = act.facts.entries.get(entryKey(entry))?.transaction
  if (barcode && kind === 'checkout') act.security(barcode, true)
  const { endedHere } = act.facts.items.get(numberKey(barcode ?? '')) ?? {}
  if (barcode && hadLoan?.kind === 'checkin' && (hadLoan.patronId || endedHere)) act.security(barcode, false)
  act.addLine(undoLineOf(line), undone)
}

/** A book that is here again may be somebody's turn: then it is put aside like any return. */
function sayUndone(act: Act, lines: readonly Undoable[], why: Undo['why']): void {
  const { barcode, title, patronId, fact } = lines[0]!
  const item = barcode ? act.facts.items.get(numberKey(barcode)) : undefined
  if (why === 'book-is-here' && item && lines.length === 1) {
    const decision = decideCheckin(item, act.facts.place, act.now.moment)
    if (decision.destination.kind !== 'shelf') return act.say(returnVerdict(item, decision, act.facts.settings))
  }
  act.say({
    shape: 'yes',
    word: words('verdict.undone'),
    ...(barcode && { barcode }),
    ...(title && { title }),
    ...(patronId && { patronId }),
    ...(lines.length > 1
      ? { note: words('ask.undo-many', { count: lines.length }) }
      : 'cents' in fact && { fact: { label: words('label.undoes'), value: { kind: 'sum', cents: fact.cents } } }),
  })
}
