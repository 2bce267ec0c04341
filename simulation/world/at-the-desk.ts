import type { Entry } from '../../sync/journal/entry.ts'
import type { Op } from './script.ts'
import type { SimulatedStation } from './simulated-station.ts'
import type { SmallWorld } from './small-world.ts'
import { misread, onTheLabel } from './truth-of-entry.ts'

type OpOf<K extends Op['do']> = Extract<Op, { do: K }>

/** A patron takes a book along, if the desk lends it. */
export async function lend(world: SmallWorld, desk: SimulatedStation, op: OpOf<'lend'>): Promise<void> {
  const patronId = world.patron(op.patron)
  const barcode = world.books.pick(desk.branch, op.pick)
  if (!barcode) return
  const cardOf = op.slip === 'wrong-card' ? world.patron(op.patron + 1) : patronId
  if (op.slip !== 'left-open') await open(world, desk, cardOf, op.luck)
  const wasOpen = desk.session().visit !== undefined
  if (op.slip === 'crash') await beforeTheCrash(desk, barcode)
  if (op.slip === 'crash') await open(world, desk, cardOf, op.luck)
  await scanned(world, desk, barcode, op.luck, wasOpen ? patronId : undefined)
}

/** A patron brings a book, and somebody should scan it with nobody open. */
export async function takeBack(world: SmallWorld, desk: SimulatedStation, op: OpOf<'return'>): Promise<void> {
  const barcode = world.books.pick(world.patron(op.patron), op.pick)
  if (!barcode) return
  world.books.move(barcode, desk.branch)
  if (op.slip === 'unscanned') return
  if (op.slip !== 'left-open') await desk.do({ type: 'finish' })
  if (op.slip === 'crash') await beforeTheCrash(desk, barcode)
  await scanned(world, desk, barcode, op.luck, desk.session().visit?.patronId)
  if (op.slip === 'twice') await scanned(world, desk, barcode, op.luck, desk.session().visit?.patronId)
}

/** Renewed by the card; the books are at home. */
export async function renew(world: SmallWorld, desk: SimulatedStation, op: OpOf<'renew'>): Promise<void> {
  const patronId = world.patron(op.patron)
  await open(world, desk, patronId, op.luck)
  const mine = world.books.in(patronId)
  const barcodes = op.pick < 0.5 ? mine : mine.slice(0, 1)
  if (barcodes.length > 0) await desk.do({ type: 'renew', barcodes })
  await answer(desk, op.luck)
}

/** A patron asks for a title, to be picked up here. */
export async function askFor(world: SmallWorld, desk: SimulatedStation, op: OpOf<'ask-for'>): Promise<void> {
  await open(world, desk, world.patron(op.patron), op.luck)
  const { items } = world.morning
  const { titleId } = items[Math.floor(op.pick ** 2 * items.length)]!
  await desk.do({ type: 'hold', titleId })
}

/** A number typed wrongly: some other book's, wherever that is. */
export async function mistype(world: SmallWorld, desk: SimulatedStation, op: OpOf<'mistype'>): Promise<void> {
  const barcode = world.books.elsewhere(desk.branch, op.pick)
  if (!barcode) return
  if (op.as === 'lend') await open(world, desk, world.patron(op.patron), op.luck)
  else await desk.do({ type: 'finish' })
  const wrote = [...(await desk.scan(barcode)), ...(await answer(desk, 0))]
  if (op.undone && wrote.length > 0) await takeLastBack(desk, 'mistyped')
}

/** The label is read wrongly, and nobody knows the number. */
export async function scanMisread(world: SmallWorld, desk: SimulatedStation, op: OpOf<'misread'>): Promise<void> {
  const patronId = world.patron(op.patron)
  const barcode = world.books.pick(op.as === 'lend' ? desk.branch : patronId, op.pick)
  if (!barcode) return
  if (op.as === 'lend') await open(world, desk, patronId, op.luck)
  else await desk.do({ type: 'finish' })
  const wrote = [...(await desk.scan(misread(barcode))), ...(await answer(desk, op.luck))]
  const scan = wrote.findLast(({ transaction }) => moves(transaction))
  if (scan?.transaction.kind === 'checkout') world.books.move(barcode, patronId)
  else if (scan || op.as === 'return') world.books.move(barcode, desk.branch)
}

