// Letters that Unicode does not take apart: Nordic, Sámi, German, Polish, Icelandic, Turkish.
const whole: Record<string, string> = {
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  ŧ: 't',
  þ: 'th',
  ŋ: 'n',
  ǥ: 'g',
  ʒ: 'z',
  ß: 'ss',
  ł: 'l',
  ı: 'i',
  ħ: 'h',
}
const wholeLetters = new RegExp(`[${Object.keys(whole).join('')}]`, 'g')

/** Words of a name or title as they are compared: lower case, without diacritics, letters and digits only. */
export function foldedWords(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}

/** A text in which `includes(wordStart(word))` finds words by their beginning. */
export function searchable(...texts: readonly (string | undefined)[]): string {
  return ` ${texts.flatMap(text => (text ? foldedWords(text) : [])).join(' ')}`
}

/** The same of many texts in one go, each behind a line break: far cheaper than one by one. */
export function searchableLines(texts: readonly string[]): string {
  const lines = texts.map(text => (text.includes('\n') ? text.replaceAll('\n', ' ') : text))
  return fold(`\n ${lines.join('\n ')}`).replace(/[^\p{L}\p{N}\n]+/gu, ' ')
}

/** What to look for in a `searchable` text. */
export function wordStart(word: string): string {
  return ` ${word}`
}

function fold(text: string): string {
  return (
    text
      .toLowerCase()
      .normalize('NFD')
      // Skolt Sámi's palatalisation mark and apostrophes stand inside words.
      .replace(/[\p{M}\u02b9\u02bc\u2019']/gu, '')
      .replace(wholeLetters, letter => whole[letter]!)
  )
}
