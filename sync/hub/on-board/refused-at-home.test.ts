import { expect, test } from 'vitest'
import { openDeskOn } from '../testing/desk-on-hub.ts'
import { Asker, run } from '../testing/station.ts'
import { freeItemsAndCard, homeAndBoard, scanAll, until } from './home-and-board.fixture.ts'
import { olderLine } from './older-line.fixture.ts'

const back = (barcode: string) => ({ kind: 'checkin', barcode, destination: { kind: 'shelf' } }) as const

test('[OB13] a desk under a name that home takes not from this bus is told so and goes on lending; the page at home names it', async () => {
  const { first, home, again, board } = await homeAndBoard()
  const { barcodes, card } = await freeItemsAndCard(home)
  const onBoard = await board()
  await until(async () => (await new Asker(onBoard.address, onBoard.token).get('/api/hello')).status === 200)
  const front = await openDeskOn(onBoard, 'bus-7.front')
  await scanAll(front, [])
  // Home is asked about a name when a station is enrolled, and cannot be while it is away.
  await first.stop()
  const stranger = await openDeskOn(onBoard, 'bus-8')
  await again()
  await scanAll(stranger, [card, barcodes[0]!])
  const refusal = async () => {
    await stranger.desk.syncNow()
    return stranger.desk.status().refusedAtHome
  }
  expect(await until(refusal)).toBe('home-station')
  expect(stranger.desk.status()).toMatchObject({ link: 'good', unsent: 0 })
  const [lent] = stranger.desk.session().lines
  expect(stranger.desk.status().waits?.[lent!.lineId]).toEqual({ why: 'home-station' })
  expect(await stranger.scan(barcodes[1]!)).toContain('lent')
  await front.desk.syncNow()
  expect(front.desk.status().refusedAtHome).toBeUndefined()
  const { turnedAway } = (await home.get('/api/office/stations')).body
  expect(turnedAway).toEqual([{ at: expect.any(String), who: { station: 'bus-8', by: 'bus-7' } }])
}, 120_000)

test('[OB13] a bus whose token has ended at home is told so at every desk of it, and no longer once it has a new one', async () => {
  const { home, board, renewed } = await homeAndBoard()
  const onBoard = await board()
  const asker = new Asker(onBoard.address, onBoard.token)
  const of = { station: 'bus-7.front' }
  const entries = run([back('1111111111'), back('2222222222')], of)
  const { epoch } = entries[0]!
  await asker.upload(entries.slice(0, 1), of)
  const told = async () => (await asker.get('/api/stations/bus-7.front/outcomes?since=0')).body
  await until(async () => (await told()).outcomes.length === 1)
  expect((await told()).waits).toBeUndefined()
  const token = await renewed()
  await asker.upload(entries, of)
  expect(await until(async () => (await told()).waits)).toMatchObject([{ epoch, to: 2, why: 'home-token' }])
  // In the middle of a turn it is one station that is refused; from the next turn on the whole bus.
  const turnsAway = await until(async () => (await asker.get('/api/status')).body.home.turnsAway)
  expect(turnsAway).toBe('the hub at home says 401 token')
  expect((await home.get('/api/office/stations')).body.turnedAway).toEqual([{ at: expect.any(String) }])
  await onBoard.stop()
  const enrolledAnew = await board('board', undefined, token)
  const again = new Asker(enrolledAnew.address, enrolledAnew.token)
  const after = () => again.get('/api/stations/bus-7.front/outcomes?since=0')
  await until(async () => (await after()).body.outcomes.length === 2)
  expect((await after()).body.waits).toBeUndefined()
}, 120_000)

test('[OB13] what a home that is older cannot read is told from there on', async () => {
  const { first, board } = await homeAndBoard()
  const older = await olderLine(first.address, 7)
  const onBoard = await board('board', older.address)
  const asker = new Asker(onBoard.address, onBoard.token)
  const of = { station: 'bus-7.front' }
  const entries = run([back('1111111111'), { kind: 'checkout', barcode: '2222222222', patronId: 'p1' } as never], of)
  await asker.upload(entries, of)
  const waits = await until(async () => (await asker.get('/api/stations/bus-7.front/outcomes?since=0')).body.waits)
  expect(waits).toEqual([{ epoch: entries[0]!.epoch, from: entries.length, to: entries.length, why: 'home-old' }])
}, 120_000)
