import type { Outcome, ReplayChoice } from '../../circulation/outcome.ts'
import { entryKey } from '../../circulation/transaction.ts'
import { OfficeAnswers } from '../../sync/hub/office-answers.ts'
import type { StoredEntry } from '../../sync/hub/ports.ts'
import { AlwaysOnline } from '../oracle/always-online.ts'
import { type PlainEvent, plainEvents } from '../oracle/true-events.ts'
import { beginning } from './beginning.ts'
import { zone } from './first-morning.ts'
import { centralDesk } from './script.ts'
import type { SmallWorld } from './small-world.ts'
import { onTheLabel } from './truth-of-entry.ts'

type Asked = Extract<Outcome, { kind: 'needs-person' }>

interface TrueAnswer {
  readonly choice: ReplayChoice
  readonly right?: { readonly barcode?: string; readonly card?: string }
}

/** Keys of what waits for a person now. */
export async function openQuestions({ hub }: SmallWorld): Promise<readonly string[]> {
  return waiting(await hub.stores.entries()).map(({ id }) => entryKey(id))
}

/** Somebody who knows the truth answers what is asked, with nothing but the choices on offer. An answer may bring the next question; or it waits until something comes home. */
export async function answerAll(world: SmallWorld, waits = false): Promise<void> {
  const office = new OfficeAnswers({
    entry: id => world.hub.uploads.entry(id),
    have: (station, epoch) => world.hub.uploads.have(station, epoch),
    take: (station, upload) => world.hub.uploads.take(station, upload),
  })
  const place = { now: world.time.iso, zone, branch: centralDesk, environment: 'test' } as const
  for (let round = 0; round < 3; round++) {
    const events = plainEvents(world.events)
    let filed = 0
    for (const stored of waiting(await world.hub.stores.entries())) {
      const asked = stored.outcome as Asked
      const key = entryKey(stored.id)
      const answer = await trueAnswer(world, stored, asked, events)
      if (!answer || !asked.choices.includes(answer.choice)) {
        world.unanswerable.add(`${key} ${asked.question}`)
        continue
      }
      world.answered.add(key)
      const { kind } = await office.answer({ target: stored.id, question: asked.question, ...answer }, place)
      if (kind === 'filed') filed++
    }
    if (filed === 0 || waits) return
    await world.hub.replay()
  }
}

function waiting(stored: readonly StoredEntry[]): readonly StoredEntry[] {
  return stored.filter(({ outcome }) => outcome?.kind === 'needs-person')
}

async function trueAnswer(
  world: SmallWorld,
  stored: StoredEntry,
  { question, choices }: Asked,
  events: readonly PlainEvent[],
): Promise<TrueAnswer | undefined> {
  switch (question) {
    case 'order-unclear':
      return lastOfAll(stored, events)
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
      return { choice: events.some(({ key }) => key === entryKey(stored.id)) ? 'lend-anyway' : 'write-off' }
    case 'undo-not-exact':
      return whatTheBookSays(world, stored, choices, events)
    case 'system-error':
      return { choice: 'try-again' }
    case 'hold-refused':
      return { choice: events.some(({ key }) => key === entryKey(stored.id)) ? 'try-again' : 'leave-as-is' }
    case 'age-limit-overlooked':
    case 'fork':
    case 'unreadable':
      return { choice: 'leave-as-is' }
    default:
      return undefined
  }
}

/** Whether this scan was the last of its item, or which one was. */
function lastOfAll({ id, entry }: StoredEntry, events: readonly PlainEvent[]): TrueAnswer | undefined {
  const barcode = barcodeOf(entry, events, entryKey(id))
  const last = events.findLast(event => isScan(event) && event.barcode === barcode)
  if (!last) return undefined
  const isLoan = entry?.transaction.kind === 'checkout'
  if (last.key === entryKey(id)) return { choice: isLoan ? 'lend-to-patron' : 'take-back' }
  return { choice: last.kind === 'checkout' || !isLoan ? 'keep-newer-loan' : 'take-back' }
}

/** The scan that was taken back: the book lies here, or everything is as it should be already. */
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
  const online = new AlwaysOnline(beginning(world.morning))
  for (const event of events) online.tell(event)
  const truly = online.standing().items.get(barcode)
  const loan = await world.hub.tables.loan(barcode)
  if (truly?.patronId === loan?.patronId) return { choice: 'leave-as-is' }
  return truly?.patronId === undefined && choices.includes('take-back') ? { choice: 'take-back' } : undefined
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
