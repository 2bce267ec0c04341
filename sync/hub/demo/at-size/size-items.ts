import type { Item } from '../../../../circulation/item.ts'
import { type Chance, chance } from '../chance.ts'
import { branchCount, sizeBranch } from './size-branches.ts'
import { sizeTitle } from './size-titles.ts'

/**
 * Items as a consortium has them, in the order of their barcodes: runs of adjacent copies with gaps where some were weeded, further copies bought later,
 * 70 branches of very different sizes. Streams; the same for the same seed.
 */
export function* sizeItems(howMany: number, seed: number): Generator<Item> {
  const luck = chance(seed)
  let titles = 0
  let barcode = 10_000
  for (let made = 0; made < howMany; ) {
    const isNew = titles === 0 || luck.share(0.55)
    if (isNew) titles++
    const number = isNew ? titles : earlier(titles, luck)
    const { titleId, title, author, itemType, ageLimit, shelf } = sizeTitle(number, seed)
    barcode += luck.share(0.08) ? luck.whole(1, 300) : 0
    for (let copies = copiesOf(isNew, luck); copies > 0 && made < howMany; copies--, made++) {
      barcode += luck.share(0.88) ? 1 : luck.whole(2, 5)
      const quick = itemType === 'book' && luck.share(0.01)
      yield {
        barcode: `853N${String(barcode).padStart(8, '0')}`,
        titleId,
        title,
        ...(author && { author }),
        itemType: quick ? 'quick-loan' : itemType,
        homeBranch: homeBranch(luck),
        callNumber: luck.share(0.01) ? `${shelf} v` : shelf,
        ...(ageLimit !== undefined && { ageLimit }),
        circulationStatus: luck.share(0.02) ? luck.of(['missing', 'lost', 'claims-returned', 'not-for-loan']) : 'ok',
      }
    }
  }
}

/** Half of what is bought again came out lately. */
function earlier(titles: number, luck: Chance): number {
  return luck.share(0.5) ? luck.whole(Math.max(1, titles - 2000), titles) : luck.whole(1, titles)
}

/** 3.7 copies of a title in all. */
function copiesOf(isNew: boolean, luck: Chance): number {
  let copies = 1
  const more = isNew ? 0.61 : 0.23
  while (luck.share(more)) copies++
  return copies
}

function homeBranch(luck: Chance): string {
  return sizeBranch(Math.floor(branchCount * luck.next() ** 2))
}
