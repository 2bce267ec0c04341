import { Temporal } from 'temporal-polyfill'
import type { Connector } from '../../sync/connectors/connector.ts'
import type { LibraryTables } from '../../sync/connectors/library-tables.ts'
import { sip2Settings } from '../../sync/connectors/sip2/configuration.ts'
import type { Fault } from '../../sync/connectors/sip2/server/fault.ts'
import { type ServerKind, serverKinds } from '../../sync/connectors/sip2/server/server-kind.ts'
import { ServerSession } from '../../sync/connectors/sip2/server/server-session.ts'
import type { Line } from '../../sync/connectors/sip2/session/line.ts'
import { openSession } from '../../sync/connectors/sip2/session/session.ts'
import { type Sip2Library, sip2Library } from '../../sync/connectors/sip2/sip2-library.ts'
import { chance } from '../../sync/hub/demo/chance.ts'
import { branches, settings, zone } from './first-morning.ts'

/** One message in so many meets with something. */
const oneIn = 60
const usualAnswerMs = 500
const faults: readonly Fault['kind'][] = [
  'answer-twice',
  'answer-cut',
  'wrong-sum',
  'garbled',
  'hangs-up-before',
  'hangs-up-after',
  'says-yes',
  'says-no',
  'another-patron',
  'another-item',
]

/** How a server behaves, and what its site knows of it. */
export interface Spoken {
  readonly kind: ServerKind
  readonly profile: Readonly<Record<string, unknown>>
  /** How long it waits for an answer by the machine's own clock, in milliseconds. */
  readonly answerMs?: number
  readonly renewalsStand?: true
}

const ignoring: Spoken = {
  kind: { ...serverKinds['koha-24'], noBlock: 'ignored', returnDate: 'ignored' },
  profile: { like: 'koha-24', returnDate: 'ignored' },
}

/** The same library, spoken to by the connector in SIP2's own bytes, with a server that ignores what real ones ignore and makes mistakes. */
export function sip2OverWire(
  tables: LibraryTables,
  library: Connector,
  now: () => string,
  { kind, profile, answerMs = usualAnswerMs, renewalsStand }: Spoken = ignoring,
): Sip2Library {
  const luck = chance(1)
  const state = { count: 0 }
  const server = {
    library,
    tables,
    now,
    zone,
    dueOn,
    checksPatrons: false,
    ...(renewalsStand && { renewalsStand }),
    accounts: [{ user: 'bus', password: 'secret', branch: '' }],
    institution: 'WORLD',
    kind,
    faults: (code: string) => (code !== '99' && luck.next() * oneIn < 1 ? ({ kind: luck.of(faults) } as Fault) : undefined),
  }
  const found = sip2Settings({
    server: { over: 'tcp', host: 'nowhere', port: 1 },
    institution: 'WORLD',
    zone,
    accounts: branches.map(branch => ({
      user: 'bus',
      password: 'secret',
      location: branch,
      branches: [branch],
    })),
    profile: { ...profile, connections: 4, answerMs },
  })
  return sip2Library(found, {
    known: tables,
    now,
    open(who, manner) {
      const { near, far } = wire()
      new ServerSession(far, server, state)
      return openSession(async () => near, manner, who)
    },
  })
}

/** The library's own reckoning. */
export function dueOn(itemType: string | undefined, day: string): string {
  const [set] = settings.rules.sets
  const rule = set!.loanRules.find(one => one.itemType === undefined || one.itemType === itemType)!
  return Temporal.PlainDate.from(day).add({ days: rule.days }).toString()
}

/** Two ends of a line inside the program. */
function wire(): { near: Line; far: Line } {
  const ends = [new End(), new End()] as const
  ends[0].other = ends[1]
  ends[1].other = ends[0]
  return { near: ends[0], far: ends[1] }
}

class End implements Line {
  other!: End
  #bytes: ((bytes: Uint8Array) => void) | undefined
  #ended: (() => void) | undefined
  #early: Uint8Array[] = []
  #isOver = false

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#isOver) throw new Error('the line has ended')
    const copy = bytes.slice()
    queueMicrotask(() => this.other.#receive(copy))
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.#bytes = listener
    for (const bytes of this.#early.splice(0)) listener(bytes)
  }

  onEnd(listener: () => void): void {
    this.#ended = listener
    if (this.#isOver) listener()
  }

  close(): void {
    // What was written before arrives before.
    queueMicrotask(() => {
      this.#end()
      this.other.#end()
    })
  }

  #receive(bytes: Uint8Array): void {
    if (this.#isOver) return
    if (this.#bytes) this.#bytes(bytes)
    else this.#early.push(bytes)
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#ended?.()
  }
}
