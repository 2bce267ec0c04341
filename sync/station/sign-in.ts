import type { StaffMember } from '../../circulation/place.ts'
import type { Act } from './act.ts'
import { words } from './desk-words.ts'
import type { NumberFacts } from './facts.ts'
import { closeVisit } from './visit.ts'

/** The badge's owner, unless signed in already: then the number may be the same person's library card. */
export function staffWhoScanned(act: Act, number: Extract<NumberFacts, { ok: true }>): StaffMember | undefined {
  return number.staff && number.staff.staffId !== act.session.staff?.staffId ? number.staff : undefined
}

/**
 * Somebody takes over the desk. The open patron, queue and open tasks stay: they belong to the station. A PIN, where one is asked for, was
 * checked before.
 */
export function signIn(act: Act, staffId: string): void {
  const staff = act.facts.settings.staff.find(known => known.staffId === staffId)
  if (!staff) return act.refuse('sign-in-wrong')
  const before = act.session.staff
  if (before?.staffId === staffId) return
  if (before) act.write({ kind: 'signed-out', staffId: before.staffId })
  act.write({ kind: 'signed-in', staffId })
  act.change({ staff: { staffId, name: staff.name, role: staff.role } })
  if (act.session.question) return
  act.say({ shape: 'yes', word: words('verdict.signed-in') })
}

/** Nobody is at the desk any more; the patron closes. */
export function signOut(act: Act): void {
  const { staff } = act.session
  closeVisit(act)
  if (!staff) return
  act.write({ kind: 'signed-out', staffId: staff.staffId })
  act.change({ staff: undefined })
  act.say({ shape: 'yes', word: words('verdict.signed-out') })
}
