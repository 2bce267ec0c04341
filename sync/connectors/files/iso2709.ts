import type { MarcRecord } from './marc-title.ts'
import type { FoundRecord } from './marcxml.ts'

const endOfRecord = 0x1d
const endOfField = 0x1e
const delimiter = 0x1f
/** The format gives a record's length in five digits. */
const longestRecord = 99_999

/** Reads binary MARC 21 (ISO 2709, UTF-8) as it comes; `line` counts the records. Each record ends at its own mark, whatever its leader says. */
export async function* iso2709Records(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FoundRecord> {
  let rest = new Uint8Array()
  let number = 0
  for await (const chunk of bytes) {
    rest = joined(rest, chunk)
    for (let end = rest.indexOf(endOfRecord); end >= 0; end = rest.indexOf(endOfRecord)) {
      number++
      yield found(rest.subarray(0, end), number)
      rest = rest.slice(end + 1)
    }
    if (rest.length > longestRecord) {
      number++
      yield { line: number, damage: 'the record is longer than the format allows' }
      rest = new Uint8Array()
    }
  }
  if (rest.some(byte => byte > 0x20)) yield { line: number + 1, damage: 'the file ends inside the record' }
}

function found(bytes: Uint8Array, line: number): FoundRecord {
  const leader = ascii(bytes.subarray(0, 24))
  const base = Number(leader.slice(12, 17))
  if (leader.length < 24 || !Number.isInteger(base) || base < 25 || base > bytes.length)
    return { line, damage: 'the record has no readable leader' }
  // Position 9 says the characters; the older MARC-8 agrees with UTF-8 only in ASCII.
  if (leader[9] !== 'a' && bytes.some(byte => byte > 0x7f))
    return { line, damage: 'the record is in MARC-8 characters: export it as UTF-8' }
  const record = fields(bytes.subarray(24, base), bytes.subarray(base))
  return record ? { line, record } : { line, damage: "the record's directory points outside it" }
}

function fields(directory: Uint8Array, data: Uint8Array): MarcRecord | undefined {
  const control: { tag: string; value: string }[] = []
  const others: { tag: string; subfields: { code: string; value: string }[] }[] = []
  const entries = ascii(directory).match(/.{12}/gs) ?? []
  for (const entry of entries) {
    const tag = entry.slice(0, 3)
    const start = Number(entry.slice(7, 12))
    const length = Number(entry.slice(3, 7))
    if (!Number.isInteger(start) || !Number.isInteger(length) || start + length > data.length) return undefined
    const field = data.subarray(start, start + length)
    const end = field.indexOf(endOfField)
    const content = end < 0 ? field : field.subarray(0, end)
    if (tag < '010') control.push({ tag, value: utf8(content) })
    else others.push({ tag, subfields: subfields(content) })
  }
  return { control, fields: others }
}

function subfields(field: Uint8Array): { code: string; value: string }[] {
  const pieces = utf8(field).split(String.fromCharCode(delimiter)).slice(1)
  return pieces.map(piece => ({ code: piece.slice(0, 1), value: piece.slice(1) }))
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
