import type { ReplayChoice, ReplayQuestion } from '../../circulation/outcome.ts'
import type { EntryId } from '../../circulation/transaction.ts'
import type { BrakeChange } from '../../sync/protocol/brake.ts'
import type { BrakeState, OpenQuestion, Preview, Reconciliation, StationRow } from '../../sync/protocol/office.ts'

/** The hub did not do what was asked. `why`: the hub's own sentence. */
export class OfficeError extends Error {
  /** `token`: it does not know us; `station-token`: it knows us as a station; `no-answer`: nobody answered; `refused`: it says why. */
  readonly kind: 'token' | 'station-token' | 'no-answer' | 'refused'
  constructor(kind: OfficeError['kind'], message: string) {
    super(message)
    this.name = 'OfficeError'
    this.kind = kind
  }
}

export interface GivenAnswer {
  readonly target: EntryId
  readonly question: ReplayQuestion
  readonly choice: ReplayChoice
  readonly right?: { readonly barcode?: string; readonly card?: string; readonly title?: string }
  readonly staffId?: string
}

/** The hub as its own page asks it. Everything rejects with an `OfficeError`. */
export interface OfficeLine {
  brake(): Promise<BrakeState>
  change(by: string, change: BrakeChange): Promise<BrakeState>
  stations(): Promise<readonly StationRow[]>
  questions(): Promise<readonly OpenQuestion[]>
  answer(given: GivenAnswer): Promise<void>
  preview(of: { readonly station?: string; readonly journal?: string }): Promise<Preview>
  reports(): Promise<readonly Reconciliation[]>
  readBack(): Promise<Reconciliation>
}

/** Asks the hub that served the page. */
export function officeLine(address: string, token: string, fetch: typeof globalThis.fetch): OfficeLine {
  async function ask<T>(path: string, body?: string): Promise<T> {
    const init = body === undefined ? {} : { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }
    const headers = { ...init.headers, Authorization: `Bearer ${token}` }
    const answer = await fetch(`${address}/api/${path}`, { ...init, headers, cache: 'no-store' }).catch(() => undefined)
    if (!answer) throw new OfficeError('no-answer', path)
    const told = (await answer.json().catch(() => ({}))) as T & { readonly message?: string }
    if (answer.ok) return told
    const kind = answer.status === 401 ? 'token' : answer.status === 403 ? 'station-token' : 'refused'
    throw new OfficeError(kind, told.message ?? `${answer.status}`)
  }
  const post = <T>(path: string, body: object) => ask<T>(path, JSON.stringify(body))

  return {
    brake: () => ask('office/brake'),
    change: (by, change) => post('office/brake', { by, change }),
    stations: async () => (await ask<{ stations: readonly StationRow[] }>('office/stations')).stations,
    questions: async () => (await ask<{ questions: readonly OpenQuestion[] }>('questions')).questions,
    answer: async given => void (await post('questions/answers', given)),
    preview: ({ station, journal }) =>
      journal === undefined
        ? ask(station ? `office/preview?station=${encodeURIComponent(station)}` : 'office/preview')
        : ask('office/preview', journal),
    reports: async () => (await ask<{ reports: readonly Reconciliation[] }>('office/reconciliations')).reports,
    readBack: () => post('office/reconciliations', {}),
  }
}
