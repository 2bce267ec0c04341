import type { DevicePort } from '../../host/device-port.ts'
import type { ScreenStore } from './screen-store.ts'

/**
 * A scanner's verdict must be seen, as that of a typed scan is: the plane over the desk closes. Not for sign-in, which waits for a badge, nor for a tag that
 * merely lies on the pad. Returns the function that stops.
 */
export function uncoverForScans(devices: DevicePort, screen: ScreenStore): () => void {
  return devices.onEvent((_, event) => {
    const { task, takesScan } = screen.getState()
    if (takesScan) return
    if (event.kind === 'scan' && task !== undefined && task !== 'sign-in') screen.close()
  })
}
