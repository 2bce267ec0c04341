import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { hubProgram, shortLived } from '../../../commands/setup/hub-program.node.ts'

export interface HubProcess {
  readonly address: string
  readonly token: string
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
}

/** Starts `npm run hub` as a process of its own and waits for its line; rejects with what it said where it gave up. */
export async function startHubProcess(
  data: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<HubProcess> {
  const child = spawn(process.execPath, [...shortLived, ...hubProgram(), '--data', data, '--port', '0', '--demo', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const ended = once(child, 'exit')
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  for await (const line of createInterface(child.stdout)) {
    const { listening, token } = JSON.parse(line)
    const kill = async (signal: 'SIGKILL' | 'SIGTERM') => {
      child.kill(signal)
      const [code] = await ended
      return code as number | null
    }
    return { address: listening, token, kill }
  }
  await ended
  throw new Error(said.trim())
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'pysakki-hub-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
