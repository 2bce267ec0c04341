import type { Action, ItemEvidence, PatronEvidence } from '../../circulation/evidence.ts'
import type { Outcome } from '../../circulation/outcome.ts'
import type { Connector } from '../../sync/connectors/connector.ts'
import type { StoredEntry, UploadStore } from '../../sync/hub/ports.ts'
import type { Entry } from '../../sync/journal/entry.ts'

/** What a bug does to what goes through a connector. */
export interface ConnectorBug {
  readonly action?: (action: Action, now: string) => Action | undefined
  readonly item?: (evidence: ItemEvidence) => ItemEvidence
  readonly patron?: (evidence: PatronEvidence, card: string) => PatronEvidence
  /** Every try is sent as if it were the first. */
  readonly forgetsMarks?: boolean
}

export function buggyConnector(bug: ConnectorBug): (inner: Connector, now: () => string) => Connector {
  return (inner, now) => {
    let tries = 0
    return {
      name: inner.name,
      can: inner.can,
      copiesOf: titleId => inner.copiesOf(titleId),
      itemEvidence: async barcode => {
        const evidence = await inner.itemEvidence(barcode)
        return bug.item?.(evidence) ?? evidence
      },
      patronEvidence: async card => {
        const evidence = await inner.patronEvidence(card)
        return bug.patron?.(evidence, card) ?? evidence
      },
      ...(inner.finish && { finish: actions => inner.finish!(actions) }),
      wasApplied: async mark => (bug.forgetsMarks ? 'no' : inner.wasApplied(mark)),
      apply: (actions, mark) => {
        const tampered = bug.action ? actions.flatMap(action => bug.action!(action, now()) ?? []) : actions
        return inner.apply(tampered, bug.forgetsMarks ? `${mark} try ${++tries}` : mark)
      },
    }
  }
}

/** What a bug does to entries on their way out of the store. */
export interface UploadsBug {
  readonly entry?: (entry: Entry) => Entry
  readonly run?: (stored: readonly StoredEntry[]) => readonly StoredEntry[]
  readonly waiting?: (stored: readonly StoredEntry[]) => readonly StoredEntry[]
  readonly outcomes?: number
  readonly outcome?: (outcome: Outcome) => Outcome
}

export function buggyUploads(bug: UploadsBug): (inner: UploadStore) => UploadStore {
  return inner => {
    const one = (stored: StoredEntry): StoredEntry =>
      bug.entry && stored.entry ? { ...stored, entry: bug.entry(stored.entry) } : stored
    const all = (stored: readonly StoredEntry[]) => stored.map(one)
    return {
      waiting: async limit => (bug.waiting ?? (listed => listed))(all(await inner.waiting(limit))),
      unreadable: async () => all(await inner.unreadable()),
      undecided: async () => all(await inner.undecided()),
      entry: async id => {
        const found = await inner.entry(id)
        return found && one(found)
      },
      entriesAbout: async barcode => all(await inner.entriesAbout(barcode)),
      run: async (...range) => (bug.run ?? (listed => listed))(all(await inner.run(...range))),
      answers: async () => all(await inner.answers()),
      markSending: mark => inner.markSending(mark),
      openMarks: () => inner.openMarks(),
      putOutcome: async (of, outcome) => {
        for (let time = 0; time < (bug.outcomes ?? 1); time++) await inner.putOutcome(of, bug.outcome?.(outcome) ?? outcome)
      },
    }
  }
}
