import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { root } from '../../commands/setup/run.node.ts'
import type { StormHubArguments, StormHubFigures } from './storm-hub.node.ts'

export interface StormHub {
  readonly address: string
  figures(): StormHubFigures
  /** Resolves when it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** The hub as one program, so that two hundred starts do not each read a hundred files. Answers with its path. */
export async function bundleStormHub(): Promise<string> {
  // Beside the packages that are not bundled.
  const outfile = join(mkdtempSync(join(root, 'node_modules', '.storm-')), 'hub.mjs')
  await build({
    entryPoints: [join(root, 'simulation/storm/storm-hub.node.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // The database's own files lie beside them.
    external: ['@electric-sql/pglite', 'pg', 'tsx', 'esbuild'],
    logLevel: 'warning',
  })
  return outfile
}

export interface HubStart {
  /** Told the process at once, so that it may be killed while it starts. */
  readonly begun?: (kill: StormHub['kill']) => void
  /** Node's own. */
  readonly flags?: readonly string[]
}

/** Starts a hub and resolves when it listens. */
export async function startStormHub(
  program: string,
  how: StormHubArguments,
  { begun = () => {}, flags = [] }: HubStart = {},
): Promise<StormHub> {
  const child = spawn(process.execPath, [...flags, program, JSON.stringify(how)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  const kill = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    await ended
  }
  begun(kill)
  let said = ''
  child.stderr.on('data', chunk => {
    said = (said + chunk).slice(-4000)
  })
  let figures: StormHubFigures = { calls: 0, rssBytes: 0, cpuSeconds: 0 }
  const address = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', line => {
      const told = JSON.parse(line)
      if ('listening' in told) resolve(told.listening)
      else figures = told
    })
    void ended.then(() => reject(new Error(`the hub ended. ${said.trim()}`)))
  })
  return { address, figures: () => figures, kill }
}

export function newFolder(what: string): string {
  return mkdtempSync(join(tmpdir(), `pysakki-${what}-`))
}
