import type { DevicePort } from '../host/device-port.ts'
import { readTag } from './codecs/tags/read-tag.ts'
import { openDevices } from './device-set.ts'
import { isoScheme } from './pad/security-scheme.ts'
import { MemoryTransport } from './transports/memory.ts'
import { FeigTwin } from './twins/feig-twin.ts'
import { type Paper, PrinterTwin } from './twins/printer-twin.ts'
import { ScannerTwin } from './twins/scanner-twin.ts'
import { Shelf } from './twins/shelf.ts'

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
  /** What came out of the printer, newest first, as a person reads it: made from the bytes it got. */
  papers(): readonly Paper[]
  /** Called when a slip has been cut off. Returns the function that ends it. */
  onPaper(listener: () => void): () => void
  /** What lies on the pad, as its tags say. */
  tags(): readonly { readonly barcode: string; readonly secured: boolean }[]
}

/** Slips that are kept to be looked at. */
const mostPapers = 20

/** Opens the drawer: a scanner, a pad and a receipt printer on lines inside the program. */
export function openDrawer(): Drawer {
  const transport = new MemoryTransport()
  let scanner: ScannerTwin | undefined
  const shelf = new Shelf()
  transport.plugIn('scanner', stream => {
    scanner = new ScannerTwin(stream)
  })
  transport.plugIn('pad', stream => {
    new FeigTwin(stream, shelf)
  })
  let papers: readonly Paper[] = []
  const readers = new Set<() => void>()
  transport.plugIn('printer', stream => {
    new PrinterTwin(stream).onPaper = paper => {
      papers = [paper, ...papers].slice(0, mostPapers)
      for (const reader of readers) reader()
    }
  })
  const devices = openDevices(
    [
      { id: 'drawer-scanner', driver: 'scanner', address: 'memory:scanner' },
      { id: 'drawer-pad', driver: 'feig', address: 'memory:pad' },
      { id: 'drawer-printer', driver: 'printer', address: 'memory:printer' },
    ],
    () => transport,
  )
  return {
    devices,
    scan: async text => scanner?.scan(text),
    put: barcode => void shelf.put({ model: 'iso28560-3', id: barcode, owner: 'FI-Demo' }),
    take: barcode => shelf.takeItem(barcode),
    papers: () => papers,
    onPaper(listener) {
      readers.add(listener)
      return () => readers.delete(listener)
    },
    tags: () =>
      [...shelf.tags.values()].flatMap(({ memory, dsfid, afi }) => {
        const reading = readTag(memory, dsfid)
        return reading.kind === 'tag' ? [{ barcode: reading.tag.id, secured: afi !== isoScheme.onLoan }] : []
      }),
  }
}
