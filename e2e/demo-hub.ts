import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Loan } from '../circulation/loan.ts'
import { shortLived } from '../commands/setup/hub-program.node.ts'
import { type Hub, startHub } from '../commands/setup/start-hub.node.ts'
import type { Outcomes, VolatileState } from '../sync/protocol/messages.ts'

/** A demo hub that can be stopped and started again on the same port and folder, as a bus loses and finds its line. */
export class DemoHub {
  readonly data = mkdtempSync(join(tmpdir(), 'pysakki-hub-'))
  private hub: Hub | undefined
  private port = 0
  private readonly more: readonly string[]
  constructor(more: readonly string[] = ['--demo']) {
    this.more = more
  }

  async start(): Promise<void> {
    this.port ||= await freePort()
    const args = ['--data', this.data, '--port', String(this.port), '--static', 'dist/renderer', ...this.more]
    this.hub = await startHub(args, shortLived)
  }

  /** Really stops the process; nothing listens any more. */
  async stop(): Promise<void> {
    await this.hub?.stop()
    this.hub = undefined
  }

  /** Address of the desk, token in its fragment. */
  desk(): string {
    return this.running().desk
  }

  url(): string {
    return this.running().listening
  }

  token(): string {
    return this.running().token
  }

  async get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.url()}${path}`, { headers: { authorization: `Bearer ${this.token()}` } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** The library system's open loan of an item, as it stands now. */
  async loanOf(barcode: string): Promise<Loan | undefined> {
    const state = await this.get<VolatileState>('/api/register/state')
    return state.loans.find(loan => loan.barcode === barcode)
  }

  /** Outcomes of a station, once there are at least so many. */
  async outcomes(station: string, atLeast: number): Promise<Outcomes['outcomes']> {
    for (let tries = 0; tries < 300; tries++) {
      const { outcomes } = await this.get<Outcomes>(`/api/stations/${station}/outcomes?since=0`)
      if (outcomes.length >= atLeast) return outcomes
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    throw new Error(`fewer than ${atLeast} outcomes within 30 s`)
  }

  private running(): Hub {
    if (!this.hub) throw new Error('the hub is stopped')
    return this.hub
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
