import type { Action } from '../../circulation/evidence.ts'
import { type Connector, ConnectorError } from '../../sync/connectors/connector.ts'
import type { Trouble } from './script.ts'

const slowMs = 20_000
const lateMs = 8 * 60_000
const triesRefused = 3

/** A library system that fails now and then: once, after so many writes. It takes no holds on some titles, ever. */
export class TroubledSystem implements Connector {
  readonly #inner: Connector
  readonly #time: { ms: number }
  readonly #closed: ReadonlySet<string>
  readonly can
  #trouble: { readonly what: Trouble; left: number } | undefined
  #late: { readonly actions: readonly Action[]; readonly mark: string; readonly at: number } | undefined
  #refused: { readonly mark: string; left: number } | undefined

  constructor(inner: Connector, time?: { ms: number }, closed: ReadonlySet<string> = new Set()) {
    this.#inner = inner
    this.#time = time ?? { ms: 0 }
    this.#closed = closed
    this.can = time ? { ...inner.can, worstLatenessMs: lateMs + 60_000 } : inner.can
  }

  get name() {
    return this.#inner.name
  }
  willHave(what: Trouble, after: number): void {
    this.#trouble = { what, left: after }
  }
  /** What it had put off is carried out when its time has come, if it still can be. */
  async catchUp(): Promise<void> {
    const late = this.#late
    if (!late || this.#time.ms < late.at) return
    this.#late = undefined
    await this.#inner.apply(late.actions, late.mark).catch(() => undefined)
  }
  async itemEvidence(barcode: string) {
    await this.catchUp()
    return this.#inner.itemEvidence(barcode)
  }
  patronEvidence(card: string) {
    return this.#inner.patronEvidence(card)
  }
  copiesOf(titleId: string) {
    return this.#inner.copiesOf(titleId)
  }
  async wasApplied(mark: string) {
    await this.catchUp()
    return this.#inner.wasApplied(mark)
  }
  async finish(actions: readonly Action[]) {
    await this.#inner.finish?.(actions)
  }
  async apply(actions: readonly Action[], mark: string): Promise<void> {
    if (actions.some(action => action.kind === 'place-hold' && this.#closed.has(action.titleId)))
      throw new ConnectorError('rejected', 'nobody may ask for that')
    if (this.#refused?.mark === mark && this.#refused.left-- > 0) throw new ConnectorError('rejected', 'not today')
    const now = this.#now()
    if (now === 'unreachable') throw new ConnectorError('unreachable', 'the line is down')
    if (now === 'rejected') {
      this.#refused = { mark, left: triesRefused - 1 }
      throw new ConnectorError('rejected', 'not today')
    }
    if (now === 'slow') this.#time.ms += slowMs
    if (now === 'late') this.#late = { actions, mark, at: this.#time.ms + lateMs }
    else if (now !== 'deed-lost') await this.#inner.apply(actions, mark)
    if (now && now !== 'slow') throw new ConnectorError('no-answer', 'the line fell silent')
  }

  #now(): Trouble | undefined {
    if (!this.#trouble || this.#trouble.left-- > 0) return undefined
    const { what } = this.#trouble
    // It stays slow for a while.
    if (what !== 'slow' || this.#trouble.left < -20) this.#trouble = undefined
    return what
  }
}
