import type { Outcome } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { OutcomeMessage } from '../protocol/messages.ts'
import type { Task } from './desk.ts'
import type { LocalTruth } from './local-truth.ts'
import type { Line } from './session.ts'

/** What the outcomes leave to do for a person, newest first: questions of the replay, refusals, and books to be found for a hold. */
export async function tasksFrom(
  outcomes: ReadonlyMap<string, OutcomeMessage>,
  entry: (key: string) => Entry | undefined,
  lines: readonly Line[],
  truth: LocalTruth,
): Promise<readonly Task[]> {
  const open = [...outcomes].filter(([, { outcome }]) => placeOf(outcome) !== undefined)
  const tasks = open.map(async ([taskId, message]): Promise<Task> => {
    const transaction = entry(taskId)?.transaction
    const barcode = transaction && 'barcode' in transaction ? transaction.barcode : undefined
    const item = barcode ? await truth.registerItem(barcode) : undefined
    const line = lines.find(known => known.entry && entryKey(known.entry) === taskId)
    return {
      taskId,
      where: placeOf(message.outcome)!,
      outcome: message,
      ...(line && { line }),
      ...(barcode && { barcode }),
      ...(item && { title: item.title }),
    }
  })
  const found = await Promise.all(tasks)
  return found.sort((one, other) => other.outcome.at.localeCompare(one.outcome.at))
}

/** A book caught for a hold lies here; everything else waits for a desk, unless the hub says otherwise. */
function placeOf(outcome: Outcome): Task['where'] | undefined {
  switch (outcome.kind) {
    case 'needs-person':
      return outcome.where
    case 'refused':
      return 'office'
    case 'applied-with-note':
      return outcome.notes.some(({ code }) => code === 'hold-caught') ? 'here' : undefined
    default:
      return undefined
  }
}
