import type { Action } from '../../circulation/evidence.ts'
import { numberKey } from '../../circulation/numbers.ts'
import { entryKey, type StopCorrection, type Transaction } from '../../circulation/transaction.ts'
import type { ReplayPorts, SendingMark, StoredEntry } from './ports.ts'
import type { ReplayJournals } from './replay-journal.ts'
import { takingTurns } from './taking-turns.ts'

/** What other entries must not overtake an entry in. */
export interface LaneKeys {
  /** Its items, patrons and entries: where it waits, what shares one waits with it. */
  readonly own: readonly string[]
  /** Of its titles: their copies share a queue of holds, so they go one after the other, but none waits for another that cannot go on. */
  readonly titles: readonly string[]
}

interface Touched {
  readonly own: Set<string>
  readonly titles: Set<string>
  readonly barcodes: Set<string>
}

/** Copies whose title the hub does not know go one after the other: any two of them may have one queue of holds. */
const unlisted = 'copies without a title'

/**
 * What each entry touches: its item with the title (copies share a queue of holds), its patron, and the entries it is about with what those
 * touch. Two entries that share nothing may be replayed side by side. `sent`: what was sent by the key of its entry, and never answered.
 */
export async function laneKeys(
  open: readonly StoredEntry[],
  journals: ReplayJournals,
  { uploads, titles }: Pick<ReplayPorts, 'uploads' | 'titles'>,
  sent: ReadonlyMap<string, SendingMark> = new Map(),
): Promise<ReadonlyMap<StoredEntry, LaneKeys>> {
  const here = new Map(open.flatMap(one => (one.fork ? [] : [[entryKey(one.id), one] as const])))
  const find = async (id: StoredEntry['id']) => here.get(entryKey(id)) ?? uploads.entry(id)

  async function touch(stored: StoredEntry, touched: Touched): Promise<void> {
    touched.own.add(`entry ${entryKey(stored.id)}`)
    for (const action of sent.get(entryKey(stored.id))?.actions ?? []) touchWritten(action, touched)
    const transaction = stored.fork ? undefined : stored.entry?.transaction
    if (!transaction) return
    touchNumbers(transaction, touched)
    const { transaction: amended } = await journals.happening(stored.entry!)
    if (amended !== transaction) touchNumbers(amended, touched)
    if ('target' in transaction) {
      touched.own.add(`entry ${entryKey(transaction.target)}`)
      const target = await find(transaction.target)
      if (target) await touch(target, touched)
    }
    if (transaction.kind === 'koc-exported')
      for (const one of await journals.inFile(stored, transaction)) await touch(one, touched)
    if (transaction.kind === 'stop-correction') for (const one of await corrected(stored, transaction)) await touch(one, touched)
  }

  /** A correction is not about corrections before it: they write nothing of their own. */
  async function corrected({ id }: StoredEntry, { fromSequence, toSequence }: StopCorrection) {
    const run = await journals.between(id, fromSequence, Math.min(toSequence, id.sequence - 1))
    return run.filter(({ entry }) => entry && entry.transaction.kind !== 'stop-correction')
  }

  const touched = new Map<StoredEntry, Touched>()
  const turns = takingTurns()
  for (const stored of open) {
    await turns()
    const one: Touched = { own: new Set(), titles: new Set(), barcodes: new Set() }
    await touch(stored, one)
    touched.set(stored, one)
  }
  const known = (await titles?.([...new Set([...touched.values()].flatMap(({ barcodes }) => [...barcodes]))])) ?? new Map()
  const titleKey = (barcode: string) => (known.has(barcode) ? `title ${known.get(barcode)}` : unlisted)
  return new Map(
    [...touched].map(([stored, { own, titles, barcodes }]) => [
      stored,
      { own: [...own], titles: [...new Set([...titles, ...[...barcodes].map(titleKey)])] },
    ]),
  )
}

/** A person may have put its number right, and the system may still carry that out. */
function touchWritten(action: Action, { own, barcodes }: Touched): void {
  const barcode = action.kind === 'record-scan' ? action.scan.barcode : action.kind === 'renew-loan' ? action.barcode : undefined
  if (barcode === undefined) return
  own.add(`item ${numberKey(barcode)}`)
  barcodes.add(numberKey(barcode))
}

function touchNumbers(transaction: Transaction, { own, titles, barcodes }: Touched): void {
  if ('barcode' in transaction && transaction.barcode !== undefined) {
    own.add(`item ${numberKey(transaction.barcode)}`)
    barcodes.add(numberKey(transaction.barcode))
  }
  if (transaction.kind === 'answer' && transaction.right?.barcode) {
    own.add(`item ${numberKey(transaction.right.barcode)}`)
    barcodes.add(numberKey(transaction.right.barcode))
  }
  if (transaction.kind === 'answer' && transaction.right?.card) own.add(`card ${numberKey(transaction.right.card)}`)
  if ('patronId' in transaction && transaction.patronId) own.add(`patron ${transaction.patronId}`)
  if ('fromPatronId' in transaction) own.add(`patron ${transaction.fromPatronId}`)
  if ('card' in transaction) own.add(`card ${numberKey(transaction.card)}`)
  if ('titleId' in transaction) titles.add(`title ${transaction.titleId}`)
}
