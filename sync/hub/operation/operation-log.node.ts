import { type DestinationStream, type Logger, pino } from 'pino'
import type { Watch } from '../watch.ts'
import { loggedError, withoutNumbers } from './what-may-be-logged.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface OperationLog {
  readonly watch: Watch
  trouble(what: string, error?: unknown): void
  say(level: LogLevel | 'fatal', what: string, more?: Readonly<Record<string, unknown>>): void
}

/**
 * One JSON object a line. What it may hold is named here field by field: no card, no name, no barcode, and no message of an error that could quote one.
 */
export function operationLog(level: LogLevel, to: DestinationStream): OperationLog {
  const base = { name: 'pysakki-hub', pid: process.pid }
  const formatters = { level: (label: string) => ({ level: label }) }
  const timestamp = () => `,"time":"${new Date().toISOString()}"`
  const log: Logger = pino({ level, base, formatters, timestamp, messageKey: 'what' }, to)
  return {
    say: (at, what, more = {}) => log[at](more, what),
    trouble: (what, error) =>
      log[error === undefined ? 'info' : 'error'](
        error === undefined ? {} : { error: loggedError(error) },
        withoutNumbers(what.split('\n')[0]!),
      ),
    watch: {
      request({ method, route, status, ms, station }) {
        const at = status >= 500 ? 'error' : status >= 400 && status !== 410 ? 'warn' : 'debug'
        log[at]({ method, route, status, ms: Math.round(ms), ...(station !== undefined && { station }) }, 'request')
      },
      stored({ station, epoch, entries, fresh, forks, verdict }) {
        log[verdict === 'stored' ? 'info' : 'warn']({ station, epoch, entries, fresh, forks, verdict }, 'upload')
      },
      outcome({ station, epoch, sequence }, outcome) {
        const question = outcome.kind === 'needs-person' ? { question: outcome.question } : {}
        log.info({ station, epoch, sequence, kind: outcome.kind, ...question }, 'outcome')
      },
      asked({ call, ended, ms }) {
        log[ended === 'answered' ? 'debug' : 'warn']({ call, ended, ms: Math.round(ms) }, 'library system')
      },
    },
  }
}
