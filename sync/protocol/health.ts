/** How a hub is, for whoever restarts or watches it (`GET /health`, without a token): nothing in it is about a patron. */
export interface Health {
  /** `failing`: uploads are not taken now. The library system's being away is not that: what comes in waits. */
  readonly status: 'ok' | 'failing'
  readonly checks: {
    readonly database: 'ok' | 'failing'
    /** Whether the last write of the hub's own log reached the disk. */
    readonly log: 'ok' | 'failing'
    /** How the last call to it ended. `changed`: it is another than was probed, and nothing is written until somebody has looked. */
    readonly librarySystem: 'ok' | 'unreachable' | 'changed' | 'not-asked-yet'
  }
  /** Where the register follows a library system; absent elsewhere. */
  readonly register?: Followed
  /** Of which instant the register is, where it comes by files. */
  readonly registerAsOf?: string
}

/** How far the register has followed: instants in UTC, absent where it was not done yet. */
export interface Followed {
  /** Every change that the library system told of until then was read. */
  readonly pulledAt?: string
  /** Every row was held against it then. */
  readonly sweptAt?: string
  /** What is wrong with reports that it should be read from as well, by their keys in the settings; absent where nothing is. */
  readonly reports?: Readonly<Record<string, string>>
}
