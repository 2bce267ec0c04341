/** How a label's last character is worked out from those before it. */
export type CheckKind = 'mod10' | 'mod43' | 'mod11' | 'ean'

const code39Letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%'

/** The check character of what stands before it; undefined where it holds a character that this check does not know. */
export function checkOf(kind: CheckKind, text: string): string | undefined {
  if (kind === 'mod43') return mod43(text)
  if (!/^\d+$/.test(text)) return undefined
  const digits = [...text].reverse().map(Number)
  switch (kind) {
    case 'mod10':
      return String((10 - (sumOf(digits, (digit, at) => (at % 2 === 0 ? luhn(digit) : digit)) % 10)) % 10)
    case 'ean':
      return String((10 - (sumOf(digits, (digit, at) => digit * (at % 2 === 0 ? 3 : 1)) % 10)) % 10)
    case 'mod11': {
      // Weights 2, 3, 4 ... from the right; ten is an X.
      const check = (11 - (sumOf(digits, (digit, at) => digit * (at + 2)) % 11)) % 11
      return check === 10 ? 'X' : String(check)
    }
  }
}

/** Whether a text ends in its own check character. */
export function checkHolds(kind: CheckKind, text: string): boolean {
  return text.length > 1 && checkOf(kind, text.slice(0, -1)) === text.at(-1)
}

function mod43(text: string): string | undefined {
  const values = [...text].map(letter => code39Letters.indexOf(letter))
  return values.includes(-1) || values.length === 0 ? undefined : code39Letters[sumOf(values, value => value) % 43]
}

function luhn(digit: number): number {
  return digit * 2 > 9 ? digit * 2 - 9 : digit * 2
}

function sumOf(values: readonly number[], weigh: (value: number, at: number) => number): number {
  return values.reduce((sum, value, at) => sum + weigh(value, at), 0)
}
