import { sameNumber } from '../../circulation/numbers.ts'
import type { Entry } from '../journal/entry.ts'
import type { Task } from './desk.ts'
import { leftBy, putAsideBy } from './put-aside.ts'
import { TaskActs } from './task-acts.ts'
import { type TaskSources, tasksFrom } from './tasks.ts'

/** What is to be sorted out, as it was last looked at, and whether something written since may have changed it. */
export class DeskTasks {
  readonly #acts = new TaskActs()
  #tasks: readonly Task[] = []
  #moved = false

  all(): readonly Task[] {
    return this.#tasks
  }

  /** To be looked at again. */
  isMoved(): boolean {
    return this.#moved
  }

  /** One more entry of the journal, in its order. */
  add(entry: Entry): void {
    this.#acts.add(entry)
    this.#moved ||= this.#moves(entry)
  }

  answerTo(hash: string): Entry | undefined {
    return this.#acts.answerTo(hash)
  }

  async look(sources: Omit<TaskSources, 'acts'>): Promise<void> {
    this.#moved = false
    this.#tasks = await tasksFrom({ ...sources, acts: this.#acts })
  }

  /** It may have answered, found, ticked off or put aside something. */
  #moves({ transaction }: Entry): boolean {
    if (transaction.kind === 'answer' || transaction.kind === 'task-done' || transaction.kind === 'undo') return true
    if (putAsideBy(transaction) ?? leftBy(transaction)) return true
    const barcode = 'barcode' in transaction ? transaction.barcode : undefined
    return barcode !== undefined && this.#tasks.some(task => task.barcode && sameNumber(task.barcode, barcode))
  }
}
