import type { CheckinDecision, DueDate } from '../../circulation/decision.ts'
import type { ItemFacts } from '../../circulation/truth.ts'
import type { LibrarySettings } from '../register/register.ts'
import { words } from './desk-words.ts'
import type { DeskNow } from './facts.ts'
import type { Verdict, Words } from './session.ts'

type Said = Omit<Verdict, 'number'>

/** Item as a verdict or a line names it: the number as printed where it is known, the title. */
export function named(item: ItemFacts): { readonly barcode: string; readonly title?: string; readonly titleId?: string } {
  if (!item.item) return { barcode: item.barcode }
  return { barcode: item.item.barcode, title: item.item.title, titleId: item.item.titleId }
}

/** What a place is called: its stop, else its branch, else the code. */
export function placeName({ stops, branches }: LibrarySettings, branch: string, stopId?: string): string {
  const stop = stopId === undefined ? undefined : stops.find(known => known.stopId === stopId)
  return stop?.name ?? branches.find(known => known.branch === branch)?.name ?? stopId ?? branch
}

/** The due date with why it is that day, or that it may be wrong. */
export function dueFact({ dueOn, because }: DueDate, { clockInDoubt }: DeskNow): NonNullable<Verdict['fact']> {
  const detail = words(clockInDoubt ? 'detail.clock-in-doubt' : `detail.${because}`)
  return { label: words('label.due'), value: { kind: 'day', day: dueOn }, detail }
}

/** What is said of an item that came back: shelf is a yes, everything else is put aside. */
export function returnVerdict(item: ItemFacts, decision: CheckinDecision, settings: LibrarySettings): Said {
  const { barcode, title } = named(item)
  const note = returnNote(decision)
  return { ...destinationVerdict(decision, settings), barcode, ...(title && { title }), ...(note && { note }) }
}

function destinationVerdict({ destination }: CheckinDecision, settings: LibrarySettings): Pick<Said, 'shape' | 'word' | 'fact'> {
  switch (destination.kind) {
    case 'shelf':
      return { shape: 'yes', word: words('verdict.returned') }
    case 'hold': {
      const place = placeName(settings, destination.branch, destination.stopId)
      return {
        shape: 'aside',
        word: words('verdict.aside-hold'),
        fact: {
          label: words('label.hold-number'),
          value: { kind: 'hold-number', number: destination.holdNumber },
          detail: words('detail.hold-at', { place }),
        },
      }
    }
    case 'transfer':
      return {
        shape: 'aside',
        word: words('verdict.aside-transfer'),
        fact: { label: words('label.goes-to'), value: { kind: 'place', branch: destination.branch } },
      }
    case 'look-at':
      return {
        shape: 'aside',
        word: words('verdict.aside-look-at'),
        fact: { label: words('label.look-at'), value: { kind: 'words', words: words(`look-at.${destination.why}`) } },
      }
  }
}

function returnNote({ loan, daysOverdue }: CheckinDecision): Words | undefined {
  if (!loan) return words('detail.was-not-on-loan')
  return daysOverdue > 0 ? words('detail.overdue', { days: daysOverdue }) : undefined
}

/** What the list says of a return. */
export function returnLine({ destination }: Pick<CheckinDecision, 'destination'>, settings: LibrarySettings): Words {
  switch (destination.kind) {
    case 'shelf':
      return words('line.returned')
    case 'hold': {
      const place = placeName(settings, destination.branch, destination.stopId)
      return words('line.returned-hold', { number: destination.holdNumber, place })
    }
    case 'transfer':
      return words('line.returned-transfer', { place: placeName(settings, destination.branch) })
    case 'look-at':
      return words(`look-at.${destination.why}`)
  }
}

/** Shelf is a yes; whatever else becomes of a returned item, it is put aside. */
export function returnShape({ destination }: Pick<CheckinDecision, 'destination'>): Verdict['shape'] {
  return destination.kind === 'shelf' ? 'yes' : 'aside'
}
