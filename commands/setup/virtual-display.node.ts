import { spawn } from 'node:child_process'

export interface Display {
  /** What to put into DISPLAY. */
  readonly name: string
  stop(): void
}

/** Starts Xvfb on a display number that it picks itself. Undefined if it does not come up within ten seconds. */
export function startVirtualDisplay(): Promise<Display | undefined> {
  const xvfb = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const stop = () => void xvfb.kill()
  process.once('exit', stop)
  return new Promise(done => {
    const timer = setTimeout(() => {
      stop()
      done(undefined)
    }, 10_000)
    const up = (display: Display | undefined) => {
      clearTimeout(timer)
      done(display)
    }
    let said = ''
    xvfb.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const number = /^(\d+)\n/.exec(said)?.[1]
      if (number) up({ name: `:${number}`, stop })
    })
    xvfb.on('error', () => up(undefined))
    xvfb.on('exit', () => up(undefined))
  })
}
