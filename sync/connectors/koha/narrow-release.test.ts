import { expect, test } from 'vitest'
import type { Action } from '../../../circulation/evidence.ts'
import type { Heard } from './testing/contract-server.ts'
import { servedKoha } from './testing/served-koha.ts'

const at = '2026-11-17T10:00:00Z'
const lend: Extract<Action, { kind: 'begin-loan' }> = {
  kind: 'begin-loan',
  barcode: 'X',
  patronId: 'Anna',
  at,
  dueOn: '2026-12-15',
  branch: 'BUS',
}
const posts = (heard: readonly Heard[], what: string) => heard.filter(({ name }) => name === `POST ${what}`).length

test('[KO6] where loans that are over cannot be searched, a loan that shows is done, and one that does not may have been', async () => {
  const { connector, contract, tables } = await servedKoha({
    release: 'narrow',
    fault: ({ name }, when) => (name === 'POST /checkouts' && when === 'after' ? 'hang-up' : undefined),
  })
  await expect(connector.apply([lend], 'one')).rejects.toMatchObject({ kind: 'no-answer' })
  expect(posts(contract.heard, '/checkouts')).toBe(1)
  expect(await connector.wasApplied('one')).toBe('yes')
  await tables.write([{ kind: 'end-loan', barcode: 'X', endedAt: at, endedAtBranch: 'MAIN' }], 'back')
  expect(await connector.wasApplied('one')).toBe('unknown')
})

test('[KO12] where a hold is cancelled only with a reason, an empty one is given; elsewhere none', async () => {
  const hold: Action = { kind: 'place-hold', holdId: 'h1', titleId: 'title-X', patronId: 'Bea', branch: 'BUS', at }
  const cancel: Action = { kind: 'cancel-hold', holdId: 'h1', titleId: 'title-X', patronId: 'Bea', at }
  for (const [release, body] of [
    ['narrow', ''],
    ['newest', undefined],
  ] as const) {
    const { connector, contract, tables } = await servedKoha({ release })
    await connector.apply([hold], 'one')
    await connector.apply([cancel], 'two')
    expect([...tables.holds.values()].filter(one => one.patronId === 'Bea')).toEqual([])
    expect(contract.heard.find(({ name }) => name === 'DELETE /holds/{id}')).toMatchObject({ body })
  }
})
