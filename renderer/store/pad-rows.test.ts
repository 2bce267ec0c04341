import { expect, test } from 'vitest'
import { emptyPad } from '../../sync/station/pad-on-desk.ts'
import { asTags, inStack, lies, onPad, tagThatIs } from '../showcase/lying.ts'
import { shown } from '../showcase/morning.ts'
import { mostUrgentFirst, padRows, padSum } from './pad-rows.ts'
import { createPadStore } from './pad-store.ts'

const state = (...items: Parameters<typeof onPad>[0] & object) => ({ ...createPadStore().getState(), ...onPad(items) })
const { session } = shown({}).still
const none = { gate: [] }
const stack = (...items: ReturnType<typeof inStack>[]) => ({ way: 'lend', visitId: 'v1', items, isOver: false }) as const

test('each item has the verdict of its pile, its title, and the alarm that was read back', () => {
  const items = [lies('30010'), lies('30011', true), lies('30019', true), lies('30021', null)]
  const rows = padRows(
    state(...items),
    {
      ...session,
      pad: { ...emptyPad, lying: asTags(items) },
      stack: stack(
        inStack('30010'),
        inStack('30011', { gate: 'under-way' }),
        inStack('30019', { state: 'aside' }),
        inStack('30021', { state: 'not', missing: [2] }),
      ),
      switching: [{ number: '30011', again: false }],
    },
    none,
  )
  expect(rows.map(({ title, state: became, alarm }) => [title, became, alarm])).toEqual([
    ['Muumipappa ja meri', 'yes', 'off'],
    ['Risto Räppääjä ja Nuudelipää', 'yes', 'under-way'],
    ['Tatu ja Patu: outo unikirja', 'aside', 'on'],
    ['Pohjoismaiden luonto-opas', 'no', undefined],
  ])
})

test('what lay there before, cards, and tags that say nothing are told apart, and only the last two kinds are counted', () => {
  const items = [
    lies('30010', true),
    lies('2001p1', null, { what: 'patron' }),
    tagThatIs('blank', 'E004010000000001'),
    tagThatIs('damaged', 'E004010000000002', '3001?'),
    tagThatIs('unreadable', 'E004010000000003'),
    tagThatIs('half', 'E004010000000004'),
  ]
  const pad = { ...emptyPad, neighbours: ['30010'], expected: 4 }
  const rows = padRows(state(...items), { ...session, pad }, none)
  expect(rows.map(row => row.state)).toEqual(['neighbour', 'card', 'blank', 'damaged', 'unread', 'half'])
  expect(padSum(rows, { ...session, pad })).toEqual({ seen: 3, expected: 4 })
  expect(mostUrgentFirst(rows)[0]!.state).toBe('half')
})

test('what is asked about and what waits behind the question are told; an answer is what its line says', () => {
  const items = [lies('30010', true), lies('30011', true), lies('30018', true)]
  const asked = {
    ...session,
    pad: { ...emptyPad, asks: ['30011'] },
    stack: stack(inStack('30010', { state: 'ask' }), inStack('30011', { state: 'ask' })),
  }
  const question = {
    about: 'own-loan',
    scan: { text: '30010', source: { device: 'pad' } },
    codes: [],
    choices: [],
    given: [],
  } as const
  const states = (of: typeof asked) => padRows(state(...items), of, none).map(row => row.state)
  expect(states({ ...asked, question } as never)).toEqual(['ask', 'waiting', 'waiting'])
  const line = {
    lineId: '1',
    at: '2026-11-17T07:47:00Z',
    barcode: '30010',
    kind: 'renewal',
    shape: 'yes',
    fact: { day: '2026-12-15' },
  } as const
  expect(states({ ...asked, lines: [line] })[0]).toBe('yes')
})

test('a tag that is owed its bit comes first, with which way the gate is wrong', () => {
  const items = [lies('30010'), lies('30011', true), lies('30018', false)]
  const task = { taskId: 't', at: '2026-11-17T07:47:00Z' }
  const gate = [
    { ...task, barcode: '30011', secured: false },
    { ...task, barcode: '30018', secured: true },
  ]
  const rows = padRows(state(...items), session, { gate })
  expect(rows.map(row => row.owed)).toEqual([undefined, 'alarms', 'unsecured'])
  expect(mostUrgentFirst(rows).map(row => row.barcode)).toEqual(['30011', '30018', '30010'])
})

test('the sum of a pile counts what cannot be read and what somebody counted', () => {
  const ten = stack(...Array.from({ length: 9 }, (_, at) => inStack(String(at))))
  const pad = { ...emptyPad, unread: 1 }
  expect(padSum([], { ...session, pad, stack: ten }).stack).toMatchObject({ done: 9, count: 10, isWhole: false })
  expect(padSum([], { ...session, pad: { ...pad, expected: 12 }, stack: ten }).stack).toMatchObject({ done: 9, count: 12 })
  expect(padSum([], { ...session, pad, stack: { ...ten, isOver: true } }).stack).toBeUndefined()
})

test('a half-written tag is named by what it shall say, on a pad and away from it, and one that is away is not counted', () => {
  const half = [
    { uid: 'E004010000000004', barcode: '30010' },
    { uid: 'E004010000000005', barcode: '30011' },
  ]
  const rows = padRows({ ...state(tagThatIs('half', 'E004010000000004')), inWork: { pad: half } }, session, none)
  expect(rows.map(({ state: became, title, key }) => [became, title, key.slice(-1)])).toEqual([
    ['half', 'Muumipappa ja meri', '4'],
    ['half-away', 'Risto Räppääjä ja Nuudelipää', '5'],
  ])
  expect(padSum(rows, session).seen).toBe(1)
  expect(mostUrgentFirst([...rows].reverse()).map(row => row.state)).toEqual(['half', 'half-away'])
})
