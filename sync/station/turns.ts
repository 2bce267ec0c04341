/** A class that queues scans several times a second; what comes together goes up together. */
const soonMs = 1000

/** One turn at a time, the next after a while, or soon when somebody asks for it. */
export class Turns {
  readonly #turn: () => Promise<void>
  readonly #waitMs: () => number
  #running: Promise<void> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #going = false
  #wanted = false

  /** `turn` must not reject; `waitMs` is asked after each turn. */
  constructor(turn: () => Promise<void>, waitMs: () => number) {
    this.#turn = turn
    this.#waitMs = waitMs
  }

  start(): void {
    this.#going = true
    void this.now()
  }

  /** The turn that is running, or a new one at once. */
  now(): Promise<void> {
    clearTimeout(this.#timer)
    this.#running ??= this.#run()
    return this.#running
  }

  /** Something waits. Calls that come together share one turn; during a turn, the next follows right after. */
  soon(): void {
    if (this.#wanted) return
    this.#wanted = true
    if (!this.#running) this.#wake(soonMs)
  }

  /** Whether something came up since the running turn began. */
  isWanted(): boolean {
    return this.#wanted
  }

  async stop(): Promise<void> {
    this.#going = false
    clearTimeout(this.#timer)
    await this.#running
  }

  async #run(): Promise<void> {
    this.#wanted = false
    try {
      await this.#turn()
    } finally {
      this.#running = undefined
      this.#wake(this.#wanted ? soonMs : this.#waitMs())
    }
  }

  #wake(ms: number): void {
    clearTimeout(this.#timer)
    if (this.#going) this.#timer = setTimeout(() => void this.now(), ms)
  }
}
