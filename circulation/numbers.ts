import type { RefusalCode } from './refusals.ts'

export type ParsedNumber = { readonly ok: true; readonly number: string } | { readonly ok: false; readonly code: RefusalCode }

const longest = 40
/** What Code 39, Code 128 and Codabar labels of libraries carry. */
const allowed = /^[0-9A-Za-z.$/+%-]+$/
/** Control characters, blanks and byte order marks at either end come from the scanner's or the port's frame. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: stripping control characters is the point
const frame = /^[\s\u0000-\u001f\u007f\ufeff]+|[\s\u0000-\u001f\u007f\ufeff]+$/g
/** A scanner may be set to say the symbology first (ISO/IEC 15424: `]`, letter, modifier). */
const symbology = /^\][A-Za-z][0-9A-Za-z]/
/** Some scanners pass Code 39's start and stop signs on. */
const startStop = /^\*(.*)\*$/

/** Reads a scanned or typed number as card or item number: trimmed, without frame characters, in upper case. Refuses what can be neither. */
export function parseNumber(text: string): ParsedNumber {
  const number = text.replace(frame, '').replace(symbology, '').replace(startStop, '$1').trim()
  if (number === '') return refuse('number-empty')
  if (number.length > longest) return refuse('number-too-long')
  if (!allowed.test(number)) return refuse('number-characters')
  if (/^0+$/.test(number)) return refuse('number-all-zero')
  if (isIsbn(number)) return refuse('number-isbn')
  // Only now: some foreign letters become allowed ones in upper case.
  return { ok: true, number: numberKey(number) }
}

/** The form in which numbers are compared and kept as keys: `lvask1` on a tag and `LVASK1` on the label are one item. */
export function numberKey(number: string): string {
  return number.toUpperCase()
}

export function sameNumber(one: string, other: string): boolean {
  return numberKey(one) === numberKey(other)
}

function refuse(code: RefusalCode): ParsedNumber {
  return { ok: false, code }
}

/** The publisher's code on the cover: 13 digits from Bookland with a right EAN-13 check digit. */
function isIsbn(number: string): boolean {
  if (!/^97[89]\d{10}$/.test(number)) return false
  const sum = [...number].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0
}
