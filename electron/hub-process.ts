import { createInterface } from 'node:readline'
import { utilityProcess } from 'electron'
import { z } from 'zod'

const readyLine = z.object({ listening: z.string(), token: z.string() })

const lastWordsMs = 300

/** The embedded hub: a process of its own, so that a slow replay never holds up a scan. */
export interface EmbeddedHub {
  readonly url: string
  readonly token: string
  stop(): Promise<void>
}

/** Starts the hub and waits until it listens. Rejects with its last words if it ends before. */
export function startHub(program: string, args: readonly string[]): Promise<EmbeddedHub> {
  const child = utilityProcess.fork(program, [...args], { stdio: 'pipe', serviceName: 'hub' })
  const ended = new Promise<number>(resolve => child.once('exit', resolve))
  let lastWords = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-4000)
    process.stderr.write(chunk)
  })
  return new Promise((resolve, reject) => {
    // What it said last may come after its end.
    void ended.then(code => setTimeout(() => reject(new Error(`the hub ended (${code}). ${lastWords.trim()}`)), lastWordsMs))
    if (!child.stdout) return reject(new Error('the hub has no output'))
    createInterface({ input: child.stdout as unknown as NodeJS.ReadableStream }).on('line', line => {
      const ready = readyLine.safeParse(parse(line))
      if (!ready.success) return
      resolve({
        url: ready.data.listening,
        token: ready.data.token,
        async stop() {
          child.kill()
          await ended
        },
      })
    })
  })
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
