/** The journal's second copy: a file of lines, appended and synced. The desktop has one; a browser has none. */
export interface JournalFile {
  /** Every whole line of the file in order. A torn last line is cut and kept aside first. */
  read(): Promise<readonly string[]>
  /** Appends the lines (each without its line feed); resolves after fdatasync. */
  append(lines: readonly string[]): Promise<void>
  /** Replaces the file's content from a position on (recovery completes or mends it); the old bytes are kept aside. */
  rewrite(lines: readonly string[]): Promise<void>
}
