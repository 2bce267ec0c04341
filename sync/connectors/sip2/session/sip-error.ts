import { ConnectorError } from '../../connector.ts'

/**
 * How a request ended without its answer. `unreachable`: it never went out. `silent`: it went out, and nothing or nothing readable came: it may
 * have been carried out, now or later. `closed`: likewise, and the server hung up, which may mean that it cannot bear this message. `rejected`:
 * the server says again and again that it cannot read it.
 */
export class SipError extends Error {
  readonly kind: 'unreachable' | 'silent' | 'closed' | 'rejected'
  /** Of `silent`: an answer came, and could not be used. */
  readonly wasHeard: boolean
  /** Of `unreachable`: it answers, as another server than the one that was probed. */
  readonly isChanged: boolean
  constructor(
    kind: SipError['kind'],
    message: string,
    options?: ErrorOptions & { readonly wasHeard?: boolean; readonly isChanged?: boolean },
  ) {
    super(message, options)
    this.wasHeard = options?.wasHeard ?? false
    this.isChanged = options?.isChanged ?? false
    this.name = 'SipError'
    this.kind = kind
  }
}

/** What replay makes of it where something was to be written. */
export function asWriteError(error: unknown): unknown {
  if (!(error instanceof SipError)) return error
  const kinds = { unreachable: 'unreachable', silent: 'no-answer', closed: 'no-answer', rejected: 'rejected' } as const
  return new ConnectorError(kinds[error.kind], error.message, { cause: error, isChanged: error.isChanged })
}

/** Where something was to be read, nothing has happened: try later. */
export function asReadError(error: unknown): unknown {
  if (!(error instanceof SipError)) return error
  const { message, isChanged } = error
  return new ConnectorError(error.kind === 'rejected' ? 'rejected' : 'unreachable', message, { cause: error, isChanged })
}

/** A question may be put again on a new connection: it changes nothing. */
export function mayHelpToAskAgain(error: unknown): boolean {
  return error instanceof SipError && (error.kind === 'closed' || error.kind === 'silent')
}
