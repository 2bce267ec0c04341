import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'

const root = `${import.meta.dirname}/..`
const programs: ChildProcess[] = []
afterEach(() => {
  for (const program of programs.splice(0)) program.kill('SIGTERM')
})

/** A command as a process of its own: its JSON lines, as they come. */
function run(command: string, ...args: readonly string[]) {
  const program = spawn(process.execPath, ['--import', 'tsx', `${root}/commands/${command}`, ...args], { cwd: root })
  programs.push(program)
  const lines: Record<string, unknown>[] = []
  createInterface(program.stdout).on('line', line => lines.push(JSON.parse(line)))
  const ended = new Promise<number | null>(resolve => program.once('exit', resolve))
  return { lines, ended, say: (line: string) => program.stdin.write(`${line}\n`), close: () => program.stdin.end() }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 20))
}

test('[HW60] the doctor watches a simulated pad, both as programs of their own', async () => {
  const pad = run('simulate-device.node.ts', 'feig', '--listen', 'tcp://127.0.0.1:0')
  await until(() => pad.lines.length > 0)
  const address = String(pad.lines[0]!.listening)
  const doctor = run('devices.node.ts', 'watch', address, '--driver', 'feig')
  await until(() => pad.lines.some(line => line.connected === 'feig'))
  pad.say('put {"id":"1620154429","uid":"E004010012345678"}')
  await until(() => doctor.lines.length === 1)
  // Nobody speaks to it any more: the device stays where it is.
  pad.say('take E004010012345678')
  pad.close()
  await until(() => doctor.lines.length === 2)
  expect(doctor.lines).toEqual([
    { event: 'seen', uid: 'E004010012345678', id: '1620154429', secured: true },
    { event: 'gone', uid: 'E004010012345678', id: '1620154429', secured: true },
  ])
})

test('[HW23] decode and encode are each other’s way back', async () => {
  const wish = '{"model":"iso28560-3","id":"1620154429","owner":"FI-Sm","part":1,"parts":2,"usage":"10"}'
  const encoded = run('devices.node.ts', 'encode', wish)
  expect(await encoded.ended).toBe(0)
  const decoded = run('devices.node.ts', 'decode', String(encoded.lines[0]!.hex))
  expect(await decoded.ended).toBe(0)
  expect(decoded.lines).toEqual([{ ...JSON.parse(wish), kind: 'item', offlineIssue: true, offlineReturn: true }])
})
