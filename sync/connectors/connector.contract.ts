import { describe, expect, test } from 'vitest'
import type { Action } from '../../circulation/evidence.ts'
import type { Connector } from './connector.ts'

/** What a connector is tried on: a library with item `X` (title `title-X`, nothing on loan) patrons Anna and Bea, cards `card-Anna`, `card-Bea`, and Carl, who owes 5.00. */
export interface ContractLibrary {
  readonly connector: Connector
  /** A new connection to the same library, as after a restart; the one before is over. */
  again(): Promise<Connector>
}

const at = '2026-11-17T10:00:00Z'
const day = /^\d{4}-\d{2}-\d{2}$/
const lend: Extract<Action, { kind: 'begin-loan' }> = {
  kind: 'begin-loan',
  barcode: 'X',
  patronId: 'Anna',
  at,
  dueOn: '2026-12-15',
  branch: 'BUS',
}
const seen: Action = {
  kind: 'record-scan',
  scan: {
    barcode: 'X',
    kind: 'checkout',
    patronId: 'Anna',
    branch: 'BUS',
    at,
    uncertaintyMs: 500,
    mark: 'one',
    entry: { station: 'bus-1', epoch: '1', sequence: 7 },
  },
}
const takeBack: Extract<Action, { kind: 'end-loan' }> = {
  kind: 'end-loan',
  barcode: 'X',
  patronId: 'Anna',
  at: '2026-11-18T10:00:00Z',
  branch: 'MAIN',
  full: true,
}
const ask: Action = { kind: 'place-hold', holdId: 'h1', titleId: 'title-X', patronId: 'Bea', branch: 'BUS', stopId: 's1', at }

