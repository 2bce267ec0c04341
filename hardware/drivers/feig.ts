import { DeviceError } from '../../host/byte-stream.ts'
import { padDriver, type ReaderKind } from '../pad/pad-driver.ts'
import { FeigReader } from './feig-reader.ts'
import { TagError } from './tag-reader.ts'

/** FEIG OBID readers in host mode. `order=lsb` in the address: the reader was set up to send blocks in memory order. */
export const feigKind: ReaderKind = {
  name: 'feig',
  line: 'baud=38400&parity=even',
  async begin(stream, setting) {
    const order = new URLSearchParams(setting?.address.split('?')[1] ?? '').get('order')
    const reader = new FeigReader(stream, order === 'lsb' ? 'lsb' : 'msb')
    await reader.begin()
    await reader.inventory().catch(unlessNotNow)
    return reader
  },
}

export const feigDriver = padDriver(feigKind)

/** A reader that scans by itself refuses every command of ours; that is a setting of it which only its owner can change. */
function unlessNotNow(error: unknown): void {
  if (!(error instanceof TagError)) throw error
  if (error.kind === 'not-now')
    throw new DeviceError('not-supported', 'the reader is in scan or buffered mode: set it to host mode')
}
