import type { Entry } from '../journal/entry.ts'
import { branchFrom, onBranch } from '../journal/epoch.ts'
import type { Journal } from '../journal/journal.ts'
import { type Have, upToUnreadable } from '../protocol/messages.ts'
import { HubError, type HubLine, type Uploaded } from './hub-line.ts'
import type { HeldEpoch, StationStore } from './station-store.ts'
import type { SyncState } from './sync-client.ts'

const smallestBatch = 4 * 1024
const largestBatch = 512 * 1024
/** A batch that took less than this may be followed by a larger one. */
const quickMs = 2000
/** How often one epoch is begun again in one turn because the hub changed its mind. */
const attempts = 3

export interface UploadPorts {
  readonly station: string
  readonly journal: Journal
  readonly store: StationStore
  readonly hub: HubLine
  monotonicMs(): number
  /** The hub holds more, or less, than before. */
  onHave(): void
}

/**
 * Brings the journal up, epoch by epoch in its order, from what the hub says that it has. At least once: what may have arrived is sent again, and
 * the hub knows each entry by its number and hash.
 */
export class Upload {
  readonly #ports: UploadPorts
  /** Last sequence of each epoch, in the journal's order. */
  #epochs: Map<string, number> | undefined
  /** How far the hub has confirmed each epoch in this run. */
  readonly #confirmed = new Map<string, number>()
  #batchBytes = 64 * 1024

  constructor(ports: UploadPorts) {
    this.#ports = ports
  }

  /** Where the hub has other entries under the numbers of the epoch that is being written: a new one must begin. */
  fork(): SyncState['fork'] {
    const { epoch } = this.#ports.journal.tail()
    const { forked, forkedFrom = 1 } = this.#held(epoch) ?? {}
    return forked ? { epoch, sequence: forkedFrom } : undefined
  }

  /** Sends all there is. Resolves to `lost` if the hub holds less than it once did: whatever else came from it is to be asked anew. */
  async send(): Promise<'as-before' | 'lost'> {
    let found: 'as-before' | 'lost' = 'as-before'
    const epochs = await this.#allEpochs()
    const last = [...epochs.keys()].at(-1)
    for (let round = 0; round < 2; round++) {
      let lost = false
      for (const [epoch, sequence] of epochs) {
        if (epoch !== last && this.#confirmed.get(epoch) === sequence) continue
        if ((await this.#bringUp(epoch)) === 'lost') lost = true
        this.#confirmed.set(epoch, sequence)
      }
      if (!lost) break
      // A hub that lost this epoch may have lost those before it too.
      found = 'lost'
      this.#confirmed.clear()
    }
    return found
  }

  async #allEpochs(): Promise<ReadonlyMap<string, number>> {
    const { journal } = this.#ports
    const { epoch, sequence } = journal.tail()
    // An epoch may have grown before the next one began.
    if (!this.#epochs?.has(epoch)) {
      this.#epochs = new Map()
      for (const { epoch, sequence } of await journal.entries()) this.#epochs.set(epoch, sequence)
    }
    if (sequence > 0) this.#epochs.set(epoch, sequence)
    return this.#epochs
  }

  async #bringUp(epoch: string): Promise<'as-before' | 'lost'> {
    const { hub } = this.#ports
    const known = this.#held(epoch)
    let have = await hub.have(epoch)
    const lost = have.sequence < (known?.sequence ?? 0) && !known?.forked
    for (let attempt = 0; attempt < attempts; attempt++) {
      const fits = await this.#fits(epoch, have)
      // After a fork the hub's tail says nothing about ours: all of the epoch goes up once, then what is new.
      const already = this.#held(epoch)
      const from = fits ? have.sequence : already?.forked ? already.sequence : 0
      if (fits && (already?.forked || already?.sequence !== have.sequence)) await this.#hold({ ...have, epoch })
      const conflict = await this.#sendAfter(epoch, from, !fits)
      if (!conflict) return lost ? 'lost' : 'as-before'
      have = conflict.have
    }
    throw new HubError('nonsense', `the hub does not take ${epoch}, nor says from where`)
  }

  /** Whether the hub's tail of the epoch is one of our entries. */
  async #fits(epoch: string, { sequence, hash }: Have): Promise<boolean> {
    if (sequence === 0) return true
    const [entry] = await this.#entriesAfter(epoch, sequence - 1)
    return entry?.sequence === sequence && entry.hash === hash
  }

