import type { KnownRenewal, KnownScan } from '../../circulation/evidence.ts'
import { sameNumber } from '../../circulation/numbers.ts'
import { type Happening, type ReplayFacts, type ReplayTarget, scanOf } from '../../circulation/replay/happening.ts'
import { milliseconds } from '../../circulation/replay/scan-order.ts'
import type { EntryRef, Transaction } from '../../circulation/transaction.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { Connector, ItemEvidence } from '../connectors/connector.ts'
import type { Entry } from '../journal/entry.ts'
import { factsByLooks } from './looks/facts-by-looks.ts'
import type { ReplayPorts, StoredEntry, UploadStore } from './ports.ts'
import { barcodeOf, type ReplayJournals } from './replay-journal.ts'

/** Everything the decision about one entry rests on: the library system's word, and the journals' where it has not learnt of them. */
export async function factsAbout(
  stored: StoredEntry,
  entry: Entry,
  journals: ReplayJournals,
  ports: ReplayPorts,
  waitedMs: number,
): Promise<ReplayFacts> {
  const { transaction } = entry
  const erased = await journals.isErased(stored.id)
  if (erased) return { erased }
  const asked = owedWhenAsked(stored)
  if (!ports.connector.can.knows.times) return { ...asked, ...(await factsByLooks(stored, entry, journals, ports, waitedMs)) }
  const target = 'target' in transaction ? await targetOf(transaction.target, journals, ports) : undefined
  // A person may have named another item for that since.
  const barcode = (target && barcodeOf(target.happening)) ?? barcodeOf(entry)
  const [item, patron, corrected, copies] = await Promise.all([
    barcode === undefined ? undefined : itemEvidence(barcode, stored, journals, ports),
    'card' in transaction ? ports.connector.patronEvidence(transaction.card) : undefined,
    transaction.kind === 'stop-correction' ? sentScans(stored, transaction, journals, ports.uploads) : undefined,
    copiesAskedFor(target?.happening.transaction ?? transaction, ports.connector),
  ])
  const others = copies ?? (item && (await otherCopies(item, ports.connector)))
  return {
    ...asked,
    waitedMs,
    ...(item && { item }),
    ...(patron && { patron }),
    ...(target && { target }),
    ...(corrected && { corrected }),
    ...(others && { copies: others }),
  }
}

function owedWhenAsked({ outcome }: StoredEntry): Pick<ReplayFacts, 'owedWhenAsked'> {
  const owed = outcome?.kind === 'needs-person' ? outcome.owedCents : undefined
  return owed === undefined ? {} : { owedWhenAsked: owed }
}

/** Of a hold request: the evidence on every copy of its title. */
async function copiesAskedFor(transaction: Transaction, connector: Connector): Promise<readonly ItemEvidence[] | undefined> {
  if (transaction.kind !== 'hold-request') return
  const copies = await connector.copiesOf(transaction.titleId)
  return Promise.all(copies.map(copy => connector.itemEvidence(copy)))
}

/** Another copy may be somebody's turn instead. */
async function otherCopies({ item }: ItemEvidence, connector: Connector): Promise<readonly ItemEvidence[]> {
  if (!item) return []
  const copies = (await connector.copiesOf(item.titleId)).filter(copy => !sameNumber(copy, item.barcode))
  return Promise.all(copies.map(copy => connector.itemEvidence(copy)))
}

async function itemEvidence(
  barcode: string,
  stored: StoredEntry,
  journals: ReplayJournals,
  { uploads, connector }: Pick<ReplayPorts, 'uploads' | 'connector'>,
): Promise<ItemEvidence> {
  const [evidence, about] = await Promise.all([connector.itemEvidence(barcode), entriesAbout(barcode, journals, uploads)])
  const written = new Set(evidence.scans.flatMap(({ mark }) => mark ?? []))
  const unsent: KnownScan[] = []
  for (const other of about) {
    const back = await broughtBack(other, stored, journals, uploads)
    if (back && !written.has(back.mark!)) unsent.push(back)
    if (entryKey(other.id) === entryKey(stored.id) || !other.entry || written.has(entryKey(other.id))) continue
    if (other.outcome && other.outcome.kind !== 'needs-person') continue
    if (await journals.isErased(other.id)) continue
    const scan = scanIn(await journals.happening(other.entry))
    if (scan) unsent.push({ ...scan, unsent: other.outcome ? 'waiting' : 'next' })
  }
  const known = new Map(about.flatMap(({ id, entry }) => (entry ? [[entryKey(id), entry] as const] : [])))
  const scans = await Promise.all(evidence.scans.map(scan => knownBetter(scan, known, journals, uploads)))
  const renewals = [...evidence.renewals, ...(await voidRenewals(about, journals))]
  return { ...evidence, scans: [...scans, ...unsent], renewals }
}

/** What was renewed when nobody knew yet of the loan that it was of: it counts when that loan comes home. */
async function voidRenewals(about: readonly StoredEntry[], journals: ReplayJournals): Promise<readonly KnownRenewal[]> {
  const found: KnownRenewal[] = []
  for (const { id, entry, outcome } of about) {
    const isVoid = outcome?.kind === 'history-only' && outcome.notes.some(({ code }) => code === 'renewal-void')
    if (!isVoid || entry?.transaction.kind !== 'renewal' || (await journals.isErased(id))) continue
    const { patronId, dueOn } = entry.transaction
    found.push({ patronId, dueOn, dueBefore: dueOn, at: (await journals.happening(entry)).at })
  }
  return found
}

