import { expect, test } from 'vitest'
import { ScriptedSync } from './testing/scripted-sync.ts'
import { openTestStation } from './testing/station.ts'

test('[UP14] what became of another entry under our number is not told of ours; what became of ours is, under whatever name', async () => {
  const sync = new ScriptedSync()
  const at = await openTestStation({}, { sync })
  await at.scan('2001')
  await at.scan('3001')
  const { lineId, entry } = at.desk.session().lines[0]!
  const ours = (await at.desk.entries()).find(({ sequence }) => sequence === entry!.sequence)!
  const annas = async () => (await at.desk.patronFacts('anna'))?.loans.map(({ barcode }) => barcode).includes('3001')
  const theirs = 'f'.repeat(64)
  sync.outcome({ ...ours, hash: theirs }, { kind: 'applied' }, 1)
  await at.desk.syncNow()
  expect(at.desk.status()).toMatchObject({ unsent: 1, sent: { [lineId]: 'unsent' } })
  expect(await annas()).toBe(true)

  const branch = `${ours.epoch}~${ours.sequence}-${ours.hash.slice(0, 8)}`
  const question = { kind: 'needs-person', question: 'fork', choices: ['look-for-it'], where: 'office' } as const
  sync.outcome({ ...ours, epoch: branch }, question, 1)
  await at.desk.syncNow()
  expect(at.desk.status().sent[lineId]).toBe('needs-person')
  expect(at.desk.status().tasks).toMatchObject([{ barcode: '3001', line: { lineId } }])
})

test('[UP14] an outcome without a hash, of a hub that is older, is matched by its number', async () => {
  const sync = new ScriptedSync()
  const at = await openTestStation({}, { sync })
  await at.scan('3006')
  const { lineId, entry } = at.desk.session().lines[0]!
  sync.outcome(entry!, { kind: 'applied' }, 1)
  await at.desk.syncNow()
  expect(at.desk.status().sent[lineId]).toBe('home')
})
