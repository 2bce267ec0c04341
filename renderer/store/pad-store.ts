import { createStore, type StoreApi } from 'zustand/vanilla'

/** One item that lies on the pad. */
export interface PadItem {
  readonly barcode: string
  readonly title?: string
  /** What became of it; `waiting`: it is its turn next; `unread`: the tag answers, but not completely. */
  readonly state: 'yes' | 'aside' | 'ask' | 'no' | 'waiting' | 'unread'
  /** The gate's alarm for it, as read back from the tag; undefined where nobody has read it. */
  readonly alarm?: 'on' | 'off'
}

export interface PadState {
  readonly connected: boolean
  readonly items: readonly PadItem[]
}

export type PadStore = StoreApi<PadState>

/** What lies on the pad now; a driver writes it. */
export function createPadStore(): PadStore {
  return createStore<PadState>(() => ({ connected: false, items: [] }))
}
