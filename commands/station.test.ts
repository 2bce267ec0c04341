import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'

let data: string
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'station-'))
})
afterAll(() => rm(data, { recursive: true }))

/** The real program: what is said to it, and its next line. */
function start(...more: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'commands/station.node.ts', '--data', data, '--demo', ...more])
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

test('[DS33] a wrong call says how it is called', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'commands/station.node.ts'])
  const [[line], [code]] = await Promise.all([once(createInterface({ input: child.stderr }), 'line'), once(child, 'exit')])
  expect(line).toContain('--data DIR')
  expect(code).toBe(1)
}, 60_000)
