/** Which of how many parts a tag is on. `part` 0: the one tag of a whole set. */
export interface SetPlace {
  readonly part: number
  readonly parts: number
}

const single: SetPlace = { part: 1, parts: 1 }

/**
 * Set information of ISO 28560-2: the total, then this part, in equally many digits ("32": part 2 of 3, "1202": part 2 of 12). A leading 0 was lost
 * where the count is odd. Undefined where the numbers contradict each other.
 */
export function readSetInformation(digits: string): SetPlace | undefined {
  if (!/^\d{1,6}$/.test(digits)) return undefined
  const even = digits.length % 2 === 0 ? digits : `0${digits}`
  const parts = Number(even.slice(0, even.length / 2))
  const part = Number(even.slice(even.length / 2))
  if (parts <= 1 && part <= 1) return single
  return part <= parts ? { part, parts } : undefined
}

/** The digits of `readSetInformation`. Undefined for what they cannot say. */
export function writeSetInformation({ part, parts }: SetPlace): string | undefined {
  if (parts < 1 || parts > 999 || part < 0 || part > parts) return undefined
  const width = String(parts).length
  return String(parts) + String(part).padStart(width, '0')
}

/**
 * Part numbers of the fixed model: 1 of 1, 1 of 0 and 0 of 1 are all written for single items, and some writers swap the two bytes. `swapped` where
 * that was put right.
 */
export function readPartBytes(parts: number, part: number): SetPlace & { readonly swapped?: true } {
  if (parts <= 1 && part <= 1) return single
  return part > parts ? { part: parts, parts: part, swapped: true } : { part, parts }
}
