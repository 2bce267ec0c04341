import type { Title } from '../../../circulation/item.ts'
import type { Chance } from './chance.ts'
import { children, english, films, finnish, games, handbooks, magazines, sami, swedish, writers } from './words.ts'

/** A title with what its copies are. */
export interface DemoTitle extends Title {
  readonly itemType: 'book' | 'dvd' | 'magazine' | 'game'
  readonly ageLimit?: number
  readonly shelf: string
}

type Made = Omit<DemoTitle, 'titleId'>

/** A made-up title: seven of ten Finnish, the others Swedish, English and Northern Sámi; films, games and magazines among them. */
export function demoTitle(number: number, chance: Chance, thisYear: number): DemoTitle {
  const kind = chance.next()
  const made =
    kind < 0.12 ? film(chance) : kind < 0.16 ? game(chance) : kind < 0.24 ? magazine(chance, thisYear) : book(chance, thisYear)
  return { titleId: `T${String(number).padStart(6, '0')}`, ...made }
}

function book(chance: Chance, thisYear: number): Made {
  const part = chance.next()
  const language = part < 0.7 ? 'finnish' : part < 0.82 ? 'swedish' : part < 0.95 ? 'english' : 'sami'
  const [title, shelf] = written[language](chance)
  return { title, author: chance.of(writers[language]), year: chance.whole(1974, thisYear), itemType: 'book', shelf }
}

const written: Record<keyof typeof writers, (chance: Chance) => readonly [title: string, shelf: string]> = {
  finnish: chance => {
    const kind = chance.next()
    if (kind < 0.3) return [`${chance.of(children.heroes)} ja ${chance.of(children.things)}`, '84.2L']
    if (kind < 0.45) return [`${chance.of(handbooks.subjects)} ${chance.of(handbooks.kinds)}`, '67.4']
    if (kind < 0.7) return [`${chance.of(finnish.adjectives)} ${chance.of(finnish.nouns)}`, '84.2']
    return [`${chance.of(finnish.genitives)} ${chance.of(finnish.owned)}`, '84.2']
  },
  swedish: chance => [`Den ${chance.of(swedish.adjectives)} ${chance.of(swedish.nouns)}`, '84.31'],
  english: chance => [`The ${chance.of(english.adjectives)} ${chance.of(english.nouns)}`, '84.5'],
  sami: chance => {
    const first = chance.of(sami)
    return [`${first} ja ${chance.of(sami.filter(word => word !== first)).toLowerCase()}`, '84.8']
  },
}

function film(chance: Chance): Made {
  const ageLimit = chance.of([undefined, undefined, 7, 7, 12, 12, 16, 18])
  const title = `${chance.of(films.names)}${chance.of(films.parts)}`
  return { title, itemType: 'dvd', shelf: 'DVD', ...(ageLimit !== undefined && { ageLimit }) }
}

function game(chance: Chance): Made {
  const ageLimit = chance.of([undefined, 7, 12])
  return { title: chance.of(games), itemType: 'game', shelf: 'PELI', ...(ageLimit !== undefined && { ageLimit }) }
}

function magazine(chance: Chance, thisYear: number): Made {
  return {
    title: `${chance.of(magazines)} ${chance.whole(1, 12)}/${thisYear}`,
    year: thisYear,
    itemType: 'magazine',
    shelf: 'LEHTI',
  }
}
