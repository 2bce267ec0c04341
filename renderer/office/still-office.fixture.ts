import { cautiousLadder } from '../../circulation/replay-ladder.ts'
import type { EntryId } from '../../circulation/transaction.ts'
import { type BrakeChange, changedBrake, isOvertaken, openBrake } from '../../sync/protocol/brake.ts'
import type { Health } from '../../sync/protocol/health.ts'
import type {
  AuditStep,
  BrakeState,
  JournalPage,
  OfficePerson,
  OpenQuestion,
  Preview,
  PullList,
  Reconciliation,
  ShadowReport,
  WaitingRow,
} from '../../sync/protocol/office.ts'
import { type GivenAnswer, OfficeError, type OfficeLine } from './office-line.ts'
import { stationsHere } from './still-stations.fixture.ts'

export const now = '2026-11-17T10:00:00Z'
const id = { station: 'auto-1', epoch: '1-a', sequence: 41 }

const brake: BrakeState = {
  connector: 'koha',
  zone: 'Europe/Helsinki',
  settings: {
    ...openBrake,
    pace: 120,
    closesPerDay: 20,
    notBetween: [{ from: '21:00', to: '05:00' }],
    pausedStations: ['auto-2'],
    pausedKinds: ['moves-loan'],
    ladder: { 'finds-lost': 'ask' },
  },
  ladder: { ...cautiousLadder, 'finds-lost': 'ask' },
  defaultLadder: cautiousLadder,
  tallies: { 'closes-others-loan': { asked: 12, confirmed: 11, otherwise: 1, wrote: 11 }, 'catches-hold': { wrote: 40 } },
  changes: [{ at: now, by: 'Maija', connector: 'koha', before: openBrake, after: { ...openBrake, pace: 120 } }],
}

const health: Health = {
  status: 'ok',
  checks: { database: 'ok', log: 'ok', librarySystem: 'unreachable' },
  register: { pulledAt: '2026-11-17T07:40:00Z', sweptAt: '2026-11-14T21:30:00Z' },
}

const transaction = { kind: 'checkin', barcode: 'HLO1000042', destination: { kind: 'shelf' } } as const

const questions: readonly OpenQuestion[] = [
  {
    id,
    hash: 'a',
    receivedAt: now,
    asked: {
      kind: 'needs-person',
      question: 'confirm',
      about: ['closes-others-loan'],
      choices: ['as-recommended', 'look-for-it', 'leave-as-is'],
      where: 'office',
    },
    scan: { at: now, branch: 'AUTO', staffId: 'oula', transaction },
    alike: 'confirm',
  },
  {
    id: { ...id, sequence: 42 },
    hash: 'b',
    receivedAt: now,
    asked: {
      kind: 'needs-person',
      question: 'unknown-item',
      choices: ['correct-barcode', 'quick-add', 'write-off'],
      where: 'here',
    },
    scan: { at: now, branch: 'AUTO', staffId: 'oula', transaction },
    alike: 'unknown',
  },
  {
    id: { ...id, sequence: 43 },
    hash: 'c',
    receivedAt: now,
    asked: {
      kind: 'needs-person',
      question: 'unknown-item',
      choices: ['correct-barcode', 'quick-add', 'write-off'],
      where: 'here',
    },
    scan: { at: now, branch: 'AUTO', staffId: 'oula', transaction: { ...transaction, barcode: 'HLO1000059' } },
    alike: 'unknown',
  },
]

const waiting: readonly WaitingRow[] = [
  {
    id: { station: 'auto-2', epoch: '1-b', sequence: 7 },
    hash: 'd',
    receivedAt: now,
    scan: { at: now, branch: 'AUTO', staffId: 'oula', transaction },
    wait: { why: 'station-paused' },
    kinds: ['closes-others-loan'],
    would: { writes: ['end-loan', 'record-scan'], becomes: 'applied-with-note' },
  },
  {
    id: { station: 'auto-1', epoch: '1-a', sequence: 50 },
    hash: 'e',
    receivedAt: now,
    wait: { why: 'hours', until: now },
    kinds: [],
  },
]

const staff: readonly OfficePerson[] = [
  { staffId: 'marja', name: 'Marja Kotilampi' },
  { staffId: 'oula', name: 'Oula Ylisaari' },
]

const pull: PullList = {
  library: 'Esimerkkilän kirjasto',
  rows: [
    {
      id,
      why: 'hold',
      barcode: 'HLO1000042',
      title: 'Muumipappa ja meri',
      holdNumber: '417',
      to: 'Auto, Sääksjärven koulu',
      from: 'Auto',
      at: now,
    },
    {
      id: { ...id, sequence: 60 },
      why: 'transfer',
      barcode: 'HLO1000067',
      title: 'Yön ritari',
      to: 'Pääkirjasto',
      from: 'Auto',
      at: now,
    },
    { id: { ...id, sequence: 61 }, why: 'look-for', barcode: 'HLO1000075', from: 'Auto', at: now },
  ],
}

