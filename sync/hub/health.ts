import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Followed, Health } from '../protocol/health.ts'
import type { HubLog } from './hub-log.ts'
import type { Tables } from './tables.ts'
import type { SystemCall, Watch } from './watch.ts'

const patienceMs = 5000

/** Keeps in mind how the last write and the last call ended, and asks the database when it is asked itself. */
export class HealthBook {
  #log: Health['checks']['log'] = 'ok'
  #system: Health['checks']['librarySystem'] = 'not-asked-yet'
  #followed: (() => Promise<Followed>) | undefined

  /** The log, whose failures are kept in mind. */
  ofLog(log: HubLog): HubLog {
    return {
      record: async what => {
        try {
          await log.record(what)
          this.#log = 'ok'
        } catch (error) {
          this.#log = 'failing'
          throw error
        }
      },
    }
  }

  /** What is told to others too. */
  ofCalls(watch: Watch | undefined): Watch {
    return {
      request: done => watch?.request(done),
      stored: upload => watch?.stored(upload),
      outcome: (of, outcome) => watch?.outcome(of, outcome),
      asked: call => {
        this.#system = wasAnswered(call) ? 'ok' : call.ended === 'changed' ? 'changed' : 'unreachable'
        watch?.asked(call)
      },
    }
  }

  /** The register follows a library system, so far. */
  ofRegister(followed: () => Promise<Followed>): void {
    this.#followed = followed
  }

  /** Resolves within five seconds, whatever the database does. */
  async now(database: Kysely<Tables>): Promise<Health> {
    let register: Followed | undefined
    const asking = async () => {
      await sql`select 1`.execute(database)
      register = await this.#followed?.()
    }
    const answers = await withinMs(patienceMs, asking())
    const checks = { database: answers ? 'ok' : 'failing', log: this.#log, librarySystem: this.#system } as const
    return { status: answers && checks.log === 'ok' ? 'ok' : 'failing', checks, ...(register && { register }) }
  }
}

/** A system that says no is there. */
function wasAnswered({ ended }: SystemCall): boolean {
  return ended === 'answered' || ended === 'rejected'
}

async function withinMs(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(resolve, ms, false)
  })
  const done = work.then(
    () => true,
    () => false,
  )
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}
