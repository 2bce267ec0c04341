import { expect, test } from 'vitest'
import type { Action } from '../connector.ts'
import { served } from './served.fixture.ts'
import type { Fault } from './server/fault.ts'

const pay = (cents: number): Action => ({
  kind: 'pay-fees',
  patronId: 'Carl',
  cents,
  reference: 'bus-1-1-1-payment',
  at: '2026-11-18T10:00:00Z',
  branch: 'BUS',
  owedCents: 500,
})

/** Once, with the first message of this code. */
function once(code: string, fault: Fault) {
  let met = false
  return (heard: string) => {
    if (met || heard !== code) return undefined
    met = true
    return fault
  }
}

const end = (work: Promise<void>) =>
  work.then(
    () => 'done',
    error => error.kind,
  )

/** What becomes of one payment: what the connector says, and whether it is in the account. */
const cases: readonly (readonly [Fault, 'done' | 'no-answer' | 'rejected', boolean])[] = [
  [{ kind: 'slow', ms: 50 }, 'done', true],
  [{ kind: 'late', ms: 700 }, 'no-answer', true],
  [{ kind: 'answer-lost' }, 'no-answer', true],
  [{ kind: 'not-heard' }, 'no-answer', false],
  [{ kind: 'answer-twice' }, 'done', true],
  [{ kind: 'answer-cut' }, 'done', true],
  [{ kind: 'wrong-sum' }, 'done', true],
  [{ kind: 'wrong-number' }, 'no-answer', true],
  [{ kind: 'hangs-up-before' }, 'no-answer', false],
  [{ kind: 'hangs-up-after' }, 'no-answer', true],
  [{ kind: 'garbled' }, 'rejected', false],
  [{ kind: 'says-yes' }, 'no-answer', false],
  // The account shows that it lies.
  [{ kind: 'says-no' }, 'done', true],
  [{ kind: 'another-patron' }, 'no-answer', true],
]

test.each(cases)('[SP23] a payment while something goes wrong, %o: %s', async (fault, said, isPaid) => {
  const profile = { like: 'koha-25', answerMs: 500 }
  const { connector, tables, running } = await served({ profile, server: { faults: once('37', fault) } })
  expect(await end(connector.apply([pay(120)], 'bus-1/1/1'))).toBe(said)
  const owed = async () => (await tables.patron('Carl'))?.feesCents
  await expect.poll(owed, { timeout: 3000 }).toBe(isPaid ? 380 : 500)
  expect(running.heardOf('37')).toBe(1)
})

test('[SP23] what a server refuses, hangs up on or says that it does not take is not paid', async () => {
  const refused = await served({ kind: 'plain', profile: { like: 'aurora', answerMs: 500 } })
  // Its own word in BX is enough: nothing is sent.
  expect(await end(refused.connector.apply([pay(120)], 'bus-1/1/1'))).toBe('rejected')
  expect(refused.running.heardOf('37')).toBe(0)
  const closes = await served({ kind: 'sample', profile: { like: 'unknown', answerMs: 500 } })
  expect(await end(closes.connector.apply([pay(120)], 'bus-1/1/1'))).toBe('rejected')
  const tooMuch = await served()
  expect(await end(tooMuch.connector.apply([pay(501)], 'bus-1/1/1'))).toBe('rejected')
  expect(tooMuch.running.heardOf('37')).toBe(0)
  const none = await served({ profile: { like: 'koha-25', payments: 'none' } })
  expect(none.connector.can.payments).toBe(false)
  expect(await end(none.connector.apply([pay(120)], 'bus-1/1/1'))).toBe('rejected')
})

test('[SP23] a server that hangs up after every payment is never said to refuse them: they may all stand', async () => {
  const faults = (code: string) => (code === '37' ? ({ kind: 'hangs-up-after' } as const) : undefined)
  const { connector, tables } = await served({ profile: { like: 'koha-25', answerMs: 500 }, server: { faults } })
  const ends: string[] = []
  for (let number = 1; number <= 6; number++) ends.push(await end(connector.apply([pay(50)], `bus-1/1/${number}`)))
  expect(ends).toEqual(Array(6).fill('no-answer'))
  expect((await tables.patron('Carl'))?.feesCents).toBe(200)
})

test('[SP23] a payment after which the account cannot be looked at is unsure, not refused', async () => {
  let isPaid = false
  const faults = (code: string) => {
    isPaid ||= code === '37'
    return isPaid && code === '63' ? ({ kind: 'garbled' } as const) : undefined
  }
  const { connector, tables } = await served({ profile: { like: 'koha-25', answerMs: 500 }, server: { faults } })
  expect(await end(connector.apply([pay(120)], 'bus-1/1/1'))).toBe('no-answer')
  expect((await tables.patron('Carl'))?.feesCents).toBe(380)
})

test('[SP23] an account with credit is told and read as one that owes less than nothing', async () => {
  const { connector, tables } = await served()
  const carl = await tables.patron('Carl')
  await tables.write([{ kind: 'put-patron', patron: { ...carl!, feesCents: -250 } }], 'credit')
  expect((await connector.patronEvidence('card-Carl')).seen?.feesCents).toBe(-250)
  expect(await end(connector.apply([pay(120)], 'bus-1/1/1'))).toBe('rejected')
})
