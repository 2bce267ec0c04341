import { beforeEach, expect, test } from 'vitest'
import type { Contact } from '../contacts.ts'
import { memoryStores } from '../memory-uploads.fixture.ts'
import { TestStation, time } from '../replay-station.fixture.ts'
import { ReplayWorld } from '../replay-world.fixture.ts'
import { patience } from './patience.ts'

let world: ReplayWorld
let bus: TestStation
let heard: Map<string, Contact>
let patienceHours: number

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  bus = new TestStation('bus-1', { uncertaintyMs: 5 * 60_000 })
  heard = new Map()
  patienceHours = 6
  await world.item('X')
  await world.patrons('Anna', 'Bea', 'Carl')
})

const keepClosed = () =>
  patience({ contacts: { all: async () => heard }, settings: async () => ({ patienceHours }), now: () => world.now })
const replay = () => world.comesHome(bus.entries, { keepClosed: keepClosed() })

/** The bus lends X at ten give or take five minutes; the main library lends it two minutes later. */
async function unclear() {
  const loan = bus.lend('X', 'Anna', '10:00')
  await world.main.lend('X', 'Carl', time('10:02'), '2026-12-15')
  return loan
}

test('[RP75] a question is closed while a station is out that has not been heard since; heard, it is asked', async () => {
  heard.set('bus-2', { lastContact: time('08:00') })
  const loan = await unclear()
  expect(await replay()).toBe('waiting')
  expect(await world.outcome(loan)).toMatchObject({ question: 'order-unclear', closedUntil: expect.any(String) })
  heard.set('bus-2', { lastContact: time('11:00') })
  expect(await replay()).toBe('quiet')
  expect(await world.outcome(loan)).toMatchObject({ question: 'order-unclear' })
  expect(await world.outcome(loan)).not.toHaveProperty('closedUntil')
})

test('[RP75] what comes home meanwhile settles it, and nobody was asked', async () => {
  heard.set('bus-2', { lastContact: time('08:00') })
  const loan = await unclear()
  await replay()
  const other = new TestStation('bus-2')
  other.takeBack('X', '12:00')
  await world.upload(other.entries)
  await replay()
  await replay()
  expect(await world.outcome(loan)).not.toMatchObject({ kind: 'needs-person' })
})

test('[RP75] after the set time it is asked all the same; with none set, with nobody out, or by a station long gone, at once', async () => {
  const loan = await unclear()
  const isClosed = async () => 'closedUntil' in (await world.outcome(loan))!
  await replay()
  expect(await isClosed()).toBe(false)
  heard.set('bus-2', { lastContact: time('08:00') }).set('bus-1', { lastContact: time('08:00') })
  await replay()
  expect(await isClosed()).toBe(true)
  patienceHours = 0
  await replay()
  expect(await isClosed()).toBe(false)
  patienceHours = 6
  heard.set('bus-2', { lastContact: '2026-10-01T08:00:00Z' })
  await replay()
  expect(await isClosed()).toBe(false)
  heard.set('bus-2', { lastContact: time('08:00') })
  world.now = time('24 18:00')
  await replay()
  expect(await isClosed()).toBe(false)
})

test('[RP75] whoever cannot wait answers it, and it stays open', async () => {
  heard.set('bus-2', { lastContact: time('08:00') })
  const loan = await unclear()
  await replay()
  await world.answers(loan, 'look-for-it', undefined, { keepClosed: keepClosed() })
  await replay()
  expect(await world.outcome(loan)).toMatchObject({ answered: { choice: 'look-for-it' } })
  expect(await world.outcome(loan)).not.toHaveProperty('closedUntil')
})

test('[RP75] what another station cannot settle is asked at once', async () => {
  heard.set('bus-2', { lastContact: time('08:00') })
  const odd = bus.lend('NOSUCH', 'Anna', '10:00')
  await replay()
  expect(await world.outcome(odd)).toMatchObject({ question: 'unknown-item' })
  expect(await world.outcome(odd)).not.toHaveProperty('closedUntil')
})
