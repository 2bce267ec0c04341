import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isReplayed } from '../../../circulation/transaction.ts'
import { openFileJournal } from '../../journal/file-journal.node.ts'
import { loanDraft } from '../../journal/journal.fixture.ts'
import { journalSeal } from '../../journal/journal-seal.ts'
import { backUp, restore } from '../operation/backup.node.ts'
import { type RunningHub, startHub } from '../start-hub.node.ts'
import { bothDatabases } from '../testing/both-databases.node.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { Asker } from '../testing/station.ts'

const token = 't'.repeat(40)
const size = { items: 60, patrons: 12, seed: 1 }
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let hub: RunningHub | undefined
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => {
  await hub?.stop()
  hub = undefined
  await folder.remove()
})

const start = async (name: string, databaseUrl?: string) => {
  hub = await startHub({ data: join(folder.path, name), port: 0, size, token, ...(databaseUrl !== undefined && { databaseUrl }) })
  return new Asker(hub.address, hub.token)
}

/** The station's journal under a new key each time: what wrapped the one before is gone. */
async function journalOf(path: string, hubKey: string) {
  const seal = await journalSeal(crypto.getRandomValues(new Uint8Array(32)), hubKey)
  return (await openFileJournal({ path, station: 'bus-1', seal })).journal
}

for (const where of bothDatabases())
  test.skipIf(where.missing !== '')(
    `[JO18] the keyring entry is gone between two starts: what was not sent yet comes up sealed, and the hub carries it out for whom it was (${where.name})`,
    { timeout: 240_000 },
    async () => {
      const url = await where.open()
      const asker = await start('hub', url)
      const { key } = (await asker.get('/api/journal-key')).body
      const path = join(folder.path, 'bus-1.journal')
      const before = await journalOf(path, key)
      const written = await before.append([loanDraft('A'), loanDraft('B')])
      await before.close()

      const after = await journalOf(path, key)
      const left = await after.entries()
      expect(left.every(({ sealed }) => sealed !== undefined)).toBe(true)
      const { epoch } = written[0]!
      expect((await asker.upload(left, { epoch })).status).toBe(200)
      await after.close()
      const told = await fetch(`${hub!.address}/api/audit`, { headers: { Authorization: `Bearer ${token}` } })
      const scanned = (await told.text())
        .split('\n')
        .filter(line => line.includes('"scanned"'))
        .map(line => JSON.parse(line))
      expect(scanned.map(({ detail }) => detail.transaction)).toEqual(written.map(({ transaction }) => transaction))
      expect(written.every(({ transaction }) => isReplayed(transaction))).toBe(true)
      await hub!.stop()
      hub = undefined
      await where.close()
    },
  )

test('[JO18] a hub that was lost comes back with its key; to another hub such entries are for a person, and nothing is lost of them', async () => {
  let asker = await start('hub')
  const { key } = (await asker.get('/api/journal-key')).body
  await hub!.stop()
  const kept = join(folder.path, 'kept')
  await backUp(join(folder.path, 'hub'), kept, new Date().toISOString())
  await restore(kept, join(folder.path, 'restored'), new Date().toISOString())
  asker = await start('restored')
  expect((await asker.get('/api/journal-key')).body.key).toBe(key)
  await hub!.stop()

  const path = join(folder.path, 'bus-1.journal')
  const before = await journalOf(path, key)
  await before.append([loanDraft('A')])
  await before.close()
  const after = await journalOf(path, key)
  const left = await after.entries()
  await after.close()
  asker = await start('another')
  expect((await asker.upload(left, { epoch: left[0]!.epoch })).status).toBe(200)
  const asked = async () => JSON.stringify((await asker.get('/api/questions')).body)
  await expect.poll(asked, { timeout: 20_000 }).toContain('"unreadable"')
}, 240_000)
