import { expect, onTestFinished, test } from 'vitest'
import type { Transaction } from '../../circulation/transaction.ts'
import type { Connector } from '../connectors/connector.ts'
import { showItems } from './demo/showcase.ts'
import { startHub } from './start-hub.node.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'
import { Asker, run } from './testing/station.ts'

/** A hub whose library system counts how often it is asked about each item. */
async function countingHub() {
  const folder = await temporaryFolder()
  const asked = new Map<string, number>()
  const line = (library: Connector): Connector => ({
    ...library,
    name: library.name,
    can: library.can,
    itemEvidence(barcode) {
      asked.set(barcode, (asked.get(barcode) ?? 0) + 1)
      return library.itemEvidence(barcode)
    },
    patronEvidence: card => library.patronEvidence(card),
    copiesOf: title => library.copiesOf(title),
    apply: (...write) => library.apply(...write),
    wasApplied: mark => library.wasApplied(mark),
  })
  const hub = await startHub({ data: folder.path, port: 0, today: '2026-11-17', line, onTrouble: () => {} })
  onTestFinished(async () => {
    await hub.stop()
    await folder.remove()
  }, 60_000)
  const asker = new Asker(hub.address, hub.token)
  const settled = async (count: number) => {
    // Each has its outcome.
    while ((await asker.get('/api/stations/bus-1/outcomes?since=0')).body.outcomes.length < count)
      await new Promise(resolve => setTimeout(resolve, 25))
  }
  const books = async () => (await asker.get('/api/office/pull-list')).body
  return { asker, asked, settled, books }
}

const toBranch = (barcode: string): Transaction => ({
  kind: 'checkin',
  barcode,
  destination: { kind: 'transfer', branch: 'LAH' },
})

test('[RP93] the list of books to find shows the latest and how many older there may be, and asks the library system about each once in a while, however often somebody looks', async () => {
  const { asker, asked, settled, books } = await countingHub()
  const { body: manifest } = await asker.get('/api/register/manifest')
  const barcodes: string[] = []
  for (const { kind, name } of manifest.segments)
    if (kind === 'items') {
      const { rows } = (await asker.get(`/api/register/segments/${name}`)).body
      barcodes.push(...rows.map(({ barcode }: { barcode: string }) => barcode))
    }
  const returned = barcodes.filter(one => one !== showItems.belongsElsewhere).slice(0, 340)
  await asker.upload(run([...returned, showItems.belongsElsewhere].map(toBranch)))
  await settled(341)
  const list = await books()
  const { body } = await asker.get('/api/status')
  const moved = 341 - (body.entries['needs-person'] ?? 0)
  expect(list).toMatchObject({ older: moved - 300, library: expect.any(String) })
  expect(list.rows.at(-1)).toMatchObject({ barcode: showItems.belongsElsewhere, why: 'transfer', to: expect.any(String) })
  const once = [...asked]
  expect(await books()).toEqual(list)
  expect(await books()).toEqual(list)
  expect([...asked]).toEqual(once)
}, 120_000)
