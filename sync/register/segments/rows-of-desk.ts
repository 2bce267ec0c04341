import type { Hold, HoldState, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { tagMark } from '../detail/identity.ts'
import type { CardHolder } from './library-reader.ts'
import type { HoldRow, LoanTagRow, NamedRow, StateRow } from './rows.ts'

/** The loan of an item that is out; where the patron is not named, a tag stands for them. Undefined where it is not out. */
export function loanIn(state: StateRow, told: LoanTagRow | undefined, patronId: string | undefined): Loan | undefined {
  const { barcode, lentAt, dueOn, renewals } = state
  if (dueOn === undefined && renewals === undefined && lentAt === undefined) return undefined
  const whose = patronId ?? (told ? tagMark + told.tag : '')
  const since = { lentAt: lentAt ?? '', dueOn: dueOn ?? '', renewals: renewals ?? 0 }
  return { barcode, patronId: whose, ...since, branch: told?.branch ?? '' }
}

/** A hold; where the patron is not named, a tag stands for them. */
export function holdIn(row: HoldRow, whose?: string): Hold {
  const { holdId, titleId, copy, placedAt, branch, stopId, holdNumber, tag } = row
  return {
    holdId,
    titleId,
    ...(copy !== undefined && { copy }),
    patronId: whose ?? tagMark + tag,
    placedAt,
    pickup: { branch, ...(stopId !== undefined && { stopId }) },
    holdNumber,
    state: stateIn(row),
  }
}

function stateIn({ state, barcode = '', expiresOn, box }: HoldRow): HoldState {
  if (state === 'queued') return { kind: state }
  if (state === 'in-transit') return { kind: state, barcode }
  return { kind: state, barcode, ...(expiresOn !== undefined && { expiresOn }), ...(box !== undefined && { box }) }
}

/** Whoever has this card in hand: whole, where the policy of detail names them here. */
export function patronIn(holder: CardHolder, card: string): Patron {
  const {
    patronId,
    named,
    category,
    expiresOn,
    blocks,
    barredUntil,
    feesCents,
    ageClass,
    ageChangesOn,
    isReplaced,
    loans,
    holds,
  } = holder
  if (named) return namedPatron(named)
  return {
    patronId,
    cards: [card],
    ...(ageClass !== undefined && {
      ageClass: { reached: ageClass, ...(ageChangesOn !== undefined && { changesOn: ageChangesOn }) },
    }),
    category,
    ...(expiresOn !== undefined && { expiresOn }),
    blocks,
    ...(barredUntil !== undefined && { barredUntil }),
    feesCents,
    counts: { loans, holds },
    ...(isReplaced && { isReplacedCard: true as const }),
  }
}

/** A patron with a name, as the library system has them. */
export function namedPatron(row: NamedRow): Patron {
  const { patronId, cards, given, family, birthDate, homeBranch, category, expiresOn, blocks, barredUntil, feesCents } = row
  return {
    patronId,
    cards,
    ...((given !== '' || family !== '') && { name: { given, family } }),
    ...(birthDate !== undefined && { birthDate }),
    ...(homeBranch !== undefined && { homeBranch }),
    category,
    ...(expiresOn !== undefined && { expiresOn }),
    blocks,
    ...(barredUntil !== undefined && { barredUntil }),
    feesCents,
  }
}
