import type { ByteStream } from '../../host/byte-stream.ts'
import type { Resync } from '../codecs/resync.ts'
import type { Shelf } from './shelf.ts'

/** So long after the last byte a reader gives up a frame that has begun. */
const silenceMs = 50

/** Hears the frames on a line as readers do: what is unfinished after a silence was noise, or meant for somebody else. */
export function hearFrames<F>(stream: ByteStream, framing: Resync<F>, hear: (frame: F) => void): void {
  let silence: ReturnType<typeof setTimeout> | undefined
  stream.onBytes(bytes => {
    clearTimeout(silence)
    for (const frame of framing.push(bytes)) hear(frame)
    silence = setTimeout(() => {
      for (const frame of framing.afterSilence()) hear(frame)
      framing.reset()
    }, silenceMs)
  })
  stream.onClose(() => clearTimeout(silence))
}

/** Later than a driver waits for an answer to a question. */
const lateMs = 1700
const noise = [0x00, 0xd6, 0x02, 0x11, 0xff, 0x7e]

/**
 * The bytes of an answer as a device sends them on this day, resolved when it is their time: with whatever goes wrong next. Undefined: none at all.
 */
export async function answerOnThisDay(shelf: Shelf, frame: Uint8Array, extraMs = 0): Promise<Uint8Array | undefined> {
  const waitMs = shelf.answerMs + extraMs
  if (waitMs > 0) await pause(waitMs)
  switch (shelf.faults.shift()) {
    case 'silent':
      return undefined
    case 'late':
      await pause(lateMs)
      return frame
    case 'bad-crc': {
      const wrong = frame.slice()
      wrong[wrong.length - 1]! ^= 0x5a
      return wrong
    }
    case 'noise':
      return Uint8Array.of(...noise, ...frame)
    case 'cut':
      return frame.subarray(0, Math.ceil(frame.length / 2))
    default:
      return frame
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
