import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../../sync/hub/demo/chance.ts'
import { type StormHub, startStormHub } from './hub-process.node.ts'
import type { StormHubArguments } from './storm-hub.node.ts'

const longestLifeMs = 2500
/** So many die before they listen: in the middle of catching up with their log. */
const dyingYoung = 0.15

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
    this.#hub = await startStormHub(this.program, this.how)
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
      const young = startStormHub(this.program, this.how, kill => {
        killed = pause(luck.whole(100, 1500)).then(() => kill('SIGKILL'))
      }).catch(() => undefined)
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
