import type { Action } from '../../circulation/evidence.ts'
import type { Connector, ConnectorError } from '../connectors/connector.ts'

/** A library system that fails writes as it is told to, before doing anything. */
export class FailingSystem implements Connector {
  readonly name = 'failing'
  readonly applied: string[] = []
  readonly #inner: Connector
  readonly #fail: (mark: string) => ConnectorError | undefined
  readonly #worstLatenessMs: number
  readonly #remembers: 'unknown' | undefined

  constructor(inner: Connector, fail: (mark: string) => ConnectorError | undefined, worstLatenessMs = 0, remembers?: 'unknown') {
    this.#inner = inner
    this.#fail = fail
    this.#worstLatenessMs = worstLatenessMs
    this.#remembers = remembers
  }

  get can() {
    return { ...this.#inner.can, worstLatenessMs: this.#worstLatenessMs }
  }
  itemEvidence(barcode: string) {
    return this.#inner.itemEvidence(barcode)
  }
  patronEvidence(card: string) {
    return this.#inner.patronEvidence(card)
  }
  copiesOf(titleId: string) {
    return this.#inner.copiesOf(titleId)
  }
  async wasApplied(mark: string) {
    return this.#remembers ?? this.#inner.wasApplied(mark)
  }
  async apply(actions: readonly Action[], mark: string): Promise<void> {
    const error = this.#fail(mark)
    if (error) throw error
    this.applied.push(mark)
    return this.#inner.apply(actions, mark)
  }
}
