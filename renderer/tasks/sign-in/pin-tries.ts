const freeTries = 5
const pauseMs = 30_000

/** Counts wrong PINs at this screen, whoever they were for: after five each further one costs half a minute. A right one starts anew. */
export class PinTries {
  #wrong = 0
  #until = 0

  /** Milliseconds to wait before the next try; 0 = now. `nowMs` on a monotonic clock. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#until - nowMs)
  }

  wrong(nowMs: number): void {
    this.#wrong++
    if (this.#wrong >= freeTries) this.#until = nowMs + pauseMs
  }

  right(): void {
    this.#wrong = 0
    this.#until = 0
  }
}
