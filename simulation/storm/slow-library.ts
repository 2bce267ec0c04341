import type { Connector } from '../../sync/connectors/connector.ts'

/** A library system far away: so many lines to it, each answering one call at a time, each answer after so long. Counts its calls. */
export class SlowLibrary implements Connector {
  calls = 0
  #free: number
  readonly #waiting: (() => void)[] = []
  readonly #inner: Connector
  readonly #latencyMs: number
  readonly #lanes: number

  constructor(inner: Connector, how: { readonly latencyMs: number; readonly lanes: number }) {
    this.#inner = inner
    this.#latencyMs = how.latencyMs
    this.#lanes = how.lanes
    this.#free = how.lanes
  }

  get name() {
    return this.#inner.name
  }
  get can() {
    return { ...this.#inner.can, lanes: this.#lanes }
  }
  itemEvidence(barcode: string) {
    return this.#call(() => this.#inner.itemEvidence(barcode))
  }
  patronEvidence(card: string) {
    return this.#call(() => this.#inner.patronEvidence(card))
  }
  copiesOf(titleId: string) {
    return this.#call(() => this.#inner.copiesOf(titleId))
  }
  wasApplied(mark: string) {
    return this.#call(() => this.#inner.wasApplied(mark))
  }
  apply(...write: Parameters<Connector['apply']>) {
    return this.#call(() => this.#inner.apply(...write))
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
    this.calls++
    try {
      const [answer] = await Promise.all([work(), new Promise(resolve => setTimeout(resolve, this.#latencyMs))])
      return answer
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}
