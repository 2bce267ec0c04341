import type { Task } from '../../sync/station/desk.ts'
import { earlier, type Shown, shown } from './morning.ts'

const scanned = (sequence: number, minute: string, part: Partial<Task>): Task => {
  const at = `2026-11-17T07:${minute}:00Z`
  return {
    taskId: `auto2/e1/${sequence}`,
    kind: 'find',
    where: 'here',
    ...(part.why !== 'left' && { provisional: true }),
    outcome: { epoch: 'e1', sequence, outcome: { kind: 'applied' }, at, inVersion: 0 },
    target: { station: 'auto2', epoch: 'e1', sequence },
    scan: { kind: 'checkin', at, branch: 'AUTO2', stopId: 'S2', staffId: 'mk' },
    ...part,
  }
}

/** Yesterday's, from home: whom it was kept for has it from elsewhere by now. */
const at = '2026-11-16T09:20:00Z'
const holdGone: Task = {
  taskId: 'auto2/e1/31',
  kind: 'find',
  where: 'here',
  title: 'Muumipappa ja meri',
  barcode: '30016',
  outcome: {
    epoch: 'e1',
    sequence: 31,
    outcome: { kind: 'applied-with-note', notes: [{ code: 'hold-gone', barcode: '30016' }] },
    at,
    inVersion: 0,
  },
  target: { station: 'auto2', epoch: 'e1', sequence: 31 },
  scan: { kind: 'checkin', at, branch: 'AUTO2', stopId: 'S2', staffId: 'mk' },
}

/** A morning without a line: what the desk itself put aside, and what was kept from a patron. */
const tasks: readonly Task[] = [
  holdGone,
  scanned(45, '47', {
    why: 'left',
    because: { key: 'refusal.held-for-another' },
    title: 'Supermarsu ja kadonnut lippu',
    barcode: '30018',
  }),
  scanned(44, '46', {
    why: 'set-aside',
    holdNumber: '417',
    to: { branch: 'AUTO2', stopId: 'S2' },
    title: 'Tatu ja Patu: outo unikirja',
    barcode: '30019',
  }),
  scanned(43, '45', { why: 'transfer', to: { branch: 'LEM' }, title: 'Pohjoismaiden luonto-opas', barcode: '30021' }),
  scanned(42, '44', { why: 'look-at', because: { key: 'look-at.lost-found' }, title: 'Sinuhe egyptiläinen', barcode: '30023' }),
  scanned(41, '43', { why: 'look-at', because: { key: 'look-at.unknown-item' }, barcode: '39999' }),
]

const asideOnly = shown({ lines: earlier })
const offline: Shown = { ...asideOnly, still: { ...asideOnly.still, status: { ...asideOnly.still.status, tasks } } }

export const asideStates = {
  'set-aside': offline,
  'sort-set-aside': { ...offline, task: 'tasks', about: 'auto2/e1/44' },
} satisfies Record<string, Shown>
