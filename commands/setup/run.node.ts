import { type SpawnOptions, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/** The folder of the repository. */
export const root = resolve(import.meta.dirname, '../..')

export interface Ended {
  readonly ok: boolean
  /** What it printed; empty if it printed straight to the screen. */
  readonly output: string
  readonly timedOut: boolean
}

export interface HowToRun {
  readonly timeoutMs: number
  readonly env?: NodeJS.ProcessEnv
  /** Print straight to the screen instead of collecting. */
  readonly onScreen?: boolean
}

/** Runs a program to its end, or kills it with all its children when the time is over. Never throws. */
export function run(command: string, args: readonly string[], how: HowToRun): Promise<Ended> {
  const windows = process.platform === 'win32'
  const options: SpawnOptions = {
    cwd: root,
    env: how.env ?? process.env,
    detached: !windows,
    shell: windows && !command.endsWith('.exe'),
    stdio: how.onScreen ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  }
  return new Promise(done => {
    const child = spawn(command, [...args], options)
    let output = ''
    let timedOut = false
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    const killGroup = () => {
      try {
        if (child.pid) process.kill(windows ? child.pid : -child.pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    }
    const timer = setTimeout(() => {
      timedOut = true
      killGroup()
    }, how.timeoutMs)
    // It has a process group of its own, so Ctrl+C does not reach it by itself.
    const interrupted = () => {
      killGroup()
      process.exit(130)
    }
    process.once('SIGINT', interrupted)
    process.once('SIGTERM', interrupted)
    const end = (ok: boolean) => {
      clearTimeout(timer)
      process.off('SIGINT', interrupted)
      process.off('SIGTERM', interrupted)
      done({ ok: ok && !timedOut, output, timedOut })
    }
    child.on('error', error => {
      output += error.message
      end(false)
    })
    child.on('close', code => end(code === 0))
  })
}

/** A program that one of our packages brings. */
export const packageProgram = (name: string): string =>
  join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name)

/** Whether a program of this name can be found in PATH. */
export function isInstalled(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
