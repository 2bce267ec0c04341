import type { ItemSeen, PatronSeen } from '../../../circulation/evidence.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { libraryDay, readDate } from './codec/dates.ts'
import { type AnyMessage, type Message, textIn } from './codec/message.ts'
import type { Profile } from './profile.ts'

const statuses: Readonly<Record<string, ItemSeen['status']>> = {
  '02': 'not-lendable',
  '03': 'in-house',
  '04': 'on-loan',
  '05': 'on-loan',
  '06': 'not-lendable',
  '07': 'on-loan',
  '08': 'ready',
  '09': 'in-house',
  '10': 'in-transit',
  '11': 'claims-returned',
  '12': 'lost',
  '13': 'missing',
}

/** How an item stands by an 18; undefined where the server does not know it. */
export function itemSeen(answer: Message<'18'>, profile: Profile, zone: string, onItsWay = false): ItemSeen | undefined {
  const title = textIn(answer, 'AJ') ?? ''
  if (answer.fixed.status === '01' && title.trim() === '') return
  const told = statuses[answer.fixed.status] ?? 'unsaid'
  const holds = queueIn(answer, profile)
  // On its way to its own shelf, and kept for nobody.
  const status = told === 'in-transit' && (holds === 0 || onItsWay) ? 'in-house' : told
  const due = status === 'on-loan' ? readDate(textIn(answer, 'AH') ?? '') : undefined
  // Of what is on its way, servers tell where to.
  const place =
    profile.place && status === told && status !== 'in-transit' && status !== 'on-loan' ? textIn(answer, 'AP')?.trim() : undefined
  return {
    status,
    ...(due && { dueOn: libraryDay(due, zone) }),
    ...(place && { place }),
    ...(holds !== undefined && { holds }),
  }
}

function queueIn(answer: Message<'18'>, { absentQueueIsEmpty }: Profile): number | undefined {
  const told = textIn(answer, 'CF')?.trim()
  if (told !== undefined && /^\d{1,6}$/.test(told)) return Number(told)
  return absentQueueIsEmpty ? 0 : undefined
}

/** Whether a server knows the card. */
export function isKnownPatron(answer: AnyMessage): boolean {
  const said = textIn(answer, 'BL')
  if (said !== undefined) return said === 'Y'
  return (textIn(answer, 'AE') ?? '').trim() !== ''
}

/** The patron as the register has it, with what the server says of blocks and fees. */
export function patronBy(answer: Message<'64'>, card: string, known: Patron | undefined, today: string): Patron {
  const patron = known ?? { patronId: card, cards: [card], category: textIn(answer, 'PC') ?? '', blocks: [], feesCents: 0 }
  const { patronStatus } = answer.fixed
  const lost = patronStatus[4] === 'Y'
  const expired = patron.expiresOn !== undefined && patron.expiresOn < today
  // Fees and dates deny as well, and are no blocks.
  const denied = patronStatus[0] === 'Y' && patronStatus[10] !== 'Y' && patronStatus[11] !== 'Y' && !expired
  const standing = [
    ...(lost ? ['card-lost' as const] : []),
    ...(denied && !lost && patron.blocks.length === 0 ? ['barred' as const] : []),
  ]
  const blocks = patronStatus[0] === 'Y' || lost ? [...new Set([...patron.blocks, ...standing])] : []
  const { expiresOn, ...rest } = patron
  const told = readDate(textIn(answer, 'PA') ?? '')?.day
  // It lends to the card again: what the register says of its end is out of date.
  const until = told ?? (expired && patronStatus[0] !== 'Y' ? undefined : expiresOn)
  return {
    ...rest,
    ...(until !== undefined && { expiresOn: until }),
    blocks,
    feesCents: owedIn(answer) ?? patron.feesCents,
  }
}

/** The counts of a 64, and its lists where they could be read whole. */
export function patronSeen(
  answer: Message<'64'>,
  items: readonly string[] | undefined,
  ready: readonly string[] | undefined,
): PatronSeen {
  const [waiting, queued] = [countIn(answer.fixed.holds), countIn(answer.fixed.unavailableHolds)]
  const fees = owedIn(answer)
  return {
    ...(items && { items }),
    ...(ready && { ready }),
    ...(waiting !== undefined && queued !== undefined && { holds: waiting + queued }),
    ...(fees !== undefined && { feesCents: fees }),
  }
}

/** Blanks: the server does not count them. */
export function countIn(digits: string): number | undefined {
  return /^\s*\d+\s*$/.test(digits) ? Number(digits) : undefined
}

/** What the account owes, in cents, less than nothing where it has credit (`-2.50`); undefined where the server does not tell. */
export function owedIn(answer: Parameters<typeof textIn>[0]): number | undefined {
  const told = textIn(answer, 'BV')?.trim()
  if (!told?.startsWith('-')) return centsIn(told)
  const credit = centsIn(told.slice(1))
  return credit === undefined ? undefined : 0 - credit
}

/** `4.50`, `0.0`, `10.000000`; undefined where it is no amount. */
export function centsIn(amount: string | undefined): number | undefined {
  const found = /^\s*(\d{1,9})(?:[.,](\d{1,6}))?\s*$/.exec(amount ?? '')
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0').slice(0, 2)) : undefined
}
