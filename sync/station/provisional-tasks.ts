import { numberKey } from '../../circulation/numbers.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { Entry } from '../journal/entry.ts'
import type { Task } from './desk.ts'
import { leftBy, putAsideBy, stillLies } from './put-aside.ts'
import { idOf, scanOf } from './scan-of.ts'
import type { TaskSources } from './tasks.ts'

/** The books that the desk itself put aside, by journal and register alone. Whatever has an outcome is the hub's to speak of. */
export function provisionalTasks(sources: TaskSources): readonly Promise<Task | undefined>[] {
  const { waiting, lines, entry: find } = sources
  const refused = lines.flatMap(({ kind, entry }) => (entry && (kind === 'asked' || kind === 'refused') ? [entryKey(entry)] : []))
  return [...waiting, ...refused.flatMap(key => find(key) ?? [])].map(entry => provisionalTask(entry, sources))
}

async function provisionalTask(
  entry: Entry,
  { outcomes, truth, acts, lines }: Pick<TaskSources, 'outcomes' | 'truth' | 'acts' | 'lines'>,
): Promise<Task | undefined> {
  const { epoch, sequence, at, transaction } = entry
  const aside = putAsideBy(transaction) ?? leftBy(transaction)
  const barcode = 'barcode' in transaction ? transaction.barcode : undefined
  const taskId = entryKey(entry)
  if (!aside || !barcode || outcomes.has(taskId) || !acts.isLastWord(entry, barcode)) return undefined
  const facts = await truth.item(numberKey(barcode))
  if (!stillLies(aside, facts, at.wall)) return undefined
  const line = lines.find(({ lineId }) => lineId === taskId)
  return {
    taskId,
    kind: 'find',
    where: 'here',
    ...aside,
    ...(aside.why !== 'left' && { provisional: true }),
    outcome: { epoch, sequence, outcome: { kind: 'applied' }, at: at.wall, inVersion: 0 },
    target: idOf(entry),
    scan: scanOf(entry),
    ...(line && { line }),
    barcode,
    ...(facts.item && { title: facts.item.title }),
  }
}
