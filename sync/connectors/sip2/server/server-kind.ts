import type { Encoding } from '../codec/encodings.ts'

/** How one kind of server behaves where they differ, as seen on the wire or read in its source. */
export interface ServerKind {
  readonly terminator: '\r' | '\r\n'
  readonly encoding: Encoding
  /** What a checkout with no-block = Y and a due date comes to. `dies`: the connection is closed, nothing is recorded. */
  readonly noBlock: 'ignored' | 'issue-time' | 'forced' | 'dies'
  readonly returnDate: 'ignored' | 'instant' | 'day'
  /** The same patron checks the same item out again. */
  readonly again: 'renews' | 'renews-if-allowed' | 'refused'
  /** `ok` of a return of what was not on loan. */
  readonly idleReturn: '0' | '1'
  /** An item that it does not know is returned. */
  readonly strangeReturn: 'closes' | 'says'
  readonly dueShape: 'sip' | 'day' | 'digits' | 'iso'
  /** What a refused loan has for a due date. */
  readonly noDue: '' | '0'
  readonly lists: 'barcodes' | 'titles'
  /** AP in 18, CF in 18, CV and its like in 10. */
  readonly tellsPlace: boolean
  readonly tellsQueue: boolean
  readonly alerts: boolean
  readonly holds: boolean
  /** Fee paid. `refused`: it says no to every one. */
  readonly payments: 'taken' | 'refused' | 'closes'
  /** Timeout (tenths of a second) and retries of 98, and the sixteen letters of BX. */
  readonly timeout: string
  readonly retries: string
  readonly supports: string
  readonly greeting: string
}

const koha4: ServerKind = {
  terminator: '\r\n',
  encoding: 'utf8',
  noBlock: 'ignored',
  returnDate: 'ignored',
  again: 'refused',
  idleReturn: '0',
  strangeReturn: 'closes',
  dueShape: 'day',
  noDue: '0',
  lists: 'barcodes',
  tellsPlace: false,
  tellsQueue: false,
  alerts: true,
  holds: true,
  payments: 'taken',
  timeout: '100',
  retries: '005',
  supports: 'YYYYYYYYYYYNYYYY',
  greeting: 'Greetings from Koha.',
}

const evergreen: ServerKind = {
  ...koha4,
  terminator: '\r',
  returnDate: 'day',
  again: 'renews-if-allowed',
  idleReturn: '1',
  strangeReturn: 'says',
  dueShape: 'iso',
  noDue: '',
  tellsPlace: true,
  holds: false,
  timeout: '600',
  retries: '003',
  supports: 'YYYYYYYYYYYNNNYY',
  greeting: '',
}

/** Kinds by name. `koha-4` is what the three servers seen on the wire have in common; it is used where none is named. */
export const serverKinds = {
  'koha-4': koha4,
  'koha-24': {
    ...koha4,
    noBlock: 'issue-time',
    returnDate: 'instant',
    dueShape: 'sip',
    noDue: '',
    tellsPlace: true,
    tellsQueue: true,
  },
  'koha-25': {
    ...koha4,
    noBlock: 'forced',
    returnDate: 'instant',
    dueShape: 'sip',
    noDue: '',
    tellsPlace: true,
    tellsQueue: true,
  },
  evergreen,
  'evergreen-titles': { ...evergreen, lists: 'titles', encoding: 'ascii' },
  sample: {
    ...koha4,
    terminator: '\r',
    encoding: 'ascii',
    again: 'renews',
    dueShape: 'sip',
    noDue: '',
    alerts: false,
    payments: 'closes',
    timeout: '600',
    retries: '003',
    supports: 'YYYYYYYYYNYNYYYY',
    greeting: '',
  },
  plain: {
    ...koha4,
    terminator: '\r',
    encoding: 'latin1',
    strangeReturn: 'says',
    dueShape: 'sip',
    noDue: '',
    alerts: false,
    holds: false,
    payments: 'refused',
    timeout: '999',
    retries: '999',
    supports: 'YYYNYYYYYNYNNNYY',
    greeting: '',
  },
  'no-block-dies': { ...koha4, noBlock: 'dies', terminator: '\r', dueShape: 'sip' },
} as const satisfies Record<string, ServerKind>

export type ServerKindName = keyof typeof serverKinds
