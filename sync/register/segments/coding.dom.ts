import { inflateSync } from 'fflate'
import { deflate, inflate } from '../deflate.dom.ts'
import type { SegmentCoding } from './coding.ts'

/** Longer than what a look-up opens. A buffer that is there already halves the time: without one fflate guesses, grows and copies. */
const scratch = new Uint8Array(64 * 1024)

/** The page's own deflate; for a look-up fflate, which is done with some kilobytes before a stream is set up. */
export const pageCoding: SegmentCoding = { deflate, inflate, inflateNow }

function inflateNow(bytes: Uint8Array): Uint8Array {
  const open = inflateSync(bytes, { out: scratch })
  // What does not fit is cut without a word: a full buffer may be one that was too small.
  return open.length < scratch.length ? open.slice() : inflateSync(bytes)
}
