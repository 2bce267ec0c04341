import { Temporal } from 'temporal-polyfill'
import { numberKey } from '../../circulation/numbers.ts'
import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import type { PadTag, StackItem } from './pad-on-desk.ts'
import type { SessionEvent } from './session.ts'
import { sayStack } from './stack-verdict.ts'
import { named } from './verdicts.ts'

/** So long a tag that comes back is taken to be back for its alarm, and not to be lent or returned anew. */
const backForItsAlarmHours = 12

/** What the gate's bit has come to. Of a stack it is said with the whole; of a single item only where it failed, or had failed before. */
export function gateAnswered(act: Act, event: Extract<SessionEvent, { type: 'security-done' | 'security-failed' }>): void {
  const { barcode, secured } = event
  const number = numberKey(barcode)
  const { switching = [], stack } = act.session
  const asked = switching.find(each => each.number === number)
  act.change({ switching: switching.filter(each => each !== asked) })
  const done = event.type === 'security-done'
  if (done) act.write({ kind: 'security-done', barcode, secured, verified: event.verified })
  if (stack?.items.some(item => item.number === number && item.gate !== 'none')) {
    markInStack(act, number, done ? 'switched' : 'failed')
    if (act.session.stack!.items.every(({ gate }) => gate !== 'under-way') && mayBeSaid(act)) sayStack(act)
  } else if ((!done || asked?.again) && mayBeSaid(act)) sayOne(act, barcode, secured, done)
}

/** The next patron's screen is not disturbed: what failed is among the tasks. */
function mayBeSaid({ session }: Act): boolean {
  const { question, stack, visit } = session
  return question === undefined && (!stack || stack.visitId === visit?.visitId || visit === undefined)
}

function markInStack(act: Act, number: string, gate: StackItem['gate']): void {
  const { stack } = act.session
  if (!stack) return
  act.change({ stack: { ...stack, items: stack.items.map(item => (item.number === number ? { ...item, gate } : item)) } })
}

function sayOne(act: Act, barcode: string, secured: boolean, done: boolean): void {
  const item = act.facts.items.get(numberKey(barcode))
  const { title } = item ? named(item) : {}
  const word = done
    ? secured
      ? 'verdict.gate-protected'
      : 'verdict.gate-silent'
    : secured
      ? 'verdict.gate-open'
      : 'verdict.gate-alarms'
  act.say({
    shape: done ? 'yes' : 'aside',
    word: words(word),
    barcode,
    ...(title && { title }),
    ...(!done && { note: words('detail.put-on-pad-again') }),
  })
}

/**
 * A tag that was not switched, back on a pad: it is switched now, if its job still agrees with where the item stands. True where that is all it is here
 * for, so that nothing is lent or taken back.
 */
export function settleAgain(act: Act, { barcode }: Pick<PadTag, 'barcode'>): boolean {
  const number = numberKey(barcode)
  const job = act.facts.gate(barcode)
  const facts = act.facts.numbers.get(number)
  const item = act.facts.items.get(number) ?? (facts?.ok ? facts.item : undefined)
  if (!job || job.done || !job.tag || !item) return false
  if (job.secured !== (item.loan === undefined)) return false
  const age = Temporal.Instant.from(job.at).until(act.now.moment.instant).total('hours')
  if (age > backForItsAlarmHours) return false
  const { switching = [] } = act.session
  if (switching.some(each => each.number === number)) return true
  act.change({ switching: [...switching, { number, again: true }] })
  act.effect({ kind: 'security', barcode, secured: job.secured })
  return true
}

/** A tag that was just written anew has no state of its own yet: it gets that of its item, by a job like any other. */
export function tagWritten(act: Act, barcode: string): void {
  const item = act.facts.items.get(numberKey(barcode))
  act.tagAtHand = true
  act.security(barcode, item?.loan === undefined)
}

/** Staff have seen to it in another way: off the list. */
export function gateSeenTo(act: Act, barcode: string): void {
  const job = act.facts.gate(barcode)
  if (job && !job.done) act.write({ kind: 'task-done', target: job.entry })
}
