import { type Chance, chance } from '../chance.ts'
import type { DemoTitle } from '../demo-titles.ts'
import { names } from '../words.ts'
import { type Vocabulary, vocabularies } from './vocabulary.ts'

/** Classes as on Finnish spines; most books are fiction. */
const fiction = ['84.2', '84.2', '84.2', '84.2 L', '84.2 L', '84.31', '84.5', '85.2', '86.2']

/** The made-up title of that number, the same for the same seed, in any order. */
export function sizeTitle(number: number, seed: number): DemoTitle {
  const luck = chance(Math.imul(number, 0x9e3779b1) ^ seed)
  const language = luck.next()
  const words = language < 0.72 ? vocabularies.finnish : language < 0.82 ? vocabularies.swedish : vocabularies.english
  const itemType = kindOf(luck)
  const title = titleOf(words, luck)
  const author = itemType === 'book' && luck.share(0.93) ? authorOf(number, luck) : undefined
  const shelf = itemType === 'book' ? `${classOf(luck)} ${markOf(author ?? title)}` : `${itemType.toUpperCase()} ${markOf(title)}`
  const ageLimit = itemType === 'dvd' || itemType === 'game' ? luck.of([undefined, undefined, 7, 12, 16, 18]) : undefined
  return {
    titleId: `T${String(number).padStart(7, '0')}`,
    title,
    itemType,
    shelf,
    ...(author !== undefined && { author }),
    ...(ageLimit !== undefined && { ageLimit }),
  }
}

function kindOf(luck: Chance): DemoTitle['itemType'] {
  const kind = luck.next()
  return kind < 0.82 ? 'book' : kind < 0.92 ? 'dvd' : kind < 0.97 ? 'magazine' : 'game'
}

/** One to six words; one in four with a second part. */
function titleOf(words: Vocabulary, luck: Chance): string {
  const phrase = (most: number) => Array.from({ length: luck.whole(1, most) }, () => words.word(luck)).join(' ')
  const first = phrase(6)
  const whole = luck.share(0.25) ? `${first} : ${phrase(6)}` : first
  return capital(whole)
}

/** Some wrote much and most wrote little: one author for four titles. */
function authorOf(number: number, luck: Chance): string {
  const author = chance(Math.floor(Math.max(4, number / 4) * luck.next() ** 1.8) + 7)
  return `${capital(vocabularies.families.word(author))}, ${author.share(0.5) ? author.of(names.given) : capital(vocabularies.given.word(author))}`
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1)
}

function classOf(luck: Chance): string {
  if (luck.share(0.55)) return luck.of(fiction)
  const main = luck.whole(1, 99)
  return luck.share(0.7) ? `${main}.${luck.whole(1, 9)}` : `${main}.${luck.whole(10, 999)}`
}

function markOf(heading: string): string {
  return heading.slice(0, 3).toUpperCase()
}
