import type { Hold, PatronFacts } from '../../circulation/truth.ts'
import { hold, items, patrons } from './library.ts'
import { earlier, muumi, type Shown, said, shown } from './morning.ts'

/*
 * A patron whom this station is not told the name of: card in hand, category, what stands against them, how many loans and holds.
 */

const card = '21000417735'
const ready: Hold = { ...hold('402', 'S2'), patronId: 'p7' }

const facts: PatronFacts = {
  patron: {
    patronId: 'p7',
    cards: [card],
    category: 'adult',
    expiresOn: '2027-06-30',
    blocks: [],
    feesCents: 120,
    ageClass: { reached: 18 },
    counts: { loans: 12, holds: 3 },
  },
  card,
  loans: [
    {
      barcode: '30010',
      patronId: 'p7',
      lentAt: '2026-11-17T07:47:00Z',
      dueOn: '2026-12-15',
      renewals: 0,
      branch: 'AUTO2',
      ...(items[0] && { item: items[0] }),
    },
  ],
  holds: [ready],
  unlistedLoans: 12,
}

const visit = { visitId: 'v1', patronId: 'p7', card, openedAt: '2026-11-17T07:45:00Z', overridden: [] }

/** Of the last five nobody is named either, as on a bus in the least tier. */
function unnamed(change: Parameters<typeof shown>[0], more: Partial<Shown> = {}): Shown {
  const state = shown({ visit, ...change }, more)
  const nameless = patrons.map(({ patron: { name: _, birthDate: __, ...patron }, ...rest }) => ({ ...rest, patron }))
  const recent = state.still.session.recent.map((one, at) => ({
    ...one,
    card: `21000${[31415, 27182, 16180, 14142, 57721][at]}`,
  }))
  return { ...state, still: { ...state.still, patrons: [...nameless, facts], session: { ...state.still.session, recent } } }
}

const opened = said({
  shape: 'yes',
  word: { key: 'verdict.patron-open' },
  patronId: 'p7',
  fact: { label: { key: 'label.holds-ready' }, value: { kind: 'count', count: 1 } },
})
const lent = said({
  shape: 'yes',
  word: { key: 'verdict.lent' },
  patronId: 'p7',
  barcode: '30010',
  title: 'Muumipappa ja meri',
  fact: { label: { key: 'label.due' }, value: { kind: 'day', day: '2026-12-15' }, detail: { key: 'detail.next-visit' } },
})
const lines = [{ ...muumi, patronId: 'p7' }, ...earlier.slice(1)]

export const unnamedStates = {
  unnamed: unnamed({ verdict: opened, lines: earlier.slice(1) }),
  'unnamed-lend': unnamed({ verdict: lent, lines }),
  'unnamed-loans': unnamed({ verdict: lent, lines }, { task: 'patron' }),
  'unnamed-renew': unnamed({ verdict: lent, lines }, { task: 'renew' }),
  'unnamed-move': unnamed({ verdict: lent, lines }, { task: 'move-visit' }),
  'unnamed-search': unnamed({ verdict: lent, lines }, { task: 'search-patron', typed: 'an' }),
}