/** What replay relies on in every library system it writes to. */
export function connectorContract(name: string, open: () => Promise<ContractLibrary>): void {
  describe(`connector contract: ${name}`, () => {
    test('[RP40] says as data what it tells and takes, and what it does not tell is absent from its evidence', async () => {
      const { connector } = await open()
      const { can } = connector
      expect(JSON.parse(JSON.stringify(can))).toEqual(can)
      await connector.apply([lend, ask], 'one')
      const { seen, loan, holds, scans, pastLoans, fees } = await connector.itemEvidence('X')
      expect(seen === undefined).toBe(can.knows.times)
      expect(loan?.lentAt).toBe(can.knows.times ? at : undefined)
      expect(holds).toHaveLength(can.knows.holds === 'each' ? 1 : 0)
      if (!can.knows.times) expect(scans).toEqual([])
      if (!can.knows.pastLoans) expect(pastLoans).toEqual([])
      if (!can.knows.fees) expect(fees).toEqual([])
    })

    test('[RP31] knows items and patrons by their numbers, and says plainly when it does not', async () => {
      const { connector } = await open()
      expect((await connector.itemEvidence('X')).item).toMatchObject({ barcode: 'X' })
      expect((await connector.itemEvidence('x')).item).toMatchObject({ barcode: 'X' })
      expect((await connector.patronEvidence('card-Anna')).patron).toMatchObject({ patronId: 'Anna' })
      expect(await connector.itemEvidence('nowhere')).toMatchObject({ scans: [], holds: [] })
      expect((await connector.itemEvidence('nowhere')).item).toBeUndefined()
      expect((await connector.patronEvidence('nobody')).patron).toBeUndefined()
    })

    test('[RP31] a loan shows in every evidence, with the instant of its scan where the system tells times', async () => {
      const { connector } = await open()
      if (!connector.can.knows.times) {
        await connector.apply([lend], 'one')
        expect((await connector.itemEvidence('X')).seen).toMatchObject({ status: 'on-loan', dueOn: expect.stringMatching(day) })
        expect((await connector.patronEvidence('card-Anna')).seen?.items).toEqual(['X'])
        expect((await connector.patronEvidence('card-Bea')).seen?.items).toEqual([])
        return
      }
      await connector.apply([lend, seen], 'one')
      const { loan, scans } = await connector.itemEvidence('X')
      expect(loan).toMatchObject({ patronId: 'Anna', lentAt: at, dueOn: '2026-12-15', branch: 'BUS' })
      expect(scans).toHaveLength(1)
      expect(scans[0]).toMatchObject({
        kind: 'checkout',
        patronId: 'Anna',
        at,
        uncertaintyMs: 500,
        mark: 'one',
        entry: { sequence: 7 },
      })
      expect((await connector.patronEvidence('card-Anna')).loans.map(({ barcode }) => barcode)).toEqual(['X'])
    })

    test('[RP31] the same mark again changes nothing, at once or, where marks are remembered, after a restart', async () => {
      const library = await open()
      if (!library.connector.can.knows.times) {
        const { connector } = library
        await connector.apply([lend], 'one')
        // Whoever sends it again has not looked: it fits no longer.
        await expect(connector.apply([lend], 'one')).rejects.toMatchObject({ kind: 'rejected' })
        expect((await connector.patronEvidence('card-Anna')).seen?.items).toEqual(['X'])
        await connector.apply([takeBack], 'two')
        await expect(connector.apply([takeBack], 'two')).rejects.toMatchObject({ kind: 'rejected' })
        expect((await connector.itemEvidence('X')).seen?.status).toBe('in-house')
        return
      }
      await library.connector.apply([lend, seen], 'one')
      await library.connector.apply([takeBack], 'two')
      await Promise.all([library.connector.apply([lend, seen], 'one'), library.connector.apply([lend, seen], 'one')])
      const restarted = await library.again()
      await restarted.apply([lend, seen], 'one')
      const { loan, scans, place } = await restarted.itemEvidence('X')
      expect(loan).toBeUndefined()
      expect(scans).toHaveLength(1)
      expect(place).toBe('MAIN')
    })

    test('[RP31] two writes under one mark at the same moment are one', async () => {
      const { connector } = await open()
      const { times } = connector.can.knows
      const actions = times ? [lend, seen] : [lend]
      await Promise.all([connector.apply(actions, 'one'), connector.apply(actions, 'one')])
      const evidence = await connector.itemEvidence('X')
      if (times) expect(evidence.scans).toHaveLength(1)
      else expect(evidence.seen?.status).toBe('on-loan')
    })

    test('[RP31] says whether a mark was written, also after a restart, or that it cannot tell', async () => {
      const library = await open()
      if (!library.connector.can.knows.times) {
        await library.connector.apply([lend], 'one')
        expect(await library.connector.wasApplied('two')).not.toBe('yes')
        const restarted = await library.again()
        expect(await restarted.wasApplied('one')).not.toBe('no')
        expect((await restarted.itemEvidence('X')).seen?.status).toBe('on-loan')
        return
      }
      expect(await library.connector.wasApplied('one')).toBe('no')
      await library.connector.apply([lend], 'one')
      expect(await library.connector.wasApplied('one')).toBe('yes')
      const restarted = await library.again()
      expect(await restarted.wasApplied('one')).toBe('yes')
      expect(await restarted.wasApplied('two')).toBe('no')
    })

    test('[RP31] what does not fit is rejected whole: no part of it stands, and its mark was not written', async () => {
      const { connector } = await open()
      await connector.apply([lend], 'one')
      const forBea: Action = { ...lend, patronId: 'Bea' }
      const misfits: Action[][] = [
        [ask, forBea],
        [ask, { ...takeBack, patronId: 'Bea' }],
        [ask, { ...lend, barcode: 'nowhere' }],
      ]
      for (const actions of misfits) {
        await expect(connector.apply(actions, 'two')).rejects.toMatchObject({ name: 'ConnectorError', kind: 'rejected' })
      }
      if (!connector.can.knows.times) {
        expect((await connector.patronEvidence('card-Anna')).seen?.items).toEqual(['X'])
        expect((await connector.patronEvidence('card-Bea')).seen).toMatchObject({ items: [], holds: 0 })
        return
      }
      expect(await connector.wasApplied('two')).toBe('no')
      expect((await connector.itemEvidence('X')).loan).toMatchObject({ patronId: 'Anna' })
      expect((await connector.itemEvidence('X')).holds).toEqual([])
    })

    test('[RP31] a payment lessens what is owed, once, and never more than is owed', async () => {
      const { connector } = await open()
      const owed = async () => {
        const { patron, seen } = await connector.patronEvidence('card-Carl')
        return seen?.feesCents ?? patron?.feesCents
      }
      const pay = (cents: number, reference: string): Action => ({
        kind: 'pay-fees',
        patronId: 'Carl',
        cents,
        reference,
        at,
        branch: 'BUS',
        owedCents: 500,
      })
      expect(await owed()).toBe(500)
      if (!connector.can.payments) {
        await expect(connector.apply([pay(120, 'bus-1-1-1-payment')], 'one')).rejects.toMatchObject({ kind: 'rejected' })
        return
      }
      await Promise.all([
        connector.apply([pay(120, 'bus-1-1-1-payment')], 'one'),
        connector.apply([pay(120, 'bus-1-1-1-payment')], 'one'),
      ])
      expect(await owed()).toBe(380)
      await expect(connector.apply([pay(381, 'bus-1-1-2-payment')], 'two')).rejects.toMatchObject({ kind: 'rejected' })
      await connector.apply([pay(380, 'bus-1-1-3-payment')], 'three')
      expect(await owed()).toBe(0)
    })

    test('[RP31] a return closes the loan at its instant and can catch a hold: waiting where it is picked up, else on its way', async () => {
      const { connector } = await open()
      await connector.apply([lend, ask], 'one')
      if (!connector.can.knows.times) {
        // It catches by itself.
        await connector.apply([takeBack], 'two')
        expect((await connector.itemEvidence('X')).seen?.status).toBe('in-transit')
        await connector.apply([{ kind: 'take-in', barcode: 'X', at, branch: 'BUS' }], 'three')
        expect((await connector.itemEvidence('X')).seen?.status).toBe('ready')
        expect((await connector.patronEvidence('card-Bea')).seen).toMatchObject({ ready: ['X'], holds: 1 })
        await connector.apply([{ ...lend, patronId: 'Bea' }], 'four')
        expect((await connector.patronEvidence('card-Bea')).seen).toMatchObject({ items: ['X'], holds: 0 })
        return
      }
      const caught = (branch: string): Action => ({ kind: 'catch-hold', barcode: 'X', holdId: 'h1', at, branch })
      await connector.apply([takeBack, caught('MAIN')], 'two')
      expect((await connector.itemEvidence('X')).holds[0]?.state).toMatchObject({ kind: 'in-transit', barcode: 'X' })
      await connector.apply([{ kind: 'take-in', barcode: 'X', at, branch: 'BUS' }, caught('BUS')], 'three')
      expect((await connector.itemEvidence('X')).holds[0]?.state).toMatchObject({ kind: 'waiting', barcode: 'X' })
      await connector.apply([{ kind: 'put-hold-back', holdId: 'h1', at }], 'four')
      expect((await connector.itemEvidence('X')).holds[0]).toMatchObject({
        holdId: 'h1',
        placedAt: at,
        state: { kind: 'queued' },
      })
      await connector.apply([{ kind: 'fill-hold', holdId: 'h1', at }], 'five')
      expect((await connector.patronEvidence('card-Bea')).holds).toEqual([])
    })
  })
}
