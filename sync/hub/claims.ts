/** Which process has what in hand, where several work on one database. */
export interface Claims {
  /** Takes all of these keys for this process; undefined where another has one of them. What a process holds ends with it, however it ends. */
  take(keys: readonly string[]): Promise<Claim | undefined>
}

export interface Claim {
  /** Whether it still stands, as far as this process can know: no other has taken it over. */
  stands(): boolean
  release(): Promise<void>
}
