import type { NeighbourEntry, OutcomeMessage, WaitMessage } from '../protocol/messages.ts'
import type { StationStatus } from './desk.ts'
import type { NeighboursLeftOut } from './neighbours.ts'

/**
 * What the desk asks of its line to the hub: upload, download and outcomes, which go on by themselves. The desk never waits for it and lends
 * without it; a station without a hub has none.
 */
export interface SyncClient {
  /** Begins the turns (upload, outcomes, download). `onChange` is called after every change of `state()` and of the register. Once. */
  start(onChange: () => void): void
  /** One whole turn now; shares the turn that is already running. Resolves when it is over, also when there was no line; never rejects. `line`: nobody asks, a line has come: on one that costs by the byte not everything is fetched for that. */
  turn(by?: 'line'): Promise<void>
  /** Tells that the journal has grown, so that a good line is used soon. Cheap; returns at once. */
  nudge(): void
  state(): SyncState
  /**
   * Asks the library system about a number over a good line, for two seconds at most. True where the register knows more of it now; false at once
   * where nobody can be asked. Never rejects.
   */
  lookUp?(number: string): Promise<boolean>
  /** Ends the turns; resolves when nothing is under way any more. */
  stop(): Promise<void>
}

export interface SyncState {
  readonly link: StationStatus['link']
  readonly refusedByHub?: StationStatus['refusedByHub']
  /** Offset of the wall clock against the hub's as measured at the last contact (hub minus station), goes into every entry. */
  readonly offset?: ClockOffset
  /** What came from the hub could not be kept: the disk is full. */
  readonly noRoom?: true
  /** The hub has other entries under numbers of the epoch that is being written, from about this one on: the journal must begin a new one. */
  readonly fork?: { readonly epoch: string; readonly sequence: number }
  /** The last entry that the hub holds durably, of the epoch that is being sent; epochs before it are held whole. */
  readonly have?: { readonly epoch: string; readonly sequence: number }
  /** Every outcome known to this station, by the `entryKey` that it names (of whose entry: `outcomes-of-ours.ts`). Survives a restart. */
  readonly outcomes: ReadonlyMap<string, OutcomeMessage>
  /** What the hub has and holds back, with the reason; as of the last contact of this run. */
  readonly waits?: readonly WaitMessage[]
  /** What other stations on the same hub on board did, as of the last contact of this run. The same object until something is new. */
  readonly neighbours?: readonly NeighbourEntry[]
  /** What of them this desk goes without; absent where nothing. The same object until it changes. */
  readonly neighboursLeftOut?: NeighboursLeftOut
}

export interface ClockOffset {
  readonly ms: number
  readonly uncertaintyMs: number
  /** `Clock.monotonicMs()` at the measurement; its age is counted from here. Absent where it was measured in an earlier run. */
  readonly measuredAtMonotonicMs?: number
  /** Wall clock at the measurement, UTC; the age's fall-back across runs. */
  readonly measuredAt: string
}
