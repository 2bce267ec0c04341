import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DevicePort, PadItem, TagToFinish, TagWish, Written } from '../../host/device-port.ts'

/** An item on a unit that shows one at a time and waits for a word about each. */
export interface UnitItem {
  readonly barcode: string
  readonly title?: string
  /** What became of it; `waiting`: it is its turn next; `unread`: the tag answers, but not completely. */
  readonly state: 'yes' | 'aside' | 'ask' | 'no' | 'waiting' | 'unread'
  /** The gate's alarm for it, as the unit said; undefined where nobody has said. */
  readonly alarm?: 'on' | 'off'
}

export interface PadState {
  /** By device: whether it is there at this moment. Empty where none is set up. */
  readonly connected: Readonly<Record<string, boolean>>
  /** By device: all that lies on it. Of one that is unplugged what lay there last. */
  readonly pictures: Readonly<Record<string, readonly PadItem[]>>
  /** Newest first. */
  readonly units: readonly UnitItem[]
  /** What lies there is called, by number. */
  readonly titles: Readonly<Record<string, string>>
  /** By device that told of them: tags that may be half written, on a pad or not. */
  readonly inWork: Readonly<Record<string, readonly TagToFinish[]>>
  /** Writes a tag that lies on one of the pads. */
  readonly write: (uid: string, wish: TagWish) => Promise<Written>
  /** Staff have seen to a half-written tag in another way. */
  readonly forgetInWork: (uid: string) => Promise<void>
}

export type PadStore = StoreApi<PadState>

/** What lies on the pads now; `followPad` writes it. */
export function createPadStore(): PadStore {
  const write: PadState['write'] = async () => ({ kind: 'untouched', why: 'gone' })
  return createStore<PadState>(() => ({
    connected: {},
    pictures: {},
    units: [],
    titles: {},
    inWork: {},
    write,
    forgetInWork: async () => {},
  }))
}

/** Tags are written on the pad on which they lie; `before` is asked for all others. */
export function writeOn(devices: DevicePort, pad: PadStore, before: PadState['write']): PadState['write'] {
  return (uid, wish) => {
    const { pictures } = pad.getState()
    const ours = devices.settings().find(({ id }) => pictures[id]?.some(({ tags }) => tags.some(tag => tag.uid === uid)))
    return ours ? devices.write(ours.id, uid, wish) : before(uid, wish)
  }
}
