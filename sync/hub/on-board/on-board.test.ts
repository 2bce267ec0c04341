import { expect, test } from 'vitest'
import { branchFrom } from '../../journal/epoch.ts'
import { openDeskOn } from '../testing/desk-on-hub.ts'
import { Asker, run } from '../testing/station.ts'
import { freeItemsAndCard, homeAndBoard, scanAll, scanFor, until } from './home-and-board.fixture.ts'

test('[OB1] what two stations did goes home as they wrote it, and what home made of it comes back to each', async () => {
  const { home, board } = await homeAndBoard()
  const { barcodes, card } = await freeItemsAndCard(home)
  const onBoard = await board()
  await until(async () => (await new Asker(onBoard.address, onBoard.token).get('/api/hello')).status === 200)
  const front = await openDeskOn(onBoard, 'bus-7.front')
  const back = await openDeskOn(onBoard, 'bus-7.back')
  await scanAll(front, [card, ...barcodes.slice(0, 3)])
  // Others: within so short a time nobody could tell which of the two stations had an item first.
  await scanAll(back, barcodes.slice(10, 12))
  expect(await front.home()).toEqual(['applied', 'applied', 'applied'])
  const broughtBack = await back.home()
  expect(broughtBack).toHaveLength(2)
  expect(broughtBack).not.toContain('needs-person')
  const { body: stations } = await home.get('/api/office/stations')
  expect(JSON.stringify(stations)).toContain('bus-7.front')
  for (const desk of [front, back]) {
    const [first] = await desk.desk.entries()
    const have = await home.get(`/api/stations/${first!.station}/have?epoch=${first!.epoch}`)
    expect(have.body).toMatchObject({
      sequence: (await desk.desk.entries()).at(-1)?.sequence,
      hash: (await desk.desk.entries()).at(-1)?.hash,
    })
  }
  const { body: state } = await home.get('/api/register/state')
  expect(state.loans.filter((loan: { barcode: string }) => barcodes.includes(loan.barcode))).toHaveLength(3)
}, 120_000)

test('[OB9] with home out of reach each desk of the bus knows what the other did, and what was taken back there', async () => {
  const { first, home, again, board } = await homeAndBoard()
  const { barcodes, card } = await freeItemsAndCard(home)
  const onBoard = await board()
  await until(async () => (await new Asker(onBoard.address, onBoard.token).get('/api/hello')).status === 200)
  const front = await openDeskOn(onBoard, 'bus-7.front')
  const back = await openDeskOn(onBoard, 'bus-7.back')
  const [lent, undone, returned] = barcodes as [string, string, string]
  await scanAll(back, [card])
  const patronId = back.desk.session().visit!.patronId
  const loans = async () => (await back.desk.patronFacts(patronId))!.loans.map(({ barcode }) => barcode).toSorted()
  const before = await loans()
  await back.desk.dispatch({ type: 'finish' })
  await scanAll(front, [])
  await first.stop()
  await front.desk.syncNow()
  await scanFor(front, [card, lent, undone])
  await front.desk.dispatch({ type: 'undo', lineIds: [front.desk.session().lines[0]!.lineId] })
  await front.answer('mistyped')
  await front.desk.syncNow()
  await back.desk.syncNow()
  expect(await loans()).toEqual([...before, lent].toSorted())
  expect(back.desk.status()).toMatchObject({ link: 'good', unsent: 0, awaitingOutcome: 0 })
  // The other way: the book comes back at the other desk, who has no loan of it in the register.
  expect(await back.scan(lent)).toContain('returned')
  expect(await loans()).toEqual(before)
  await back.desk.syncNow()
  await front.desk.syncNow()
  await scanFor(front, [card])
  expect((await front.desk.patronFacts(patronId))!.loans.map(({ barcode }) => barcode)).not.toContain(lent)
  await scanFor(front, [returned])
  await again()
  expect(await front.home()).not.toContain('needs-person')
  expect(await back.home()).not.toContain('needs-person')
  const { body: state } = await home.get('/api/register/state')
  const out = state.loans.map((loan: { barcode: string }) => loan.barcode).filter((one: string) => barcodes.includes(one))
  expect(out).toEqual([returned])
  await back.desk.syncNow()
  await back.desk.syncNow()
  expect(await loans()).toEqual([...before, returned].toSorted())
}, 120_000)

