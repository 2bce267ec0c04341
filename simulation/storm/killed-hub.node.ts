import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../../sync/hub/demo/chance.ts'
import { type StormHub, startStormHub } from './hub-process.node.ts'
import type { StormHubArguments } from './storm-hub.node.ts'

const longestLifeMs = 2000
/** After so many of them the next dies before it listens: while it opens its database or catches up with its log. */
const dyingYoung = 0.3
/** The database's code is not made faster for a life of a second: that would take longer than it lives. */
const flags = ['--liftoff-only']

/** A hub that is killed and started again. */
export class KilledHub {
  kills = 0
  killedWhileStarting = 0
  #hub: StormHub | undefined

  constructor(
    private readonly program: string,
    private readonly how: StormHubArguments,
  ) {}

  get address(): string | undefined {
    return this.#hub?.address
  }

  async start(): Promise<void> {
    this.#hub = await startStormHub(this.program, this.how, { flags })
  }

  /** Lets it live for a while, kills it, and starts it again; now and then that one is killed too, before it listens. */
  async killAndStart(luck: Chance): Promise<void> {
    await pause(luck.whole(0, longestLifeMs))
    const hub = this.#hub
    this.#hub = undefined
    await hub?.kill('SIGKILL')
    this.kills++
    if (luck.share(dyingYoung)) {
      let killed: Promise<void> | undefined
      const begun = (kill: StormHub['kill']) => {
        killed = pause(luck.whole(100, 1500)).then(() => kill('SIGKILL'))
      }
      const young = startStormHub(this.program, this.how, { flags, begun }).catch(() => undefined)
      await young
      await killed
      this.kills++
      this.killedWhileStarting++
    }
    await this.start()
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const hub = this.#hub
    this.#hub = undefined
    await hub?.kill(signal)
  }
}
