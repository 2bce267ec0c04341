import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { useStation } from '../store/station.ts'
import type { WatchedDevice } from './device-board.ts'

const none = createStore<{ readonly devices: readonly WatchedDevice[] }>(() => ({ devices: [] }))

/** This station's devices and how they are; none where nothing is real. */
export function useWatchedDevices(): readonly WatchedDevice[] {
  return useStore(useStation().board ?? none).devices
}