test('[OB3] while home is away journals are kept on board; a hub on board that lost everything gets it again from both sides', async () => {
  const { first, home, again, board } = await homeAndBoard()
  let onBoard = await board()
  let asker = new Asker(onBoard.address, onBoard.token)
  await until(async () => (await asker.get('/api/hello')).status === 200)
  const of = { station: 'bus-7.front' }
  const entries = run(
    Array.from({ length: 6 }, () => ({ kind: 'checkin', barcode: '9999999999', destination: { kind: 'shelf' } }) as const),
    of,
  )
  await asker.upload(entries.slice(0, 2), of)
  await until(async () => (await asker.get('/api/stations/bus-7.front/outcomes?since=0')).body.outcomes.length === 2)
  await first.stop()
  expect((await asker.upload(entries.slice(2), of)).body).toMatchObject({ sequence: 6 })
  await onBoard.stop()
  onBoard = await board()
  asker = new Asker(onBoard.address, onBoard.token)
  const away = await asker.get('/api/hello')
  expect(away.body).toMatchObject({ library: expect.any(String), timeUncertaintyMs: expect.any(Number) })
  expect(away.body.timeUncertaintyMs).toBeGreaterThan(60_000)
  expect((await asker.get('/api/register/manifest')).body).toMatchObject({ code: 'home-away' })
  await again()
  const told = await until(async () => {
    const { body } = await asker.get('/api/stations/bus-7.front/outcomes?since=0')
    return body.outcomes.length === 6 && body.outcomes
  })
  const atHome = await home.get('/api/stations/bus-7.front/outcomes?since=0')
  expect(sorted(told)).toEqual(sorted(atHome.body.outcomes))
  await onBoard.stop()

  // Its disk is new: the station sends again, home has it all already.
  const emptied = await board('new-disk')
  asker = new Asker(emptied.address, emptied.token)
  await until(async () => (await asker.get('/api/hello')).status === 200)
  await asker.upload(entries, of)
  const anew = await until(async () => {
    const { body } = await asker.get('/api/stations/bus-7.front/outcomes?since=0')
    return body.outcomes.length === 6 && body.outcomes
  })
  expect(sorted(anew)).toEqual(sorted(atHome.body.outcomes))
  const { body: status } = await home.get('/api/status')
  expect(status.entries['needs-person']).toBe(6)
}, 120_000)

function sorted(outcomes: { sequence: number }[]) {
  return outcomes.toSorted((one, other) => one.sequence - other.sequence)
}

test('[OB4] a journal that home has otherwise is kept there beside; a station that home refuses holds up no other', async () => {
  const { home, bus, board } = await homeAndBoard()
  const onBoard = await board()
  const asker = new Asker(onBoard.address, onBoard.token)
  const of = { station: 'bus-7.front' }
  const back = (barcode: string) => ({ kind: 'checkin', barcode, destination: { kind: 'shelf' } }) as const
  const one = run([back('1111111111'), back('2222222222'), back('3333333333')], of)
  const other = run([back('1111111111'), back('4444444444'), back('5555555555')], of)
  await bus.upload(one, of)
  const stranger = { station: 'bus-8' }
  expect((await asker.upload(run([back('1111111111')], stranger), stranger)).status).toBe(200)
  await asker.upload(other.slice(0, 2), of)
  const branch = branchFrom(other[1]!)
  await until(async () => (await home.get(`/api/stations/bus-7.front/have?epoch=${branch}`)).body.sequence === 2)
  await asker.upload(other, of)
  await until(async () => (await home.get('/api/status')).body.entries['needs-person'] === 5)
  expect((await home.get(`/api/stations/bus-7.front/have?epoch=${one[0]!.epoch}`)).body).toMatchObject({ hash: one[2]!.hash })
  expect((await home.get(`/api/stations/bus-8/have?epoch=${one[0]!.epoch}`)).body.sequence).toBe(0)
  expect((await asker.get('/api/status')).body.home.refuses).toEqual({ 'bus-8': 'the hub at home says 403 station' })
  // What became of the other side is told on board by its hash, whatever its epoch is called at home.
  await until(async () => (await asker.get('/api/stations/bus-7.front/outcomes?since=0')).body.outcomes.length === 3)
}, 120_000)

test("[OB6] a bus's token speaks for the stations that are named after it, for no other, and never for the office", async () => {
  const { bus, home } = await homeAndBoard()
  const statusOf = async (asker: Asker, station: string) => (await asker.get(`/api/stations/${station}/have?epoch=1-x`)).status
  expect(await Promise.all(['bus-7', 'bus-7.front', 'bus-7.a.b'].map(station => statusOf(bus, station)))).toEqual([200, 200, 200])
  expect(await Promise.all(['bus-70', 'bus-8', 'bus', 'hub.office'].map(station => statusOf(bus, station)))).toEqual([
    403, 403, 403, 403,
  ])
  const { body } = await home.post('/api/stations/hub/enrol', {})
  expect(await statusOf(new Asker(home.address, body.token), 'hub.office')).toBe(403)
}, 60_000)

test('[OB6] a station under a name that home does not take from this bus is not enrolled on board; out of reach of home any is', async () => {
  const { first, board } = await homeAndBoard()
  const onBoard = await board()
  const asker = new Asker(onBoard.address, onBoard.token)
  await until(async () => (await asker.get('/api/hello')).status === 200)
  const enrol = (station: string) => asker.post(`/api/stations/${station}/enrol`, {})
  expect(await enrol('bus-8')).toMatchObject({
    status: 409,
    body: { code: 'enrol', message: expect.stringContaining('bus-7.front') },
  })
  expect((await enrol('bus-7.front')).body.token).toHaveLength(64)
  await first.stop()
  expect((await enrol('bus-8')).status).toBe(200)
}, 60_000)

test('[OB7] the register is what home tells this bus; what never changes is fetched once and outlives home', async () => {
  const { first, bus, board } = await homeAndBoard()
  const onBoard = await board()
  const asker = new Asker(onBoard.address, onBoard.token)
  const { body: manifest } = await asker.get('/api/register/manifest')
  expect(manifest.segments).toEqual((await bus.get('/api/register/manifest')).body.segments)
  const { name } = manifest.segments[0]
  const there = await asker.get(`/api/register/segments/${name}`)
  await first.stop()
  const kept = await asker.get(`/api/register/segments/${name}`)
  expect(kept.body).toEqual(there.body)
  expect((await asker.get('/api/register/state')).status).toBe(503)
  expect((await asker.get('/api/questions')).body.code).toBe('at-home')
}, 60_000)
