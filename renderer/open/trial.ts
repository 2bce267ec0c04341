import type { CrashPoint } from '../../sync/journal/open-journal.ts'

/** What a trial run may ask of the journal. A page cannot set it for itself: it is there before the page's first script, or not at all. */
interface Trial {
  /** Leaves the second copy out. */
  readonly noFile?: boolean
  readonly journal?: {
    readonly durability?: 'strict' | 'relaxed'
    readonly sabotage?: 'no-recover'
    readonly crashPoint?: (name: CrashPoint) => void | Promise<void>
  }
}

declare global {
  var pysakkiTrial: Trial | undefined
}

/** Empty in every real run. Crashes at named points and deliberate bugs are how the promises of the journal are tried. */
export const trial: Trial = globalThis.pysakkiTrial ?? {}