  /** Undefined when all was taken. */
  async #sendAfter(epoch: string, from: number, forked: boolean): Promise<Uploaded | undefined> {
    let rest = await this.#entriesAfter(epoch, from)
    while (rest.length > 0) {
      // What an old hub cannot read keeps back nothing that stands before it.
      const batch = upToUnreadable(this.#ports.hub.protocol(), this.#batchOf(rest))
      const last = batch.at(-1)!
      const answer = forked ? await this.#sendBeside(epoch, batch) : await this.#send(epoch, batch)
      if (answer === 'smaller') continue
      const kept = answer.conflict ? forked && answer.conflict === 'fork' : holds(answer.have, last)
      if (!kept) return answer
      const known = this.#held(epoch)
      const forkedFrom = known?.forked ? (known.forkedFrom ?? 1) : (known?.sequence ?? 0) + 1
      await this.#hold({ epoch, sequence: last.sequence, hash: last.hash, ...(forked && { forked, forkedFrom }) })
      rest = rest.slice(batch.length)
    }
    return undefined
  }

  /** The hub puts a batch that differs from what it has on a branch. One that begins behind its tail we put on a branch ourselves. */
  async #sendBeside(epoch: string, entries: readonly Entry[]): Promise<Uploaded | 'smaller'> {
    const answer = await this.#send(epoch, entries)
    if (answer === 'smaller' || answer.conflict !== 'chain' || answer.have.sequence === 0) return answer
    const [first] = entries as [Entry, ...Entry[]]
    const branch = branchFrom(first)
    return this.#send(
      branch,
      entries.map(entry => onBranch(entry, branch, first.sequence)),
    )
  }

  async #send(epoch: string, entries: readonly Entry[]): Promise<Uploaded | 'smaller'> {
    const began = this.#ports.monotonicMs()
    try {
      const answer = await this.#ports.hub.upload({ epoch, entries })
      if (this.#ports.monotonicMs() - began < quickMs) this.#batchBytes = Math.min(largestBatch, this.#batchBytes * 2)
      return answer
    } catch (error) {
      const tooMuch = error instanceof HubError && (error.kind === 'too-large' || error.kind === 'no-answer')
      if (tooMuch) this.#batchBytes = Math.max(smallestBatch, this.#batchBytes / 2)
      if (tooMuch && error.kind === 'too-large' && entries.length > 1) return 'smaller'
      throw error
    }
  }

  #batchOf(entries: readonly Entry[]): readonly Entry[] {
    let bytes = 0
    const end = entries.findIndex(entry => {
      bytes += JSON.stringify(entry).length
      return bytes > this.#batchBytes
    })
    return end < 0 ? entries : entries.slice(0, Math.max(1, end))
  }

  async #entriesAfter(epoch: string, sequence: number): Promise<readonly Entry[]> {
    const entries = await this.#ports.journal.entries({ epoch, sequence })
    return entries.filter(entry => entry.epoch === epoch && entry.sequence > sequence)
  }

  #held(epoch: string): HeldEpoch | undefined {
    return this.#ports.store.stored().held.get(epoch)
  }

  async #hold(held: HeldEpoch): Promise<void> {
    const { store, onHave } = this.#ports
    const { epoch, sequence, hash, forked, forkedFrom } = held
    await store.putHeld(
      { epoch, sequence, hash, ...(forked && { forked, ...(forkedFrom && { forkedFrom }) }) },
      this.#haveWith(held),
    )
    onHave()
  }

  /** The first epoch that the hub does not hold whole, and how far it holds it. */
  #haveWith(held: HeldEpoch): SyncState['have'] {
    let have: SyncState['have']
    for (const [epoch, last] of this.#epochs ?? []) {
      const sequence = (epoch === held.epoch ? held : this.#held(epoch))?.sequence ?? 0
      have = { epoch, sequence }
      if (sequence < last) break
    }
    return have
  }
}

function holds(have: Have, { sequence, hash }: Entry): boolean {
  return have.sequence > sequence || (have.sequence === sequence && have.hash === hash)
}
