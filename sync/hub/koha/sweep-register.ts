import { numberKey } from '../../../circulation/numbers.ts'
import { goneFrom, isKohas } from '../../connectors/koha/register-rows.ts'
import type { TableChange } from '../../connectors/library-tables.ts'
import { type Learning, learnHolds, learnItems, learnPatrons } from './learn-rows.ts'
import type { PullMemory } from './pull-memory.ts'

/** What the register holds, in the order of its keys. */
export interface RegisterKeys {
  /** At most that many barcodes, or patrons' numbers, after the first `skip`. */
  items(skip: number, most: number): Promise<readonly string[]>
  patrons(skip: number, most: number): Promise<readonly string[]>
  holds(): Promise<readonly string[]>
}

export interface SweepPorts extends Learning {
  readonly memory: PullMemory
  readonly keys: RegisterKeys
  /** More than this in one sweep is taken for an error of rights, not for deletions. */
  readonly goneAtMost: number
  /** Waits as the pace wants it; false where the sweep must stop, to go on another time. */
  next(): Promise<boolean>
  readonly trouble: (what: string) => void
}

export interface Swept {
  /** False where it was stopped and goes on another time. */
  readonly isWhole: boolean
  readonly learnt: number
  /** Taken out of the register: Koha has them no longer. */
  readonly gone: number
}

const rowsAtOnce = 100

/**
 * Holds every row of the register against Koha, which tells of changes but not of deletions. What Koha shows no longer is looked for once more by itself
 * before it goes. Rejects as Koha's answers do; the next sweep goes on there.
 */
export async function sweepRegister(ports: SweepPorts): Promise<Swept> {
  const { memory, keys } = ports
  const before = await memory.sweptRows()
  let [rows, learnt, gone] = [0, 0, 0]
  const out = async (changes: readonly TableChange[]) => {
    if (gone + changes.length > ports.goneAtMost)
      throw new TooMuchGone(`Koha shows more than ${ports.goneAtMost} rows no longer: they stay until somebody has looked`)
    gone += changes.length
    await takeOut(changes, ports)
  }
  for (const part of ['patrons', 'items'] as const)
    for (let at = 0; ; at += rowsAtOnce) {
      const some = await keys[part](at, rowsAtOnce)
      rows += some.length
      // What an interrupted sweep has looked at is not looked at twice.
      if (some.length > 0 && rows > before) {
        if (!(await ports.next())) return { isWhole: false, learnt, gone }
        const found = await (part === 'items' ? sweepItems(some, ports) : sweepPatrons(some, ports))
        learnt += found.learnt
        await out(found.gone)
        await memory.sweep(rows)
      }
      if (some.length < rowsAtOnce) break
    }
  if (!(await ports.next())) return { isWhole: false, learnt, gone }
  const found = await sweepHolds(ports)
  await out(found.gone)
  await memory.sweep(0)
  await memory.end('sweep', ports.now())
  return { isWhole: true, learnt: learnt + found.learnt, gone }
}

/** A person must look: rights may be missing, or a great many rows were deleted. */
export class TooMuchGone extends Error {}

/** Takes out of the register what Koha has no longer. */
export async function takeOut(changes: readonly TableChange[], { tables, beforeLearning }: Learning): Promise<void> {
  if (changes.length === 0) return
  for (const change of changes) if ('barcode' in change) await beforeLearning?.(change.barcode)
  await tables.write(changes, `swept:${crypto.randomUUID()}`)
}

interface Found {
  readonly learnt: number
  readonly gone: readonly TableChange[]
}

/** What nobody lends any more is withdrawn. */
export async function sweepItems(keys: readonly string[], ports: Learning): Promise<Found> {
  const { tables, source } = ports
  const known = (await Promise.all(keys.map(key => tables.item(key)))).filter(item => item !== undefined)
  const rows = await source.itemsWith(known.map(({ barcode }) => barcode))
  const learnt = await learnItems(rows, ports)
  const there = new Set(rows.map(({ item }) => numberKey(item.external_id ?? '')))
  const gone: TableChange[] = []
  for (const { barcode, circulationStatus } of known)
    if (!there.has(numberKey(barcode)) && circulationStatus !== 'withdrawn' && !(await source.catalogue.item(barcode)))
      gone.push({ kind: 'set-status', barcode, status: 'withdrawn' })
  return { learnt, gone }
}

/** Whom Koha has deleted no card finds, and nothing is kept of them. Whom it knows by another card is found by their number. */
export async function sweepPatrons(keys: readonly string[], ports: Learning): Promise<Found> {
  const { tables, source } = ports
  const all = await Promise.all(keys.map(key => tables.patron(key)))
  const known = all.filter(patron => patron !== undefined).filter(({ cards }) => cards.length > 0)
  if (known.length === 0) return { learnt: 0, gone: [] }
  const rows = [...(await source.patronsWith(known.map(({ cards }) => cards[0]!)))]
  const there = new Set(rows.map(({ cardnumber }) => numberKey(cardnumber ?? '')))
  const gone: TableChange[] = []
  for (const patron of known) {
    if (there.has(numberKey(patron.cards[0]!)) || !isKohas(patron.patronId)) continue
    const told = await source.catalogue.patron(patron.patronId)
    if (told) rows.push(told)
    else gone.push({ kind: 'put-patron', patron: goneFrom(patron) })
  }
  return { learnt: await learnPatrons(rows, ports), gone }
}

async function sweepHolds(ports: SweepPorts): Promise<Found> {
  const before = (await ports.keys.holds()).filter(isKohas)
  const there = new Set<string>()
  let learnt = 0
  for await (const page of ports.source.allHolds()) {
    learnt += await learnHolds(page, ports)
    for (const { hold_id } of page) there.add(`koha:${hold_id}`)
  }
  const gone = before.filter(holdId => !there.has(holdId))
  return { learnt, gone: gone.map(holdId => ({ kind: 'end-hold', holdId, why: 'cancelled', at: ports.now() })) }
}
