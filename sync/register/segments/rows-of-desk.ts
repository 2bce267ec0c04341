import type { Hold, HoldState, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { openId, tagMark } from '../detail/identity.ts'
import type { CardHolder } from './library-reader.ts'
import type { HoldRow, StateRow } from './rows.ts'

/** The loan of an item that is out; its tag stands where the patron would. Undefined where it is not out. */
export function loanIn({ barcode, lentAt, dueOn, renewals }: StateRow, tag: string | undefined): Loan | undefined {
  if (dueOn === undefined && renewals === undefined && lentAt === undefined) return undefined
  const patronId = tag === undefined ? '' : tagMark + tag
  // At which branch it was lent is not told: nothing at a desk rests on it.
  return { barcode, patronId, lentAt: lentAt ?? '', dueOn: dueOn ?? '', renewals: renewals ?? 0, branch: '' }
}

export function holdIn(row: HoldRow): Hold {
  const { holdId, titleId, copy, placedAt, branch, stopId, holdNumber, tags } = row
  return {
    holdId,
    titleId,
    ...(copy !== undefined && { copy }),
    patronId: tags[0] === undefined ? '' : tagMark + tags[0],
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

/** Whoever has this card in hand; undefined where the row does not open with it. */
export function patronIn(holder: CardHolder, card: string, key: Uint8Array): Patron | undefined {
  const { sealedId, named, category, expiresOn, blocks, feesCents, ageClass, ageChangesOn, isReplaced, loans, holds } = holder
  const patronId = named?.patronId ?? (sealedId === undefined ? undefined : openId(sealedId, card, key))
  if (patronId === undefined) return undefined
  const { given, family, birthDate, homeBranch } = named ?? {}
  return {
    patronId,
    cards: named?.cards ?? [card],
    ...(given !== undefined && family !== undefined && { name: { given, family } }),
    ...(birthDate !== undefined && { birthDate }),
    ...(homeBranch !== undefined && { homeBranch }),
    ...(birthDate === undefined &&
      ageClass !== undefined && {
        ageClass: { reached: ageClass, ...(ageChangesOn !== undefined && { changesOn: ageChangesOn }) },
      }),
    category,
    ...(expiresOn !== undefined && { expiresOn }),
    blocks,
    feesCents,
    counts: { loans, holds },
    ...(isReplaced && { isReplacedCard: true as const }),
  }
}
