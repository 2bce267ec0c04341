import { BitReader, bitsOf, bytesOfBits } from './bits.ts'

/*
 * ISO 28560-2's own packing of an ISIL: three sets of characters, shifts for one character and latches until the next one. It starts in upper case
 * and is filled up with 1 bits, so that a shift or latch at the end with nothing behind it is fill.
 */

type Set = 'upper' | 'lower' | 'numeric'
type Step = { readonly to: Set; readonly once: boolean }

const width: Record<Set, number> = { upper: 5, lower: 5, numeric: 4 }
const characters: Record<Set, string> = {
  upper: '-ABCDEFGHIJKLMNOPQRSTUVWXYZ:',
  lower: '-abcdefghijklmnopqrstuvwxyz/',
  numeric: '0123456789-:',
}
const steps: Record<Set, ReadonlyMap<number, Step>> = {
  upper: new Map([
    [28, { to: 'lower', once: false }],
    [29, { to: 'lower', once: true }],
    [30, { to: 'numeric', once: false }],
    [31, { to: 'numeric', once: true }],
  ]),
  lower: new Map([
    [28, { to: 'upper', once: false }],
    [29, { to: 'upper', once: true }],
    [30, { to: 'numeric', once: false }],
    [31, { to: 'numeric', once: true }],
  ]),
  numeric: new Map([
    [12, { to: 'upper', once: false }],
    [13, { to: 'upper', once: true }],
    [14, { to: 'lower', once: false }],
    [15, { to: 'lower', once: true }],
  ]),
}

/** What every ISIL looks like, ISO 15511: a prefix, a hyphen, up to eleven characters. */
export const isilShape = /^[A-Za-z0-9]{1,4}-[A-Za-z0-9:/-]{1,11}$/

/** Characters of a packed ISIL, as they stand; undefined where nothing is in it. */
export function unpackIsil(data: Uint8Array): string | undefined {
  const bits = new BitReader(data)
  let text = ''
  let set: Set = 'upper'
  let once: Set | undefined
  for (;;) {
    const now: Set = once ?? set
    if (bits.left < width[now]) return text || undefined
    const value = bits.take(width[now])
    const step: Step | undefined = steps[now].get(value)
    once = undefined
    if (!step) text += characters[now][value]
    else if (step.once) once = step.to
    else set = step.to
  }
}

interface Way {
  readonly bits: string
  readonly latches: number
}

/** The shortest packing; of equally long ones the one with the fewest latches. Undefined for a character that no ISIL has. */
export function packIsil(isil: string): Uint8Array | undefined {
  let ways = new Map<Set, Way>([['upper', { bits: '', latches: 0 }]])
  for (const character of isil) {
    const next = new Map<Set, Way>()
    for (const [set, way] of ways) {
      for (const [after, bits, latches] of waysToWrite(character, set)) {
        const found = { bits: way.bits + bits, latches: way.latches + latches }
        if (isBetter(found, next.get(after))) next.set(after, found)
      }
    }
    ways = next
  }
  let best: Way | undefined
  for (const way of ways.values()) if (isBetter(way, best)) best = way
  return best?.bits ? bytesOfBits(best.bits, '1') : undefined
}

/** Each way to write a character from a set: in it, shifted for this one, or latched. */
function* waysToWrite(character: string, set: Set): Generator<readonly [Set, string, number]> {
  const write = (to: Set) => bitsOf(characters[to].indexOf(character), width[to])
  if (characters[set].includes(character)) yield [set, write(set), 0]
  for (const [value, { to, once }] of steps[set]) {
    if (characters[to].includes(character)) yield [once ? set : to, bitsOf(value, width[set]) + write(to), once ? 0 : 1]
  }
}

function isBetter(one: Way, other: Way | undefined): boolean {
  if (!other || one.bits.length !== other.bits.length) return !other || one.bits.length < other.bits.length
  return one.latches < other.latches
}
