import { Temporal } from 'temporal-polyfill'
import type { TableChange } from '../../sync/connectors/library-tables.ts'
import { dayIn } from '../../sync/station/desk-place.ts'
import { daysUntilLost } from './central-desk.ts'
import { zone } from './first-morning.ts'
import { centralDesk, type Op } from './script.ts'
import type { SmallWorld } from './small-world.ts'
import { pickFrom } from './whereabouts.ts'

type OpOf<K extends Op['do']> = Extract<Op, { do: K }>

/** At the library's own desk: written at once. */
export async function lendCentrally(world: SmallWorld, op: OpOf<'lend'>): Promise<void> {
  const barcode = world.books.pick(centralDesk, op.pick)
  if (!barcode) return
  const patronId = world.patron(op.patron)
  const dueOn = dayAfter(world, 1 + Math.floor(op.luck * 4))
  await world.central.lend(barcode, patronId, world.time.iso(), dueOn)
  world.happened({ kind: 'checkout', barcode, patronId, branch: centralDesk, dueOn })
  world.books.move(barcode, patronId)
}

export async function takeBackCentrally(world: SmallWorld, op: OpOf<'return'>): Promise<void> {
  const barcode = world.books.pick(world.patron(op.patron), op.pick)
  if (!barcode) return
  world.books.move(barcode, centralDesk)
  if (op.slip === 'unscanned') return
  await world.central.takeBack(barcode, world.time.iso())
  world.happened({ kind: 'checkin', barcode, branch: centralDesk })
}

/** A patron sees their loans, as far as the library system knows them. */
export async function webRenew(world: SmallWorld, op: OpOf<'web-renew'>): Promise<void> {
  const patronId = world.patron(op.patron)
  const loans = (await world.hub.tables.loansOf(patronId)).toSorted((a, b) => (a.barcode < b.barcode ? -1 : 1))
  const loan = pickFrom(loans, op.pick)
  if (!loan) return
  const promised = dayAfter(world, op.days)
  const dueOn = promised > loan.dueOn ? promised : loan.dueOn
  await world.central.renewOnTheWeb(loan, world.time.iso(), dueOn)
  world.happened({ kind: 'renewal', barcode: loan.barcode, patronId, dueOn })
}

export async function webHold(world: SmallWorld, op: OpOf<'web-hold'>): Promise<void> {
  const patronId = world.patron(op.patron)
  const { items } = world.morning
  const { titleId } = items[Math.floor(op.pick ** 2 * items.length)]!
  if (world.morning.closed.has(titleId)) return
  if ((await world.hub.tables.holdsOf(patronId)).some(hold => hold.titleId === titleId)) return
  const holdId = `web-${world.events.length}`
  const place = { pickup: { branch: op.branch }, state: { kind: 'queued' } } as const
  await world.central.holdOnTheWeb({ holdId, titleId, patronId, placedAt: world.time.iso(), holdNumber: holdId, ...place })
  world.happened({ kind: 'hold', holdId, titleId, patronId, branch: op.branch })
}

/** Of a title that nobody may ask for. */
export async function catalogue(world: SmallWorld, { pick, what }: OpOf<'catalogue'>): Promise<void> {
  const item = pickFrom(
    world.morning.items.filter(({ titleId }) => world.morning.closed.has(titleId)),
    pick,
  )!
  const { barcode } = item
  if (what === 'age-limit') return changed(world, { kind: 'put-item', item: { ...item, ageLimit: 16 } })
  if ((await world.hub.tables.item(barcode))?.circulationStatus === 'ok')
    await changed(world, { kind: 'set-status', barcode, status: what })
}

/** What had been lost, came back by a scan, and lies on no shelf: it is marked as missing. */
export async function search(world: SmallWorld, { pick }: OpOf<'search'>): Promise<void> {
  if (world.evidence !== 'full') return
  const sought: string[] = []
  for (const { barcode } of world.morning.items) {
    const { item, loan, place = '', memory } = await world.hub.tables.about(barcode)
    const cameBack = memory.priors.at(-1)?.status === 'lost' && !loan && item?.circulationStatus === 'ok'
    if (cameBack && !world.books.in(place).includes(barcode)) sought.push(barcode)
  }
  const barcode = pickFrom(sought, pick)
  if (barcode) await changed(world, { kind: 'set-status', barcode, status: 'missing' })
}

