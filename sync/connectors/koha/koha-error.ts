import { ConnectorError } from '../connector.ts'

/**
 * How a request ended without the answer that was wanted. `unreachable`: it was not carried out. `silent`: it went out, and may have been carried
 * out, now or later. `refused`: Koha said no.
 */
export class KohaError extends Error {
  readonly kind: 'unreachable' | 'silent' | 'refused'
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined
  /** Koha's `error_code`, where it gave one. */
  readonly code: string | undefined

  constructor(
    kind: KohaError['kind'],
    message: string,
    options: ErrorOptions & { readonly status?: number; readonly code?: string | undefined } = {},
  ) {
    super(message, options)
    this.name = 'KohaError'
    this.kind = kind
    this.status = options.status
    this.code = options.code
  }
}

/** Where something was to be read, nothing has happened: try later. */
export function asReadError(error: unknown): unknown {
  if (!(error instanceof KohaError)) return error
  return new ConnectorError(error.kind === 'refused' ? 'rejected' : 'unreachable', error.message, { cause: error })
}

/** What replay makes of it where something was to be written. */
export function asWriteError(error: unknown): unknown {
  if (!(error instanceof KohaError)) return error
  const kinds = { unreachable: 'unreachable', silent: 'no-answer', refused: 'rejected' } as const
  return new ConnectorError(kinds[error.kind], error.message, { cause: error })
}

/** What an error answer says: Koha gives an object, an array of complaints, or a bare string. */
export function errorText(body: unknown): string {
  if (typeof body === 'string') return body.slice(0, 300)
  if (Array.isArray(body)) return body.map(errorText).join('; ')
  if (typeof body !== 'object' || body === null) return ''
  const { error, errors, message, path } = body as Record<string, unknown>
  if (typeof error === 'string') return error
  if (Array.isArray(errors)) return errorText(errors)
  if (typeof message === 'string') return typeof path === 'string' ? `${path}: ${message}` : message
  return ''
}

/** `error_code`, where an error answer has one. */
export function errorCode(body: unknown): string | undefined {
  const code = typeof body === 'object' && body !== null ? (body as { error_code?: unknown }).error_code : undefined
  return typeof code === 'string' ? code : undefined
}
