import type { Have, OutcomeMessage } from '../protocol/messages.ts'
import type { ClockOffset, SyncState } from './sync-client.ts'

/** What a station remembers of its hub beside the register. It is read whole at open; every write is one transaction, and what is read is on disk. */
export interface StationStore {
  stored(): StoredLine
  /** Outcomes and the cursor behind them, together. The same outcome twice stands once; a later one replaces an earlier. */
  putOutcomes(outcomes: readonly OutcomeMessage[], cursor: number): Promise<void>
  /** What the hub holds of an epoch, and how far that makes the whole journal. */
  putHeld(held: HeldEpoch, have?: SyncState['have']): Promise<void>
  putOffset(offset: ClockOffset): Promise<void>
  putEnrolment(enrolment: Enrolment): Promise<void>
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
    const { outcomes = [], held, ...rest } = line
    stored = {
      ...stored,
      ...rest,
      ...(outcomes.length > 0 && {
        outcomes: new Map([...stored.outcomes, ...outcomes.map(one => [outcomeKey(one), one] as const)]),
      }),
      ...(held && { held: new Map([...stored.held, [held.epoch, held]]) }),
    }
  }

  return {
    stored: () => stored,
    putOutcomes: (outcomes, cursor) => put({ outcomes, cursor }),
    putHeld: (held, have) => put({ held, ...(have && { have }) }),
    putOffset: offset => put({ offset }),
    putEnrolment: enrolment => put({ enrolment }),
    close: () => place.close(),
  }
}

export const nothingStored: StoredLine = { outcomes: new Map(), cursor: 0, held: new Map() }

/** For tests, simulations and stations without a database: asks the hub for everything again after a restart. */
export function memoryStationStore(found: StoredLine = nothingStored): StationStore {
  return stationStore(found, { write: async () => {}, close: async () => {} })
}
