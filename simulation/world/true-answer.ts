import type { Outcome, ReplayChoice } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { StoredEntry } from '../../sync/hub/ports.ts'
import type { PlainEvent } from '../oracle/true-events.ts'
import { enterByHand } from './by-hand.ts'
import { tellsNoTimes, tellsOfKoha } from './sabotage.ts'
import type { SmallWorld } from './small-world.ts'
import { asTheLibraryHas, isSamePlace, truePlace, truePlaceBefore } from './true-place.ts'
import { onTheLabel } from './truth-of-entry.ts'

export type Asked = Extract<Outcome, { kind: 'needs-person' }>

export interface TrueAnswer {
  readonly choice: ReplayChoice
  readonly right?: { readonly barcode?: string; readonly card?: string }
}

/**
 * What somebody who knows the truth answers; undefined where they know of nothing that is true. A question is about what is `shown`: a loan that no
 * desk has brought home yet is not the newer one that is meant. Whoever enters something by hand enters what is so now.
 */
export async function trueAnswer(
  world: SmallWorld,
  stored: StoredEntry,
  { question, choices }: Asked,
  events: readonly PlainEvent[],
  shown: readonly PlainEvent[],
): Promise<TrueAnswer | undefined> {
  const happened = events.some(({ key }) => key === entryKey(stored.id))
  switch (question) {
    case 'order-unclear':
      return lastOfAll(stored, choices, shown)
    case 'unknown-item': {
      const { transaction } = stored.entry!
      const read = 'barcode' in transaction ? (transaction.barcode ?? '') : ''
      return { choice: 'correct-barcode', right: { barcode: onTheLabel(read) } }
    }
    case 'unknown-patron': {
      const { transaction } = stored.entry!
      const patron = 'patronId' in transaction ? await world.hub.tables.patron(transaction.patronId ?? '') : undefined
      return patron && { choice: 'correct-card', right: { card: patron.cards[0]! } }
    }
    case 'item-withdrawn':
    case 'not-for-loan':
      if (!happened) return { choice: 'write-off' }
      return choices.includes('lend-anyway') ? { choice: 'lend-anyway' } : seenToByHand(world, stored, choices, events)
    case 'undo-not-exact': {
      const told = tellsNoTimes(world.evidence) ? events : shown
      return (
        (await whatTheBookSays(world, stored, choices, told)) ??
        whatTheBookSays(world, stored, choices, await withoutWaiting(world, told))
      )
    }
    case 'kept-for-another':
    case 'declared-lost':
      return seenToByHand(world, stored, choices, events)
    case 'system-error':
      // A Koha lends nothing to somebody barred since: staff override that at its own desk.
      if (tellsOfKoha(world.evidence) && stored.entry?.transaction.kind === 'checkout')
        return seenToByHand(world, stored, choices, events)
      return { choice: 'try-again' }
    case 'hold-refused':
      return { choice: happened ? 'try-again' : 'leave-as-is' }
    case 'age-limit-overlooked':
    case 'fork':
    case 'unreadable':
      return { choice: 'leave-as-is' }
    default:
      return undefined
  }
}

/**
 * Whether what a person is asked to see to at the library's own desk rests on a scan that no desk has brought home: it may be taken back as mistyped
 * until then.
 */
export async function isUntold(
  world: SmallWorld,
  { entry }: StoredEntry,
  { question }: Asked,
  events: readonly PlainEvent[],
  shown: readonly PlainEvent[],
): Promise<boolean> {
  if (question !== 'kept-for-another' && question !== 'declared-lost') return false
  const barcode = await barcodeSeenTo(world, entry)
  return barcode !== undefined && !isSamePlace(truePlace(world, events, barcode), truePlace(world, shown, barcode))
}

/** Whether this scan was the last of its item, or which one was. */
function lastOfAll(
  { id, entry }: StoredEntry,
  choices: readonly ReplayChoice[],
  events: readonly PlainEvent[],
): TrueAnswer | undefined {
  const barcode = barcodeOf(entry, events, entryKey(id))
  const last = events.findLast(event => isScan(event) && event.barcode === barcode)
  const isLoan = entry?.transaction.kind === 'checkout'
  if (last?.key === entryKey(id)) return { choice: isLoan ? 'lend-to-patron' : 'take-back' }
  // Never scanned at all, it is as it was: this is taken back, or will be.
  const later = last?.kind !== 'checkin' || !isLoan ? 'keep-newer-loan' : 'take-back'
  const other = later === 'take-back' ? 'keep-newer-loan' : 'take-back'
  return { choice: isLoan && !choices.includes(later) && choices.includes(other) ? other : later }
}

