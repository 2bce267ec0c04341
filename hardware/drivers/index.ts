import { pad3mDriver } from './3m810.ts'
import { cardReaderDriver } from './card-reader.ts'
import type { Driver } from './driver.ts'
import { feigDriver } from './feig.ts'
import { printerDriver } from './printer.ts'
import { scannerDriver } from './scanner.ts'
import { textUnitDriver } from './text-unit.ts'

/** Every driver there is, by name. A device whose driver is not in here is dead, simulated or not. */
export const drivers = new Map<string, Driver>(
  [scannerDriver, textUnitDriver, feigDriver, pad3mDriver, printerDriver, cardReaderDriver].map(driver => [driver.name, driver]),
)
