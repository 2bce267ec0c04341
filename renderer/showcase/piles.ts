import type { StationStatus } from '../../sync/station/desk.ts'
import { gateAmongTasks } from '../../sync/station/gate-tasks.ts'
import { emptyPad, type Stack } from '../../sync/station/pad-on-desk.ts'
import { sumOf } from '../../sync/station/stack-verdict.ts'
import { now } from './library.ts'
import { asTags, inStack, lies, onPad, pile, tagThatIs } from './lying.ts'
import { earlier, muumi, type Shown, said, shown, visit } from './morning.ts'

const numbers = Object.keys(pile).slice(0, 10)
const ten = numbers.map(number => lies(number))
const stackOf = (items: Stack['items'], way: Stack['way'] = 'lend'): Stack => ({ way, visitId: 'v1', items, isOver: false })
const lentTen = stackOf(numbers.map(number => inStack(number)))

interface PileOptions {
  readonly stack: Stack
  readonly items: ReturnType<typeof lies>[]
  readonly unread?: number
  readonly expected?: number
  readonly neighbours?: readonly string[]
  readonly note?: { readonly key: string; readonly values: Readonly<Record<string, string | number>> }
  readonly gate?: Shown['still']['status']['gate']
}

/** A pile with its verdict, as the desk says it. */
function pileOf({ stack, items, unread = 0, expected, neighbours = [], note, gate = [] }: PileOptions): Shown {
  const pad = { ...emptyPad, lying: asTags(items), neighbours, unread, ...(expected !== undefined && { expected }) }
  const { word, isWhole, done } = sumOf(stack, pad)
  const verdict = said({
    shape: isWhole ? 'yes' : done === 0 ? 'no' : 'aside',
    word,
    ...(stack.way === 'lend' && { patronId: 'p1' }),
    ...(note && { note }),
    fact:
      stack.way === 'lend'
        ? { label: { key: 'label.due' }, value: { kind: 'day', day: '2026-12-15' } }
        : { label: { key: 'label.on-pad' }, value: { kind: 'count', count: items.length } },
  })
  const at = shown(
    { ...(stack.way === 'lend' && { visit }), lines: [muumi, ...earlier], pad, stack, verdict },
    { pad: onPad(items) },
  )
  return { ...at, still: { ...at.still, status: withGate(at.still.status, gate) } }
}

function withGate(status: StationStatus, gate: StationStatus['gate']): StationStatus {
  return { ...status, gate, tasks: [...gateAmongTasks(gate, now), ...status.tasks] }
}

const failed = '30021'
const trouble = pileOf({
  items: [
    ...ten.map(item => (item.barcode === failed ? lies(failed, true) : item)).slice(0, 7),
    lies('30026', true, { parts: 3, missing: [2] }),
    tagThatIs('unreadable', 'E00401000000C41F'),
    lies('30027', true),
  ],
  stack: stackOf([
    ...numbers.slice(0, 7).map(number => inStack(number, number === failed ? { gate: 'failed' } : {})),
    inStack('30026', { state: 'not', missing: [2], gate: 'none' }),
  ]),
  unread: 1,
  expected: 10,
  neighbours: ['30027'],
  note: { key: 'detail.gate-alarms', values: { names: pile[failed]! } },
  gate: [{ taskId: 'auto2/e1/40', barcode: failed, title: pile[failed]!, secured: false, at: '2026-11-17T07:47:00Z' }],
})

/** The pad in all its states. */
export const padStates = {
  'pad-ten': pileOf({
    items: ten,
    stack: lentTen,
    note: { key: 'detail.all-alarms-off', values: { done: 10, count: 10 } },
  }),
  'pad-under-way': pileOf({
    items: ten.map((item, at) => (at < 4 ? item : lies(item.barcode!, true))),
    stack: stackOf(numbers.map((number, at) => inStack(number, { gate: at < 4 ? 'switched' : 'under-way' }))),
    note: { key: 'detail.gate-under-way', values: {} },
  }),
  'pad-trouble': trouble,
  'pad-counted': pileOf({
    items: ten.slice(0, 8),
    stack: stackOf(lentTen.items.slice(0, 8)),
    expected: 10,
    note: { key: 'detail.fewer-than-counted', values: { count: 2 } },
  }),
  'pad-returned': pileOf({
    items: ten.slice(0, 6).map(({ barcode }) => lies(barcode!, true)),
    stack: stackOf(
      numbers.slice(0, 6).map((number, at) => inStack(number, at === 3 ? { state: 'aside' } : {})),
      'return',
    ),
    note: { key: 'detail.put-aside', values: { names: pile['30019']! } },
  }),
  'pad-unplugged': shown(
    { visit, lines: [muumi, ...earlier] },
    { pad: onPad([lies('30010', null), lies('30011', null)], false) },
  ),
  'pad-plane': { ...trouble, task: 'pad' },
  'pad-empty': { ...shown({ lines: earlier }, { pad: onPad([]) }), task: 'pad' },
  'half-tag': shown(
    { lines: earlier },
    { pad: { ...onPad([lies('30010', true)]), inWork: { pad: [{ uid: 'E00401000000A0B2', barcode: '30027' }] } } },
  ),
  'pad-tags': {
    ...shown(
      { lines: earlier },
      {
        pad: onPad([
          lies('30027', true, { library: '', tags: [{ uid: 'E00401000000A0B1', part: 1, secured: true, model: 'rfid501' }] }),
          tagThatIs('blank', 'E00401000000B3B3'),
          tagThatIs('damaged', 'E00401000000D4A6', '3002?'),
          tagThatIs('half', 'E00401000000AA1F'),
        ]),
      },
    ),
    task: 'pad',
  },
  'write-tag': {
    ...shown(
      { lines: earlier },
      {
        pad: onPad([
          lies('30027', true, { library: '', tags: [{ uid: 'E00401000000A0B1', part: 1, secured: true, model: 'rfid501' }] }),
          lies('30010', true),
        ]),
      },
    ),
    task: 'write-tag',
    about: 'E00401000000A0B1',
  },
} satisfies Record<string, Shown>
