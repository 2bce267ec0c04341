import { numberKey } from '../../circulation/numbers.ts'
import type { PadItem, TagToFinish } from '../../host/device-port.ts'
import type { StationStatus } from '../../sync/station/desk.ts'
import { emptyPad } from '../../sync/station/pad-on-desk.ts'
import type { Session } from '../../sync/station/session.ts'
import { type StackSum, sumOf } from '../../sync/station/stack-verdict.ts'
import type { PadState, UnitItem } from './pad-store.ts'

/** What lies on a pad, one thing a row, and what became of it. */
export interface PadRow {
  readonly key: string
  /** Absent where no number can be read. */
  readonly barcode?: string
  readonly title?: string
  /**
   * The first four are the desk's verdicts. `waiting`: nothing was said about it yet; `neighbour`: it lay there before; `half-away`: it was being written, does
   * not read back, and is on no pad.
   */
  readonly state:
    | 'yes'
    | 'aside'
    | 'ask'
    | 'no'
    | 'waiting'
    | 'neighbour'
    | 'card'
    | 'blank'
    | 'damaged'
    | 'unread'
    | 'half'
    | 'half-away'
  /** The gate for it, as read back from its tags; absent where nobody can know. */
  readonly alarm?: 'on' | 'off' | 'under-way'
  /** Its tags were not switched: the gate will alarm, or will let it pass. */
  readonly owed?: 'alarms' | 'unsecured'
  /** Of its set. */
  readonly missing: readonly number[]
  readonly doubled: boolean
  readonly item?: PadItem
}

/** The sum of what lies there: seen against expected. */
export interface PadSum {
  /** Neither cards nor what lay there before nor blank tags. */
  readonly seen: number
  readonly expected?: number
  /** Of the pile that is being lent or taken back. */
  readonly stack?: StackSum & { readonly way: 'lend' | 'return' }
}

type Said = Pick<Session, 'pad' | 'stack' | 'switching' | 'question' | 'waiting' | 'lines' | 'verdict'>
type Status = Pick<StationStatus, 'gate'>

type Drawn = Pick<PadState, 'pictures' | 'units' | 'titles' | 'inWork'>

/** The rows of all pads, in the order in which things were laid down. */
export function padRows({ pictures, units, titles, inWork }: Drawn, session: Said, { gate }: Status): readonly PadRow[] {
  const owed = new Map(gate.map(task => [numberKey(task.barcode), task.secured ? 'unsecured' : 'alarms'] as const))
  const rows = Object.values(pictures)
    .flat()
    .map(item => rowOf(item, session, owed, titles))
  const half = Object.values(inWork).flat()
  const isThere = (uid: string) => rows.some(({ item }) => item?.tags.some(tag => tag.uid === uid))
  const away = half.filter(({ uid }) => !isThere(uid)).map(tag => awayRow(tag, titles))
  return [...rows.map(row => namedByWish(row, half, titles)), ...units.map(unitRow), ...away]
}

/** A half-written tag says nothing itself: what it shall say is known all the same. */
function namedByWish(row: PadRow, half: readonly TagToFinish[], titles: PadState['titles']): PadRow {
  const wished = row.state === 'half' ? half.find(({ uid }) => uid === row.key) : undefined
  return wished ? { ...row, ...nameOf(wished, titles) } : row
}

function awayRow(tag: TagToFinish, titles: PadState['titles']): PadRow {
  return { key: tag.uid, ...nameOf(tag, titles), state: 'half-away', missing: [], doubled: false }
}

function nameOf({ barcode }: TagToFinish, titles: PadState['titles']): Pick<PadRow, 'barcode' | 'title'> {
  const title = titles[numberKey(barcode)]
  return { barcode, ...(title && { title }) }
}

/** What the heading and the line below it say. */
export function padSum(rows: readonly PadRow[], { pad = emptyPad, stack }: Said): PadSum {
  const seen = rows.filter(isCounted).length
  const { expected } = pad
  const isHere = stack && !stack.isOver
  return {
    seen,
    ...(expected !== undefined && { expected }),
    ...(isHere && stack.items.length > 0 && { stack: { ...sumOf(stack, pad), way: stack.way } }),
  }
}

const notCounted: readonly PadRow['state'][] = ['neighbour', 'card', 'blank', 'half-away']

/** Whether it is one of those that somebody laid down to have them lent or taken back. */
export function isCounted({ state }: PadRow): boolean {
  return !notCounted.includes(state)
}

const urgency: readonly PadRow['state'][] = [
  'half',
  'half-away',
  'no',
  'ask',
  'unread',
  'damaged',
  'aside',
  'waiting',
  'yes',
  'blank',
  'neighbour',
  'card',
]

/** What somebody must do something about first; otherwise as it lies there. */
export function mostUrgentFirst(rows: readonly PadRow[]): readonly PadRow[] {
  const rank = ({ owed, missing, state }: PadRow) => (owed ? -2 : missing.length > 0 ? -1 : urgency.indexOf(state))
  return [...rows].sort((one, other) => rank(one) - rank(other))
}

function rowOf(item: PadItem, session: Said, owed: ReadonlyMap<string, PadRow['owed']>, titles: PadState['titles']): PadRow {
  const { barcode, missing, doubled, tags } = item
  const key = tags.map(({ uid }) => uid).join()
  const row = { key, missing, doubled, item }
  if (barcode === null)
    return { ...row, state: item.what === 'unreadable' ? 'unread' : (item.what as 'blank' | 'damaged' | 'half') }
  const number = numberKey(barcode)
  const title = titleOf(number, session) ?? titles[number]
  const isSwitched = session.switching?.some(each => each.number === number) ?? false
  const alarm = isSwitched ? 'under-way' : alarmOf(item)
  const owes = owed.get(number)
  return {
    ...row,
    barcode,
    ...(title && { title }),
    state: stateOf(item, number, session),
    ...(alarm && { alarm }),
    ...(owes && !isSwitched && { owed: owes }),
  }
}

function alarmOf({ tags }: PadItem): 'on' | 'off' | undefined {
  if (tags.every(({ secured }) => secured === true)) return 'on'
  return tags.every(({ secured }) => secured === false) ? 'off' : undefined
}

function titleOf(number: string, { stack, lines }: Said): string | undefined {
  const inStack = stack?.items.find(item => item.number === number)?.name
  if (inStack && numberKey(inStack) !== number) return inStack
  return lines.find(line => line.barcode && numberKey(line.barcode) === number)?.title
}

function stateOf({ what }: PadItem, number: string, session: Said): PadRow['state'] {
  const { pad = emptyPad, stack, question, waiting, lines } = session
  if (what === 'patron') return 'card'
  const asked = question?.barcode ?? question?.scan.text
  if (asked && numberKey(asked) === number) return 'ask'
  if (pad.neighbours.includes(number)) return 'neighbour'
  if (pad.asks.includes(number) || (waiting && numberKey(waiting.text) === number)) return 'waiting'
  const inStack = stack?.items.find(item => item.number === number)
  if (inStack && inStack.state !== 'ask') return { done: 'yes', aside: 'aside', not: 'no' }[inStack.state] as PadRow['state']
  const line = lines.find(each => !each.undone && each.barcode && numberKey(each.barcode) === number)
  return line?.shape ?? (inStack ? 'ask' : 'waiting')
}

function unitRow({ barcode, title, state, alarm }: UnitItem): PadRow {
  return { key: barcode, barcode, ...(title && { title }), state, ...(alarm && { alarm }), missing: [], doubled: false }
}
