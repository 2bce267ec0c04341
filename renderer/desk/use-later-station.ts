import { useEffect, useMemo } from 'react'
import { createStore } from 'zustand/vanilla'
import type { DeskState } from '../store/desk-store.ts'
import { followRightAfter } from '../store/right-after.ts'
import { type Station, useStation } from '../store/station.ts'

/** The station as what surrounds the verdict shows it: as it was, until the frame with a new verdict is on the screen. */
export function useLaterStation(): Station {
  const station = useStation()
  const later = useMemo(() => ({ ...station, deskStore: createStore<DeskState>(() => station.deskStore.getState()) }), [station])
  useEffect(() => followRightAfter(station.deskStore, later.deskStore), [station, later])
  return later
}
