import { Temporal } from 'temporal-polyfill'
import type { Transaction } from '../../../circulation/transaction.ts'
import type { Clock } from '../../../host/clock.ts'
import type { Journal } from '../../journal/journal.ts'
import { openMemoryJournal } from '../../journal/memory-journal.ts'
import { openMemoryRegister, type RegisterLoad } from '../../register/memory-register.ts'
import type { Register } from '../../register/register.ts'
import type { Desk } from '../desk.ts'
import { type DeskOptions, openDesk } from '../open-desk.ts'
import type { Choice, Effect, Line, ScanSource, SessionEvent } from '../session.ts'
import { library } from './library.ts'

/** Two clocks that only the test moves. */
export class TestClock implements Clock {
  #wall = Temporal.Instant.from('2026-11-17T07:40:00Z')
  #monotonic = 0

  now(): string {
    return this.#wall.toString({ fractionalSecondDigits: 3 })
  }

  monotonicMs(): number {
    return this.#monotonic
  }

  pass(seconds: number): void {
    this.#wall = this.#wall.add({ seconds })
    this.#monotonic += seconds * 1000
  }

  /** Somebody sets the wall clock. */
  set(instant: string): void {
    this.#wall = Temporal.Instant.from(instant)
  }
}

export interface TestStation {
  readonly desk: Desk
  readonly journal: Journal
  readonly register: Register
  readonly clock: TestClock
  readonly effects: Effect[]
  scan(text: string, source?: ScanSource): Promise<void>
  answer(id: Choice['id'], reason?: string): Promise<void>
  do(event: SessionEvent): Promise<void>
  /** What was recorded by the acts at the desk, without gate jobs and the start. */
  recorded(): Promise<readonly Transaction[]>
  /** `kind barcode` of what was recorded. */
  told(): Promise<readonly string[]>
  /** Newest line first: `kind barcode`. */
  lines(): readonly string[]
  sounds(): readonly string[]
  again(more?: Partial<Omit<DeskOptions, 'clock'>>): Promise<TestStation>
}

/** A whole station on a register in memory, for tests. */
export async function openTestStation(
  load: Partial<RegisterLoad> = {},
  options: Partial<Omit<DeskOptions, 'clock'>> & { readonly clock?: TestClock } = {},
): Promise<TestStation> {
  const clock = options.clock ?? new TestClock()
  const journal = options.journal ?? (await openMemoryJournal({ station: 'bus-1' }))
  const register = options.register ?? (await openMemoryRegister({ ...library, ...load }))
  const desk = await openDesk({
    station: 'bus-1',
    appVersion: '0.0.0',
    run: 'run-1',
    tickMs: 0,
    ...options,
    journal,
    register,
    clock,
  })
  const effects: Effect[] = []
  desk.onEffect(effect => effects.push(effect))
  const silent = ['desk-started', 'security-job', 'signed-in', 'stop-chosen', 'clock-jump']
  const recorded = async () =>
    (await desk.entries()).map(({ transaction }) => transaction).filter(({ kind }) => !silent.includes(kind))
  return {
    desk,
    journal,
    register,
    clock,
    effects,
    async scan(text, source = { device: 'scanner' }) {
      clock.pass(1)
      await desk.dispatch({ type: 'scan', scan: { text, source } })
    },
    async answer(id, reason) {
      clock.pass(1)
      const choices = desk.session().question?.choices ?? []
      const choice = choices.findIndex(each => each.id === id && (!reason || each.reason === reason))
      if (choice < 0) throw new Error(`nothing asked that ${id} answers: ${choices.map(each => each.id).join(', ')}`)
      await desk.dispatch({ type: 'answer', choice })
    },
    do: event => desk.dispatch(event),
    recorded,
    told: async () => (await recorded()).map(name),
    lines: () => desk.session().lines.map(nameLine),
    sounds: () => effects.flatMap(effect => (effect.kind === 'sound' ? [effect.sound] : [])),
    again: more => openTestStation(load, { ...options, journal, register, clock, run: 'run-2', ...more }),
  }
}

function name(transaction: Transaction): string {
  return 'barcode' in transaction ? `${transaction.kind} ${transaction.barcode}` : transaction.kind
}

function nameLine({ kind, barcode, undone }: Line): string {
  return [kind, barcode, undone && '(undone)'].filter(Boolean).join(' ')
}
