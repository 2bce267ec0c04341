/** The journal's second copy: a file of lines, appended and synced. The desktop has one; a browser has none. */
export interface JournalFile {
  /** Every whole line of the file in order. A torn last line is cut and kept aside first. */
  read(): Promise<readonly string[]>
  /** Appends the lines (each without its line feed); resolves after fdatasync. */
  append(lines: readonly string[]): Promise<void>
  /** Replaces the file's content from a position on (recovery completes or mends it); the old bytes are kept aside. */
  rewrite(lines: readonly string[]): Promise<void>
  /** Replaces all of it and keeps nothing of what stood there; what was kept aside more than 30 days ago goes too. */
  forget(lines: readonly string[]): Promise<void>
}

/** A file of lines that grows for years: read a part at a time, so that its length is no matter. */
export interface LongJournalFile extends Pick<JournalFile, 'append'> {
  /** Hands on every whole line behind the first `skip`, in order, some megabytes at a time. Resolves to how many lines the file has in all. */
  readInParts(skip: number, take: (lines: readonly string[]) => Promise<void>): Promise<number>
}
