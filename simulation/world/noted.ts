import { entryKey } from '../../circulation/transaction.ts'
import type { StoredEntry } from '../../sync/hub/ports.ts'
import type { Standing } from '../oracle/standing.ts'
import type { TrueEvent } from '../oracle/true-events.ts'

/**
 * Items, titles and patrons of which an outcome says that they may stand otherwise than they should. A note about an item's fee is about whoever
 * had it, one about its holds about its title and whoever waited for that, also who did on the first morning; what became history or waits for a person is about all of these.
 */
export function notedByOutcomes(
  stored: readonly StoredEntry[],
  events: readonly TrueEvent[],
  standings: readonly Standing[],
): ReadonlySet<string> {
  const noted = new Set<string>()
  const aboutItem = (barcode: string, whom: { readonly borrowers: boolean; readonly queue: boolean }) => {
    noted.add(barcode)
    for (const { items } of standings) {
      const item = items.get(barcode)
      if (whom.borrowers) for (const patronId of item?.had ?? []) noted.add(patronId)
      if (whom.queue && item) aboutTitle(item.titleId)
    }
  }
  const aboutTitle = (titleId: string) => {
    noted.add(titleId)
    for (const { holds } of standings) for (const { patronId } of holds.get(titleId) ?? []) noted.add(patronId)
    for (const event of events) if (event.kind === 'hold' && event.titleId === titleId) noted.add(event.patronId)
  }
  const byKey = new Map(stored.map(one => [entryKey(one.id), one]))
  for (const { entry, outcome } of stored) {
    if (!entry || !outcome || outcome.kind === 'applied' || outcome.kind === 'already-applied') continue
    const { transaction } = entry
    const target = 'target' in transaction ? byKey.get(entryKey(transaction.target))?.entry?.transaction : undefined
    for (const one of [transaction, ...(target ? [target] : [])]) {
      if ('patronId' in one && one.patronId) noted.add(one.patronId)
      if ('titleId' in one) aboutTitle(one.titleId)
      const whole = outcome.kind === 'needs-person' || outcome.kind === 'history-only'
      if ('barcode' in one && one.barcode) aboutItem(one.barcode, { borrowers: whole, queue: whole })
    }
    for (const { code, barcode, patronId } of 'notes' in outcome ? outcome.notes : []) {
      if (patronId !== undefined) noted.add(patronId)
      const queue = code === 'holds-to-check' || code === 'hold-caught' || code === 'hold-filled' || code === 'hold-put-back'
      if (barcode !== undefined) aboutItem(barcode, { borrowers: code === 'fee-to-check' || code === 'found-again', queue })
    }
  }
  return noted
}
