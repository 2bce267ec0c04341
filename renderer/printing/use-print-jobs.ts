import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { useStation } from '../store/station.ts'
import type { PrintState } from './print-queue.ts'

const none = createStore<PrintState>(() => ({ jobs: [] }))

/** What waits for this station's printer; nothing where it has none. */
export function usePrintJobs(): PrintState {
  return useStore(useStation().printing?.queue ?? none)
}
