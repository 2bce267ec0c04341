import type { Evidence } from './sabotage.ts'

/** A few days of a small library, written down so that they can be lived again, and shortened: what is done, when, and with which luck. */
export interface Script {
  readonly profile: Profile
  /** Instant of the first morning, UTC. */
  readonly start: string
  readonly days: number
  /** Who owns what on the first morning. */
  readonly seed: number
  readonly stations: readonly StationPlan[]
  readonly ops: readonly Op[]
  /** What the library system tells on these days; everything unless said. */
  readonly evidence?: Evidence
}

/** `hot`: few items, scanned again and again. `calm`: touched as seldom as in a consortium. */
export type Profile = 'hot' | 'calm'

export interface StationPlan {
  readonly station: string
  readonly branch: string
  /** By how much its wall clock is ahead, and how fast it runs away. */
  readonly aheadMs: number
  readonly driftPpm: number
  /** Whether it has asked the hub for the time before the first morning. */
  readonly met: boolean
}

/** The desk of the main library, which writes straight into the library system. */
export const centralDesk = 'MAIN'

/** `pick` chooses among what is there, `luck` answers what the desk asks; both in [0, 1). */
export type Op = { readonly at: number } & (
  | ({ readonly do: 'lend'; readonly slip?: 'wrong-card' | 'left-open' | 'crash' } & AtDesk)
  | ({ readonly do: 'return'; readonly slip?: 'left-open' | 'unscanned' | 'twice' | 'crash' } & AtDesk)
  | ({ readonly do: 'renew' } & AtDesk)
  | ({ readonly do: 'ask-for' } & AtDesk)
  /** A number that is somebody else's book is typed; it is taken back as mistyped, now or later, or never. */
  | ({ readonly do: 'mistype'; readonly as: 'lend' | 'return'; readonly undone: boolean } & AtDesk)
  /** A label that is read as a number which nobody knows. */
  | ({ readonly do: 'misread'; readonly as: 'lend' | 'return' } & AtDesk)
  | ({ readonly do: 'undo'; readonly why: 'book-is-here' | 'mistyped' } & Pick<AtDesk, 'desk' | 'pick'>)
  | ({ readonly do: 'move' } & Pick<AtDesk, 'desk' | 'patron' | 'luck'>)
  /** The stop that somebody chooses, rightly or wrongly. */
  | { readonly do: 'stop'; readonly desk: string; readonly branch: string }
  | { readonly do: 'correct-stop'; readonly desk: string; readonly branch: string; readonly pick: number }
  | { readonly do: 'crate'; readonly from: string; readonly to: string; readonly pick: number; readonly count: number }
  | { readonly do: 'home'; readonly desk: string; readonly how: HomeComing; readonly share: number }
  | { readonly do: 'contact'; readonly desk: string; readonly share: number }
  | { readonly do: 'carry'; readonly desk: string }
  | { readonly do: 'deliver' }
  | { readonly do: 'set-clock'; readonly desk: string; readonly byMs: number }
  | { readonly do: 'restart'; readonly desk: string; readonly byMs: number }
  | { readonly do: 'web-renew'; readonly patron: number; readonly pick: number; readonly days: number }
  | { readonly do: 'web-hold'; readonly patron: number; readonly pick: number; readonly branch: string }
  /** What the library changes about a title that nobody may ask for. */
  | { readonly do: 'catalogue'; readonly pick: number; readonly what: 'withdrawn' | 'not-for-loan' | 'age-limit' }
  | { readonly do: 'block'; readonly patron: number }
  /** A card gets lost: a new one, and the old one counts on, or does not. */
  | { readonly do: 'new-card'; readonly patron: number; readonly keepsOld: boolean }
  /** An old copy of the journal was written on and comes home too. */
  | { readonly do: 'fork'; readonly desk: string }
  /** A line that a later version of the app has written. */
  | { readonly do: 'newer-app' }
  /** Somebody goes to fetch what had been lost and is said to be back, and does not find it. */
  | { readonly do: 'search'; readonly pick: number }
  /** Somebody at the office answers what is asked. */
  | { readonly do: 'office' }
  | { readonly do: 'night' }
  /** What goes wrong at the hub when it next has something to write. */
  | { readonly do: 'trouble'; readonly what: Trouble; readonly after: number }
)

export interface AtDesk {
  readonly desk: string
  readonly patron: number
  readonly pick: number
  readonly luck: number
}

/** `twice`: an earlier request comes once more, after it. */
export type HomeComing = 'whole' | 'part' | 'unheard' | 'twice'

/** `late`: the library system says nothing and carries it out minutes later; `rejected`: it will not, until somebody has seen to it. */
export type Trouble = 'crash' | 'unreachable' | 'answer-lost' | 'deed-lost' | 'late' | 'slow' | 'rejected'
