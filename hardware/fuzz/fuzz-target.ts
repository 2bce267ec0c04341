import type { Random } from './random.ts'

/** One parser against garbage. A round throws a `Finding` for a false accept; any other error is a crash, and a finding too. */
export interface FuzzTarget {
  readonly name: string
  round(random: Random): void | Promise<void>
}

/** Something that must never happen did; the message says with which bytes. */
export class Finding extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Finding'
  }
}
