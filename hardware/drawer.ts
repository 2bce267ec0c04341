import type { DevicePort } from '../host/device-port.ts'
import { openDevices } from './device-set.ts'
import { MemoryTransport } from './transports/memory.ts'
import { ScannerTwin } from './twins/scanner-twin.ts'
import { TextUnitTwin, type TwinTag } from './twins/text-unit-twin.ts'

/**
 * A drawer of simulated devices for trying things out: every click is bytes at the twin's end of a line, read by the same codec and driver as a real
 * device's. Where a driver is missing the drawer is dead.
 */
export interface Drawer {
  readonly devices: DevicePort
  /** A card or a label is held under the scanner. */
  scan(text: string): Promise<void>
  /** An item is laid on the pad, its alarm on. */
  put(barcode: string): void
  take(barcode: string): void
  tags(): readonly TwinTag[]
}

/** Opens the drawer: a scanner and a pad on lines inside the program. */
export function openDrawer(): Drawer {
  const transport = new MemoryTransport()
  let scanner: ScannerTwin | undefined
  let pad: TextUnitTwin | undefined
  transport.plugIn('scanner', stream => {
    scanner = new ScannerTwin(stream)
  })
  transport.plugIn('pad', stream => {
    pad = new TextUnitTwin(stream)
  })
  const devices = openDevices(
    [
      { id: 'drawer-scanner', driver: 'scanner', address: 'memory:scanner' },
      { id: 'drawer-pad', driver: 'text-unit', address: 'memory:pad' },
    ],
    () => transport,
  )
  return {
    devices,
    scan: async text => scanner?.scan(text),
    put: barcode => void pad?.put({ barcode }),
    take: barcode => pad?.take(barcode),
    tags: () => pad?.tags ?? [],
  }
}
