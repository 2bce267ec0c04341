import { numberKey } from '../../circulation/numbers.ts'
import type { Act } from './act.ts'
import type { StackItem } from './pad-on-desk.ts'

/** Of a pile something was asked about, and the answer has been carried out: it counts as the rest does. */
export function doneInStack(act: Act, barcode: string, dueOn: string, gate: StackItem['gate']): void {
  const number = numberKey(barcode)
  const { stack } = act.session
  if (stack?.way !== 'lend' || !stack.items.some(item => item.number === number && item.state === 'ask')) return
  const items = stack.items.map(item => (item.number === number ? { ...item, state: 'done' as const, dueOn, gate } : item))
  act.change({ stack: { ...stack, items } })
}