/** A scan or a move that was taken back: the choice after which the book stands where it is. */
async function whatTheBookSays(
  world: SmallWorld,
  { entry }: StoredEntry,
  choices: readonly ReplayChoice[],
  events: readonly PlainEvent[],
): Promise<TrueAnswer | undefined> {
  if (entry?.transaction.kind !== 'undo' && entry?.transaction.kind !== 'move') return undefined
  const target = (await world.hub.uploads.entry(entry.transaction.target))?.entry?.transaction
  const barcode = target && 'barcode' in target && target.barcode ? onTheLabel(target.barcode) : undefined
  if (!barcode) return { choice: 'leave-as-is' }
  const truly = truePlace(world, events, barcode)
  if (isSamePlace(truly, await asTheLibraryHas(world, barcode))) return { choice: 'leave-as-is' }
  const before = truePlaceBefore(world, events, entry.transaction.target, barcode)
  // Where the system tells its times, what the nightly jobs have made of it since stands as well.
  const asBefore = world.evidence === 'full' ? { ...before, lost: truly.lost } : before
  if (choices.includes('as-before') && isSamePlace(truly, asBefore)) return { choice: 'as-before' }
  if (truly.patronId === undefined && truly.place === entry.branch && choices.includes('take-back'))
    return { choice: 'take-back' }
  // What it is about waits for a person too, who has answered that.
  if (choices.includes('try-again')) return { choice: 'try-again' }
  if (world.evidence === 'full')
    return truly.patronId === undefined && choices.includes('take-back') ? { choice: 'take-back' } : undefined
  if (!choices.includes('done-by-hand')) return undefined
  await enterByHand(world, barcode, truly)
  return { choice: 'done-by-hand' }
}

/** What stands before the scans that wait for an answer of their own: they come on top of what is answered here. */
async function withoutWaiting(world: SmallWorld, events: readonly PlainEvent[]): Promise<readonly PlainEvent[]> {
  const stored = await world.hub.stores.entries()
  const waiting = new Set(stored.filter(({ outcome }) => outcome?.kind === 'needs-person').map(({ id }) => entryKey(id)))
  return events.filter(({ key }) => !waiting.has(key))
}

/** Whoever keeps a copy for somebody lends it at the library's own desk; then the hub is told to look again. */
async function seenToByHand(
  world: SmallWorld,
  { id, entry }: StoredEntry,
  choices: readonly ReplayChoice[],
  events: readonly PlainEvent[],
): Promise<TrueAnswer> {
  const { transaction } = entry!
  const barcode = await barcodeSeenTo(world, entry)
  if (!barcode) return { choice: 'leave-as-is' }
  const truly = truePlace(world, events, barcode)
  const library = await asTheLibraryHas(world, barcode)
  const event = events.find(({ key }) => key === entryKey(id))
  const whose = event && 'patronId' in event ? event.patronId : 'patronId' in transaction ? transaction.patronId : undefined
  const nothing = choices.includes('leave-as-is') ? 'leave-as-is' : 'write-off'
  if (truly.patronId === undefined || truly.patronId !== whose) return { choice: nothing }
  if (isSamePlace(truly, library)) return { choice: truly.lost ? nothing : 'try-again' }
  await enterByHand(world, barcode, truly)
  return { choice: choices.includes('done-by-hand') ? 'done-by-hand' : 'try-again' }
}

async function barcodeSeenTo({ hub }: SmallWorld, entry: StoredEntry['entry']): Promise<string | undefined> {
  const { transaction } = entry!
  const about = 'target' in transaction ? (await hub.uploads.entry(transaction.target))?.entry?.transaction : transaction
  return about && 'barcode' in about && about.barcode ? onTheLabel(about.barcode) : undefined
}

function barcodeOf(entry: StoredEntry['entry'], events: readonly PlainEvent[], key: string): string | undefined {
  const transaction = entry?.transaction
  if (transaction && 'barcode' in transaction && transaction.barcode) return onTheLabel(transaction.barcode)
  const event = events.find(one => one.key === key)
  return event && isScan(event) ? event.barcode : undefined
}

function isScan(event: PlainEvent): event is PlainEvent & { readonly barcode: string } {
  return event.kind === 'checkout' || event.kind === 'checkin'
}
