import { readBarcode } from '../codecs/barcode.ts'
import { ScannerFraming } from '../codecs/scanner-framing.ts'
import type { Driver } from './driver.ts'

/** Serial and USB-CDC barcode scanners of any make: they only talk. */
export const scannerDriver: Driver = {
  name: 'scanner',
  makes: 'scanner',
  async start(stream, onEvent) {
    const framing = new ScannerFraming()
    stream.onBytes(bytes => {
      for (const scan of framing.push(bytes)) {
        const barcode = readBarcode(scan)
        onEvent({
          kind: 'scan',
          text: barcode.value,
          isbn: barcode.isbn,
          ...(barcode.symbology && { symbology: barcode.symbology }),
        })
      }
    })
    stream.onClose(why => onEvent({ kind: 'gone', why }))
    return { name: 'scanner', close: () => stream.close() }
  },
}
