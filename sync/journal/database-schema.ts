/** Rises with every change of the stores; a test hashes them. */
export const databaseVersion = 1

/**
 * `entries`: one row per line in the order of writing, and its number once. `tail`: one row, written in the transaction of the entries.
 * `aside`: lines that recovery took out of the journal because they were damaged; nothing reads them but a person.
 */
export const databaseStores = {
  entries: '++position, &[epoch+sequence]',
  tail: 'name',
  aside: '++',
} as const

export interface EntryRow {
  /** Given by the database. */
  readonly position?: number
  readonly epoch: string
  readonly sequence: number
  readonly line: string
}

export interface TailRow {
  readonly name: 'tail'
  readonly epoch: string
  readonly sequence: number
  readonly hash: string
}

export interface AsideRow {
  readonly line: string
  /** Wall clock of the recovery that put it aside. */
  readonly at: string
}
