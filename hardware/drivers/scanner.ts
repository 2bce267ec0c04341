import { applyBarcodeRules } from '../codecs/apply-barcode-rules.ts'
import { readBarcode } from '../codecs/barcode.ts'
import { ScannerFraming } from '../codecs/scanner-framing.ts'
import type { DeviceEvent, Driver } from './driver.ts'

/** A scanner that sends no end has said everything when it is silent for so long. */
const silenceMs = 50

/** Serial and USB-CDC barcode scanners of any make: they only talk. `suffix=none` in the address: this one sends no end behind a scan. */
export const scannerDriver: Driver = {
  name: 'scanner',
  makes: 'scanner',
  async start(stream, onEvent, setting) {
    const framing = new ScannerFraming()
    const hasNoEnd = new URLSearchParams(setting?.address.split('?')[1] ?? '').get('suffix') === 'none'
    let silence: ReturnType<typeof setTimeout> | undefined
    const tell = (scans: readonly string[]) => {
      for (const scan of scans) onEvent(eventOf(scan, setting?.barcodes ?? []))
    }
    stream.onBytes(bytes => {
      tell(framing.push(bytes))
      clearTimeout(silence)
      if (hasNoEnd) silence = setTimeout(() => tell(framing.end()), silenceMs)
    })
    stream.onClose(why => {
      clearTimeout(silence)
      onEvent({ kind: 'gone', why })
    })
    return { name: 'scanner', close: () => stream.close() }
  },
}

/** A label whose check digit is wrong was read wrongly: it is nobody's number. */
function eventOf(scan: string, rules: Parameters<typeof applyBarcodeRules>[1]): DeviceEvent {
  const { value, symbology, isbn } = readBarcode(scan)
  const read = applyBarcodeRules({ value, ...(symbology && { symbology }) }, isbn ? [] : rules)
  if (read.check === 'bad')
    return { kind: 'unreadable', why: `the check digit of ${value} is wrong`, label: value, ...(symbology && { symbology }) }
  const label = read.value === value ? {} : { label: value }
  return { kind: 'scan', text: read.value, isbn, ...(symbology && { symbology }), ...label }
}
