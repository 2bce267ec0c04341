import type { Hold, Patron, PatronFacts } from '../../circulation/truth.ts'
import type { LibrarySettings, TitleHit } from '../../sync/register/register.ts'
import type { Desk, StationStatus, TrailStep } from '../../sync/station/desk.ts'
import type { Effect, Session, SessionEvent } from '../../sync/station/session.ts'

/** One state of the desk, whole: what a desk would say if it stood still there. */
export interface Still {
  readonly session: Session
  readonly status: StationStatus
  readonly settings: LibrarySettings
  readonly patrons: readonly PatronFacts[]
  readonly holds: Readonly<Record<string, readonly Hold[]>>
  readonly titles: readonly TitleHit[]
  readonly lookUps?: Readonly<Record<string, Awaited<ReturnType<Desk['lookUp']>>>>
  readonly trail?: readonly TrailStep[]
}

/** A desk for looking: it says what it was given, decides nothing, and notes what it was asked to do. */
export interface StillDesk extends Desk {
  readonly asked: readonly SessionEvent[]
  show(part: Partial<Still>): void
  effect(effect: Effect): void
}

/** A desk that stands still at `first` until it is shown something else. */
export function stillDesk(first: Still): StillDesk {
  let still = first
  const asked: SessionEvent[] = []
  const listeners = new Set<() => void>()
  const effects = new Set<(effect: Effect) => void>()
  return {
    asked,
    show: part => {
      still = { ...still, ...part }
      for (const listener of listeners) listener()
    },
    effect: effect => {
      for (const listener of effects) listener(effect)
    },
    session: () => still.session,
    status: () => still.status,
    settings: () => still.settings,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onEffect: listener => {
      effects.add(listener)
      return () => effects.delete(listener)
    },
    dispatch: async event => {
      asked.push(event)
    },
    patronFacts: async id => still.patrons.find(({ patron }) => patron.patronId === id),
    searchPatrons: async ({ name, birthYear }) => still.patrons.map(({ patron }) => patron).filter(matches(name, birthYear)),
    searchTitles: async words => still.titles.filter(({ title }) => title.title.toLowerCase().includes(words.toLowerCase())),
    lookUp: async number => still.lookUps?.[number] ?? {},
    trail: async () => still.trail ?? [],
    holdsAt: async (_branch, stopId) => still.holds[stopId ?? ''] ?? [],
    entries: async () => [],
    syncNow: async () => {},
    close: async () => {},
  }
}

const matches =
  (name: string, birthYear: number | undefined) =>
  ({ name: full, birthDate }: Patron): boolean =>
    full !== undefined &&
    `${full.family} ${full.given} ${full.family}`.toLowerCase().includes(name.toLowerCase()) &&
    (birthYear === undefined || birthDate?.startsWith(String(birthYear)) === true)
