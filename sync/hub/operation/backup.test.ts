import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RunningHub, startHub } from '../start-hub.node.ts'
import { bothDatabases } from '../testing/both-databases.node.ts'
import { openDeskOn } from '../testing/desk-on-hub.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { Asker } from '../testing/station.ts'
import { backUp, restore } from './backup.node.ts'
import { backUpServer, restoreServer } from './server-backup.node.ts'

const patience = 240_000
const token = 't'.repeat(40)
const now = () => new Date().toISOString()

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

const at = (name: string) => join(folder.path, name)

/** What the hub's library and its uploads came to; versions and instants left out. */
async function cameTo(hub: RunningHub) {
  const asker = new Asker(hub.address, hub.token)
  const { loans: dated, holds, statuses } = (await asker.get('/api/register/state')).body
  // The station's clock was measured again meanwhile, and with it the corrected instant of a scan moves by milliseconds.
  const loans = dated.map(({ lentAt, ...loan }: { lentAt: string }) => loan)
  const audit = await fetch(`${hub.address}/api/audit`, { headers: { Authorization: `Bearer ${hub.token}` } })
  const received = (await audit.text()).split('\n').filter(line => line.includes('"received"'))
  return { loans, holds, statuses, received: received.length, entries: (await asker.get('/api/status')).body.entries }
}

for (const where of bothDatabases())
  test.skipIf(where.missing !== '')(
    `[HB54] a hub that was lost comes back from a backup made while it worked: the station sends again what it forgot, nothing is doubled (${where.name})`,
    { timeout: patience },
    async () => {
      const size = { items: 60, patrons: 12, seed: 1 }
      const start = (name: string, databaseUrl: string | undefined, port = 0) =>
        startHub({ data: at(name), port, size, token, onTrouble: () => {}, ...(databaseUrl !== undefined && { databaseUrl }) })
      const first = await where.open()
      let hub = await start('first', first)
      const bus = await openDeskOn(hub)
      for (const text of ['HLO0000017', 'PYS0000012', '853N00000017']) await bus.scan(text)
      await bus.home()

      const file = at('kept')
      await (first === undefined ? backUp(at('first'), file, now()) : backUpServer(first, file))
      expect((await stat(file)).mode & 0o777).toBe(0o600)

      for (const text of ['PYS0000012', '853N00000025']) await bus.scan(text)
      const told = await bus.home()
      expect(told).toEqual(['applied', 'applied'])
      const before = await cameTo(hub)
      const asker = new Asker(hub.address, token)
      const { cursor } = (await asker.get('/api/stations/bus-1/outcomes?since=0')).body
      const { port } = new URL(hub.address)
      await hub.stop()

      const second = await where.open()
      await (second === undefined ? restore(file, at('second'), now()) : restoreServer(second, file, now()))
      hub = await start('second', second, Number(port))
      expect((await cameTo(hub)).received).toBeLessThan(before.received)
      // Whoever knew more than this hub ever told is told everything anew.
      const anew = (await new Asker(hub.address, token).get(`/api/stations/bus-1/outcomes?since=${cursor}`)).body
      expect(anew.outcomes.length).toBeGreaterThan(0)

      expect(await bus.home()).toEqual(told)
      // The station knew the outcomes all the time: the hub may still be at it.
      while ((await cameTo(hub)).entries.waiting) await new Promise(resolve => setTimeout(resolve, 20))
      expect(await bus.home()).toEqual(told)
      expect(await cameTo(hub)).toEqual(before)
      await bus.desk.close()
      await hub.stop()
      await where.close()
    },
  )

async function aLog(name: string, lines: readonly string[], torn = '') {
  await mkdir(at(name))
  await writeFile(at(`${name}/hub.log`), lines.map(line => `${line}\n`).join('') + torn)
}

test('[HB54] a backup holds the whole lines of the log, what was half written is not among them, and its owner alone reads it', async () => {
  const lines = ['{"type":"a","ä":"ö"}', '{"type":"b"}']
  await aLog('hub', lines, '{"type":"ha')
  await writeFile(at('hub/token'), 'secret\n')
  expect(await backUp(at('hub'), at('kept'), '2026-11-22T10:00:00Z')).toBe(2)
  expect((await stat(at('kept'))).mode & 0o777).toBe(0o600)
  const [head, ...rest] = gunzipSync(await readFile(at('kept')))
    .toString()
    .split('\n')
  expect(JSON.parse(head!)).toEqual({ format: 'pysakki-backup-1', at: '2026-11-22T10:00:00Z', token: 'secret' })
  expect(rest.slice(0, 2)).toEqual(lines)
  expect(await restore(at('kept'), at('new'), '2026-11-23T10:00:00Z')).toEqual({ lines: 2, at: '2026-11-22T10:00:00Z' })
  const log = await readFile(at('new/hub.log'), 'utf8')
  expect(log).toBe([...lines, '{"type":"restored","at":"2026-11-23T10:00:00Z"}', ''].join('\n'))
  expect(await readFile(at('new/token'), 'utf8')).toBe('secret\n')
})

test('[HB54] a torn backup, one that is none, and a folder with a hub in it: refused with a word, and nothing is touched', async () => {
  await aLog('hub', ['{"type":"a"}', `{"type":"b","of":"${'x'.repeat(5000)}"}`])
  await backUp(at('hub'), at('kept'), now())
  await expect(restore(at('kept'), at('hub'), now())).rejects.toThrow(/holds a hub's data already/)
  const { size } = await stat(at('kept'))
  await truncate(at('kept'), size - 20)
  await writeFile(at('other'), 'anything')
  for (const file of ['kept', 'other', 'kept'])
    await expect(restore(at(file), at('new'), now())).rejects.toThrow(/no(t| )whole|whole backup/)
  expect(await readdir(at('new'))).toEqual([])
  await expect(backUp(at('nobody'), at('none'), now())).rejects.toThrow(/no hub has worked/)
  expect(await readdir(folder.path)).not.toContain('none')
})
