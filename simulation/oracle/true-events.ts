import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Undo } from '../../circulation/transaction.ts'

/** The library on the first morning. */
export interface Beginning {
  readonly items: readonly { readonly barcode: string; readonly titleId: string; readonly place: string }[]
  readonly patrons: readonly string[]
  readonly loans: readonly Loan[]
  readonly holds: readonly Hold[]
}

/** Something that happened, at its true instant (milliseconds since 1970), wherever and however it was written down. */
export type TrueEvent = { readonly at: number; readonly key: string } & What

export type What =
  | {
      readonly kind: 'checkout'
      readonly barcode: string
      readonly patronId: string
      readonly branch: string
      readonly dueOn: string
    }
  | { readonly kind: 'checkin'; readonly barcode: string; readonly branch: string }
  | { readonly kind: 'renewal'; readonly barcode: string; readonly patronId: string; readonly dueOn: string }
  | {
      readonly kind: 'hold'
      readonly holdId: string
      readonly titleId: string
      readonly patronId: string
      readonly branch: string
    }
  /** A nightly job: a loan this many days late counts as lost. */
  | {
      readonly kind: 'lost'
      readonly barcode: string
      readonly patronId: string
      readonly cents: number
      readonly daysLate: number
    }
  /** A nightly job: what has lain ready since before that instant goes to the next. */
  | {
      readonly kind: 'expiry'
      readonly holdId: string
      readonly barcode: string
      readonly cents: number
      readonly waitingSince: number
    }
  /** The return of that instant has come home: whoever has asked since may have the copy, if it lies there still. */
  | { readonly kind: 'offer'; readonly barcode: string; readonly returnedAt: number }
  | { readonly kind: 'undo'; readonly target: string; readonly why: Undo['why']; readonly branch: string }
  | { readonly kind: 'move'; readonly target: string; readonly patronId: string; readonly dueOn: string }
  | { readonly kind: 'stop-correction'; readonly targets: readonly string[]; readonly branch: string }

export type PlainEvent = Exclude<TrueEvent, { kind: 'undo' | 'move' | 'stop-correction' }>

/** What is left when everything taken back, moved or put right has been taken at its word. The order stays. */
export function plainEvents(events: readonly TrueEvent[]): readonly PlainEvent[] {
  const byKey = new Map(events.map(event => [event.key, event]))
  const erased = new Set<string>()
  for (const event of events.toReversed())
    if (event.kind === 'undo' && event.why === 'mistyped' && !erased.has(event.key)) erased.add(event.target)
  const standing = events.filter(({ key }) => !erased.has(key))
  const moved = new Map(standing.flatMap(event => (event.kind === 'move' ? [[event.target, event] as const] : [])))
  const branches = new Map(
    standing.flatMap(event =>
      event.kind === 'stop-correction' ? event.targets.map(target => [target, event.branch] as const) : [],
    ),
  )
  return standing.flatMap((event): PlainEvent[] => {
    if (event.kind === 'move' || event.kind === 'stop-correction') return []
    const branch = branches.get(event.key)
    if (event.kind === 'undo') return comesBack(event, byKey.get(event.target), branch ?? event.branch)
    const placed = branch !== undefined && (event.kind === 'checkout' || event.kind === 'checkin') ? { ...event, branch } : event
    const to = moved.get(event.key)
    return [to && placed.kind === 'checkout' ? { ...placed, patronId: to.patronId, dueOn: to.dueOn } : placed]
  })
}

/** "The book is here": of a loan that is a return, of a return nothing new. */
function comesBack(undo: TrueEvent & { kind: 'undo' }, target: TrueEvent | undefined, branch: string): PlainEvent[] {
  if (undo.why === 'mistyped' || target?.kind !== 'checkout') return []
  return [{ kind: 'checkin', at: undo.at, key: undo.key, barcode: target.barcode, branch }]
}
