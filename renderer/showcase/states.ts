import type { RegisterState } from '../../sync/register/register.ts'
import type { Question, Session } from '../../sync/station/session.ts'
import type { TaskName } from '../store/screen-store.ts'
import { now } from './library.ts'
import { lies, onPad } from './lying.ts'
import { earlier, muumi, returned, type Shown, said, shown, visit } from './morning.ts'
import { padStates } from './piles.ts'
import { asideStates } from './set-aside.ts'
import { unnamedStates } from './unnamed.ts'

const lendVerdict = said({
  shape: 'yes',
  word: { key: 'verdict.lent' },
  patronId: 'p1',
  barcode: '30010',
  title: 'Muumipappa ja meri',
  fact: { label: { key: 'label.due' }, value: { kind: 'day', day: '2026-12-15' }, detail: { key: 'detail.next-visit' } },
})
const heldQuestion: Question = {
  about: 'override',
  scan: { text: '30019', source: { device: 'scanner' } },
  barcode: '30019',
  title: 'Tatu ja Patu: outo unikirja',
  codes: ['held-for-another'],
  given: [],
  choices: [
    { id: 'keep-for-holder', words: { key: 'choice.keep-for-holder' } },
    { id: 'override', reason: 'holder-agrees', words: { key: 'reason.holder-agrees' } },
    { id: 'override', reason: 'family-member', words: { key: 'reason.family-member' } },
  ],
}

const undoOfPayment = {
  question: {
    about: 'undo',
    scan: { text: '', source: { device: 'keyboard' } },
    codes: [],
    given: [],
    choices: [
      { id: 'cancel', words: { key: 'choice.cancel' } },
      { id: 'mistyped', words: { key: 'choice.take-back' } },
    ],
    lineIds: ['9'],
  },
  verdict: said({
    shape: 'ask',
    word: { key: 'verdict.asks' },
    patronId: 'p1',
    note: { key: 'ask.undo-payment', values: { sum: 12.5 } },
    fact: { label: { key: 'label.undoes' }, value: { kind: 'words', words: { key: 'verdict.paid' } } },
  }),
} satisfies Partial<Session>

const three = [lies('30010'), lies('30011'), lies('30018', true)]
const lend = shown({ visit, verdict: lendVerdict, lines: [muumi, ...earlier] }, { pad: onPad(three) })
const over = (task: TaskName, typed?: string): Shown => ({ ...lend, task, ...(typed && { typed }) })

/** The idle desk of a station that has been away from its hub for long. */
const leased = (lease: NonNullable<RegisterState['lease']>): Shown => {
  const idle = shown({ lines: earlier })
  const { status } = idle.still
  return { ...idle, still: { ...idle.still, status: { ...status, register: { ...status.register, lease } } } }
}

