/** A place for one file, chosen by a person. */
export interface ChosenPlace {
  /** As a person would find it: a path, or a file's name; empty where the browser puts it among its downloads. */
  readonly where: string
  /** Resolves when the file is written whole; rejects where it could not be, and then there is no half file under that name. */
  write(text: string): Promise<void>
}

/** Files that people carry from machine to machine. Nothing is read or written but what a person chose just now. */
export interface CarriedFiles {
  /** Asks where to; undefined where nobody chose a place. */
  choose(name: string): Promise<ChosenPlace | undefined>
  /** Asks for a file and reads it; undefined where nobody chose one. Rejects where it cannot be read. */
  open(): Promise<OpenedFile | undefined>
}

export interface OpenedFile {
  readonly name: string
  readonly text: string
}

/** Longer files than this many characters are not read: years of a station. */
export const longestCarried = 200_000_000
