import { Temporal } from 'temporal-polyfill'
import type { Patron } from '../../../circulation/patron.ts'
import { type Chance, chance } from './chance.ts'
import { names } from './words.ts'

/** The id of the made-up patron of that index. */
export function demoPatronId(index: number): string {
  return `P${String(1000 + index).padStart(7, '0')}`
}

/** Patrons of a made-up library, the same for the same seed and day. One in fifty has something that the desk must ask about. */
export function* demoPatrons(howMany: number, seed: number, today: string): Generator<Patron> {
  const luck = chance(seed + 1)
  const day = Temporal.PlainDate.from(today)
  for (let made = 0; made < howMany; made++) {
    const kind = luck.next()
    const category = kind < 0.68 ? 'adult' : kind < 0.97 ? 'child' : 'group'
    const number = String(1000 + made)
    yield {
      patronId: demoPatronId(made),
      cards: [`PYS${`${number}${made % 10}`.padStart(7, '0')}`],
      name:
        category === 'group'
          ? { given: `${luck.whole(1, 6)}${luck.of(['A', 'B', 'C'])}`, family: 'Ryhmä' }
          : { given: luck.of(names.given), family: luck.of(names.family) },
      ...(category !== 'group' && { birthDate: birthDate(luck, day, category) }),
      category,
      expiresOn: day.add({ days: luck.share(0.02) ? -luck.whole(1, 400) : luck.whole(40, 1000) }).toString(),
      blocks: luck.share(0.01) ? ['barred'] : [],
      feesCents: luck.share(0.15) ? luck.whole(1, 40) * 20 : luck.share(0.01) ? 2000 : 0,
      homeBranch: luck.of(['PYS1AU', 'PYS1AU', 'PYS2AU', 'PYS', 'LAH', 'MET']),
    }
  }
}

function birthDate(luck: Chance, today: Temporal.PlainDate, category: 'adult' | 'child'): string {
  const years = category === 'child' ? luck.whole(4, 14) : luck.whole(18, 92)
  return today.subtract({ years, days: luck.whole(1, 360) }).toString()
}
