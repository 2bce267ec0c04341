import type { ReplayChoice, ReplayQuestion } from '../../circulation/outcome.ts'
import type { OutcomeMessage } from '../../sync/protocol/messages.ts'
import type { StationStatus, Task } from '../../sync/station/desk.ts'
import type { Line, Session, Verdict } from '../../sync/station/session.ts'
import type { PadState } from '../store/pad-store.ts'
import type { TaskName } from '../store/screen-store.ts'
import { holdsByStop, now, patrons, settings, titleHits } from './library.ts'
import { onPad } from './lying.ts'
import type { Still } from './still-desk.ts'

/** One state to look at: the still desk, what lies on the pad, which plane is open. */
export interface Shown {
  readonly still: Still
  readonly pad: Partial<PadState>
  readonly task?: TaskName
  /** Typed into the plane's first field before the picture is taken. */
  readonly typed?: string
  /** What the plane was opened about. */
  readonly about?: string
}

const at = (minute: number, hour = 7): string => `2026-11-17T0${hour}:${String(minute).padStart(2, '0')}:00Z`
export const said = (verdict: Omit<Verdict, 'number'>): Verdict => ({ ...verdict, number: 1 })
const line = (lineId: string, part: Omit<Line, 'lineId'>): Line => ({
  lineId,
  entry: { station: 'auto2', epoch: 'e1', sequence: Number(lineId) },
  ...part,
})
const due = { day: '2026-12-15' }

export const muumi = line('9', {
  at: at(47),
  shape: 'yes',
  kind: 'checkout',
  title: 'Muumipappa ja meri',
  barcode: '30010',
  patronId: 'p1',
  visitId: 'v1',
  fact: due,
})
export const earlier: readonly Line[] = [
  line('8', {
    at: at(47),
    shape: 'yes',
    kind: 'checkout',
    title: 'Risto Räppääjä ja Nuudelipää',
    barcode: '30011',
    patronId: 'p1',
    visitId: 'v1',
    fact: due,
  }),
  line('7', {
    at: at(46),
    shape: 'ask',
    kind: 'asked',
    title: 'Supermarsu ja kadonnut lippu',
    barcode: '30018',
    fact: { key: 'line.not-lent' },
  }),
  line('6', { at: at(46), shape: 'no', kind: 'refused', title: 'Pimeyden rannat (K16)', fact: { key: 'refusal.age-limit' } }),
  line('5', {
    at: at(46),
    shape: 'yes',
    kind: 'checkout',
    title: 'Ella ja kaverit: Paterock',
    barcode: '30012',
    patronId: 'p1',
    visitId: 'v1',
    fact: due,
  }),
  line('1', {
    at: at(12),
    shape: 'aside',
    kind: 'checkin',
    title: 'Sinuhe egyptiläinen: viisitoista kirjaa lääkäri Sinuhen elämästä',
    fact: { key: 'line.returned-transfer' },
  }),
]
const back = (id: string, minute: number, title: string, shape: Line['shape'] = 'yes'): Line =>
  line(id, {
    at: at(minute),
    shape,
    kind: 'checkin',
    title,
    fact: { key: shape === 'yes' ? 'line.returned' : 'line.returned-transfer' },
  })
export const returned: readonly Line[] = [
  line('10', {
    at: at(48),
    shape: 'aside',
    kind: 'checkin',
    title: 'Tatu ja Patu: outo unikirja',
    barcode: '30019',
    fact: { key: 'line.returned-hold', values: { number: '417' } },
  }),
  back('9', 47, 'Puluboin ja Ponin kirja'),
  back('8', 47, 'Aku Ankan taskukirja 512'),
  back('7', 47, 'Pohjoismaiden luonto-opas', 'aside'),
  back('6', 46, 'Heinähattu ja Vilttitossu'),
  back('1', 12, 'Sinuhe egyptiläinen'),
]