export const states = {
  lend,
  ask: shown(
    {
      visit,
      lines: [muumi, ...earlier],
      waiting: { text: '30020', source: { device: 'scanner' } },
      question: heldQuestion,
      verdict: said({
        shape: 'ask',
        word: { key: 'verdict.asks' },
        patronId: 'p1',
        barcode: '30019',
        title: 'Tatu ja Patu: outo unikirja',
        code: 'held-for-another',
        fact: { label: { key: 'label.held-for' }, value: { kind: 'hold-number', number: '417' } },
      }),
    },
    {
      pad: onPad([lies('30010'), lies('30019', true), lies('30020', true)]),
    },
  ),
  'ask-first': shown({ visit, lines: [muumi, ...earlier], notTaken: {}, ...undoOfPayment }),
  'ask-own': shown({
    visit,
    lines: [muumi, ...earlier],
    question: {
      about: 'own-loan',
      scan: { text: '30011', source: { device: 'scanner' } },
      barcode: '30011',
      title: 'Muumipappa ja meri',
      codes: [],
      given: [],
      choices: [
        { id: 'return', words: { key: 'choice.return' } },
        { id: 'renew', words: { key: 'choice.renew' } },
        { id: 'no', words: { key: 'choice.no' } },
      ],
    },
    verdict: said({
      shape: 'ask',
      word: { key: 'verdict.asks' },
      patronId: 'p1',
      barcode: '30011',
      title: 'Muumipappa ja meri',
      note: { key: 'ask.own-loan' },
      fact: { label: { key: 'label.due-now' }, value: { kind: 'day', day: '2026-12-01' } },
    }),
  }),
  no: shown(
    {
      visit,
      lines: [muumi, ...earlier],
      verdict: said({
        shape: 'no',
        word: { key: 'verdict.refused' },
        patronId: 'p1',
        barcode: '30030',
        title: 'Yön ritari, DVD',
        code: 'age-limit',
        fact: { label: { key: 'label.age-limit' }, value: { kind: 'age', years: 16 } },
      }),
    },
    { pad: onPad(three.slice(0, 2)) },
  ),
  'no-words': shown({
    visit,
    lines: [muumi, ...earlier],
    verdict: said({
      shape: 'no',
      word: { key: 'verdict.refused' },
      barcode: '9789510123456',
      code: 'number-isbn',
      fact: { label: { key: 'label.reason' }, value: { kind: 'words', words: { key: 'refusal.number-isbn' } } },
    }),
  }),
  aside: shown(
    {
      returnsOnly: true,
      lines: returned,
      verdict: said({
        shape: 'aside',
        word: { key: 'verdict.aside-hold' },
        barcode: '30019',
        title: 'Tatu ja Patu: outo unikirja',
        note: { key: 'detail.was-not-on-loan' },
        fact: {
          label: { key: 'label.hold-number' },
          value: { kind: 'hold-number', number: '417' },
          detail: { key: 'detail.hold-at', values: { place: 'Säijän koulu' } },
        },
      }),
    },
    { pad: onPad([lies('30019', true)]) },
  ),
  transfer: shown({
    lines: returned.slice(1),
    verdict: said({
      shape: 'aside',
      word: { key: 'verdict.aside-transfer' },
      barcode: '30021',
      title: 'Pohjoismaiden luonto-opas',
      fact: { label: { key: 'label.goes-to' }, value: { kind: 'place', branch: 'LEM' } },
    }),
  }),
  returned: shown({
    lines: returned.slice(1),
    verdict: said({ shape: 'yes', word: { key: 'verdict.returned' }, barcode: '30014', title: 'Melukylän lapset' }),
  }),
  patron: shown({
    visit,
    lines: earlier,
    verdict: said({
      shape: 'yes',
      word: { key: 'verdict.patron-open' },
      patronId: 'p1',
      fact: { label: { key: 'label.holds-ready' }, value: { kind: 'count', count: 1 } },
    }),
  }),
  idle: shown({ lines: earlier }),
  'lease-ending': leased({ kind: 'ending', daysLeft: 2 }),
  'lease-locked': leased({ kind: 'locked' }),
  'red-stop': shown({ visit, lines: [muumi, ...earlier], stopped: { kind: 'full', at: now } }),
  help: over('help'),
  'search-patron': over('search-patron', 'an'),
  'search-title': over('search-title', 'ja'),
  renew: over('renew'),
  pay: over('pay'),
  'to-sort-out': over('tasks'),
  'sort-order': { ...over('tasks'), about: 'auto2/e1/31' },
  'sort-correct': { ...over('tasks', '30017'), about: 'auto2/e1/32' },
  'sort-find': { ...over('tasks'), about: 't1' },
  'sort-answered': { ...over('tasks'), about: 'auto2/e1/34' },
  print: over('print'),
  undo: over('undo'),
  stops: over('stops'),
  'sign-in': shown({ staff: undefined as never }, { task: 'sign-in' }),
  settings: over('settings'),
  devices: over('devices'),
  'learn-labels': over('learn-labels'),
  'move-visit': over('move-visit'),
  'patron-loans': over('patron'),
  'carry-home': over('carry-home'),
  'koc-exit': over('koc-exit'),
  ...asideStates,
  ...padStates,
  ...unnamedStates,
} satisfies Record<string, Shown>

export type StateName = keyof typeof states
