import type { Action } from '../../circulation/evidence.ts'
import { type Connector, ConnectorError } from '../connectors/connector.ts'

/** A line that swallows every answer to a write: the deed is done (or not), and nobody hears of it. */
export class LostAnswers implements Connector {
  readonly applied: string[] = []
  readonly #inner: Connector
  readonly #beforeTheDeed: boolean

  constructor(inner: Connector, { beforeTheDeed = false } = {}) {
    this.#inner = inner
    this.#beforeTheDeed = beforeTheDeed
  }

  get name() {
    return this.#inner.name
  }
  get can() {
    return this.#inner.can
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
  wasApplied(mark: string) {
    return this.#inner.wasApplied(mark)
  }
  async apply(actions: readonly Action[], mark: string): Promise<void> {
    if (!this.#beforeTheDeed) {
      await this.#inner.apply(actions, mark)
      this.applied.push(mark)
    }
    throw new ConnectorError('no-answer', 'the line fell silent')
  }
}