/** The scan is on disk, but nobody saw its verdict: it is done once more. */
async function beforeTheCrash(desk: SimulatedStation, barcode: string): Promise<void> {
  await desk.scan(barcode)
  await desk.restart(0)
}

/** The last line is taken back, rightly or wrongly; or another by mistake. */
export async function undo(world: SmallWorld, desk: SimulatedStation, op: OpOf<'undo'>): Promise<void> {
  const slip = op.pick < 0.25 ? 1 + Math.floor(op.pick * 12) : 0
  const line = undoable(desk)[slip]
  const wrote = await takeLastBack(desk, op.why, slip)
  if (wrote.length > 0 && line?.kind === 'checkout' && line.barcode) world.books.move(onTheLabel(line.barcode), desk.branch)
}

/** The open visit was on the wrong card. */
export async function move(world: SmallWorld, desk: SimulatedStation, op: OpOf<'move'>): Promise<void> {
  const { visit } = desk.session()
  if (!visit) return
  const card = world.card(world.patron(op.patron), op.luck)
  await desk.do({ type: 'move-visit', visitId: visit.visitId, card })
  await answer(desk, op.luck)
}

/** The last few entries were written down at the wrong stop. */
export async function correctStop(desk: SimulatedStation, op: OpOf<'correct-stop'>): Promise<void> {
  const last = (await desk.entries()).at(-1)?.sequence ?? 0
  const first = Math.max(1, last - Math.floor(op.pick * 10))
  await desk.do({ type: 'correct-stop', fromSequence: first, toSequence: last, branch: op.branch })
}

async function open(world: SmallWorld, desk: SimulatedStation, patronId: string, luck: number): Promise<void> {
  if (desk.session().visit?.patronId === patronId) return
  await desk.scan(world.card(patronId, luck))
  await answer(desk, 0)
}

/** Scans a book that is here; it goes with the patron where the desk lent it, and stays otherwise. */
async function scanned(
  world: SmallWorld,
  desk: SimulatedStation,
  barcode: string,
  luck: number,
  with_: string | undefined,
): Promise<void> {
  const before = desk.session().visit
  const wrote = [...(await desk.scan(barcode)), ...(await answer(desk, luck))]
  const last = wrote
    .map(({ transaction }) => transaction)
    .findLast(one => 'barcode' in one && one.barcode === barcode && moves(one))
  const kept = wrote.some(({ transaction }) => transaction.kind === 'renewal')
  if (last?.kind === 'checkout' || kept) world.books.move(barcode, with_ ?? before?.patronId ?? desk.branch)
}

function moves({ kind }: Entry['transaction']): boolean {
  return kind === 'checkout' || kind === 'checkin'
}

/** Answers whatever the desk asks, until it asks no more. */
async function answer(desk: SimulatedStation, luck: number): Promise<readonly Entry[]> {
  const wrote: Entry[] = []
  for (let asked = 0; asked < 4; asked++) {
    const { choices = [] } = desk.session().question ?? {}
    if (choices.length === 0) return wrote
    const choice = Math.floor(luck * choices.length)
    // Here nobody takes a book to somebody else: what a loan does to a hold follows from whose it is.
    wrote.push(...(await desk.do({ type: 'answer', choice: choices[choice]!.reason === 'family-member' ? choice - 1 : choice })))
  }
  return wrote
}

function undoable(desk: SimulatedStation) {
  return desk.session().lines.filter(({ entry, undone, kind }) => entry && !undone && kind !== 'undo' && kind !== 'refused')
}

async function takeLastBack(desk: SimulatedStation, why: 'book-is-here' | 'mistyped', slip = 0): Promise<readonly Entry[]> {
  const line = undoable(desk)[slip]
  if (!line) return []
  await desk.do({ type: 'undo', lineIds: [line.lineId] })
  const choices = desk.session().question?.choices ?? []
  const choice = choices.findIndex(({ id }) => id === why)
  return desk.do({ type: 'answer', choice: choice >= 0 ? choice : choices.length - 1 })
}
