import type { WebContents } from 'electron'
import { DeviceError } from '../host/byte-stream.ts'

const longestMs = 30_000

/** Prints the page on a printer of the system without asking; `''` is its usual one. Rejects with a `DeviceError` where it was not taken. */
export async function printPage(page: WebContents, printer: string): Promise<void> {
  const printers = await page.getPrintersAsync()
  const isKnown = printer === '' ? printers.length > 0 : printers.some(({ name }) => name === printer)
  if (!isKnown)
    throw new DeviceError(
      'not-found',
      `the system has no printer "${printer}"; it has ${printers.map(({ name }) => name).join(', ') || 'none'}`,
    )
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeviceError('time-out', 'the system did not take the page')), longestMs)
    page.print({ silent: true, deviceName: printer, margins: { marginType: 'none' } }, (isTaken, why) => {
      clearTimeout(timer)
      if (isTaken) resolve()
      else reject(new DeviceError('not-supported', `the system refused to print: ${why}`))
    })
  })
}
