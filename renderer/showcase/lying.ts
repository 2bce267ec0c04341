import type { PadItem } from '../../host/device-port.ts'
import type { PadTag, StackItem } from '../../sync/station/pad-on-desk.ts'
import type { PadState } from '../store/pad-store.ts'

/** Titles of a school class's pile, by number. */
export const pile: Readonly<Record<string, string>> = {
  '30010': 'Muumipappa ja meri',
  '30011': 'Risto Räppääjä ja Nuudelipää',
  '30018': 'Supermarsu ja kadonnut lippu',
  '30019': 'Tatu ja Patu: outo unikirja',
  '30021': 'Pohjoismaiden luonto-opas',
  '30022': 'Ella ja kaverit: Paterock',
  '30023': 'Heinähattu ja Vilttitossu',
  '30024': 'Puluboin ja Ponin kirja',
  '30025': 'Aku Ankan taskukirja 512',
  '30026': 'Onnelin ja Annelin talo',
  '30027': 'Sinuhe egyptiläinen',
  '30028': 'Melukylän lapset',
}

/** One item as a pad shows it: `30010 off`; parts that are missing behind it. */
export function lies(barcode: string, secured: boolean | null = false, more: Partial<PadItem> = {}): PadItem {
  const tag = { uid: `E004010000${barcode}A`, part: 1, secured, model: 'iso28560-3' } as const
  return { barcode, library: 'FI-Piki', what: 'item', parts: 1, missing: [], doubled: false, tags: [tag], ...more }
}

/** One tag that is no item. */
export function tagThatIs(what: 'blank' | 'damaged' | 'unreadable' | 'half', uid: string, text?: string): PadItem {
  const model = what === 'half' ? 'unreadable' : what
  const tags = [{ uid, part: 1, secured: null, model }] as const
  return { barcode: null, library: '', what, parts: 1, missing: [], doubled: false, tags, ...(text && { text }) }
}

/** A pad with this on it. */
export function onPad(items: readonly PadItem[] = [], connected = true): Partial<PadState> {
  return { connected: { pad: connected }, pictures: { pad: items }, titles: pile }
}

/** The same items as the desk knows them. */
export function asTags(items: readonly PadItem[], early = false): readonly PadTag[] {
  return items.flatMap(({ barcode, library, parts, missing, doubled }) => {
    if (barcode === null) return []
    const facts = { what: 'item', offlineIssue: true, offlineReturn: true, missing, early } as const
    return [{ ...facts, barcode, library, parts, doubled, source: { device: 'pad' } } as const]
  })
}

/** What became of an item of a pile. */
export function inStack(number: string, more: Partial<StackItem> = {}): StackItem {
  return { number, name: pile[number] ?? number, state: 'done', missing: [], dueOn: '2026-12-15', gate: 'switched', ...more }
}
