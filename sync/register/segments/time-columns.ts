import type { ByteReader } from './byte-reader.ts'
import type { Column } from './column.ts'
import { dayNumber, dayText } from './days.ts'
import { counts } from './number-columns.ts'
import { SegmentError } from './segment-error.ts'
import { texts } from './text-columns.ts'

const none = 0
const odd = 1
const first = 2

/** Days `YYYY-MM-DD`, as days since the earliest of them; what is no day is kept as it is written. */
export const optionalDays: Column<string | undefined> = {
  write(writer, values) {
    const numbers = values.map(value => (value === undefined ? undefined : dayNumber(value)))
    const earliest = numbers.reduce<number>((least, number) => (number !== undefined && number < least ? number : least), 2 ** 22)
    // Day 0 of the year 0 lies before 1970: moved up, so that it is no negative number.
    writer.number(earliest + beforeEpoch)
    counts.write(
      writer,
      values.map((value, at) => (value === undefined ? none : numbers[at] === undefined ? odd : numbers[at] - earliest + first)),
    )
    texts.write(
      writer,
      values.filter((value, at): value is string => value !== undefined && numbers[at] === undefined),
    )
  },
  read(reader, count) {
    const earliest = reader.number() - beforeEpoch
    const numbers = counts.read(reader, count)
    const oddOnes = texts.read(reader, numbers.filter(number => number === odd).length).values()
    return numbers.map(number => {
      if (number === none) return undefined
      const day = number === odd ? oddOnes.next().value : dayText(earliest + number - first)
      if (day === undefined) throw new SegmentError('damaged', 'a day lies outside of the calendar')
      return day
    })
  },
  pick: (reader, count, at) => pickDay(reader, count, at).day,
}

const beforeEpoch = 1_000_000
const secondsExactly = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)Z$/

/** Instants in UTC with whole seconds: days, hours, minutes and seconds each together; what is none is kept as it is written. */
export const optionalInstants: Column<string | undefined> = {
  write(writer, values) {
    const read = values.map(value => (value === undefined ? undefined : secondsExactly.exec(value)))
    optionalDays.write(
      writer,
      values.map((value, at) =>
        read[at] && dayNumber(read[at][1]!) !== undefined ? read[at][1] : value === undefined ? undefined : notADay(value),
      ),
    )
    const exact = read.filter(one => !!one && dayNumber(one[1]!) !== undefined)
    for (const part of [2, 3, 4]) for (const one of exact) writer.byte(Number(one![part]))
  },
  read(reader, count) {
    const days = optionalDays.read(reader, count)
    const exact = days.filter(day => day !== undefined && !day.startsWith('~'))
    const [hours, minutes, seconds] = [23, 59, 59].map(most =>
      exact.map(() => {
        const part = reader.byte()
        if (part > most) throw new SegmentError('damaged', 'a time lies outside of the day')
        return String(part).padStart(2, '0')
      }),
    )
    let at = 0
    return days.map(day => {
      if (day === undefined || day.startsWith('~')) return day?.slice(1)
      const time = `${hours![at]}:${minutes![at]}:${seconds![at]}`
      at++
      return `${day}T${time}Z`
    })
  },
  pick(reader, count, at) {
    const { day, numbers } = pickDay(reader, count, at)
    let exact = 0
    let before = 0
    for (let row = 0; row < count; row++) {
      if (numbers[row]! < first) continue
      exact++
      if (row < at) before++
    }
    const [hour, minute, second] = [0, 1, 2].map(() => reader.bytes(exact)[before])
    if (day === undefined || day.startsWith('~')) return day?.slice(1)
    const two = (part: number | undefined) => String(part).padStart(2, '0')
    return `${day}T${two(hour)}:${two(minute)}:${two(second)}Z`
  },
}

function pickDay(reader: ByteReader, count: number, at: number): { day: string | undefined; numbers: readonly number[] } {
  const earliest = reader.number() - beforeEpoch
  const numbers = counts.read(reader, count)
  let oddInAll = 0
  let oddBefore = 0
  for (let row = 0; row < count; row++) {
    if (numbers[row] !== odd) continue
    oddInAll++
    if (row < at) oddBefore++
  }
  const number = numbers[at]!
  const oddOnes = texts.read(reader, oddInAll)
  return { numbers, day: number === none ? undefined : number === odd ? oddOnes[oddBefore] : dayText(earliest + number - first) }
}

/** Told apart from a day by its first letter. */
function notADay(value: string): string {
  return `~${value}`
}
