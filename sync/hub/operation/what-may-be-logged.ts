/** These speak of the hub's own house: their messages hold nothing of a patron. */
const ofTheHouse = new Set([
  'FolderTaken',
  'HubLogShort',
  'DatabaseNewer',
  'ServerForgetful',
  'LibraryFilesError',
  'BackupUnusable',
])
const framesAtMost = 6

/** An error as it may stand in a log. */
export interface LoggedError {
  readonly name: string
  /** Of a closed list: `no-answer`, `ECONNREFUSED`, `23505`. */
  readonly kind?: string
  readonly code?: string
  /** HTTP status of another system's answer. */
  readonly status?: number
  readonly message?: string
  readonly at?: readonly string[]
  readonly cause?: LoggedError
}

/**
 * What an error may say in a log that everybody who runs machines reads: its class, kind and code, and where it came from. Not its message: that of a library
 * system, of a database or of a parser quotes what it was given, and that is a card, a name, a barcode.
 */
export function loggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error }
  const { name, message, stack, cause } = error
  const { kind, code, status } = error as { kind?: unknown; code?: unknown; status?: unknown }
  const at = framesIn(stack)
  return {
    name,
    ...(isWord(kind) && { kind }),
    ...(isWord(code) && { code }),
    ...(typeof status === 'number' && { status }),
    ...(ofTheHouse.has(name) && { message: withoutNumbers(message) }),
    ...(at.length > 0 && { at }),
    ...(cause instanceof Error && { cause: loggedError(cause) }),
  }
}

/** A line of the hub's own as it may stand in a log: what is quoted, and what could be a number of a card, is cut out. The port of an address is none. */
export function withoutNumbers(text: string): string {
  return text.replace(/(["'`„”]).*?\1/g, '$1…$1').replace(/(?<!(?:\d\.\d{1,3}|localhost|]):)\b\w*\d{5,}\w*\b/g, '…')
}

function framesIn(stack: string | undefined): readonly string[] {
  const frames = (stack ?? '').split('\n').filter(line => /^ {4}at .*:\d+:\d+\)?$/.test(line))
  return frames.slice(0, framesAtMost).map(line => line.trim().slice('at '.length))
}

/** Kinds and codes are words of a short list; a sentence is none. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z_]+(?:[-_][A-Za-z0-9_]+)*$|^[0-9A-Z]{5}$/.test(value) && value.length <= 60
}
