import type { Outcome } from '../../../circulation/outcome.ts'
import { type EntryId, entryKey } from '../../../circulation/transaction.ts'
import type { OutcomeMessage } from '../../protocol/messages.ts'
import type { SyncClient, SyncState } from '../sync-client.ts'

/** A line to a hub that does what the test says. */
export class ScriptedSync implements SyncClient {
  #state: SyncState = { link: 'none', outcomes: new Map() }
  #onChange: () => void = () => undefined
  nudges = 0

  start(onChange: () => void): void {
    this.#onChange = onChange
  }

  async turn(): Promise<void> {}
  async stop(): Promise<void> {}

  nudge(): void {
    this.nudges++
  }

  state(): SyncState {
    return this.#state
  }

  set(state: Partial<SyncState>): void {
    this.#state = { ...this.#state, ...state }
    this.#onChange()
  }

  /** The hub says what became of an entry, in register version `inVersion`. */
  outcome(id: EntryId, outcome: Outcome, inVersion: number): void {
    const message: OutcomeMessage = { epoch: id.epoch, sequence: id.sequence, outcome, at: '2026-11-17T09:00:00Z', inVersion }
    this.set({ outcomes: new Map([...this.#state.outcomes, [entryKey(id), message]]) })
  }
}
