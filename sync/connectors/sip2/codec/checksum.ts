/** The sum of a message up to and with the letters `AZ`, as four hex digits (3M SIP 2.00, appendix on error detection). */
export function checksumOf(bytes: Iterable<number>): string {
  let sum = 0
  for (const byte of bytes) sum = (sum + byte) & 0xffff
  return ((0x10000 - sum) & 0xffff).toString(16).toUpperCase().padStart(4, '0')
}

/** Whether the four digits fit what stands before them. Some servers write small letters, or spaces instead of zeros. */
export function isSumOf(digits: string, bytes: Iterable<number>): boolean {
  return (
    /^ *[0-9a-fA-F]{1,4}$/.test(digits) &&
    digits.length === 4 &&
    Number.parseInt(digits, 16) === Number.parseInt(checksumOf(bytes), 16)
  )
}

/** Koha without a configured encoding sums the text's code points instead of the bytes it sends. */
export function codePointsOf(text: string): number[] {
  return [...text].map(letter => letter.codePointAt(0)!)
}
