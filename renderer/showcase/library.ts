import type { Stop } from '../../circulation/place.ts'
import { demoRules } from '../../circulation/profiles/demo.ts'
import type { Hold, Item, KnownLoan, PatronFacts } from '../../circulation/truth.ts'
import type { LibrarySettings, TitleHit } from '../../sync/register/register.ts'

/** A made-up library for looking at the desk. Tuesday 17.11.2026, 9.48 in Finland. */
export const now = '2026-11-17T07:48:00Z'
export const today = '2026-11-17'

const stop = (stopId: string, name: string, from: string, to: string, next = '2026-12-15', line = '3', day = today): Stop => ({
  stopId,
  name,
  line,
  branch: 'AUTO2',
  visits: [
    { day, from, to },
    { day: next, from, to },
  ],
})

export const stops = {
  kulju: stop('S1', 'Kuljun päiväkoti', '08:30', '09:15'),
  saaksjarvi: stop('S2', 'Sääksjärven koulu', '09:40', '10:25'),
  hakkari: stop('S3', 'Hakkarin palvelukeskus', '10:45', '11:15'),
  moisio: stop('S4', 'Moision koulu', '12:30', '13:30'),
  hoytamo: stop('S5', 'Höytämö, maitolaituri', '15:00', '15:20'),
  saija: stop('S6', 'Säijän koulu', '09:00', '10:00', '2026-12-16', '5', '2026-11-18'),
}

const branch = { zone: 'Europe/Helsinki', closedOn: [], closedWeekdays: [] } as const

export const settings: LibrarySettings = {
  library: 'Lempäälän kirjasto',
  environment: 'production',
  rules: demoRules,
  branches: [
    { ...branch, branch: 'AUTO2', name: 'Kirjastoauto 2', kind: 'bookmobile' },
    { ...branch, branch: 'LEM', name: 'Lempäälän pääkirjasto', kind: 'library' },
  ],
  stops: Object.values(stops),
  staff: [
    { staffId: 'mk', name: 'Maija Koski', role: 'lead', badge: 'H1001' },
    // The PIN is 2468.
    {
      staffId: 'tv',
      name: 'Timo Vuori',
      role: 'staff',
      pinHash: '00112233445566778899aabbccddeeff:319bdae0e7fb97aab9f95a31aeca4f70c1526dc94a6ebd64b0086863536f4309',
    },
  ],
}

interface Person {
  readonly given: string
  readonly family: string
  readonly born?: string
  readonly category?: string
  readonly cents?: number
  readonly loans?: number
  readonly holds?: readonly Hold[]
}

const titles = [
  'Muumipappa ja meri',
  'Risto Räppääjä ja Nuudelipää',
  'Ella ja kaverit: Paterock',
  'Puluboin ja Ponin kirja',
  'Aku Ankan taskukirja 512',
  'Heinähattu ja Vilttitossu',
  'Pohjoismaiden luonto-opas',
]

export const items: readonly Item[] = titles.map((title, at) => ({
  barcode: `3001${at}`,
  titleId: `T${at}`,
  title,
  homeBranch: 'AUTO2',
  circulationStatus: 'ok',
}))

const loan = (patronId: string, at: number): KnownLoan => ({
  barcode: `3001${at}`,
  patronId,
  lentAt: '2026-10-20T08:00:00Z',
  dueOn: at === 0 ? '2026-11-10' : '2026-12-01',
  renewals: at,
  branch: 'AUTO2',
  ...(items[at] && { item: items[at] }),
})

export const hold = (holdNumber: string, stopId: string, kind: 'waiting' | 'queued' = 'waiting'): Hold => ({
  holdId: `H${holdNumber}`,
  titleId: 'T1',
  patronId: 'p9',
  placedAt: '2026-11-02T08:00:00Z',
  pickup: { branch: 'AUTO2', stopId },
  holdNumber,
  state: kind === 'queued' ? { kind } : { kind, barcode: '30010', box: 'A', expiresOn: '2026-12-15' },
})

function person(
  patronId: string,
  { given, family, born, category = 'child', cents = 0, loans = 0, holds = [] }: Person,
): PatronFacts {
  const card = `2001${patronId}4417`
  return {
    patron: {
      patronId,
      cards: [card],
      name: { given, family },
      ...(born && { birthDate: born }),
      category,
      expiresOn: '2027-06-30',
      blocks: [],
      feesCents: cents,
    },
    card,
    loans: Array.from({ length: loans }, (_, at) => loan(patronId, at)),
    holds,
  }
}

export const patrons: readonly PatronFacts[] = [
  person('p1', { given: 'Aino', family: 'Virtanen', born: '2015-04-02', cents: 320, loans: 7, holds: [hold('402', 'S2')] }),
  person('p2', { given: 'Eeli', family: 'Rantanen', born: '2014-01-20' }),
  person('p3', { given: 'Biret-Ánne', family: 'Šuomaš', born: '1988-09-09', category: 'adult' }),
  person('p4', { given: 'Väinö', family: 'Đorđević', born: '2016-12-01' }),
  person('p5', { given: 'Ryhmä 3B', family: '', category: 'group' }),
  person('p6', { given: 'Kerttu', family: 'Hakala', born: '1949-05-05', category: 'adult' }),
]

export const titleHits: readonly TitleHit[] = titles.map((title, at) => ({
  title: {
    titleId: `T${at}`,
    title,
    author: ['Jansson, Tove', 'Nopola, Sinikka', 'Parvela, Timo'][at % 3]!,
    year: 1965 + at * 9,
  },
  onBoard: at % 3,
  copies: 4 + at,
  available: at % 4,
}))

export const holdsByStop: Readonly<Record<string, readonly Hold[]>> = Object.fromEntries(
  Object.entries({ S2: 14, S3: 6, S4: 21, S5: 3 }).map(([stopId, count]) => [
    stopId,
    Array.from({ length: count }, (_, at) => hold(String(400 + at), stopId)),
  ]),
)
