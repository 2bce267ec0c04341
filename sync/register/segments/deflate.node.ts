import { promisify } from 'node:util'
import { deflateRaw, inflateRaw, inflateRawSync } from 'node:zlib'
import type { SegmentCoding } from './coding.ts'

/** No segment is larger when it is open. */
const longest = 64 * 1024 * 1024

/** Node's zlib. */
export const nodeCoding: SegmentCoding = {
  deflate: promisify(deflateRaw) as SegmentCoding['deflate'],
  inflate: bytes => promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw)(bytes, { maxOutputLength: longest }),
  inflateNow: bytes => inflateRawSync(bytes, { maxOutputLength: longest }),
}
