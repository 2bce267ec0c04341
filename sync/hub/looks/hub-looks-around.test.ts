import { expect, test } from 'vitest'
import type { Connector } from '../../connectors/connector.ts'
import { demoSettings } from '../demo/demo-settings.ts'
import { openStores } from '../open-stores.node.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'

/** Shows how items stand now, and nothing else. */
function timeless(library: Connector): Connector {
  const can = { ...library.can, knows: { ...library.can.knows, times: false } }
  const itemEvidence: Connector['itemEvidence'] = async barcode => {
    const { item, place } = await library.itemEvidence(barcode)
    const nothing = { holds: [], scans: [], pastLoans: [], fees: [], renewals: [], priors: [] }
    return { ...(item && { item }), seen: { status: 'in-house', ...(place !== undefined && { place }) }, ...nothing }
  }
  return { ...library, name: 'timeless', can, itemEvidence }
}

test('[RP48] a hub whose library system tells no times looks around at its start, at what may be on board', async () => {
  const folder = await temporaryFolder()
  const close: (() => Promise<unknown>)[] = []
  try {
    const { database } = await openStores({
      folder: folder.path,
      today: '2026-11-17',
      size: { items: 300, patrons: 40, seed: 3 },
      line: timeless,
      now: () => '2026-11-17T08:00:00Z',
      trouble: (what, error) => expect([what, error]).toBeUndefined(),
      closeLater: one => void close.push(one),
    })
    const buses = demoSettings('2026-11-17', true).branches.flatMap(({ branch, kind }) => (kind === 'bookmobile' ? [branch] : []))
    const there = await database.selectFrom('places').select('barcode').where('branch', 'in', buses).execute()
    const onBoard = there.map(({ barcode }) => barcode)
    expect(onBoard.length).toBeGreaterThan(0)
    const seen = async () => (await database.selectFrom('sightings').select('barcode').execute()).map(({ barcode }) => barcode)
    await expect.poll(seen, { timeout: 20_000 }).toEqual(expect.arrayContaining(onBoard))
  } finally {
    for (const one of close.reverse()) await one()
    await folder.remove()
  }
}, 60_000)
