import type { ItemSeen } from '../evidence.ts'
import type { Sighting } from './sighting.ts'

/** That time of day, UTC, on 17 November 2026. */
export const at = (clock: string) => `2026-11-17T${clock}:00Z`
/** The same in milliseconds since 1970. */
export const ms = (clock: string) => Date.parse(at(clock))
/** It lies in the main library. */
export const shelf: ItemSeen = { status: 'in-house', place: 'MAIN' }
/** On loan to whomever. */
export const onLoan: ItemSeen = { status: 'on-loan', dueOn: '2026-12-01' }
/** Seen so from one look to another; by a write of that mark, where it was one. */
export const saw = (seen: ItemSeen, from: string, to: string, by?: string): Sighting => {
  return { ...seen, from: at(from), to: at(to), ...(by && { by }) }
}
