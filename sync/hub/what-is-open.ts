import type { Brake } from './brake/brake.ts'
import type { ReplayPorts, SendingMark, StoredEntry } from './ports.ts'
import { mayBeDecidedByNow } from './questions-asked.ts'

/** What a pass of replay goes over. */
export interface WhatIsOpen {
  readonly open: readonly StoredEntry[]
  readonly marks: readonly SendingMark[]
  /** All else waits until the brake lets go. */
  readonly isHeld: boolean
}

const atOnce = 100_000

/** While the brake holds everything, only what nobody can read: what has gathered in weeks is not gone through at each upload. */
export async function whatIsOpen(ports: ReplayPorts, brake: Brake | undefined): Promise<WhatIsOpen> {
  const { uploads } = ports
  if (brake?.holdsAll()) return { open: await uploads.unreadable(), marks: [], isHeld: true }
  const [fresh, undecided, marks] = [await uploads.waiting(atOnce), await uploads.undecided(), await uploads.openMarks()]
  return { open: [...fresh, ...undecided.filter(({ outcome }) => mayBeDecidedByNow(outcome, ports))], marks, isHeld: false }
}
