import { Temporal } from 'temporal-polyfill'
import type { DueDate } from './decision.ts'
import type { Item } from './item.ts'
import type { Patron } from './patron.ts'
import type { Branch, Stop } from './place.ts'
import { loanRuleFor } from './rules-for.ts'
import type { DeskPlace } from './truth.ts'

/** The day to bring the item back, and why that day. `today` is the day in the branch's zone. */
export function dueDate(item: Item | undefined, patron: Patron, place: DeskPlace, today: string): DueDate {
  const { days } = loanRuleFor(item, patron, place)
  const base = Temporal.PlainDate.from(today).add({ days })
  const plain = { dueOn: base.toString(), because: 'period' } as const
  const due = place.systemDueDays
    ? plain
    : place.stop
      ? atStop(place.stop, place.branch, base, place.rules.stretchToVisitDays)
      : atBranch(place.branch, base)
  const { expiresOn } = patron
  const cap = place.rules.dueNeverAfterCardExpiry && expiresOn !== undefined && expiresOn >= today
  return cap && due.dueOn > expiresOn ? { dueOn: expiresOn, because: 'card-expiry' } : due
}

function atStop(stop: Stop, branch: Branch, base: Temporal.PlainDate, stretchDays: number): DueDate {
  const earliest = base.toString()
  const latest = base.add({ days: stretchDays }).toString()
  const next = stop.visits
    .filter(visit => !visit.cancelled && !branch.closedOn.includes(visit.day))
    .map(visit => visit.day)
    .filter(day => day >= earliest && day <= latest)
    .toSorted()[0]
  return next ? { dueOn: next, because: 'next-visit' } : { dueOn: earliest, because: 'period' }
}

function atBranch(branch: Branch, base: Temporal.PlainDate): DueDate {
  const isOpen = (day: Temporal.PlainDate) =>
    !branch.closedOn.includes(day.toString()) && !branch.closedWeekdays.includes(day.dayOfWeek)
  // A branch that never opens (closed for rebuilding) must not make the date run away.
  for (let days = 0; days <= 366; days++) {
    const day = base.add({ days })
    if (isOpen(day)) return { dueOn: day.toString(), because: days === 0 ? 'period' : 'open-day' }
  }
  return { dueOn: base.toString(), because: 'period' }
}
