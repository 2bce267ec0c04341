import { Temporal } from 'temporal-polyfill'
import { numberKey } from '../../circulation/numbers.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { GateTask, Task } from './desk.ts'
import type { GateJobs } from './gate-jobs.ts'
import type { LocalTruth } from './local-truth.ts'
import type { Session } from './session.ts'

/** What the tags that are still to be switched are called, and whether the item still stands as their jobs have it. */
export class GateTasks {
  readonly #known = new Map<string, { readonly title?: string; readonly fits: boolean }>()
  readonly #jobs: GateJobs

  constructor(jobs: GateJobs) {
    this.#jobs = jobs
  }

  /** Asked anew whenever the register or the outcomes have changed. */
  async read(truth: LocalTruth): Promise<void> {
    this.#known.clear()
    for (const { barcode, secured } of this.#jobs.open()) {
      const number = numberKey(barcode)
      const { item, loan } = await truth.item(number)
      this.#known.set(number, { ...(item && { title: item.title }), fits: secured === (loan === undefined) })
    }
  }

  /** Those that nobody is switching at this moment, oldest first. */
  of({ switching = [], lines }: Session): readonly GateTask[] {
    return this.#jobs.open().flatMap(({ barcode, secured, at, entry }) => {
      const number = numberKey(barcode)
      const known = this.#known.get(number)
      if (known?.fits === false || switching.some(each => each.number === number)) return []
      const title = known?.title ?? lines.find(line => line.barcode && numberKey(line.barcode) === number)?.title
      return [{ taskId: entryKey(entry), barcode, secured, at, ...(title && { title }) }]
    })
  }
}

/** After so long a tag that alarms is not here any more: its book has left with somebody. */
const alarmsForHours = 12

/** The same among what is to be sorted out, newest first. */
export function gateAmongTasks(gate: readonly GateTask[], now: string): readonly Task[] {
  const isHere = ({ at, secured }: GateTask) => secured || Temporal.Instant.from(at).until(now).total('hours') <= alarmsForHours
  return gate
    .filter(isHere)
    .map(({ taskId, barcode, title, secured, at }): Task => {
      const outcome = { epoch: '', sequence: 0, outcome: { kind: 'applied' }, at, inVersion: 0 } as const
      const why = secured ? 'unsecured' : 'alarms'
      return { taskId, kind: 'find', why, where: 'here', outcome, barcode, ...(title && { title }) }
    })
    .sort((one, other) => other.outcome.at.localeCompare(one.outcome.at))
}
