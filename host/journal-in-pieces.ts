import type { JournalFile } from './journal-file.ts'

/** What one message between window and main process may hold. */
export const linesAtOnce = 10_000
/** A message is closed when its lines together are longer than this many characters; a line alone may be longer. */
export const charactersAtOnce = 4_000_000

/** Some lines of a long run: `from` is the place of the first, `last` says that no more follow. */
export interface Piece {
  readonly from: number
  readonly lines: readonly string[]
  readonly last: boolean
}

/** Cuts a run of lines into pieces that a message can hold; nothing is one empty piece. */
export function* piecesOf(lines: readonly string[]): Generator<Piece> {
  let from = 0
  do {
    const piece = pieceAt(lines, from)
    yield piece
    from += piece.lines.length
  } while (from < lines.length)
}

/** The lines from a place on, as many as a message can hold. */
export function pieceAt(lines: readonly string[], from: number): Piece {
  let to = from
  for (let characters = 0; to < lines.length && to - from < linesAtOnce; to++) {
    characters += lines[to]!.length
    if (characters > charactersAtOnce && to > from) break
  }
  return { from, lines: lines.slice(from, to), last: to >= lines.length }
}

type Writing = 'append' | 'rewrite' | 'forget'

/** A piece that does not follow on the one before: whoever sent it began in the middle. */
export class PieceError extends Error {
  readonly kind = 'piece'
}

/**
 * The main process's end of a journal file whose other end is a window. A run of lines is written when its last piece is here, in one append or one
 * rewrite: what a lost window left half told never reaches the file, and a run that begins again at 0 takes its place.
 */
export class JournalInPieces {
  readonly #file: JournalFile
  #read: readonly string[] = []
  #waiting: { readonly how: Writing; lines: readonly string[] } | undefined

  constructor(file: JournalFile) {
    this.#file = file
  }

  /** A reader begins at 0 and sees the file as it was then. */
  async read(from: number): Promise<Piece> {
    if (from === 0) this.#read = await this.#file.read()
    const piece = pieceAt(this.#read, from)
    if (piece.last) this.#read = []
    return piece
  }

  /** Resolves when the whole run is on disk, or the piece is kept until the rest is here. Rejects with the file's own error or a `PieceError`. */
  async write(how: Writing, { from, lines, last }: Piece): Promise<void> {
    const before = from === 0 ? [] : this.#waiting?.how === how ? this.#waiting.lines : undefined
    if (before?.length !== from) {
      this.#waiting = undefined
      throw new PieceError(`a piece from line ${from} does not follow on ${before?.length ?? 'nothing'}`)
    }
    const whole = from === 0 ? lines : [...before, ...lines]
    this.#waiting = last ? undefined : { how, lines: whole }
    if (last) await this.#file[how](whole)
  }
}
