/** CRC-16 of FEIG OBID frames (MCRF4XX): polynomial 8408 reflected, initial FFFF. Sent low byte first. */
export function feigCrc(bytes: Iterable<number>): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x8408 : crc >>> 1
  }
  return crc
}

/** CRC-16 of a tag in the fixed model of ISO 28560-3 (IBM-3740): polynomial 1021, initial FFFF. Stored low byte first. */
export function tagCrc(bytes: Iterable<number>): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff
  }
  return crc
}

/** CRC-16 of 3M pads' frames (GENIBUS): the tag's, inverted. Sent high byte first. */
export function padCrc(bytes: Iterable<number>): number {
  return tagCrc(bytes) ^ 0xffff
}
