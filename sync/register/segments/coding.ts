/** Raw deflate (RFC 1951) of the platform the segments are packed or opened on. `inflate` rejects what is damaged or cut short. */
export interface SegmentCoding {
  deflate(bytes: Uint8Array): Promise<Uint8Array>
  inflate(bytes: Uint8Array): Promise<Uint8Array>
}
