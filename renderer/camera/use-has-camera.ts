import { useScreen, useStation } from '../store/station.ts'

/** Whether labels could be held before a camera here: in a browser that has one to ask for. The desktop has its own ways to scanners. */
export function useMayHaveCamera(): boolean {
  const { ports } = useStation()
  return ports === undefined && navigator.mediaDevices !== undefined
}

/** Whether this station's staff want to use it. */
export function useHasCamera(): boolean {
  const wanted = useScreen(state => state.camera)
  return useMayHaveCamera() && wanted
}
