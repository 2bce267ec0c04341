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
  outcome(id: EntryId & { readonly hash?: string }, outcome: Outcome, inVersion: number): void {
    const { epoch, sequence, hash } = id
    const at = '2026-11-17T09:00:00Z'
    const message: OutcomeMessage = { epoch, sequence, ...(hash && { hash }), outcome, at, inVersion }
    this.set({ outcomes: new Map([...this.#state.outcomes, [entryKey(id), message]]) })
  }
}
