/** An open connection that carries bytes both ways. */
export interface Line {
  /** One message, whole. Resolves when it has been handed over; what is on its way is never cut off by `close`. */
  write(bytes: Uint8Array): Promise<void>
  /** Chunks as they come, from now on. One listener. */
  onBytes(listener: (bytes: Uint8Array) => void): void
  /** Once, when the other end has gone or the line has failed; at once where that has happened already. */
  onEnd(listener: () => void): void
  close(): void
}

/** Opens a line. Rejects with a `SipError` `unreachable`. */
export type OpenLine = () => Promise<Line>
