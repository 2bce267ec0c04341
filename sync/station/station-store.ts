import type { Have, OutcomeMessage } from '../protocol/messages.ts'
import type { LeaseMark } from '../register/lease.ts'
import type { ClockOffset, SyncState } from './sync-client.ts'

/** What a station remembers of its hub beside the register. It is read whole at open; every write is one transaction, and what is read is on disk. */
export interface StationStore {
  stored(): StoredLine
  /** Outcomes and the cursor behind them, together. The same outcome twice stands once; a later one replaces an earlier. */
  putOutcomes(outcomes: readonly OutcomeMessage[], cursor: number): Promise<void>
  /** What the hub holds of an epoch, and how far that makes the whole journal. */
  putHeld(held: HeldEpoch, have?: SyncState['have']): Promise<void>
  putOffset(offset: ClockOffset): Promise<void>
  /** A journal brought from another station; the same one again takes the place of what stood of it. */
  putCarried(carried: CarriedJournal): Promise<void>
  putEnrolment(enrolment: Enrolment): Promise<void>
  putLease(lease: LeaseMark): Promise<void>
  /** The register's key, wrapped. */
  putRegisterKey(wrapped: string): Promise<void>
  /** The journal's key, wrapped; and the hub's, to which it is sealed besides. */
  putJournalKey(wrapped: string): Promise<void>
  putHubJournalKey(key: string): Promise<void>
  /** Both keys at once, wrapped anew: never one under what keeps the other no more. */
  putKeys(keys: { readonly registerKey: string; readonly journalKey: string }): Promise<void>
  close(): Promise<void>
}

export interface StoredLine {
  /** By `outcomeKey`. */
  readonly outcomes: ReadonlyMap<string, OutcomeMessage>
  /** 0 before the first outcome. */
  readonly cursor: number
  readonly held: ReadonlyMap<string, HeldEpoch>
  readonly have?: SyncState['have']
  readonly offset?: ClockOffset
  readonly enrolment?: Enrolment
  readonly lease?: LeaseMark
  readonly registerKey?: string
  readonly journalKey?: string
  readonly hubJournalKey?: string
  /** By seal, in the order in which they were first taken. */
  readonly carried: ReadonlyMap<string, CarriedJournal>
}

/** Another station's journal, taken from a stick to be sent up from here. */
export interface CarriedJournal {
  /** The hash that its file ends with. */
  readonly seal: string
  readonly station: string
  readonly entries: number
  /** Wall clock of its last entry, UTC; absent where it has none. */
  readonly until?: string
  /** Wall clock here, UTC. */
  readonly takenAt: string
  /** The file itself, until the hub has all of it. */
  readonly text?: string
  /** How many of its entries the hub has answered for. */
  readonly sent: number
  /** How many of these were new to the hub. */
  readonly fresh: number
  /** When the hub had all of it, by the clock here, UTC: the receipt. */
  readonly receivedAt?: string
  /** The hub's word for why it does not take it; `chain` where it lacks what stands before. */
  readonly refused?: string
}

export interface HeldEpoch extends Have {
  /** The hub has another entry under one of our numbers, and ours beside it. */
  readonly forked?: boolean
  /** The first of ours that may be another there; what is before it was confirmed. */
  readonly forkedFrom?: number
}

/** Which hub this station belongs to, and how it shows that. */
export interface Enrolment {
  readonly hubUrl: string
  readonly token: string
  readonly station: string
}

/** What one call changes; the parts belong together. */
export interface LineWrite {
  readonly outcomes?: readonly OutcomeMessage[]
  readonly cursor?: number
  readonly held?: HeldEpoch
  readonly have?: NonNullable<SyncState['have']>
  readonly offset?: ClockOffset
  readonly enrolment?: Enrolment
  readonly lease?: LeaseMark
  readonly registerKey?: string
  readonly journalKey?: string
  readonly hubJournalKey?: string
  readonly carried?: CarriedJournal
}

export function outcomeKey({ epoch, sequence }: Pick<OutcomeMessage, 'epoch' | 'sequence'>): string {
  return `${epoch}/${sequence}`
}

/** A store over any place that writes a `LineWrite` whole or not at all. */
export function stationStore(
  found: StoredLine,
  place: { write(line: LineWrite): Promise<void>; close(): Promise<void> },
): StationStore {
  let stored = found

  async function put(line: LineWrite): Promise<void> {
    await place.write(line)
    const { outcomes = [], held, carried, ...rest } = line
    stored = {
      ...stored,
      ...rest,
      ...(outcomes.length > 0 && {
        outcomes: new Map([...stored.outcomes, ...outcomes.map(one => [outcomeKey(one), one] as const)]),
      }),
      ...(held && { held: new Map([...stored.held, [held.epoch, held]]) }),
      ...(carried && { carried: new Map([...stored.carried, [carried.seal, carried]]) }),
    }
  }

  return {
    stored: () => stored,
    putOutcomes: (outcomes, cursor) => put({ outcomes, cursor }),
    putHeld: (held, have) => put({ held, ...(have && { have }) }),
    putOffset: offset => put({ offset }),
    putCarried: carried => put({ carried }),
    putEnrolment: enrolment => put({ enrolment }),
    putLease: lease => put({ lease }),
    putRegisterKey: registerKey => put({ registerKey }),
    putJournalKey: journalKey => put({ journalKey }),
    putHubJournalKey: hubJournalKey => put({ hubJournalKey }),
    putKeys: keys => put(keys),
    close: () => place.close(),
  }
}

export const nothingStored: StoredLine = { outcomes: new Map(), cursor: 0, held: new Map(), carried: new Map() }

/** For tests, simulations and stations without a database: asks the hub for everything again after a restart. */
export function memoryStationStore(found: StoredLine = nothingStored): StationStore {
  return stationStore(found, { write: async () => {}, close: async () => {} })
}
