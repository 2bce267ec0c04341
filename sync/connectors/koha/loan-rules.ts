import { z } from 'zod'
import { KohaError } from './koha-error.ts'

const kind = z.union([z.string(), z.number()]).nullish()
const row = z.object({
  context: z.object({ library_id: z.string(), patron_category_id: z.string(), item_type_id: z.string() }),
  issuelength: kind,
  lengthunit: kind,
  renewalsallowed: kind,
  maxissueqty: kind,
})
type Row = z.infer<typeof row>
type Kind = Exclude<keyof Row, 'context'>

export interface ToldRules {
  readonly validFrom: string
  readonly loanRules: readonly {
    readonly category?: string
    readonly itemType?: string
    readonly days: number
    readonly renewals: number
    readonly maxOfType?: number
  }[]
  readonly feeBlockCents: number
  readonly maxLoans?: number
}

const any = '*'
/** Koha's own, where a site has not changed it. */
const usualFeeBlockCents = 500

/**
 * Koha's table of circulation rules (`effective=false`) as rules of `library.json`, for the branch that lends, with what it does not say or we cannot say as remarks.
 * No rules where this Koha does not tell them.
 */
export function loanRulesIn(told: unknown, library: string): { readonly told?: ToldRules; readonly remarks: readonly string[] } {
  if (told === undefined) return { remarks: ['this Koha does not tell its circulation rules: write them into library.json'] }
  const read = z.array(row).safeParse(told)
  if (!read.success) throw new KohaError('unreachable', 'Koha gave circulation rules that cannot be read')
  const rows = read.data.filter(({ context }) => [any, library].includes(context.library_id))
  const remarks: string[] = []
  const loanRules = combinations(rows).flatMap(([category, itemType]) => {
    const found = (kind: Kind) => ruling(rows, kind, category, itemType)
    const days = Number(found('issuelength') ?? 0)
    const where = `category ${category}, item type ${itemType}`
    if (found('lengthunit') === 'hours' || !(days >= 1)) {
      remarks.push(`${where}: not lent by days (${found('issuelength') ?? 'no length'} ${found('lengthunit') ?? ''}); left out`)
      return []
    }
    const most = itemType === any ? undefined : found('maxissueqty')
    if (itemType === any && category !== any && found('maxissueqty') !== ruling(rows, 'maxissueqty', any, any))
      remarks.push(`${where}: a number of loans of its own cannot be said in library.json`)
    return [
      {
        ...(category !== any && { category }),
        ...(itemType !== any && { itemType }),
        days,
        renewals: Number(found('renewalsallowed') ?? 0),
        ...(most !== undefined && { maxOfType: Number(most) }),
      },
    ]
  })
  if (loanRules.length === 0)
    return { remarks: [...remarks, 'no circulation rule says for how long: write rules into library.json'] }
  const maxLoans = ruling(rows, 'maxissueqty', any, any)
  remarks.push(
    'Koha does not tell from which fees on nothing is lent, nor when branches are closed: check feeBlockCents, add closedOn',
  )
  return {
    told: {
      validFrom: '2000-01-01',
      loanRules,
      feeBlockCents: usualFeeBlockCents,
      ...(maxLoans !== undefined && { maxLoans: Number(maxLoans) }),
    },
    remarks,
  }
}

/** Each kind by itself: a library's own before a category's, that before an item type's. */
function ruling(rows: readonly Row[], kind: Kind, category: string, itemType: string): string | undefined {
  const weight = ({ context }: Row) =>
    (context.library_id === any ? 0 : 4) + (context.patron_category_id === any ? 0 : 2) + (context.item_type_id === any ? 0 : 1)
  const [first] = rows
    .filter(one => one[kind] != null && one[kind] !== '')
    .filter(
      ({ context }) => [any, category].includes(context.patron_category_id) && [any, itemType].includes(context.item_type_id),
    )
    .toSorted((a, b) => weight(b) - weight(a))
  return first && String(first[kind])
}

/** Every category and item type that has a word of its own, and those that may meet in one loan; the most particular first. */
function combinations(rows: readonly Row[]): readonly (readonly [string, string])[] {
  const saying = rows.filter(({ issuelength, lengthunit, renewalsallowed, maxissueqty }) =>
    [issuelength, lengthunit, renewalsallowed, maxissueqty].some(one => one != null && one !== ''),
  )
  const categories = [...new Set([...saying.map(({ context }) => context.patron_category_id), any])].toSorted(particularFirst)
  const types = [...new Set([...saying.map(({ context }) => context.item_type_id), any])].toSorted(particularFirst)
  return categories.flatMap(category => types.map(type => [category, type] as const))
}

function particularFirst(a: string, b: string): number {
  return Number(a === any) - Number(b === any) || (a < b ? -1 : 1)
}
