import { beforeEach, describe, expect, test } from 'vitest'
import { served } from '../connectors/sip2/served.fixture.ts'
import type { Fault } from '../connectors/sip2/server/fault.ts'
import type { Entry } from '../journal/entry.ts'
import { LooksInMemory } from './looks/looks-in-memory.ts'
import { LostAnswers } from './lost-answers.fixture.ts'
import { memoryStores } from './memory-uploads.fixture.ts'
import { replayOnce } from './replay-loop.ts'
import { TestStation, time } from './replay-station.fixture.ts'
import { ReplayWorld } from './replay-world.fixture.ts'
import { Tries } from './tries.ts'

let world: ReplayWorld
let bus: TestStation

beforeEach(async () => {
  world = new ReplayWorld(memoryStores())
  await world.item('X')
  await world.patrons('Anna')
  await world.patron('Carl', { feesCents: 500 })
  bus = new TestStation('bus-1')
})

function pays(station: TestStation, patronId: string, cents: number, at: string): Entry {
  return station.record({ kind: 'payment', card: `card-${patronId}`, patronId, visitId: 'v', cents, by: 'cash' }, at)
}

describe('a payment in the builtin system', () => {
  test('[RP51] is written once, however often it comes and whatever becomes of the answer', async () => {
    const paid = pays(bus, 'Carl', 120, '10:00')
    await world.comesHome(bus.entries, {}, new LostAnswers(world.library))
    await world.comesHome(bus.entries)
    await world.comesHome(bus.entries)
    expect(await world.outcome(paid)).toEqual({ kind: 'applied' })
    expect(await world.feesOf('Carl')).toBe(380)
  })

  test('[RP51] more than is owed waits for a person, or until as much is owed', async () => {
    const paid = pays(bus, 'Carl', 540, '10:00')
    await world.comesHome(bus.entries)
    expect(await world.outcome(paid)).toMatchObject({ kind: 'needs-person', question: 'payment-over', where: 'office' })
    expect(await world.feesOf('Carl')).toBe(500)
    await world.main.lend('X', 'Carl', time('2 10:00'), '2026-11-15')
    await world.main.takeBack('X', time('17 12:00'))
    expect(await world.feesOf('Carl')).toBe(540)
    await world.comesHome([])
    expect(await world.outcome(paid)).toEqual({ kind: 'applied' })
    expect(await world.feesOf('Carl')).toBe(0)
  })

  test('[RP51] left as it is nothing is written; on the right card it is', async () => {
    const over = pays(bus, 'Carl', 900, '10:00')
    const strange = bus.record(
      { kind: 'payment', card: 'card-Nobody', patronId: 'Nobody', visitId: 'v', cents: 100, by: 'cash' },
      '10:01',
    )
    await world.comesHome(bus.entries)
    await world.answers(over, 'leave-as-is')
    await world.answers(strange, 'correct-card', { card: 'card-Carl' })
    expect(await world.outcome(over)).toMatchObject({ kind: 'history-only', notes: [{ code: 'left-as-is' }] })
    expect(await world.outcome(strange)).toMatchObject({ kind: 'applied', answered: { choice: 'correct-card' } })
    expect(await world.feesOf('Carl')).toBe(400)
  })

  test('[RP52] undone before it was sent it never was; afterwards it is owed again', async () => {
    const first = pays(bus, 'Carl', 120, '10:00')
    bus.undo(first, 'mistyped', '10:01')
    const second = pays(bus, 'Carl', 200, '10:02')
    await world.comesHome(bus.entries)
    expect(await world.outcome(first)).toMatchObject({ notes: [{ code: 'erased-before-upload' }] })
    expect(await world.feesOf('Carl')).toBe(300)
    const undo = bus.undo(second, 'mistyped', '10:03')
    await world.comesHome(bus.entries)
    expect(await world.outcome(undo)).toEqual({ kind: 'applied' })
    expect(await world.feesOf('Carl')).toBe(500)
  })

  test('[RP51] of a fee that a late return takes back is to the patron’s credit, and pays for it where that return never was', async () => {
    await world.main.lend('X', 'Anna', time('2 10:00'), '2026-11-16')
    const bus2 = new TestStation('bus-2')
    const back = bus2.takeBack('X', '16 10:00')
    await world.main.takeBack('X', time('18 10:00'))
    await world.comesHome([pays(bus, 'Anna', 40, '18 11:00')])
    expect(await world.feesOf('Anna')).toBe(0)
    await world.comesHome([back])
    expect(await world.feesOf('Anna')).toBe(-40)
    await world.comesHome([bus2.undo(back, 'mistyped', '16 10:01')])
    expect(await world.feesOf('Anna')).toBe(0)
  })
})

