import type { ByteStream } from '../../host/byte-stream.ts'

/** What becomes of a command to a simulated device: what to tell whoever gave it, or nothing. Throws one readable line for a wrong one. */
export type Played = Readonly<Record<string, unknown>> | undefined

/** A simulated device as a program plays it: it outlives its line, as a real one outlives a pulled cable. */
export interface PlayedDevice {
  /** Its own commands, one a line, for people. */
  readonly usage: string
  /** A line to it is open. What it notices by itself goes to `say`. */
  attach(stream: ByteStream, say: (line: Readonly<Record<string, unknown>>) => void): void
  /** Does a command; rejects for one it does not know. */
  obey(word: string, rest: string): Promise<Played> | Played
}

/** A command that is none, or lacks something. */
export class BadCommand extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BadCommand'
  }
}
