import { padDriver, type ReaderKind } from '../pad/pad-driver.ts'
import { PadReader3m } from './3m810-reader.ts'

/** Pads of 3M and Bibliotheca. */
export const pad3mKind: ReaderKind = {
  name: '3m810',
  line: 'baud=19200',
  async begin(stream) {
    const reader = new PadReader3m(stream)
    await reader.begin()
    return reader
  },
}

export const pad3mDriver = padDriver(pad3mKind)