const note = (code: 'hold-caught', sequence: number, more = {}): OutcomeMessage => ({
  epoch: 'e1',
  sequence,
  at: at(40),
  inVersion: 4,
  outcome: { kind: 'applied-with-note', notes: [{ code, ...more }] },
})
const needs = (question: ReplayQuestion, choices: readonly ReplayChoice[], sequence: number): OutcomeMessage => ({
  epoch: 'e1',
  sequence,
  at: at(40),
  inVersion: 4,
  outcome: { kind: 'needs-person', question, choices, where: question === 'fork' ? 'office' : 'here' },
})
const asked = (sequence: number, outcome: OutcomeMessage, scan: NonNullable<Task['scan']>, more: Partial<Task>): Task => ({
  taskId: `auto2/e1/${sequence}`,
  kind: 'question',
  where: outcome.outcome.kind === 'needs-person' ? outcome.outcome.where : 'here',
  outcome,
  target: { station: 'auto2', epoch: 'e1', sequence },
  scan,
  ...more,
})
const unknownItem: readonly ReplayChoice[] = ['correct-barcode', 'quick-add', 'write-off']
const lentAt = { kind: 'checkout', at: at(12), branch: 'AUTO2', staffId: 'mk', card: '2001p24417' } as const
export const tasks: readonly Task[] = [
  {
    taskId: 't1',
    kind: 'find',
    where: 'here',
    outcome: note('hold-caught', 3, { holdNumber: '388' }),
    holdNumber: '388',
    title: 'Tatu ja Patu pihalla',
    barcode: '30055',
  },
  asked(
    31,
    needs('order-unclear', ['lend-to-patron', 'keep-newer-loan', 'take-back', 'look-for-it'], 31),
    { ...lentAt, at: at(15) },
    { title: 'Risto Räppääjä ja Nuudelipää', barcode: '30011' },
  ),
  asked(32, needs('unknown-item', unknownItem, 32), lentAt, { barcode: '30O17' }),
  asked(33, needs('unknown-item', unknownItem, 33), { ...lentAt, kind: 'checkin', at: at(20) }, { barcode: '30O17' }),
  asked(34, needs('unknown-patron', ['correct-card', 'take-back', 'look-for-it'], 34), lentAt, {
    barcode: '30044',
    title: 'Ella ja kaverit: Paterock',
    answered: {
      entry: { station: 'auto2', epoch: 'e1', sequence: 36 },
      choice: 'correct-card',
      right: { card: '2001p34417' },
      at: at(44),
      staffId: 'mk',
    },
  }),
  asked(21, needs('fork', ['leave-as-is'], 21), { ...lentAt, at: at(2) }, { barcode: '30177' }),
  asked(22, needs('fork', ['leave-as-is'], 22), { ...lentAt, at: at(3) }, { barcode: '30277' }),
]

const session: Session = {
  station: 'auto2',
  staff: { staffId: 'mk', name: 'Maija Koski', role: 'lead' },
  branch: 'AUTO2',
  stopId: 'S2',
  returnsOnly: false,
  recent: [
    { visitId: 'v0', patronId: 'p2', card: '2001p24417', closedAt: at(44) },
    { visitId: 'v00', patronId: 'p3', card: '2001p34417', closedAt: at(43) },
    { visitId: 'v01', patronId: 'p4', card: '2001p44417', closedAt: at(41) },
    { visitId: 'v02', patronId: 'p5', card: '2001p54417', closedAt: at(41) },
    { visitId: 'v03', patronId: 'p6', card: '2001p64417', closedAt: at(12) },
  ].map(recent => ({ ...recent, overridden: [] })),
  lines: [],
  lastActivity: now,
  activeAtMs: 0,
  serial: 1,
}
export const visit = { visitId: 'v1', patronId: 'p1', card: '2001p14417', openedAt: at(45), overridden: [] }

const status: StationStatus = {
  link: 'none',
  unsent: 12,
  awaitingOutcome: 3,
  register: { version: 4, complete: true, asOf: at(48, 5), segmentsHere: 9, segmentsInAll: 9, bytesHere: 41_000_000 },
  dataAgeMs: 7_200_000,
  copies: { kind: 'two' },
  recovery: { kind: 'clean' },
  sent: { ...Object.fromEntries(['10', '9', '8', '7', '6', '5'].map(id => [id, 'unsent' as const])), 1: 'home' },
  tasks,
  gate: [],
  today: { lent: 41, returned: 21, renewed: 2 },
}

const still: Still = {
  session,
  status,
  settings,
  patrons,
  holds: holdsByStop,
  titles: titleHits,
  lookUps: {
    30017: {
      item: {
        barcode: '30017',
        titleId: 't17',
        title: 'Supermarsu ja kadonnut lippu',
        homeBranch: 'AUTO2',
        circulationStatus: 'ok',
      },
    },
  },
  trail: [
    { step: 'scanned', at: at(12), staffId: 'mk' },
    { step: 'held' },
    {
      step: 'outcome',
      at: at(40),
      outcome: { kind: 'needs-person', question: 'unknown-item', choices: unknownItem, where: 'here' },
    },
  ],
}

/** A state that differs from the idle desk in these parts of the session. */
export const shown = (change: Partial<Session>, more: Partial<Shown> = {}): Shown => ({
  still: { ...still, session: { ...session, ...change } },
  pad: onPad(),
  ...more,
})
