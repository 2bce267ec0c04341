import { inflateSync } from 'fflate'
import { deflate, inflate } from '../deflate.dom.ts'
import type { SegmentCoding } from './coding.ts'

/** The page's own deflate; for a look-up fflate, which is done with some kilobytes before a stream is set up. */
export const pageCoding: SegmentCoding = { deflate, inflate, inflateNow: bytes => inflateSync(bytes) }
