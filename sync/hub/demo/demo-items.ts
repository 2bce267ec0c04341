import type { Item } from '../../../circulation/item.ts'
import { type Chance, chance } from './chance.ts'
import { demoTitle } from './demo-titles.ts'

const copiesPerTitle = 2.85

/** Items of a made-up library, copies of a title together, the same for the same seed. Streams, so that millions need no memory. */
export function* demoItems(howMany: number, seed: number, thisYear: number): Generator<Item> {
  const luck = chance(seed)
  let made = 0
  for (let number = 1; made < howMany; number++) {
    const { titleId, title, author, itemType, ageLimit, shelf } = demoTitle(number, luck, thisYear)
    // New books for which many wait go out for two weeks only, in the copy that says so.
    const quick = itemType === 'book' && luck.share(0.02)
    for (let copies = copiesOf(luck); copies > 0 && made < howMany; copies--, made++) {
      yield {
        barcode: `853N${String(10_000 + made).padStart(8, '0')}`,
        titleId,
        title,
        ...(author && { author }),
        itemType: quick && copies === 1 ? 'quick-loan' : itemType,
        homeBranch: homeBranch(luck),
        callNumber: shelf,
        ...(ageLimit !== undefined && { ageLimit }),
        circulationStatus: luck.share(0.01) ? luck.of(['missing', 'lost', 'not-for-loan']) : 'ok',
      }
    }
  }
}

function copiesOf(luck: Chance): number {
  return 1 + Math.floor(luck.next() * (copiesPerTitle - 0.5) * 2)
}

function homeBranch(luck: Chance): string {
  const where = luck.next()
  if (where < 0.3) return 'PYS1AU'
  if (where < 0.5) return 'PYS2AU'
  if (where < 0.8) return 'PYS'
  return where < 0.9 ? 'LAH' : 'MET'
}
