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
    const steps = counts.read(reader, count)
    const changes = steps.filter(step => step === 0).length
    const letters = words.read(reader, changes)
    const digits = counts.read(reader, changes)
    const numbers = counts.read(reader, changes)
    let at = -1
    let [number, greatest] = [0, 0]
    return steps.map(step => {
      if (step === 0) {
        at++
        number = numbers[at]!
        greatest = number
      } else {
        number = ((step - 1) % 2 === 0 ? number : greatest) + signed(Math.floor((step - 1) / 2))
        greatest = Math.max(greatest, number)
      }
      if (at < 0) throw new SegmentError('damaged', 'the first number is nowhere')
      return together({ letters: letters[at]!, digits: digits[at]!, number })
    })
  },
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
