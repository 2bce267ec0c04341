import { expect, test } from 'vitest'
import type { Connector } from '../../connectors/connector.ts'
import { lookAround } from './look-around.ts'
import { LooksInMemory } from './looks-in-memory.ts'

test('[RP47] what was asked before a write and told after it does not stand as newer than the write', async () => {
  const looks = new LooksInMemory()
  let clock = 0
  const now = () => `2026-11-17T10:00:${String(clock++).padStart(2, '0')}Z`
  const nothing = { holds: [], scans: [], pastLoans: [], fees: [], renewals: [], priors: [] }
  const write = () =>
    looks.remember({
      items: [{ barcode: 'X', at: now(), seen: { status: 'on-loan', dueOn: '2026-12-01', patronId: 'Anna' }, by: 'bus-1/1/7' }],
      patrons: [],
    })
  const connector = {
    async itemEvidence() {
      await write()
      return { ...nothing, seen: { status: 'in-house' } }
    },
  } as unknown as Connector
  await lookAround({ connector, looks, now }, ['X'])
  expect(await looks.sightings('X')).toMatchObject([{ status: 'on-loan', by: 'bus-1/1/7' }])
})