export async function block(world: SmallWorld, { patron }: OpOf<'block'>): Promise<void> {
  const row = (await world.hub.tables.patron(world.patron(patron)))!
  await changed(world, { kind: 'put-patron', patron: { ...row, blocks: ['barred'] } })
}

export async function newCard(world: SmallWorld, { patron, keepsOld }: OpOf<'new-card'>): Promise<void> {
  const row = (await world.hub.tables.patron(world.patron(patron)))!
  const card = `27${world.events.length}${patron}`.slice(0, 9)
  world.newCards.set(row.patronId, [card, ...row.cards])
  await changed(world, { kind: 'put-patron', patron: { ...row, cards: [card, ...(keepsOld ? row.cards : [])] } })
}

function changed(world: SmallWorld, change: TableChange): Promise<void> {
  return world.hub.tables.write([change], `change ${++world.changes}`)
}

/** Long after everybody is home: a hold that had expired and came back lies ready still, and expires once more. So with what had been lost. */
export async function lastNight(world: SmallWorld): Promise<void> {
  await loseAgain(world)
  const once = new Set(world.events.flatMap(event => (event.kind === 'expiry' ? [event.holdId] : [])))
  for (const hold of await world.hub.stores.holds()) {
    if (hold.state.kind !== 'waiting' || !once.has(hold.holdId)) continue
    const { barcode } = hold.state
    const cents = await world.central.expire(hold, barcode, world.time.iso())
    world.happened({ kind: 'expiry', holdId: hold.holdId, barcode, cents, waitingSince: world.time.ms })
  }
}

/** Found by a loan to the same patron that came home later and was as late in that night: the next night finds it so. The truth knows it since. */
async function loseAgain(world: SmallWorld): Promise<void> {
  for (const { loan: lost, at, lateSince } of world.declaredLost) {
    const loan = await world.hub.tables.loan(lost.barcode)
    const isAnother = loan?.patronId === lost.patronId && loan.lentAt !== lost.lentAt && Date.parse(loan.lentAt) < at
    if (!isAnother || loan.dueOn > lateSince) continue
    if ((await world.hub.tables.item(loan.barcode))?.circulationStatus === 'ok')
      await world.central.declareLost(loan, world.time.iso())
  }
}

/** What the library system does by itself while everybody sleeps. */
export async function night(world: SmallWorld): Promise<void> {
  const { tables, stores } = world.hub
  const lateSince = dayAfter(world, -daysUntilLost)
  for (const loan of await stores.loans()) {
    const lost = (await tables.item(loan.barcode))?.circulationStatus === 'lost'
    if (lost || loan.dueOn > lateSince) continue
    const { barcode, patronId } = loan
    const cents = await world.central.declareLost(loan, world.time.iso())
    world.declaredLost.push({ loan, at: world.time.ms, lateSince })
    world.happened({ kind: 'lost', barcode, patronId, cents, daysLate: daysUntilLost })
  }
  const before = world.nights.at(-2)
  for (const hold of await stores.holds()) {
    if (hold.state.kind !== 'waiting' || before?.ready.get(hold.holdId) !== hold.state.barcode) continue
    const { barcode } = hold.state
    if ((await tables.scans(barcode)).some(({ at }) => Date.parse(at) > before.at)) continue
    // It was somebody else's meanwhile, and was given back to this one only when theirs had expired.
    const isGivenSince = world.events.some(one => one.kind === 'expiry' && one.barcode === barcode && one.at > before.at)
    if (isGivenSince) continue
    const cents = await world.central.expire(hold, barcode, world.time.iso())
    world.happened({ kind: 'expiry', holdId: hold.holdId, barcode, cents, waitingSince: before.at })
  }
  const ready = (await stores.holds()).flatMap(({ holdId, state }) =>
    state.kind === 'waiting' ? [[holdId, state.barcode] as const] : [],
  )
  world.nights.push({ at: world.time.ms, ready: new Map(ready) })
}

function dayAfter(world: SmallWorld, days: number): string {
  return Temporal.PlainDate.from(dayIn(zone, world.time.iso())).add({ days }).toString()
}
