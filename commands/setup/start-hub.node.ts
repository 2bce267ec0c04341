import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { hubProgram } from './hub-program.node.ts'
import { root } from './run.node.ts'

const readyLine = z.object({ listening: z.string(), token: z.string(), desk: z.string() })

/** A hub that is up. `listening` is its address, `desk` the address of the desk with the token in its fragment. */
export type Hub = z.infer<typeof readyLine> & {
  /** Settles when the process has ended. */
  readonly ended: Promise<unknown>
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>
}

/**
 * Starts `commands/hub.node.ts` and waits for the JSON line that says it is ready; `node` are flags for Node itself. Throws with its last words
 * if it ends before.
 */
export async function startHub(args: readonly string[], node: readonly string[] = []): Promise<Hub> {
  const child = spawn(process.execPath, [...node, ...hubProgram(), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  let lastWords = ''
  child.stderr.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-4000)
  })
  process.once('exit', () => void child.kill())
  for await (const line of createInterface(child.stdout)) {
    const ready = readyLine.safeParse(parse(line))
    if (!ready.success) continue
    child.stdout.resume()
    // What it said while it was starting, a library's import for one.
    process.stderr.write(lastWords)
    child.stderr.pipe(process.stderr)
    const stop = async () => {
      child.kill()
      await ended
    }
    return { ...ready.data, ended, stop }
  }
  await ended
  throw new Error(`the hub did not start.\n${lastWords.trim()}`)
}

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
