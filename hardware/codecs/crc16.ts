/** What a byte makes of a checksum, worked out once: a flooding device must not keep the program busy. */
function tableOf(step: (crc: number) => number, shift: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << shift
    for (let bit = 0; bit < 8; bit++) crc = step(crc) & 0xffff
    return crc
  })
}

const reflected = tableOf(crc => (crc & 1 ? (crc >>> 1) ^ 0x8408 : crc >>> 1), 0)
const plain = tableOf(crc => (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1), 8)

/** CRC-16 of FEIG OBID frames (MCRF4XX): polynomial 8408 reflected, initial FFFF. Sent low byte first. */
export function feigCrc(bytes: ArrayLike<number>): number {
  let crc = 0xffff
  for (let at = 0; at < bytes.length; at++) crc = (crc >>> 8) ^ reflected[(crc ^ bytes[at]!) & 0xff]!
  return crc
}

/** CRC-16 of a tag in the fixed model of ISO 28560-3 (IBM-3740): polynomial 1021, initial FFFF. Stored low byte first. */
export function tagCrc(bytes: ArrayLike<number>): number {
  let crc = 0xffff
  for (let at = 0; at < bytes.length; at++) crc = ((crc << 8) & 0xffff) ^ plain[((crc >>> 8) ^ bytes[at]!) & 0xff]!
  return crc
}

/** CRC-16 of 3M pads' frames (GENIBUS): the tag's, inverted. Sent high byte first. */
export function padCrc(bytes: ArrayLike<number>): number {
  return tagCrc(bytes) ^ 0xffff
}
