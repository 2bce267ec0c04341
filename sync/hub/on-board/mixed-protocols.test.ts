import { expect, test } from 'vitest'
import { protocolVersion } from '../../protocol/messages.ts'
import { type DeskOnHub, openDeskOn } from '../testing/desk-on-hub.ts'
import { Asker } from '../testing/station.ts'
import { freeItemsAndCard, homeAndBoard, scanAll, scanFor, until } from './home-and-board.fixture.ts'
import { olderLine } from './older-line.fixture.ts'

/** Two desks of a bus, their hub on board and home, with lines on which the ends take each other for older ones. */
async function chain(toBoard: number, toHome: number) {
  const { first, home, board } = await homeAndBoard()
  const { barcodes, card } = await freeItemsAndCard(home)
  const homeLine = await olderLine(first.address, toHome)
  const onBoard = await board('board', homeLine.address)
  await until(async () => (await new Asker(onBoard.address, onBoard.token).get('/api/hello')).status === 200)
  const boardLine = await olderLine(onBoard.address, toBoard)
  const through = { ...onBoard, address: boardLine.address }
  const front = await openDeskOn(through, 'bus-7.front')
  const back = await openDeskOn(through, 'bus-7.back')
  await scanAll(front, [])
  await scanAll(back, [card])
  const patronId = back.desk.session().visit!.patronId
  const loans = async (desk: DeskOnHub) =>
    (await desk.desk.patronFacts(patronId))!.loans.map(one => one.barcode).filter(one => barcodes.includes(one))
  await back.desk.dispatch({ type: 'finish' })
  const sync = async () => {
    for (const { desk } of [front, back, front]) await desk.syncNow()
  }
  return { home, homeLine, boardLine, front, back, loans, sync, barcodes, card }
}

const now = protocolVersion

test.each([
  ['older hub on board', now - 1, now],
  ['older hub at home', now, now - 1],
  ['home two versions behind, which reads no loans of today', now, now - 2],
  ['hub on board two versions behind, which reads no loans of today', now - 2, now],
])(
  '[UP15] a chain with an %s (%i, %i): nothing is lost, what can be read goes home, and renewed all of it does',
  async (_, toBoard, toHome) => {
    const { home, homeLine, boardLine, front, back, loans, sync, barcodes, card } = await chain(toBoard, toHome)
    const [lent, returned] = barcodes as [string, string]
    await scanFor(front, [returned])
    await scanFor(front, [card, lent])
    await sync()
    expect(await loans(front)).toEqual([lent])
    const readsLoans = toBoard > now - 2
    // The neighbour knows of it where the hub between them could be told.
    const knowsOfIt = async () => {
      await sync()
      return (await loans(back)).includes(lent)
    }
    // A turn that was under way already asked before.
    if (readsLoans) await until(knowsOfIt)
    else expect(await knowsOfIt()).toBe(false)
    expect(front.desk.status().refusedByHub).toBe(readsLoans ? undefined : 'old-hub')
    const atHome = async () =>
      (await home.get('/api/register/state')).body.loans.some((loan: { barcode: string }) => loan.barcode === lent)
    if (toBoard > now - 2 && toHome > now - 2) await until(atHome)
    // What stands before the first loan is kept back by nothing.
    const returns = await until(async () => {
      await front.desk.syncNow()
      const { sent } = front.desk.status()
      return Object.values(sent).some(one => one === 'home' || one === 'noted') && sent
    })
    expect(Object.keys(returns).length).toBeGreaterThan(0)

    homeLine.protocol = now
    boardLine.protocol = now
    expect(await front.home()).not.toContain('needs-person')
    await until(atHome)
    await until(knowsOfIt)
    expect(front.desk.status()).toMatchObject({ unsent: 0, awaitingOutcome: 0 })
  },
  120_000,
)
