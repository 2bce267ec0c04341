/** Raw deflate (RFC 1951) of the platform the segments are packed or opened on. `inflate` rejects what is damaged or cut short. */
export interface SegmentCoding {
  deflate(bytes: Uint8Array): Promise<Uint8Array>
  inflate(bytes: Uint8Array): Promise<Uint8Array>
  /** The same at once, for a look-up: what is small is open before a stream has been set up. Throws. */
  inflateNow(bytes: Uint8Array): Uint8Array
}
