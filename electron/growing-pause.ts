export interface PauseOptions {
  readonly firstMs: number
  readonly longestMs: number
  /** After standing for so long an end is a first one again. */
  readonly stoodMs: number
}

/** How long something that ended by itself waits before it is started again: twice as long each time, up to a longest. */
export class GrowingPause {
  readonly #options: PauseOptions
  #inARow = 0
  #startedAt: number | undefined

  constructor(options: PauseOptions) {
    this.#options = options
  }

  /** It stands, since this monotonic time in milliseconds. */
  started(nowMs: number): void {
    this.#startedAt = nowMs
  }

  /** It ended now, or did not start: how long to wait, and how many ends there were in a row. */
  ended(nowMs: number): { readonly pauseMs: number; readonly inARow: number } {
    const { firstMs, longestMs, stoodMs } = this.#options
    const stood = this.#startedAt !== undefined && nowMs - this.#startedAt >= stoodMs
    this.#startedAt = undefined
    this.#inARow = stood ? 1 : this.#inARow + 1
    return { pauseMs: Math.min(longestMs, firstMs * 2 ** (this.#inARow - 1)), inARow: this.#inARow }
  }
}
