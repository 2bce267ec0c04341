import type { Clock } from '../../host/clock.ts'
import type { RegisterState } from '../register/register.ts'

/** On a line that costs by the byte the register is asked for this seldom, unless somebody asks. */
export const meteredEachMs = 60_000
/** However dear the line, a newer manifest is taken when what is here is this old. */
const oldestSparedMs = 24 * 3_600_000

/** How much of the register is fetched in a turn: all of it, what has changed alone (`spare`), or nothing. */
export class Sparing {
  readonly #clock: Clock
  readonly #metered: () => boolean
  #fetchedAt = Number.NEGATIVE_INFINITY
  #isAsked = false

  /** `metered`: whether the line costs by the byte now. */
  constructor(clock: Clock, metered: () => boolean = () => false) {
    this.#clock = clock
    this.#metered = metered
  }

  isMetered(): boolean {
    return this.#metered()
  }

  /** Somebody has asked for everything, whatever it costs. */
  asked(): void {
    this.#isAsked = true
  }

  next({ complete, asOf }: Pick<RegisterState, 'complete' | 'asOf'>): 'all' | 'spare' | 'nothing' {
    const isSparing = this.#metered() && !this.#isAsked
    this.#isAsked = false
    const now = this.#clock.monotonicMs()
    if (isSparing && complete && now - this.#fetchedAt < meteredEachMs) return 'nothing'
    this.#fetchedAt = now
    const isOld = asOf === undefined || Date.parse(this.#clock.now()) - Date.parse(asOf) > oldestSparedMs
    return isSparing && !isOld ? 'spare' : 'all'
  }
}
