import type { ReplayQuestion } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import { OfficeAnswers } from '../../sync/hub/office-answers.ts'
import type { StoredEntry } from '../../sync/hub/ports.ts'
import { plainEvents } from '../oracle/true-events.ts'
import { zone } from './first-morning.ts'
import { centralDesk } from './script.ts'
import type { SmallWorld } from './small-world.ts'
import { type Asked, isUntold, trueAnswer } from './true-answer.ts'

/** What waits for a person now: by key, what is asked. */
export async function openQuestions({ hub }: SmallWorld): Promise<ReadonlyMap<string, ReplayQuestion>> {
  const open = waiting(await hub.stores.entries())
  return new Map(open.map(({ id, outcome }) => [entryKey(id), (outcome as Asked).question]))
}

/** Somebody who knows the truth answers what is asked, with nothing but the choices on offer. An answer may bring the next question; or it waits until something comes home. */
export async function answerAll(world: SmallWorld, waits = false): Promise<void> {
  const office = new OfficeAnswers({
    entry: id => world.hub.uploads.entry(id),
    have: (station, epoch) => world.hub.uploads.have(station, epoch),
    take: (station, upload) => world.hub.uploads.take(station, upload),
  })
  const place = { now: world.time.iso, zone, branch: centralDesk, environment: 'test' } as const
  for (let round = 0; round < 3; round++) {
    let filed = 0
    const entries = await world.hub.stores.entries()
    const home = new Set(entries.map(({ id }) => entryKey(id)))
    const happened = plainEvents(world.events)
    const shown = happened.filter(({ key }) => home.has(key) || key.startsWith('central/'))
    for (const stored of waiting(entries)) {
      const asked = stored.outcome as Asked
      const key = entryKey(stored.id)
      // While the days go on, they wait for the desk that had it last.
      if (waits && (await isUntold(world, stored, asked, happened, shown))) continue
      const answer = await trueAnswer(world, stored, asked, happened, shown)
      if (!answer || !asked.choices.includes(answer.choice)) {
        world.unanswerable.add(`${key} ${asked.question}`)
        continue
      }
      world.answered.add(key)
      const { kind } = await office.answer({ target: stored.id, question: asked.question, ...answer }, place)
      if (kind === 'filed') filed++
    }
    if (filed === 0 || waits) return
    await world.hub.replay()
  }
}

function waiting(stored: readonly StoredEntry[]): readonly StoredEntry[] {
  return stored.filter(({ outcome }) => outcome?.kind === 'needs-person')
}