const journal: JournalPage = {
  rows: [
    {
      id,
      hash: 'a',
      arrival: 9,
      receivedAt: now,
      outcomeAt: now,
      fork: false,
      replayed: true,
      scan: { at: now, branch: 'AUTO', stopId: 'saaksjarvi', staffId: 'oula', transaction },
      outcome: { kind: 'applied-with-note', notes: [{ code: 'hold-caught', holdNumber: '417' }] },
    },
    { id: { ...id, sequence: 40 }, hash: 'f', arrival: 8, receivedAt: now, fork: false, replayed: true },
  ],
  more: true,
}

const steps: readonly AuditStep[] = [
  { ...id, hash: 'a', step: 'scanned', at: now, detail: { transaction } },
  { ...id, hash: 'a', step: 'received', at: now, detail: {} },
  { ...id, hash: 'a', step: 'sent', at: now, detail: { actions: [{ kind: 'take-in' }, { kind: 'catch-hold' }] } },
  { ...id, hash: 'a', step: 'outcome', at: now, detail: { outcome: journal.rows[0]!.outcome } },
]

const preview: Preview = {
  asOf: now,
  transactions: 3,
  becomes: { applied: 1, 'needs-person': 1, held: 1 },
  kinds: { 'closes-others-loan': 1, 'moves-loan': 1 },
  closes: 1,
  lines: [
    { id, at: now, transaction, becomes: 'applied', outcome: { kind: 'applied' }, kinds: [], writes: ['end-loan'] },
    {
      id: { ...id, sequence: 42 },
      at: now,
      transaction,
      becomes: 'needs-person',
      outcome: questions[0]!.asked,
      kinds: ['closes-others-loan'],
      writes: ['end-loan'],
    },
    {
      id: { ...id, sequence: 43 },
      at: now,
      transaction,
      becomes: 'held',
      held: 'kind-paused',
      kinds: ['moves-loan'],
      writes: [],
    },
  ],
}

const { asOf: _, ...decisions } = preview
const shadow: ShadowReport = { ...decisions, since: '2026-11-16T03:30:00Z', asSaid: 11, otherwise: 1 }

const report: Reconciliation = {
  at: now,
  connector: 'koha',
  from: '2026-11-16T03:30:00Z',
  to: now,
  items: 412,
  unknown: 3,
  wrongItems: 1,
  found: 1,
  byStation: { 'auto-1': 1 },
  differences: [{ kind: 'other-day', barcode: 'HLO1000042', written: '2026-11-16', found: '2026-11-17', id, writtenAt: now }],
}

const answerName = ({ sequence }: EntryId): EntryId => ({ station: 'hub.office', epoch: '1-o', sequence })

/** A hub that stands still, keeps the brake's changes and notes what it was asked for. */
export function stillOffice() {
  const asked: {
    readonly orders: [string, BrakeChange][]
    readonly given: GivenAnswer[]
    readonly takenBack: EntryId[]
    readonly previews: object[]
  } = {
    takenBack: [],
    orders: [],
    given: [],
    previews: [],
  }
  let state = brake
  const isTakenBack = (target: EntryId) => asked.takenBack.some(({ sequence }) => sequence === answerName(target).sequence)
  const answerTo = ({ id: target }: OpenQuestion): Pick<OpenQuestion, 'answered'> => {
    const given = asked.given.findLast(one => one.target.sequence === target.sequence)
    if (!given || isTakenBack(target)) return {}
    const { choice, staffId } = given
    return { answered: { answer: answerName(target), choice, ...(staffId && { staffId }) } }
  }
  const line: OfficeLine = {
    brake: async () => state,
    async change(by, change, seen) {
      if (isOvertaken(state.settings, change, seen)) throw new OfficeError('overtaken', 'somebody was quicker')
      asked.orders.push([by, change])
      const settings = changedBrake(state.settings, change)
      state = { ...state, settings, ladder: { ...state.defaultLadder, ...settings.ladder } }
      return state
    },
    stations: async () => stationsHere,
    health: async () => health,
    questions: async () => questions.map(question => ({ ...question, ...answerTo(question) })),
    async answer(given) {
      asked.given.push(...given)
      return { filed: given.map(({ target }) => ({ kind: 'filed', target, answer: answerName(target) })) }
    },
    async takeBack(answers) {
      asked.takenBack.push(...answers)
      return { takenBack: answers, tooLate: [] }
    },
    waiting: async () => waiting,
    shadow: async () => shadow,
    pullList: async () => pull,
    staff: async () => staff,
    places: async () => ({ branches: { AUTO: 'Kirjastoauto' }, stops: {} }),
    item: async barcode => ({ known: barcode.startsWith('HLO'), ...(barcode === 'HLO7' && { title: 'Seitsemän veljestä' }) }),
    titles: async barcodes =>
      Object.fromEntries(barcodes.filter(one => one === 'HLO1000042').map(one => [one, 'Järven hiljaisuus'])),
    journal: async () => journal,
    steps: async () => steps,
    audit: async () => steps.map(step => JSON.stringify(step)).join('\n'),
    async preview(of) {
      asked.previews.push(of)
      return preview
    },
    reports: async () => [report],
    readBack: async () => report,
  }
  return { line, asked }
}
