import type { ItemSeen } from '../../../circulation/evidence.ts'
import { loanOfAnother, loanOfNobodyKnown, scansBetween, withHolders } from '../../../circulation/looks/scans-between.ts'
import { shortestLoanDays } from '../../../circulation/looks/shortest-loan.ts'
import type { Sighting } from '../../../circulation/looks/sighting.ts'
import { toldScans } from '../../../circulation/looks/told-scans.ts'
import { type CorrectedScan, markOf, type ReplayFacts } from '../../../circulation/replay/happening.ts'
import { milliseconds } from '../../../circulation/replay/scan-order.ts'
import type { Transaction } from '../../../circulation/transaction.ts'
import type { PatronEvidence } from '../../connectors/connector.ts'
import type { Entry } from '../../journal/entry.ts'
import type { ReplayPorts, StoredEntry } from '../ports.ts'
import { scannedBarcode, targetOf } from '../replay-facts.ts'
import { barcodeOf, isMistyped, type ReplayJournals } from '../replay-journal.ts'
import { journalScans } from './journal-scans.ts'
import { Looker, lastHolder, storeOf } from './look.ts'

/** Everything the decision about one entry rests on where the library system tells no times: a look at it now, the looks before, and the journals. */
export async function factsByLooks(
  stored: StoredEntry,
  entry: Entry,
  journals: ReplayJournals,
  ports: ReplayPorts,
  waitedMs: number,
): Promise<ReplayFacts> {
  const { transaction } = entry
  const target = 'target' in transaction ? await targetOf(transaction.target, journals, ports) : undefined
  const barcode = (target && barcodeOf(target.happening)) ?? barcodeOf(entry)
  const looker = new Looker(ports)
  const patron = await cardHolder(transaction, looker, ports)
  const movedTo = transaction.kind === 'checkout' ? await newCard(stored, journals, ports) : undefined
  const base = { waitedMs, ...(patron && { patron }), ...(target && { target }), ...(movedTo !== undefined && { movedTo }) }
  const { connector, now } = ports
  const unseen = ports.unseen ?? { ownBranches: [], afterMs: 0 }
  const asked = stored.outcome?.kind === 'needs-person' && barcode !== undefined
  const said = asked ? await journals.placeSaid(entry, barcode) : undefined
  const looks = (sightings: readonly Sighting[] = []) => {
    return { sightings, can: connector.can, now: now(), unseen, ...(said && { said }) }
  }
  if (transaction.kind === 'stop-correction') {
    const corrected = await correctedScans(stored, transaction, journals, ports)
    return { ...base, corrected, looks: looks() }
  }
  if (barcode === undefined) {
    await looker.remember([])
    return { ...base, looks: looks() }
  }
  const { scans, holders } = await journalScans(barcode, stored.id, journals, ports.uploads)
  const before = await storeOf(ports).sightings(barcode)
  const lenders = scans.toReversed().flatMap(({ patronId }) => patronId ?? [])
  const about = [transaction, ...(target ? [target.happening.transaction] : [])].flatMap(patronsIn)
  const { evidence, seen } = await looker.item(barcode, [...about, lastHolder(before), ...lenders.slice(0, 3)])
  const by = enteredByHand(stored, transaction, seen, patron)
  await looker.remember(evidence.item ? [{ barcode, seen, ...(by !== undefined && { by }) }] : [])
  const sightings = withHolders(
    await storeOf(ports).sightings(barcode),
    holders.map(({ patronId }) => patronId),
  )
  const { at } = await journals.happening(entry)
  const { told } = evidence
  if (told) return { ...base, item: { ...evidence, scans: [...scans, ...toldScans(told, sightings)] }, looks: looks(sightings) }
  const another =
    holders.map(seen => loanOfAnother(sightings, seen.patronId, seen.at)).find(({ length }) => length > 0) ??
    loanOfNobodyKnown(sightings, at)
  const shortest = ports.rules && { shortestLoanDays: shortestLoanDays(ports.rules, evidence.item?.itemType) }
  return {
    ...base,
    item: { ...evidence, scans: [...scans, ...scansBetween(sightings), ...another] },
    looks: { ...looks(sightings), ...shortest },
  }
}

/**
 * A loan that somebody was asked to enter, and that has begun since the hub has known of it: as if the hub had written it, it is ordered by its scan.
 * The mark of it; undefined where there is none, or the system does not tell when its loan began.
 */
function enteredByHand(
  { id, outcome, receivedAt }: StoredEntry,
  transaction: Transaction,
  seen: ItemSeen,
  patron: PatronEvidence | undefined,
): string | undefined {
  const wasAsked = outcome?.kind === 'needs-person' && outcome.choices.includes('try-again')
  if (transaction.kind !== 'checkout' || !wasAsked || seen.status !== 'on-loan' || seen.since === undefined) return
  const isTheirs = seen.patronId !== undefined && seen.patronId === patron?.patron?.patronId
  return isTheirs && milliseconds(seen.since) >= milliseconds(receivedAt) ? markOf(id) : undefined
}

async function cardHolder(
  transaction: Transaction,
  looker: Looker,
  { connector }: ReplayPorts,
): Promise<PatronEvidence | undefined> {
  if (!('card' in transaction)) return
  const evidence = await connector.patronEvidence(transaction.card)
  if (evidence.patron && evidence.seen) looker.saw(evidence.patron.patronId, evidence.seen)
  return evidence
}

/** Whose loan it is by a move that stands. */
async function newCard({ id }: StoredEntry, journals: ReplayJournals, { uploads }: ReplayPorts): Promise<string | undefined> {
  const by = await journals.movedBy(id)
  const move = by && !(await journals.isErased(by)) ? (await uploads.entry(by))?.entry?.transaction : undefined
  return move?.kind === 'move' ? move.patronId : undefined
}

/** Who may have the item by what the desk wrote down. */
function patronsIn(transaction: Transaction): readonly (string | undefined)[] {
  switch (transaction.kind) {
    case 'checkout':
      return [transaction.patronId, transaction.takenFrom]
    case 'checkin':
    case 'renewal':
      return [transaction.patronId]
    case 'move':
      return [transaction.fromPatronId, transaction.patronId]
    default:
      return []
  }
}

async function correctedScans(
  { id }: StoredEntry,
  { fromSequence, toSequence }: Extract<Transaction, { kind: 'stop-correction' }>,
  journals: ReplayJournals,
  ports: ReplayPorts,
): Promise<readonly CorrectedScan[]> {
  const found: CorrectedScan[] = []
  const run = await journals.between(id, fromSequence, id.sequence)
  const corrections = run.flatMap(({ entry }) => (entry?.transaction.kind === 'stop-correction' ? [entry] : []))
  for (const one of run.filter(({ id: { sequence } }) => sequence <= toSequence)) {
    const happening = one.entry && (await journals.happening(one.entry))
    const barcode = happening && (await scannedBarcode(happening, journals, ports.uploads))
    if (
      !one.entry ||
      !happening ||
      barcode === undefined ||
      !one.outcome ||
      isMistyped(one.entry.transaction) ||
      (await journals.isErased(one.id))
    )
      continue
    const looker = new Looker(ports)
    const { seen } = await looker.item(barcode, [lastHolder(await storeOf(ports).sightings(barcode))])
    await looker.remember([{ barcode, seen }])
    const sightings = await storeOf(ports).sightings(barcode)
    const { branch } = happening
    found.push({ barcode, entry: one.id, seen: { sightings, branch, marks: [one.id, ...corrections].map(markOf) } })
  }
  return found
}
