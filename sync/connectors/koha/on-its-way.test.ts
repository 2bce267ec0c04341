import { expect, test } from 'vitest'
import { servedKoha } from './testing/served-koha.ts'

test('[KO4] what is on its way to somebody who waits for it lies where it was scanned last: a scan at another branch shows', async () => {
  const { connector, library } = await servedKoha()
  const at = '2026-11-17T10:00:00Z'
  const onIts = async () => (await connector.itemEvidence('X')).seen
  await library.apply([{ kind: 'place-hold', holdId: 'h1', titleId: 'title-X', patronId: 'Bea', branch: 'BUS', at }], 'one')
  for (const branch of ['MAIN', 'EAST']) {
    await library.apply(
      [
        { kind: 'take-in', barcode: 'X', at, branch },
        { kind: 'catch-hold', barcode: 'X', holdId: 'h1', at, branch },
      ],
      `at ${branch}`,
    )
    expect(await onIts()).toEqual({ status: 'in-transit', place: branch, holds: 1 })
  }
})
