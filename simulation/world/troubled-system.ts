import type { Action } from '../../circulation/evidence.ts'
import { type Connector, ConnectorError } from '../../sync/connectors/connector.ts'
import type { Trouble } from './script.ts'

/** A library system that fails now and then: once, after so many writes. */
export class TroubledSystem implements Connector {
  readonly #inner: Connector
  #trouble: { readonly what: Trouble; left: number } | undefined

  constructor(inner: Connector) {
    this.#inner = inner
  }

  get name() {
    return this.#inner.name
  }
  get can() {
    return this.#inner.can
  }
  willHave(what: Trouble, after: number): void {
    this.#trouble = { what, left: after }
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
    const now = this.#now()
    if (now === 'unreachable') throw new ConnectorError('unreachable', 'the line is down')
    if (now !== 'deed-lost') await this.#inner.apply(actions, mark)
    if (now) throw new ConnectorError('no-answer', 'the line fell silent')
  }

  #now(): Trouble | undefined {
    if (!this.#trouble || this.#trouble.left-- > 0) return undefined
    const { what } = this.#trouble
    this.#trouble = undefined
    return what
  }
}
