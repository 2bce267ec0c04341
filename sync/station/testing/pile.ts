import type { PadTag } from '../pad-on-desk.ts'
import type { TestStation } from './station.ts'

/** An item as it lies on a pad. */
export const tag = (barcode: string, more: Partial<PadTag> = {}): PadTag => ({
  barcode,
  library: 'FI-Ko',
  what: 'item',
  offlineIssue: true,
  offlineReturn: true,
  missing: [],
  early: false,
  parts: 1,
  doubled: false,
  source: { device: 'pad' },
  ...more,
})
/** Everything that lies on the pads from now on. */
export const lay = (station: TestStation, ...items: readonly (string | PadTag)[]) =>
  station.do({ type: 'pad', items: items.map(each => (typeof each === 'string' ? tag(each) : each)), unread: 0 })
