import type { Item } from '../../../circulation/item.ts'
import type { Loan } from '../../../circulation/loan.ts'
import { sizeCirculation } from '../../../sync/hub/demo/at-size/size-circulation.ts'
import { demoPatrons } from '../../../sync/hub/demo/demo-patrons.ts'
import { stopsAround } from '../../../sync/hub/demo/places.ts'
import { holdRow, loanTagRow } from '../../../sync/hub/packed/loan-tables.ts'
import type { PublishedTable } from '../../../sync/register/segments/manifest.ts'
import { holdKeyOf, nameRows } from '../../../sync/register/segments/person-tables.ts'
import type { HoldRow, LoanTagRow } from '../../../sync/register/segments/rows.ts'
import { consortiumItems, groupKeyOf, type Size } from '../consortium.ts'
import { packedTable } from '../pack-consortium.node.ts'

/** So many patrons are named to the bus: its regulars. */
const regulars = 2000
const sampled = 400

/** Numbers for a day at the desk: what of the consortium is lent, held, or stands on its shelf. */
export interface StoryNumbers {
  readonly onShelf: readonly string[]
  readonly lent: readonly string[]
  /** In, and somebody waits for one of their title. */
  readonly catching: readonly string[]
  /** Long words of titles that are rare. */
  readonly rareWords: readonly string[]
}

/** What the bench does without: holds, whose each loan is, and the names of the bus's regulars, packed into the same folder. */
export async function packMoving(folder: string, size: Size): Promise<{ tables: PublishedTable[]; numbers: StoryNumbers }> {
  const key = groupKeyOf(size)
  const [tags, holds]: [LoanTagRow[], HoldRow[]] = [[], []]
  const [onShelf, lent, catching, rareWords]: string[][] = [[], [], [], []] as unknown as [string[], string[], string[], string[]]
  let last: Item | undefined
  let moved = true
  const every = Math.max(1, Math.floor(size.items / sampled / 4))
  let passed = 0
  function* watched(): Generator<Item> {
    for (const item of consortiumItems(size)) {
      const stayed = last && !moved && last.circulationStatus === 'ok' && last.itemType === 'book' && last.ageLimit === undefined
      if (stayed && ++passed % every === 0) {
        onShelf!.push(last!.barcode)
        rareWords!.push([...last!.title.split(/\s+/)].sort((a, b) => b.length - a.length)[0]!)
      }
      last = item
      moved = false
      yield item
    }
  }
  const lentLoans: Loan[] = []
  for (const one of sizeCirculation(watched(), { ...size, stops: stopsAround(size.today) })) {
    moved = true
    if ('loan' in one) {
      tags.push(loanTagRow(one.loan, key))
      if (tags.length % every === 0) lentLoans.push(one.loan)
    } else {
      holds.push(holdRow(one.hold, key))
      if (one.hold.state.kind === 'queued' && catching!.length < sampled) catching!.push(last!.barcode)
    }
  }
  lent!.push(...lentLoans.map(({ barcode }) => barcode))
  const byBarcode = (a: LoanTagRow, b: LoanTagRow) => (a.barcode < b.barcode ? -1 : 1)
  const byKey = (a: HoldRow, b: HoldRow) => (holdKeyOf(a.titleId, a.holdId) < holdKeyOf(b.titleId, b.holdId) ? -1 : 1)
  const named = [...demoPatrons(regulars, size.seed, size.today)].map(patron => {
    const { patronId, cards, name, birthDate, homeBranch, category, expiresOn, feesCents } = patron
    return { patronId, cards, ...name!, birthDate, homeBranch, category, expiresOn, blocks: [], feesCents, loans: [], holds: [] }
  })
  named.sort((a, b) => (a.patronId < b.patronId ? -1 : 1))
  const names = named.flatMap(nameRows).sort((a, b) => (a.key < b.key ? -1 : 1))
  const tables = [
    await packedTable(folder, 'loan-tags', tags.sort(byBarcode)),
    await packedTable(folder, 'holds', holds.sort(byKey)),
    await packedTable(folder, 'named', named),
    await packedTable(folder, 'names', names, 'few-names.run'),
  ]
  return { tables, numbers: { onShelf: onShelf!, lent: lent!, catching: catching!, rareWords: rareWords! } }
}
