import { normalNumber } from '../circulation-state.ts'
import { foldedWords } from '../fold-letters.ts'
import { blocksIn, blockWords } from './block-words.ts'
import { amounts, optionalCounts } from './number-columns.ts'
import { numbered } from './numbered-column.ts'
import type { HoldRow, NamedHoldRow, NamedLoanRow, NamedRow, NameRow } from './rows.ts'
import { SegmentError } from './segment-error.ts'
import { asItIs, table } from './table.ts'
import { shortTags } from './tag-column.ts'
import { choices, texts, words } from './text-columns.ts'
import { optionalDays, optionalInstants } from './time-columns.ts'

/** Between the parts of a key; below every letter, so that a shorter text comes before its continuations. */
const between = '\u0000'

/** What a title's holds begin with: they stand together, in any order. */
export function holdKeyOf(titleId: string, holdId = ''): string {
  return titleId + between + holdId
}

/** What a name is found under: its folded words, then whose it is. A prefix of the words is a prefix of the key. */
export function nameKeyOf(folded: string, patronId: string): string {
  return folded + between + patronId
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
    tag: shortTags,
  },
  (row: HoldRow) => holdKeyOf(row.titleId, row.holdId),
  row => ({ ...row, placedAt: row.placedAt as string | undefined, state: row.state as string }),
  ({ placedAt, ...row }) => ({ ...row, placedAt: present(placedAt), state: row.state as HoldRow['state'] }),
  'made of several',
)

export const namedTable = table(
  {
    patronId: numbered,
    cards: texts,
    given: texts,
    family: texts,
    birthDate: optionalDays,
    homeBranch: choices,
    category: words,
    expiresOn: optionalDays,
    blocks: words,
    feesCents: amounts,
    loans: texts,
    holds: texts,
  },
  (row: NamedRow) => row.patronId,
  ({ barredUntil, ...row }) => ({
    ...row,
    cards: row.cards.join('\n'),
    blocks: blockWords({ blocks: row.blocks, barredUntil }),
    loans: row.loans.join('\n'),
    holds: row.holds.join('\n'),
  }),
  ({ cards, blocks, loans, holds, ...row }) => ({
    ...row,
    cards: parts(cards, '\n'),
    ...blocksIn(blocks),
    loans: parts(loans, '\n'),
    holds: parts(holds, '\n'),
  }),
)

export const nameTable = table(
  { folded: words, patronId: numbered, given: words, family: words, birthYear: optionalCounts },
  (row: NameRow) => row.key,
  ({ key, ...row }) => ({ ...row, folded: key.slice(0, key.lastIndexOf(between)) }),
  ({ folded, ...row }) => ({ key: nameKeyOf(folded, row.patronId), ...row }),
)

export const namedLoanTable = table(
  { barcode: numbered, patronId: numbered },
  (row: NamedLoanRow) => normalNumber(row.barcode),
  asItIs,
  asItIs,
)

export const namedHoldTable = table({ holdId: numbered, patronId: numbered }, (row: NamedHoldRow) => row.holdId, asItIs, asItIs)

/** The two rows of a named patron; none where there is no name. */
export function nameRows({ patronId, given, family, birthDate }: NamedFacts): NameRow[] {
  const [first, last] = [foldedWords(given), foldedWords(family)]
  if (first.length + last.length === 0) return []
  const year = /^\d{4}/.exec(birthDate ?? '')?.[0]
  const keys = new Set([nameKeyOf([...last, ...first].join(' '), patronId), nameKeyOf([...first, ...last].join(' '), patronId)])
  return [...keys].map(key => ({ key, patronId, given, family, ...(year && { birthYear: Number(year) }) }))
}

type NamedFacts = Pick<NamedRow, 'patronId' | 'given' | 'family' | 'birthDate'>

function parts(text: string, by: string): string[] {
  return text === '' ? [] : text.split(by)
}

function present(text: string | undefined): string {
  if (text === undefined) throw new SegmentError('damaged', 'a hold without its time')
  return text
}
