/** What was read back of what was written, and where the library system shows something else. */
export interface Reconciliation {
  readonly at: string
  readonly connector: string
}
