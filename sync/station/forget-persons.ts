import { believedDay } from '../journal/believed-day.ts'
import type { Entry } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import { personsOver, personsUntil } from './persons-over.ts'
import type { StationStore } from './station-store.ts'

/** Takes out of journal and outcomes whose they were where their time is over. Resolves to how many entries forgot. */
export async function forgetPersons(
  journal: Pick<Journal, 'entries' | 'forget'>,
  store: Pick<StationStore, 'stored' | 'putOutcomes'>,
  now: string,
): Promise<number> {
  const { outcomes, cursor } = store.stored()
  const entries = await journal.entries()
  const believed = believedNow(entries, now)
  const before = personsUntil(believed)
  const naming = [...outcomes.values()].filter(({ at, outcome }) => at < before && JSON.stringify(outcome).includes(whose))
  if (naming.length > 0) {
    const silent = naming.map(one => ({ ...one, outcome: JSON.parse(JSON.stringify(one.outcome, withoutWhose)) }))
    await store.putOutcomes(silent, cursor)
  }
  return journal.forget(personsOver(entries, store.stored(), believed), before)
}

/** Where the clock has leapt far beyond what the journal knows, the day before the leap. */
function believedNow(entries: readonly Entry[], now: string): string {
  const worked = entries.map(({ at }) => at.wall.slice(0, 10)).filter(day => /^\d{4}-\d{2}-\d{2}$/.test(day))
  const today = now.slice(0, 10)
  const believed = believedDay(worked, today)
  return believed === today ? now : `${believed}T00:00:00Z`
}

/** In a note of an outcome. */
const whose = '"patronId"'

function withoutWhose(key: string, value: unknown): unknown {
  return key === 'patronId' || key === 'card' ? undefined : value
}
