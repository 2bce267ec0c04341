import { destination } from 'pino'
import type { Tls } from '../listen.node.ts'
import { type HubOptions, type RunningHub, startHub } from '../start-hub.node.ts'
import type { Watch } from '../watch.ts'
import { metrics } from './metrics.node.ts'
import { type LogLevel, operationLog } from './operation-log.node.ts'
import { loggedError, withoutNumbers } from './what-may-be-logged.ts'

export interface RunOptions {
  readonly hub: HubOptions
  readonly level: LogLevel
  /** Reads the certificate anew, where the hub has one of its own. */
  readonly readTls?: () => Tls
  /** Why it cannot start, in one line of the house's own words. */
  readonly why: (error: unknown) => string
}

const notStarted = 'the hub cannot start'

/**
 * A hub as a service: its log on standard output, its figures counted. SIGTERM and SIGINT end it when what is in hand is done; SIGHUP reads the certificate
 * anew. Where it cannot start, the log's last line says why, and it rejects.
 */
export async function runHub({ hub: options, level, readTls, why }: RunOptions): Promise<RunningHub> {
  const log = logOnOutput(level)
  const counted = metrics()
  const watch: Watch = {
    request: done => both(watch => watch.request(done)),
    stored: upload => both(watch => watch.stored(upload)),
    outcome: (of, outcome) => both(watch => watch.outcome(of, outcome)),
    asked: call => both(watch => watch.asked(call)),
  }
  const both = (tell: (watch: Watch) => void) => [log.watch, counted.watch].forEach(tell)
  const onTrouble = (what: string, error?: unknown) => {
    if (error !== undefined) counted.trouble()
    log.trouble(what, error)
  }
  log.say('info', 'starting', { node: process.version })
  const hub = await startHub({ ...options, watch, metrics: counted, onTrouble }).catch((error: unknown) => {
    log.say('fatal', notStarted, { why: withoutNumbers(why(error)), error: loggedError(error) })
    throw error
  })
  log.say('info', 'ready', { listening: hub.address })

  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log.say('info', 'stopping', { signal })
    await hub.stop().then(
      () => log.say('info', 'stopped'),
      error => {
        log.say('fatal', 'the hub did not stop cleanly', { error: loggedError(error) })
        process.exitCode = 1
      },
    )
    process.exit()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
  process.on('SIGHUP', () => {
    if (!readTls || !hub.renewCertificate) return
    try {
      hub.renewCertificate(readTls())
      log.say('info', 'the certificate was read anew')
    } catch (error) {
      log.say('error', 'the certificate could not be read; the one before stays', { error: loggedError(error) })
    }
  })
  const die = (error: unknown) => {
    log.say('fatal', 'the hub broke', { error: loggedError(error) })
    process.exit(1)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)
  return hub
}

/** Says in the same log, a line for each thing, what is wrong with a configuration by which no hub can be run. It is about nobody, and secrets are in none. */
export function sayNotStarted(whys: readonly string[]): void {
  const log = logOnOutput('info')
  for (const why of whys) log.say('fatal', notStarted, { why })
}

/** Written before the call returns: the last line of a process that ends is in it. */
function logOnOutput(level: LogLevel) {
  return operationLog(level, destination({ dest: 1, sync: true }))
}
