const vowels = 'aeiouyåäöAEIOUYÅÄÖ'
const longWord = /\p{L}{13,}/gu
const softHyphen = '\u00ad'

/**
 * Puts soft hyphens into words too long for a line. Finnish breaks before every consonant that a vowel follows; Chromium has no Finnish
 * dictionary of its own. Short words stay untouched.
 */
export function withSoftHyphens(text: string): string {
  return text.replace(longWord, hyphenate)
}

function hyphenate(word: string): string {
  let out = ''
  for (let at = 0; at < word.length; at++) {
    const breaks = at >= 3 && word.length - at >= 3 && isConsonant(word[at]) && isVowel(word[at + 1])
    out += (breaks ? softHyphen : '') + word[at]
  }
  return out
}

const isVowel = (letter: string | undefined): boolean => letter !== undefined && vowels.includes(letter)
const isConsonant = (letter: string | undefined): boolean => letter !== undefined && !vowels.includes(letter)