/** A hub on a SIP2 server of ours; the first 37, or so many of them, meet the fault. */
async function onSip(fault?: Fault, times = 1) {
  let met = 0
  const faults = (code: string) => (code === '37' && met++ < times ? fault : undefined)
  const { connector, tables, running } = await served({
    profile: { like: 'koha-25', answerMs: 500, worstLatenessMs: 60_000 },
    server: { faults },
  })
  const stores = { ...memoryStores(), tables }
  const sipWorld = new ReplayWorld(stores)
  sipWorld.now = time('24 12:00')
  const tries = new Tries()
  const cardOf = async (patronId: string) => (await tables.patron(patronId))?.cards[0]
  const ports = { ...sipWorld.ports(connector), looks: new LooksInMemory(), cardOf, now: () => sipWorld.now }
  const pass = () => replayOnce(ports, {}, tries)
  const comesHome = async (entries: readonly Entry[]) => {
    await sipWorld.upload(entries)
    return pass()
  }
  const owes = async () => (await tables.patron('Carl'))?.feesCents
  /** Somebody takes so much at the library's own desk; less than nothing is a new fee. */
  const byHand = async (cents: number) => {
    const patron = (await tables.patron('Carl'))!
    await tables.write([{ kind: 'put-patron', patron: { ...patron, feesCents: patron.feesCents - cents } }], `by hand ${cents}`)
  }
  return { world: sipWorld, running, pass, comesHome, owes, connector, ports, tries, byHand }
}

