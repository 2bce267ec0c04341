import type { ByteReader } from './byte-reader.ts'
import { signed, unsigned } from './byte-writer.ts'
import type { Column } from './column.ts'
import { counts } from './number-columns.ts'
import { SegmentError } from './segment-error.ts'
import { words } from './text-columns.ts'

/** `853N01234567`: letters, then a number of so many digits. */
interface Numbered {
  readonly letters: string
  readonly digits: number
  readonly number: number
}

/** More would not fit into a number; the digits before them count as letters. */
const mostDigits = 15

/**
 * Barcodes and ids: only how far the number is from the one before, or from the greatest so far (back among the new ones after an old one), whichever
 * is nearer. Where letters or digits change, or there is no number, the text is written out.
 */
export const numbered: Column<string> = {
  write(writer, values) {
    const steps: number[] = []
    const anew: Numbered[] = []
    let greatest = 0
    let before: Numbered | undefined
    for (const value of values) {
      const next = takenApart(value)
      if (before && before.letters === next.letters && before.digits === next.digits) {
        const [step, back] = [unsigned(next.number - before.number), unsigned(next.number - greatest)]
        steps.push(1 + (step <= back ? 2 * step : 2 * back + 1))
        greatest = Math.max(greatest, next.number)
      } else {
        steps.push(0)
        anew.push(next)
        greatest = next.number
      }
      before = next
    }
    counts.write(writer, steps)
    words.write(
      writer,
      anew.map(({ letters }) => letters),
    )
    counts.write(
      writer,
      anew.map(({ digits }) => digits),
    )
    counts.write(
      writer,
      anew.map(({ number }) => number),
    )
  },
  read(reader, count) {
    const values: string[] = []
    walk(reader, count, (letters, digits, number) => {
      values.push(together({ letters, digits, number }))
    })
    return values
  },
  pick(reader, count, wanted) {
    let value = ''
    walk(reader, count, (letters, digits, number, at) => {
      if (at === wanted) value = together({ letters, digits, number })
    })
    return value
  },
  search(reader, count, key) {
    const wanted = takenApart(String(key))
    let found = -1
    walk(reader, count, (letters, digits, number, at) => {
      if (number !== wanted.number || digits !== wanted.digits) return
      if (letters === wanted.letters || (found < 0 && letters.toUpperCase() === wanted.letters)) found = at
    })
    return found
  },
}

function walk(
  reader: ByteReader,
  count: number,
  tell: (letters: string, digits: number, number: number, at: number) => void,
): void {
  const steps = counts.read(reader, count)
  let changes = 0
  for (const step of steps) if (step === 0) changes++
  const letters = words.read(reader, changes)
  const digits = counts.read(reader, changes)
  const numbers = counts.read(reader, changes)
  let run = -1
  let [number, greatest] = [0, 0]
  for (let at = 0; at < count; at++) {
    const step = steps[at]!
    if (step === 0) {
      run++
      number = numbers[run]!
      greatest = number
    } else {
      number = ((step - 1) % 2 === 0 ? number : greatest) + signed(Math.floor((step - 1) / 2))
      greatest = Math.max(greatest, number)
    }
    if (run < 0) throw new SegmentError('damaged', 'the first number is nowhere')
    tell(letters[run]!, digits[run]!, number, at)
  }
}

function takenApart(text: string): Numbered {
  let start = text.length
  while (start > 0 && text.length - start < mostDigits && isDigit(text.charCodeAt(start - 1))) start--
  return {
    letters: text.slice(0, start),
    digits: text.length - start,
    number: start === text.length ? 0 : Number(text.slice(start)),
  }
}

function together({ letters, digits, number }: Numbered): string {
  const written = digits === 0 && number === 0 ? '' : String(number)
  if (digits > mostDigits || written.length > digits || number < 0)
    throw new SegmentError('damaged', 'a number does not fit its digits')
  return letters + written.padStart(digits, '0')
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
