import type { Chance } from '../../sync/hub/demo/chance.ts'
import type { Armed } from './in-page.ts'
import type { HostName } from './running-desk.ts'

/** What is done to the copies while nothing runs. `older-database-alone`: the desk then goes on without its file, which makes a fork. */
export type Damage =
  | 'none'
  | 'delete-database'
  | 'delete-file'
  | 'cut-file'
  | 'flip-file'
  | 'older-database'
  | 'older-file'
  | 'older-database-alone'

/** One round: how it is lived through, how it ends, and what becomes of the copies then. */
export interface RoundPlan {
  /** Killed at this point of an append; at a random moment where there is none. */
  readonly point?: Armed['point']
  /** Killed while it starts. */
  readonly early: boolean
  /** Acts before the last. */
  readonly acts: number
  /** The random moment: so many milliseconds after the last act began, or after the program was let start. */
  readonly killAfterMs: number
  readonly damage: Damage
  readonly hubIsAway: boolean
}

const points = ['before-database', 'between-copies', 'after-file', 'before-paint'] as const
const damages = {
  electron: ['delete-database', 'delete-file', 'cut-file', 'flip-file', 'older-database', 'older-file', 'older-database-alone'],
  // One copy: whoever destroys it has destroyed it.
  chromium: [],
} as const satisfies Record<HostName, readonly Damage[]>

/** One of: a random moment, a named point, a damaged or exchanged copy (which may follow on a named point, too). */
export function planRound(chance: Chance, host: HostName): RoundPlan {
  const kind = chance.next()
  const damage: Damage = kind < 0.5 ? (chance.of<Damage>(damages[host]) ?? 'none') : 'none'
  const isAtPoint = kind < 0.5 ? chance.share(0.25) : kind < 0.8
  const early = kind > 0.93
  return {
    ...(isAtPoint && { point: chance.of(points) }),
    early,
    acts: chance.whole(1, 7),
    killAfterMs: early ? chance.whole(0, 900) : chance.whole(0, 60),
    damage,
    hubIsAway: host === 'electron' && chance.share(0.3),
  }
}