describe('a payment over SIP2', () => {
  test('[RP51] is written, and undone by a person over there', async () => {
    const { world: at, comesHome, owes } = await onSip()
    const paid = pays(bus, 'Carl', 120, '10:00')
    await comesHome(bus.entries)
    expect(await at.outcome(paid)).toEqual({ kind: 'applied' })
    expect(await owes()).toBe(380)
    const undo = bus.undo(paid, 'mistyped', '10:05')
    await comesHome(bus.entries)
    expect(await at.outcome(undo)).toMatchObject({ kind: 'needs-person', question: 'undo-not-exact' })
    expect(await owes()).toBe(380)
  })

  test.each(['answer-lost', 'hangs-up-after', 'another-patron', 'wrong-number'] as const)(
    '[RP51] whose answer was lost (%s) is found by what is owed, and not sent again',
    async kind => {
      const { world: at, comesHome, owes, running } = await onSip({ kind })
      const paid = pays(bus, 'Carl', 120, '10:00')
      await comesHome(bus.entries)
      await comesHome([])
      expect(await at.outcome(paid)).toEqual({ kind: 'applied' })
      expect(await owes()).toBe(380)
      expect(running.heardOf('37')).toBe(1)
    },
  )

  test.each(['not-heard', 'hangs-up-before', 'says-yes'] as const)(
    '[RP51] that did not arrive (%s) goes to a person once it cannot come any more, and is sent again only at their word',
    async kind => {
      const { world: at, comesHome, owes, running, pass, ports, tries } = await onSip({ kind })
      const paid = pays(bus, 'Carl', 120, '10:00')
      expect(await comesHome(bus.entries)).toBe('retry')
      await pass()
      expect(await at.outcome(paid)).toBeUndefined()
      at.now = time('24 12:02')
      await pass()
      expect(await at.outcome(paid)).toMatchObject({ kind: 'needs-person', question: 'payment-unclear' })
      await pass()
      expect(running.heardOf('37')).toBe(1)
      expect(await owes()).toBe(500)
      await at.answers(paid, 'try-again', undefined, {}, ports.connector, ports)
      expect(await at.outcome(paid)).toMatchObject({ kind: 'applied', answered: { choice: 'try-again' } })
      expect(running.heardOf('37')).toBe(2)
      expect(await owes()).toBe(380)
      expect(tries.isRefused(paid)).toBe(false)
    },
  )

  test('[RP51] that the system refuses goes to a person at once', async () => {
    const { world: at, comesHome, owes, running } = await onSip({ kind: 'garbled' })
    const paid = pays(bus, 'Carl', 120, '10:00')
    await comesHome(bus.entries)
    expect(await at.outcome(paid)).toMatchObject({ kind: 'needs-person', question: 'payment-refused' })
    expect(running.heardOf('37')).toBe(1)
    expect(await owes()).toBe(500)
  })

  test('[RP51] [RP73] one word sends it once: what cannot be found after that either is asked anew, however long the hub goes on', async () => {
    const { world: at, comesHome, owes, running, pass, ports } = await onSip({ kind: 'not-heard' }, 2)
    const paid = pays(bus, 'Carl', 120, '10:00')
    await comesHome(bus.entries)
    at.now = time('24 12:02')
    await pass()
    const filed = await at.answers(paid, 'try-again', undefined, {}, ports.connector, ports)
    expect(running.heardOf('37')).toBe(2)
    expect(await at.outcome(paid)).toMatchObject({ kind: 'needs-person', question: 'payment-unclear' })
    for (const minute of ['03', '04', '06', '08']) {
      at.now = time(`24 12:${minute}`)
      await pass()
    }
    expect(running.heardOf('37')).toBe(2)
    expect(await owes()).toBe(500)
    expect(await at.outcome(paid)).toMatchObject({ kind: 'needs-person', question: 'payment-unclear' })
    const gone = { kind: 'history-only', notes: [{ code: 'decided-meanwhile' }] }
    expect(filed.kind === 'filed' && (await at.outcomeOf(filed.answer))).toEqual(gone)
    await at.answers(paid, 'try-again', undefined, {}, ports.connector, ports)
    expect(await at.outcome(paid)).toMatchObject({ kind: 'applied', answered: { choice: 'try-again' } })
    expect(running.heardOf('37')).toBe(3)
    expect(await owes()).toBe(380)
  })

  test('[RP51] [RP73] tried again and refused again it is asked anew at once', async () => {
    const { world: at, comesHome, running, pass, ports } = await onSip({ kind: 'garbled' }, 2)
    const paid = pays(bus, 'Carl', 120, '10:00')
    await comesHome(bus.entries)
    const filed = await at.answers(paid, 'try-again', undefined, {}, ports.connector, ports)
    await pass()
    expect(running.heardOf('37')).toBe(2)
    expect(await at.outcome(paid)).toMatchObject({ kind: 'needs-person', question: 'payment-refused' })
    expect(filed.kind === 'filed' && (await at.outcomeOf(filed.answer))).toEqual({ kind: 'refused', code: 'system-rejected' })
    await at.answers(paid, 'leave-as-is', undefined, {}, ports.connector, ports)
    expect(await at.outcome(paid)).toMatchObject({ kind: 'history-only', notes: [{ code: 'left-as-is' }] })
  })

  test.each(['not-heard', 'garbled'] as const)(
    '[RP51] what somebody entered by hand while it was asked (%s) is not sent on a word alone, but asked anew',
    async kind => {
      const { world: at, comesHome, owes, running, pass, ports, byHand } = await onSip({ kind })
      const paid = pays(bus, 'Carl', 120, '10:00')
      await comesHome(bus.entries)
      at.now = time('24 12:02')
      await pass()
      await byHand(120)
      await at.answers(paid, 'try-again', undefined, {}, ports.connector, ports)
      const seems = { kind: 'needs-person', question: 'payment-seems-made', owedCents: 380, where: 'office' }
      expect(await at.outcome(paid)).toMatchObject(seems)
      await pass()
      expect(running.heardOf('37')).toBe(1)
      expect(await owes()).toBe(380)
      // It was another sum that somebody paid there: told so, a person has it sent.
      await at.answers(paid, 'try-again', undefined, {}, ports.connector, ports)
      expect(await at.outcome(paid)).toMatchObject({ kind: 'applied', answered: { choice: 'try-again' } })
      expect(await owes()).toBe(260)
    },
  )

  test('[RP51] what waits because more was paid than is owed is not written later on, once somebody has entered it', async () => {
    const { world: at, comesHome, running, pass, byHand } = await onSip()
    const paid = pays(bus, 'Carl', 600, '10:00')
    await comesHome(bus.entries)
    expect(await at.outcome(paid)).toMatchObject({ question: 'payment-over', owedCents: 500 })
    await byHand(500)
    await pass()
    expect(await at.outcome(paid)).toMatchObject({ question: 'payment-seems-made' })
    await byHand(-700)
    await pass()
    expect(await at.outcome(paid)).toMatchObject({ question: 'payment-seems-made' })
    expect(running.heardOf('37')).toBe(0)
  })

  test('[RP51] killed between mark and answer, the hub finds it by what is owed', async () => {
    const { world: at, comesHome, owes, running, ports } = await onSip()
    const paid = pays(bus, 'Carl', 120, '10:00')
    await at.upload(bus.entries)
    const dies = async (point: string) => {
      if (point === 'after-apply') throw new Error('killed')
    }
    await expect(replayOnce(ports, { at: dies })).rejects.toThrow('killed')
    await comesHome([])
    expect(await at.outcome(paid)).toEqual({ kind: 'applied' })
    expect(running.heardOf('37')).toBe(1)
    expect(await owes()).toBe(380)
  })
})
