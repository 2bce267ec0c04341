import type { Changes, Manifest, VolatileState } from './published.ts'

/** Where a packed register keeps its parts. Every method that writes is one transaction. */
export interface RegisterStorage {
  read(): Promise<StoredRegister>
  bytesOf(segment: string): Promise<Uint8Array | undefined>
  /** Names of the segments with a row of this card, or a copy of this title. */
  segmentsWith(index: keyof SegmentKeys, key: string): Promise<readonly string[]>
  /** Tells every card of every segment. */
  eachCard(tell: (card: string) => void): Promise<void>
  putSegment(name: string, bytes: Uint8Array, keys: SegmentKeys): Promise<void>
  dropSegment(name: string): Promise<void>
  putManifest(place: 'current' | 'waiting', manifest: Manifest): Promise<void>
  /** Replaces state and changes; the segments that `keep` does not name go. */
  replace(whole: {
    readonly manifest: Manifest
    readonly state: VolatileState
    readonly changes: readonly Changes[]
  }): Promise<void>
  appendChanges(changes: Changes): Promise<void>
  close(): Promise<void>
}

/** What rows of a segment are found by, beside their key. */
export interface SegmentKeys {
  /** In upper case. */
  readonly cards: readonly string[]
  readonly titles: readonly string[]
}

export interface StoredRegister {
  readonly current?: Manifest
  readonly waiting?: Manifest
  readonly state?: VolatileState
  /** Since the state, in order. */
  readonly changes: readonly Changes[]
  /** Names of the segments that are here. */
  readonly segments: readonly string[]
}
