import type { Item } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import type { Patron } from '../../../circulation/patron.ts'
import type { LibrarySettings } from '../../register/register.ts'

/** The day of all these tests: a Tuesday on the bus. */
export const today = '2026-11-17'

export const settings: LibrarySettings = {
  library: 'Koelahti',
  environment: 'test',
  rules: {
    name: 'test',
    zone: 'Europe/Helsinki',
    sets: [
      {
        validFrom: '2020-01-01',
        loanRules: [
          { itemType: 'dvd', days: 14, renewals: 1, maxOfType: 2 },
          { days: 28, renewals: 2 },
        ],
        feeBlockCents: 3000,
        feesBlockRenewals: false,
        maxLoans: 40,
        groupCategories: ['group'],
        notForGroups: ['dvd'],
        stretchToVisitDays: 28,
        dueNeverAfterCardExpiry: false,
      },
    ],
  },
  branches: [
    { branch: 'bus', name: 'Kirjastoauto', kind: 'bookmobile', zone: 'Europe/Helsinki', closedOn: [], closedWeekdays: [] },
    { branch: 'main', name: 'Pääkirjasto', kind: 'library', zone: 'Europe/Helsinki', closedOn: [], closedWeekdays: [7] },
  ],
  stops: [
    {
      stopId: 'school',
      name: 'Koulu',
      line: '3',
      branch: 'bus',
      visits: [
        { day: '2026-11-17', from: '09:40', to: '10:25' },
        { day: '2026-12-15', from: '09:40', to: '10:25' },
      ],
    },
    { stopId: 'shop', name: 'Kauppa', line: '3', branch: 'bus', visits: [] },
  ],
  staff: [],
}

export const staff: LibrarySettings['staff'] = [
  { staffId: 's-1', name: 'Maija K.', badge: '90001', role: 'staff' },
  { staffId: 's-2', name: 'Olli L.', badge: '90002', role: 'lead' },
]

export function item(barcode: string, more: Partial<Item> = {}): Item {
  return {
    barcode,
    titleId: `t-${barcode}`,
    title: `Kirja ${barcode}`,
    itemType: 'book',
    homeBranch: 'bus',
    circulationStatus: 'ok',
    ...more,
  }
}

export function patron(patronId: string, card: string, more: Partial<Patron> = {}): Patron {
  return { patronId, cards: [card], birthDate: '1980-05-01', category: 'adult', blocks: [], feesCents: 0, ...more }
}

export function loan(barcode: string, patronId: string, more: Partial<Loan> = {}): Loan {
  return { barcode, patronId, lentAt: '2026-11-01T08:00:00Z', dueOn: '2026-11-29', renewals: 0, branch: 'bus', ...more }
}

export function hold(titleId: string, patronId: string, more: Partial<Hold> = {}): Hold {
  return {
    holdId: `h-${titleId}-${patronId}`,
    titleId,
    patronId,
    placedAt: '2026-11-10T08:00:00Z',
    pickup: { branch: 'bus', stopId: 'school' },
    holdNumber: '417',
    state: { kind: 'queued' },
    ...more,
  }
}

/** Anna, Bea and Carl; books 31-39; 36 is on loan to Bea, 37 to Anna, 38 held for Carl, 39 a film from 16. */
export const library = {
  settings,
  patrons: [
    patron('anna', '2001'),
    patron('bea', '2002'),
    patron('carl', '2003', { birthDate: '2014-03-01', category: 'child' }),
    patron('fee', '2004', { feesCents: 5000 }),
    patron('lost', '2005', { blocks: ['card-lost'] }),
    patron('renewed', '2016', { cards: ['2016', '2006'] }),
    patron('expired', '2007', { expiresOn: '2026-01-01', feesCents: 5000 }),
    patron('both', '3008'),
  ],
  items: [
    ...['3001', '3002', '3003', '3004', '3005', '3006', '3007', '3008', '3009', '3010'].map(barcode => item(barcode)),
    item('3011', { homeBranch: 'main' }),
    item('3012', { ageLimit: 16, itemType: 'dvd' }),
    item('3013', { circulationStatus: 'lost' }),
    item('3014', { circulationStatus: 'not-for-loan' }),
    item('3015'),
    item('3016'),
  ],
  loans: [loan('3006', 'bea'), loan('3007', 'anna'), loan('3009', 'bea'), loan('3015', 'anna', { renewals: 2 })],
  holds: [
    hold('t-3005', 'carl'),
    hold('t-3009', 'carl', { holdNumber: '418' }),
    hold('t-3016', 'bea', { holdNumber: '419', state: { kind: 'waiting', barcode: '3016' } }),
  ],
} as const
