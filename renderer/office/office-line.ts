import type { ReplayChoice, ReplayQuestion } from '../../circulation/outcome.ts'
import type { EntryId } from '../../circulation/transaction.ts'
import type { BrakeChange } from '../../sync/protocol/brake.ts'
import type { Health } from '../../sync/protocol/health.ts'
import type {
  AnsweredAll,
  AuditStep,
  BrakeState,
  JournalPage,
  KnownItem,
  OfficePerson,
  OfficePlaces,
  OpenQuestion,
  Preview,
  PullList,
  Reconciliation,
  ShadowReport,
  StationsHere,
  TakenBack,
  WaitingRow,
} from '../../sync/protocol/office.ts'

/** The hub did not do what was asked. `why`: the hub's own sentence. */
export class OfficeError extends Error {
  /** `token`: it does not know us; `station-token`: it knows us as a station; `no-answer`: nobody answered; `overtaken`: somebody else was quicker; `refused`: it says why. */
  readonly kind: 'token' | 'station-token' | 'no-answer' | 'overtaken' | 'refused'
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

export interface JournalWish {
  readonly station: string
  readonly barcode?: string
  /** Only what the library system must learn of. */
  readonly acts?: boolean
  /** Only what arrived before that number. */
  readonly before?: number
}

/** The hub as its own page asks it. Everything rejects with an `OfficeError`. */
export interface OfficeLine {
  brake(): Promise<BrakeState>
  /** `seen`: what it replaces, as the page shows it; rejects as `overtaken` where that has changed meanwhile. */
  change(by: string, change: BrakeChange, seen: BrakeChange): Promise<BrakeState>
  stations(): Promise<StationsHere>
  /** Of the hub itself, of the library system, of the register. */
  health(): Promise<Health>
  questions(): Promise<readonly OpenQuestion[]>
  /** Each by itself: one that is not asked any more hinders no other. */
  answer(given: readonly GivenAnswer[]): Promise<AnsweredAll>
  takeBack(answers: readonly EntryId[], staffId?: string): Promise<TakenBack>
  waiting(): Promise<readonly WaitingRow[]>
  shadow(): Promise<ShadowReport>
  pullList(): Promise<PullList>
  /** Those who work here, as the library lists them. */
  staff(): Promise<readonly OfficePerson[]>
  places(): Promise<OfficePlaces>
  /** As the library system knows it now. */
  item(barcode: string): Promise<KnownItem>
  /** By barcode, as the hub's register has them. */
  titles(barcodes: readonly string[]): Promise<Readonly<Record<string, string>>>
  journal(wish: JournalWish): Promise<JournalPage>
  steps(of: EntryId): Promise<readonly AuditStep[]>
  /** A station's whole audit trail, as JSON lines. */
  audit(station: string): Promise<string>
  preview(of: { readonly station?: string; readonly journal?: string }): Promise<Preview>
  reports(): Promise<readonly Reconciliation[]>
  readBack(): Promise<Reconciliation>
}

/** Asks the hub that served the page. */
export function officeLine(address: string, token: string, fetch: typeof globalThis.fetch): OfficeLine {
  async function ask<T>(path: string, body?: string): Promise<T> {
    const answer = await reach(path, body)
    return (await answer.json()) as T
  }

  async function reach(path: string, body?: string): Promise<Response> {
    const init = body === undefined ? {} : { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }
    const headers = { ...init.headers, Authorization: `Bearer ${token}` }
    const answer = await fetch(`${address}/api/${path}`, { ...init, headers, cache: 'no-store' }).catch(() => undefined)
    if (!answer) throw new OfficeError('no-answer', path)
    if (answer.ok) return answer
    const told = (await answer.json().catch(() => ({}))) as { readonly code?: string; readonly message?: string }
    const isOvertaken = told.code === 'overtaken'
    const kind = answer.status === 401 ? 'token' : answer.status === 403 ? 'station-token' : isOvertaken ? 'overtaken' : 'refused'
    throw new OfficeError(kind, told.message ?? `${answer.status}`)
  }
  const textOf = async (path: string) => (await reach(path)).text()
  const post = <T>(path: string, body: object) => ask<T>(path, JSON.stringify(body))

  return {
    brake: () => ask('office/brake'),
    change: (by, change, seen) => post('office/brake', { by, change, seen }),
    stations: () => ask<StationsHere>('office/stations'),
    async health() {
      const answer = await fetch(`${address}/health`, { cache: 'no-store' }).catch(() => undefined)
      if (!answer) throw new OfficeError('no-answer', 'health')
      // It says what fails with a 503.
      return (await answer.json()) as Health
    },
    questions: async () => (await ask<{ questions: readonly OpenQuestion[] }>('questions')).questions,
    answer: given => post('questions/answers/all', { answers: given }),
    takeBack: (answers, staffId) => post('questions/answers/taken-back', { answers, ...(staffId && { staffId }) }),
    waiting: async () => (await ask<{ waiting: readonly WaitingRow[] }>('office/waiting')).waiting,
    shadow: () => ask('office/shadow'),
    pullList: () => ask('office/pull-list'),
    staff: async () => (await ask<{ staff: readonly OfficePerson[] }>('office/staff')).staff,
    places: () => ask('office/places'),
    item: barcode => ask(`office/item?${queryOf({ barcode })}`),
    titles: async barcodes => (await post<{ titles: Readonly<Record<string, string>> }>('office/titles', { barcodes })).titles,
    journal: ({ station, barcode, before, acts }) =>
      ask(
        `office/journal?${queryOf({ station, barcode, before: before === undefined ? undefined : `${before}`, acts: acts ? '1' : undefined })}`,
      ),
    async steps({ station, epoch, sequence }) {
      const text = await textOf(`audit?${queryOf({ station, epoch, sequence: `${sequence}` })}`)
      return text.split('\n').flatMap(line => (line ? [JSON.parse(line) as AuditStep] : []))
    },
    audit: station => textOf(`audit?${queryOf({ station })}`),
    preview: ({ station, journal }) =>
      journal === undefined
        ? ask(station ? `office/preview?station=${encodeURIComponent(station)}` : 'office/preview')
        : ask('office/preview', journal),
    reports: async () => (await ask<{ reports: readonly Reconciliation[] }>('office/reconciliations')).reports,
    readBack: () => post('office/reconciliations', {}),
  }
}

function queryOf(wish: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(wish).flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []))
  return new URLSearchParams(given).toString()
}