/** What the journals tell of an item: what was read as another and corrected to this one too, and not what was corrected away from it. */
export async function entriesAbout(
  barcode: string,
  journals: ReplayJournals,
  uploads: UploadStore,
): Promise<readonly StoredEntry[]> {
  const [read, corrected] = await Promise.all([uploads.entriesAbout(barcode), journals.rightItems()])
  if (corrected.length === 0) return read
  const keys = new Set(corrected.map(({ id }) => entryKey(id)))
  const here = corrected.filter(right => sameNumber(right.barcode, barcode))
  const come = (await Promise.all(here.map(({ id }) => uploads.entry(id)))).flatMap(stored => stored ?? [])
  return [...read.filter(({ id }) => !keys.has(entryKey(id))), ...come].toSorted((a, b) => a.arrival - b.arrival)
}

/** The return that an undo amounts to, which is still to be replayed. */
async function broughtBack(
  { id, entry }: StoredEntry,
  asking: StoredEntry,
  journals: ReplayJournals,
  uploads: UploadStore,
): Promise<KnownScan | undefined> {
  if (entry?.transaction.kind !== 'checkout') return
  const undo = await journals.broughtBackBy(id)
  if (!undo || entryKey(undo) === entryKey(asking.id) || (await journals.isErased(undo)) || (await journals.isErased(id))) return
  const outcome = (await uploads.entry(undo))?.outcome
  if (outcome && outcome.kind !== 'needs-person') return
  return { ...scanOf(await journals.happening(undo), 'checkin'), unsent: outcome ? 'waiting' : 'next' }
}

/** Worth another look at the journal: its clock may have been measured since the scan was written, or it was put elsewhere than its clock says. */
const unsureMs = 60_000

async function knownBetter(
  scan: KnownScan,
  entries: ReadonlyMap<string, Entry>,
  journals: ReplayJournals,
  uploads: UploadStore,
): Promise<KnownScan> {
  if (!scan.entry || scan.uncertaintyMs <= unsureMs) return scan
  // An undo by which a book came back names no item.
  const entry = entries.get(entryKey(scan.entry)) ?? (await uploads.entry(scan.entry))?.entry
  if (!entry) return scan
  const { at, uncertaintyMs, within } = await journals.happening(entry)
  if (within && uncertaintyMs <= scan.uncertaintyMs) return { ...scan, within }
  const middle = milliseconds(at)
  if (uncertaintyMs > scan.uncertaintyMs || (uncertaintyMs === scan.uncertaintyMs && middle === milliseconds(scan.at)))
    return scan
  return { ...scan, within: { from: middle - uncertaintyMs, to: middle + uncertaintyMs } }
}

function scanIn(happening: Happening): KnownScan | undefined {
  const { transaction } = happening
  if (transaction.kind === 'checkout') return scanOf(happening, 'checkout', transaction.patronId)
  if (transaction.kind === 'checkin') return scanOf(happening, 'checkin')
}

/** Undefined where that entry is not here, or another one stands under its number. */
async function entryMeant(ref: EntryRef, uploads: UploadStore): Promise<StoredEntry | undefined> {
  const stored = await uploads.entry(ref)
  return stored && (ref.hash ?? stored.hash) === stored.hash ? stored : undefined
}

/** What an undo or a move is about. */
export async function targetOf(
  ref: EntryRef,
  journals: ReplayJournals,
  { uploads }: Pick<ReplayPorts, 'uploads'>,
): Promise<ReplayTarget | undefined> {
  const stored = await entryMeant(ref, uploads)
  if (!stored?.entry) return
  return { happening: await journals.happening(stored.entry), ...(stored.outcome && { outcome: stored.outcome }) }
}

async function sentScans(
  { id }: StoredEntry,
  { fromSequence, toSequence }: { readonly fromSequence: number; readonly toSequence: number },
  journals: ReplayJournals,
  uploads: UploadStore,
) {
  const run = await journals.between(id, fromSequence, Math.min(toSequence, id.sequence))
  const scans = await Promise.all(
    run.map(async ({ id: entry, entry: read, outcome }) => {
      const settled = outcome && outcome.kind !== 'needs-person' && outcome.kind !== 'refused'
      const sent = settled && !('notes' in outcome && outcome.notes.some(({ code }) => code === 'erased-before-upload'))
      if (!read || !sent) return []
      const happening = await journals.happening(read)
      const barcode = await scannedBarcode(happening, journals, uploads)
      return barcode === undefined ? [] : [{ barcode, entry, branch: happening.branch }]
    }),
  )
  return scans.flat()
}

/** Of what became a scan: a loan, a return, and the undo of a loan because the book is here, by the number that a person has put right. */
export async function scannedBarcode(
  entry: Pick<Entry, 'transaction'>,
  journals: ReplayJournals,
  uploads: UploadStore,
): Promise<string | undefined> {
  const { transaction } = entry
  if (transaction.kind === 'checkout' || transaction.kind === 'checkin') return barcodeOf(entry)
  const target = transaction.kind === 'undo' ? (await entryMeant(transaction.target, uploads))?.entry : undefined
  return target && barcodeOf(await journals.happening(target))
}
