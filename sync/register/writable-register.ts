import type { Changes, Manifest, SegmentInfo, VolatileState } from './published.ts'
import type { Register } from './register.ts'

/**
 * A register that a download fills. Every write is one transaction: after a crash between two of them the register reads as before or after.
 */
export interface WritableRegister extends Register {
  download(): Download
  /**
   * Takes a manifest. The first one stands at once, and the register works with what has arrived. A later one waits beside it until all its
   * segments and a state are here, then replaces it whole. The same one again changes nothing, unless all is to be taken `anew`.
   */
  begin(manifest: Manifest, anew?: 'anew'): Promise<void>
  /** Stores a segment that a manifest names. Rejects with `RegisterError` `damaged` where the bytes are not those of the name. */
  putSegment(name: string, bytes: Uint8Array): Promise<void>
  /** Takes the whole circulation state. With it a waiting manifest comes into force; `incomplete` while segments of that are missing. */
  putState(state: VolatileState): Promise<void>
  /** Puts changed rows on top. `gap` unless they begin where `download().since` says. */
  apply(changes: Changes): Promise<void>
  close(): Promise<void>
}

/** Where the download stands, and so what is to be asked next. */
export interface Download {
  /** A manifest has been taken. */
  readonly begun: boolean
  /** A later manifest waits for its segments. */
  readonly replacing: boolean
  /** Segments still to be fetched, of the waiting manifest where there is one. */
  readonly missing: readonly SegmentInfo[]
  /** Changes are to be asked from this version; undefined where the whole state is needed first. */
  readonly since?: number
  /** The id of the register's `detail`: state and changes must be of the same. */
  readonly detail?: string
}

export class RegisterError extends Error {
  /** `damaged`: bytes do not fit their name; `gap`: changes of another version, or told under another key; `incomplete`: segments are missing. */
  readonly kind: 'damaged' | 'gap' | 'incomplete'
  constructor(kind: RegisterError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RegisterError'
    this.kind = kind
  }
}
