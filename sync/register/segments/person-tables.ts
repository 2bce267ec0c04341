import { foldedWords } from '../fold-letters.ts'
import { optionalCounts } from './number-columns.ts'
import { numbered } from './numbered-column.ts'
import type { HoldRow, NamedRow, NameRow } from './rows.ts'
import { SegmentError } from './segment-error.ts'
import { table } from './table.ts'
import { anyTags, tags } from './tag-column.ts'
import { choices, texts, words } from './text-columns.ts'
import { optionalDays, optionalInstants } from './time-columns.ts'

/** Between the parts of a key; below every letter, so that a shorter text comes before its continuations. */
const between = '\u0000'

/** What a title's holds begin with: they stand together, in any order. */
export function holdKeyOf(titleId: string, holdId = ''): string {
  return titleId + between + holdId
}

/** What a name is found under: its folded words, then the card's hash. A prefix of the words is a prefix of the key. */
export function nameKeyOf(folded: string, card: string): string {
  return folded + between + card
}

export const holdTable = table(
  {
    titleId: numbered,
    holdId: numbered,
    copy: choices,
    placedAt: optionalInstants,
    branch: words,
    stopId: choices,
    holdNumber: texts,
    state: words,
    barcode: choices,
    expiresOn: optionalDays,
    box: choices,
    tags: words,
  },
  (row: HoldRow) => holdKeyOf(row.titleId, row.holdId),
  row => ({ ...row, placedAt: row.placedAt as string | undefined, state: row.state as string, tags: row.tags.join(' ') }),
  ({ tags: written, placedAt, ...row }) => ({
    ...row,
    placedAt: present(placedAt),
    state: row.state as HoldRow['state'],
    tags: written === '' ? [] : written.split(' '),
  }),
  'made of several',
)

export const namedTable = table(
  { card: tags, patronId: numbered, cards: texts, given: texts, family: texts, birthDate: optionalDays, homeBranch: choices },
  (row: NamedRow) => row.card,
  row => ({ ...row, cards: row.cards.join('\n') }),
  ({ cards, ...row }) => ({ ...row, cards: cards === '' ? [] : cards.split('\n') }),
)

export const nameTable = table(
  { folded: words, card: anyTags, given: words, family: words, birthYear: optionalCounts },
  (row: NameRow) => row.key,
  ({ key, ...row }) => ({ ...row, folded: key.slice(0, key.lastIndexOf(between)) }),
  ({ folded, ...row }) => ({ key: nameKeyOf(folded, row.card), ...row }),
)

/** The two rows of a named patron. */
export function nameRows({ card, given, family, birthDate }: NamedRow): NameRow[] {
  const [first, last] = [foldedWords(given), foldedWords(family)]
  const year = /^\d{4}/.exec(birthDate ?? '')?.[0]
  const keys = new Set([nameKeyOf([...last, ...first].join(' '), card), nameKeyOf([...first, ...last].join(' '), card)])
  return [...keys].map(key => ({ key, card, given, family, ...(year && { birthYear: Number(year) }) }))
}

function present(text: string | undefined): string {
  if (text === undefined) throw new SegmentError('damaged', 'a hold without its time')
  return text
}
