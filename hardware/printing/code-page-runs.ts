import CodepageEncoder, { type Codepage } from '@point-of-sale/codepage-encoder'

/** Pages that together hold the letters of Finnish, Swedish and most of Northern Sámi, with Epson's numbers. */
export const usualPages: Readonly<Partial<Record<Codepage, number>>> = { cp858: 19, windows1252: 16, cp852: 18, cp775: 33 }

/** A run of letters that one page holds. */
export interface PageRun {
  readonly page: Codepage
  readonly text: string
}

/**
 * Cuts a row into runs, each in a page that holds all of its letters: the first page that holds the whole row, or else as few changes as come by
 * themselves. Undefined where a letter is in none of them: that row is to be drawn.
 */
export function runsOf(text: string, pages: readonly Codepage[]): readonly PageRun[] | undefined {
  const whole = pages.find(page => [...text].every(letter => holds(page, letter)))
  if (whole) return [{ page: whole, text }]
  const runs: { page: Codepage; text: string }[] = []
  for (const letter of text) {
    const last = runs.at(-1)
    const page = last && holds(last.page, letter) ? last.page : pages.find(each => holds(each, letter))
    if (!page) return undefined
    if (last?.page === page) last.text += letter
    else runs.push({ page, text: letter })
  }
  return runs
}

const known = new Map<string, boolean>()

/** The library looks its tables through each time; letters come again and again. */
function holds(page: Codepage, letter: string): boolean {
  const key = page + letter
  const before = known.get(key)
  if (before !== undefined) return before
  const now = isIn(page, letter)
  known.set(key, now)
  return now
}

function isIn(page: Codepage, letter: string): boolean {
  if (letter === '?') return true
  const code = letter.codePointAt(0)!
  if (code < 0x20 || code > 0xffff) return false
  if (code < 0x7f) return true
  const [byte] = CodepageEncoder.encode(letter, page)
  return byte !== undefined && byte !== 0x3f
}

/** Where nothing can be drawn: the letter that comes nearest. Never a question mark. */
export function nearest(text: string, pages: readonly Codepage[]): string {
  return [...text]
    .map(letter => {
      if (pages.some(page => holds(page, letter))) return letter
      const plain = substitutes[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '')
      return [...plain].every(each => pages.some(page => holds(page, each))) ? plain : '_'
    })
    .join('')
}

/** Northern, Inari and Skolt Sámi, and signs that titles have. */
const substitutes: Readonly<Record<string, string>> = {
  ŋ: 'n',
  Ŋ: 'N',
  ŧ: 't',
  Ŧ: 'T',
  đ: 'd',
  Đ: 'D',
  č: 'c',
  Č: 'C',
  š: 's',
  Š: 'S',
  ž: 'z',
  Ž: 'Z',
  ʒ: 'z',
  Ʒ: 'Z',
  ǯ: 'z',
  Ǯ: 'Z',
  ǥ: 'g',
  Ǥ: 'G',
  '–': '-',
  '—': '-',
  '’': "'",
  '‘': "'",
  ʹ: "'",
  ʼ: "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '\u00a0': ' ',
  '\u00ad': '',
  '\u202f': ' ',
}
