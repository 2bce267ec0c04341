import fc from 'fast-check'
import type { Session, SessionEvent } from '../session.ts'

export type Pick = { readonly type: 'undo' | 'move-visit' | 'reopen' | 'renew'; readonly at: number; readonly card: string }

const items = ['3001', '3002', '3005', '3006', '3007', '3008', '3009', '3012', '3013', '3016', '3999', 'X9']
const cards = ['2001', '2002', '2003', '2004', '2007', '3008', '2999']
const scanned = fc.constantFrom(...items, ...items, ...cards)
const scan = fc.record({
  type: fc.constant('scan' as const),
  scan: fc.record({
    text: scanned,
    source: fc.constantFrom({ device: 'scanner' } as const, { device: 'pad', role: 'returns-only' } as const),
  }),
})
const ownScan = fc.record({
  type: fc.constant('scan' as const),
  scan: fc.record({ text: scanned, source: fc.constant({ device: 'scanner' } as const) }),
})
const answer = fc.record({ type: fc.constant('answer' as const), choice: fc.integer({ min: 0, max: 2 }) })
const other = fc.constantFrom<SessionEvent>(
  { type: 'finish' },
  { type: 'tick' },
  { type: 'misread', source: { device: 'scanner' } },
  { type: 'returns-only', on: true },
  { type: 'returns-only', on: false },
  { type: 'choose-stop', branch: 'bus', stopId: 'school' },
  { type: 'choose-stop', branch: 'main' },
  { type: 'open-patron', patronId: 'bea' },
  { type: 'hold', titleId: 't-3001' },
  { type: 'hold', titleId: 't-3005' },
)
const pick = fc.record<Pick>({
  type: fc.constantFrom('undo', 'move-visit', 'reopen', 'renew'),
  at: fc.nat(6),
  card: fc.constantFrom(...cards),
})
/** Whatever may happen at a desk with the test library, in any order. */
export const anyActs = fc.array(
  fc.oneof({ weight: 8, arbitrary: ownScan }, { weight: 1, arbitrary: scan }, { weight: 6, arbitrary: answer }, other, pick),
  { minLength: 1, maxLength: 40 },
)

/** An act on something that is there, named by its place. */
export function eventOf(act: SessionEvent | Pick, session: Session): SessionEvent {
  if (!('at' in act)) return act
  const line = session.lines[act.at]
  switch (act.type) {
    case 'undo':
      return { type: 'undo', lineIds: line ? [line.lineId] : [] }
    case 'move-visit':
      return { type: 'move-visit', visitId: line?.visitId ?? '', card: act.card }
    case 'reopen':
      return { type: 'reopen', visitId: session.recent[act.at]?.visitId ?? '' }
    case 'renew':
      return { type: 'renew', barcodes: [line?.barcode ?? '3007'] }
  }
}
