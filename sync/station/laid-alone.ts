import { numberKey } from '../../circulation/numbers.ts'
import type { Act } from './act.ts'
import { lyingInTurn, type PadTag, type Stack, type StackItem } from './pad-on-desk.ts'
import type { Line } from './session.ts'

/**
 * What was laid down a moment before the rest, alone, went the way of a scan: it lies there still, and counts with the pile that it has become the first of.
 */
export function laidAlone(act: Act, others: readonly PadTag[], way: Stack['way']): readonly StackItem[] {
  const numbers = new Set(others.map(({ barcode }) => numberKey(barcode)))
  return lyingInTurn(act.session).flatMap(({ barcode, missing }) => {
    const number = numberKey(barcode)
    const line = numbers.has(number) ? undefined : act.session.lines.find(each => isAbout(each, number))
    if (!line || !isOfThisTurn(act, line, way)) return []
    const state = line.shape === 'aside' ? 'aside' : 'done'
    const dueOn = 'day' in line.fact ? line.fact.day : undefined
    return [{ number, name: line.title ?? barcode, state, missing, gate: gateOf(act, number), ...(dueOn && { dueOn }) }]
  })
}

function isAbout({ barcode, undone }: Line, number: string): boolean {
  return !undone && barcode !== undefined && numberKey(barcode) === number
}

function isOfThisTurn({ session }: Act, { kind, entry, visitId }: Line, way: Stack['way']): boolean {
  if (!entry) return false
  if (way === 'lend') return kind === 'checkout' && visitId === session.visit?.visitId
  return kind === 'checkin' && session.pad?.clear === true
}

function gateOf({ session, facts }: Act, number: string): StackItem['gate'] {
  if (session.switching?.some(each => each.number === number)) return 'under-way'
  const job = facts.gate(number)
  return job === undefined ? 'none' : job.done ? 'switched' : 'failed'
}
