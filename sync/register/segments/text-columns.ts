import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { Column } from './column.ts'
import { counts } from './number-columns.ts'
import { SegmentError } from './segment-error.ts'

/** Texts that are nearly all different: all lengths, then all letters. */
export const texts: Column<string> = {
  write(writer, values) {
    const whole = values.map(wellFormed)
    for (const text of whole) writer.number(text.length)
    writer.text(whole.join(''))
  },
  read(reader, count) {
    const lengths = Array.from({ length: count }, () => reader.number())
    const letters = reader.text()
    let at = 0
    const values = lengths.map(length => {
      at += length
      return letters.slice(at - length, at)
    })
    if (at !== letters.length) throw new SegmentError('damaged', 'texts and their lengths do not agree')
    return values
  },
  pick(reader, count, wanted) {
    let from = 0
    let length = 0
    for (let at = 0; at < count; at++) {
      if (at === wanted) length = reader.number()
      else if (at < wanted) from += reader.number()
      else reader.number()
    }
    return reader.text().slice(from, from + length)
  },
}

/** Texts of which there are few, or none: each is written once, sorted, without the letters that it shares with the one before. */
export const choices: Column<string | undefined> = {
  write(writer, values) {
    const known = [...new Set(values)].filter(value => value !== undefined).sort()
    writeWords(writer, known)
    const places = new Map(known.map((value, place) => [value, place + 1]))
    for (const value of values) writer.number(value === undefined ? 0 : places.get(value)!)
  },
  read(reader, count) {
    const known = readWords(reader)
    return Array.from({ length: count }, () => {
      const place = reader.number()
      if (place > known.length) throw new SegmentError('damaged', 'a choice that is not offered')
      return place === 0 ? undefined : known[place - 1]
    })
  },
  pick(reader, count, at) {
    const word = pickWord(reader)
    const place = counts.pick(reader, count, at)
    return place === 0 ? undefined : word(place - 1)
  },
}

/** `choices` where there is always one. */
export const words: Column<string> = {
  write: choices.write,
  read: (reader, count) =>
    choices.read(reader, count).map(value => {
      if (value === undefined) throw new SegmentError('damaged', 'a value is missing')
      return value
    }),
  pick(reader, count, at) {
    const value = choices.pick(reader, count, at)
    if (value === undefined) throw new SegmentError('damaged', 'a value is missing')
    return value
  },
}

/** Reads past written words; gives the one at a place, of which only the letters that it is made of are decoded. */
function pickWord(reader: ByteReader): (place: number) => string {
  const known = Array.from({ length: reader.count() }, () => ({ shared: reader.number(), rest: reader.bytes(reader.number()) }))
  return place => {
    if (place >= known.length) throw new SegmentError('damaged', 'a choice that is not offered')
    let { shared, rest } = known[place]!
    let word = decoder.decode(rest)
    for (let before = place - 1; shared > 0; before--) {
      if (before < 0) throw new SegmentError('damaged', 'a word begins with letters that are not there')
      const earlier = known[before]!
      if (earlier.shared >= shared) continue
      rest = earlier.rest
      word = decoder.decode(rest).slice(0, shared - earlier.shared) + word
      shared = earlier.shared
    }
    return word
  }
}

const decoder = new TextDecoder()

function writeWords(writer: ByteWriter, sorted: readonly string[]): void {
  writer.number(sorted.length)
  let before = ''
  for (const word of sorted) {
    const shared = sharedLetters(before, word)
    writer.number(shared)
    writer.text(word.slice(shared))
    before = word
  }
}

function readWords(reader: ByteReader): string[] {
  let before = ''
  return Array.from({ length: reader.count() }, () => {
    const shared = reader.number()
    if (shared > before.length) throw new SegmentError('damaged', 'a word begins with letters that are not there')
    before = before.slice(0, shared) + reader.text()
    return before
  })
}

/** Never half of a surrogate pair: the rest must be Unicode. */
function sharedLetters(before: string, word: string): number {
  let shared = 0
  while (shared < before.length && before[shared] === word[shared]) shared++
  return /[\uD800-\uDBFF]/.test(before[shared - 1] ?? '') ? shared - 1 : shared
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD')
}
