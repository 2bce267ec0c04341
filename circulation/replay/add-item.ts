import type { Item } from '../item.ts'
import type { Happening, ReplayDecision, ReplayFacts } from './happening.ts'

/** The facts with the item that a person had added; as they are where nobody did, or the library knows it by now. */
export function withAddedItem(x: Happening, facts: ReplayFacts): ReplayFacts {
  const item = itemToAdd(x, facts)
  return item && facts.item ? { ...facts, item: { ...facts.item, item } } : facts
}

/** The decision, with the item added before everything else; what still asks a person adds nothing. */
export function addingItem(x: Happening, facts: ReplayFacts, decision: ReplayDecision): ReplayDecision {
  const item = itemToAdd(x, facts)
  if (!item || decision.kind === 'wait' || decision.actions.length === 0) return decision
  const { outcome } = decision
  const note = { code: 'item-added', barcode: item.barcode } as const
  const actions = [{ kind: 'add-item', item, branch: x.branch } as const, ...decision.actions]
  if (outcome.kind === 'applied') return { ...decision, actions, outcome: { kind: 'applied-with-note', notes: [note] } }
  if ('notes' in outcome) return { ...decision, actions, outcome: { ...outcome, notes: [note, ...outcome.notes] } }
  return { ...decision, actions }
}

function itemToAdd({ added, transaction, branch }: Happening, { item }: ReplayFacts): Item | undefined {
  if (!added || item?.item || !('barcode' in transaction) || !transaction.barcode) return
  const { barcode } = transaction
  const title = added.title ?? barcode
  return { barcode, titleId: `added:${barcode}`, title, homeBranch: branch, circulationStatus: 'ok' }
}
