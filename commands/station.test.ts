import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHub } from '../sync/hub/start-hub.node.ts'

let data: string
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'station-'))
})
afterAll(() => rm(data, { recursive: true }))

/** The real program: what is said to it, and its next line. */
function start(more: readonly string[] = ['--demo']) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'commands/station.node.ts', '--data', data, ...more])
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    async say(request: unknown) {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return JSON.parse((await lines.next()).value ?? 'null')
    },
  }
}

test('[DS27] [DS33] a station killed without warning has every line that it answered, and goes on after them', async () => {
  const before = start()
  await before.say({ scan: 'HLO0000017' })
  await before.say({ scan: 'PYS0000012' })
  const lent = await before.say({ scan: '853N00000017' })
  expect(lent.entries.map((entry: { transaction: { kind: string } }) => entry.transaction.kind)).toEqual([
    'checkout',
    'security-job',
  ])
  before.child.kill('SIGKILL')
  await once(before.child, 'exit')

  const after = start()
  const { status } = await after.say({ status: true })
  expect(status).toMatchObject({ unsent: 1, today: { lent: 1 }, recovery: { kind: 'clean' } })
  const next = await after.say({ scan: 'HLO0000017' })
  expect(next.entries[0].sequence).toBeGreaterThan(lent.entries[1].sequence)
  after.child.stdin.end()
  expect(await once(after.child, 'exit')).toEqual([0, null])
}, 60_000)

test('[DS33] [RG40] on the packed register of a real hub a station lends, and what it lent goes home', async () => {
  const hub = await startHub({ data: join(data, 'hub'), port: 0 })
  const line = ['--station', 'bus-4.front', '--hub', hub.address, '--token', hub.token, '--packed']
  const station = start(line)
  await station.say({ scan: 'HLO0000017' })
  await station.say({ scan: 'PYS0000012' })
  const lent = await station.say({ scan: '853N00000017' })
  expect(lent.entries[0]).toMatchObject({ transaction: { kind: 'checkout', barcode: '853N00000017' } })
  const sent = async () => (await station.say({ sync: true })).status.unsent
  await expect.poll(sent, { timeout: 20_000 }).toBe(0)
  station.child.stdin.end()
  expect(await once(station.child, 'exit')).toEqual([0, null])
  await hub.stop()
}, 90_000)

test('[DS33] a wrong call says how it is called', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'commands/station.node.ts'])
  const [[line], [code]] = await Promise.all([once(createInterface({ input: child.stderr }), 'line'), once(child, 'exit')])
  expect(line).toContain('--data DIR')
  expect(code).toBe(1)
}, 60_000)
