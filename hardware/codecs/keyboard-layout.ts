/** A scanner that types as on a US keyboard, into a machine with a Finnish or Swedish one: what arrives. Dead keys wait for the next letter. */
const usToFinnish: Readonly<Record<string, string>> = {
  '`': '§',
  '~': '½',
  '@': '"',
  $: '¤',
  '^': '&',
  '&': '/',
  '*': '(',
  '(': ')',
  ')': '=',
  '-': '+',
  _: '?',
  '=': '´',
  '+': '`',
  '[': 'å',
  '{': 'Å',
  ']': '¨',
  '}': '^',
  '\\': "'",
  '|': '*',
  ';': 'ö',
  ':': 'Ö',
  "'": 'ä',
  '"': 'Ä',
  '<': ';',
  '>': ':',
  '/': '-',
  '?': '_',
}

/** What a US scanner's text becomes on a Finnish keyboard layout. */
export function garbledByFinnish(text: string): string {
  return [...text].map(letter => usToFinnish[letter] ?? letter).join('')
}

/** Printed as Code 39 and scanned, this tells how a scanner types: every sign of it moves on a wrong layout, and none of its signs is a dead key. */
export const layoutTest = '$$TEST-/.%7'

export type LayoutFinding = 'right' | 'us-on-finnish' | 'caps-lock' | 'cut' | 'other'

/** What is wrong with a scanner's keyboard, by what came of the test's bar code. */
export function layoutFinding(arrived: string): LayoutFinding {
  if (arrived === layoutTest) return 'right'
  if (arrived === garbledByFinnish(layoutTest)) return 'us-on-finnish'
  if (arrived.toUpperCase() === layoutTest || arrived.toUpperCase() === garbledByFinnish(layoutTest)) return 'caps-lock'
  if (arrived.length >= 3 && arrived.length < layoutTest.length && layoutTest.includes(arrived)) return 'cut'
  return 'other'
}

/** Physical keys of a US keyboard, by the name a page gets (`KeyboardEvent.code`): plain and with Shift. */
const usKeys: Readonly<Record<string, readonly [string, string]>> = {
  Backquote: ['`', '~'],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  Space: [' ', ' '],
}
const shiftedDigits = ')!@#$%^&*('

/** What a US keyboard prints for a physical key, whatever the machine's layout makes of it; undefined for keys that print nothing. */
export function usLetter(code: string, shift: boolean): string | undefined {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1]
  if (digit) return shift && code.startsWith('Digit') ? shiftedDigits[Number(digit)] : digit
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return shift ? letter : letter.toLowerCase()
  return usKeys[code]?.[shift ? 1 : 0]
}
