import { numberKey } from '../../circulation/numbers.ts'
import type { TagFacts } from '../../host/device-port.ts'
import type { ScanSource, Session } from './session.ts'

/** One item on a pad, with what its tags say. */
export interface PadTag extends TagFacts {
  readonly barcode: string
  readonly library: string
  /** Of how many parts the set is; 1 for a single item. */
  readonly parts: number
  /** Two tags say to be the same part. */
  readonly doubled: boolean
  readonly source: ScanSource
}

export interface PadOnDesk {
  /** What was there when it was last looked at. */
  readonly lying: readonly PadTag[]
  /** Nothing of another turn lies there: the pad has been empty since the patron changed. */
  readonly clear: boolean
  /** Numbers that were there before anybody laid them down: shelves beside the pad. They are left alone. */
  readonly neighbours: readonly string[]
  /** Those of them that staff said to leave alone for good. */
  readonly ignored: readonly string[]
  /** Numbers of the stack that must be asked about, one after the other. */
  readonly asks: readonly string[]
  /** Tags that cannot be read. */
  readonly unread: number
  /** How many items somebody says there are; undefined where nobody counted. */
  readonly expected?: number
}

/** What was laid down together (and beside it, until the pad is empty again). */
export interface Stack {
  readonly way: 'lend' | 'return'
  readonly visitId?: string
  readonly items: readonly StackItem[]
  /** The pad has been empty since: what comes next is another stack. */
  readonly isOver: boolean
}

export interface StackItem {
  /** As `numberKey` has it. */
  readonly number: string
  readonly name: string
  /** `aside`: taken back, and to be put aside. `ask`: staff are asked. `not`: nothing was done. */
  readonly state: 'done' | 'aside' | 'ask' | 'not'
  /** Parts of the set that are not there. */
  readonly missing: readonly number[]
  readonly dueOn?: string
  /** The gate's bit. `none`: it is not switched. */
  readonly gate: 'none' | 'under-way' | 'switched' | 'failed'
}

export const emptyPad: PadOnDesk = { lying: [], clear: true, neighbours: [], ignored: [], asks: [], unread: 0 }

/** What tells one lying item from another; a set that becomes whole is another one. */
export function keyOfTag({ barcode, library, missing, doubled }: PadTag): string {
  return [numberKey(barcode), library.toUpperCase(), missing.join(','), doubled].join('|')
}

/** What the rules of turns look at: items, but neither the shelves beside the pad nor pads that always take back. */
export function lyingInTurn({ pad = emptyPad }: Session): readonly PadTag[] {
  return pad.lying.filter(tag => !isNeighbour(pad, tag) && tag.source.role === undefined && tag.what !== 'patron')
}

export function isNeighbour({ neighbours }: PadOnDesk, { barcode }: PadTag): boolean {
  return neighbours.includes(numberKey(barcode))
}
