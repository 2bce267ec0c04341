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
  const before = personsUntil(now)
  const naming = [...outcomes.values()].filter(({ at, outcome }) => at < before && JSON.stringify(outcome).includes(whose))
  if (naming.length > 0) {
    const silent = naming.map(one => ({ ...one, outcome: JSON.parse(JSON.stringify(one.outcome, withoutWhose)) }))
    await store.putOutcomes(silent, cursor)
  }
  return journal.forget(personsOver(await journal.entries(), store.stored(), now), before)
}

/** In a note of an outcome. */
const whose = '"patronId"'

function withoutWhose(key: string, value: unknown): unknown {
  return key === 'patronId' || key === 'card' ? undefined : value
}
