import { Temporal } from 'temporal-polyfill'
import type { Item } from '../../circulation/item.ts'
import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { Branch } from '../../circulation/place.ts'
import { chance } from '../../sync/hub/demo/chance.ts'
import type { LibrarySettings } from '../../sync/register/register.ts'
import type { Profile, Script } from './script.ts'

export const zone = 'Europe/Helsinki'
export const branches = ['BUS1', 'BUS2', 'BUS3', 'VILLAGE', 'SUBURB', 'MAIN'] as const
const sizes: Record<Profile, { items: number; patrons: number }> = {
  hot: { items: 150, patrons: 40 },
  calm: { items: 1500, patrons: 300 },
}

/** Everything that stands in the library on the first morning, and where the books truly are. */
export interface FirstMorning {
  readonly items: readonly Item[]
  readonly places: ReadonlyMap<string, string>
  readonly patrons: readonly Patron[]
  readonly loans: readonly Loan[]
  readonly holds: readonly Hold[]
  /** Titles on which nobody can have a hold: the library may withdraw them any day. */
  readonly closed: ReadonlySet<string>
  readonly settings: LibrarySettings
}

/** The same for the same seed. */
export function firstMorning({ profile, seed, start }: Pick<Script, 'profile' | 'seed' | 'start'>): FirstMorning {
  const luck = chance(seed)
  const size = sizes[profile]
  const items = Array.from({ length: size.items }, (_, index) => itemNumber(index))
  const patrons = Array.from({ length: size.patrons }, (_, index) => patronNumber(index))
  const day = Temporal.PlainDate.from(start.slice(0, 10))
  const loans: Loan[] = []
  const holds: Hold[] = []
  const places = new Map<string, string>()
  const closed = new Set(items.flatMap(({ titleId }, index) => (index % 29 === 11 || index % 31 === 2 ? [titleId] : [])))
  for (const { barcode, titleId } of items) {
    const branch = luck.of(branches)
    places.set(barcode, branch)
    const fate = luck.next()
    const patronId = luck.of(patrons).patronId
    if (fate < 0.35) {
      const before = luck.whole(1, 6)
      const dueOn = day.add({ days: luck.whole(-3, 4) }).toString()
      const lentAt = Temporal.Instant.from(start)
        .subtract({ hours: 24 * before })
        .toString()
      loans.push({ barcode, patronId, lentAt, dueOn, renewals: 0, branch })
    } else if (
      fate < 0.5 &&
      !closed.has(titleId) &&
      !holds.some(hold => hold.patronId === patronId && hold.titleId === titleId)
    ) {
      const caught = fate < 0.42
      const state = caught ? ({ kind: 'waiting', barcode } as const) : ({ kind: 'queued' } as const)
      const placedAt = Temporal.Instant.from(start)
        .subtract({ hours: luck.whole(24, 200), minutes: holds.length })
        .toString()
      const pickup = { branch: caught ? branch : luck.of(branches) }
      holds.push({ holdId: `old-${holds.length}`, titleId, patronId, placedAt, pickup, holdNumber: String(holds.length), state })
    }
  }
  return { items, places, patrons, loans, holds, closed, settings }
}

function itemNumber(index: number): Item {
  // Some titles have two copies.
  const title = index >= 40 && index < 70 ? 40 + Math.floor((index - 40) / 2) : index
  return {
    barcode: String(3_000_000 + index),
    titleId: `title-${title}`,
    title: `Title ${title}`,
    itemType: index % 5 === 0 ? 'quick' : index % 7 === 0 ? 'film' : 'book',
    homeBranch: branches[index % branches.length]!,
    circulationStatus: 'ok',
  }
}

function patronNumber(index: number): Patron {
  const card = String(2_000_000 + index)
  const cards = index % 6 === 0 ? [`${2_500_000 + index}`, card] : [card]
  return {
    patronId: `patron-${index}`,
    cards,
    birthDate: index % 5 === 3 ? '2016-05-01' : '1980-05-01',
    category: 'adult',
    blocks: [],
    feesCents: 0,
  }
}

function branch(code: string): Branch {
  const kind = code.startsWith('BUS') ? 'bookmobile' : 'library'
  return { branch: code, name: code, kind, zone, closedOn: [], closedWeekdays: [], floating: true }
}

export const settings: LibrarySettings = {
  library: 'Simulated',
  environment: 'test',
  rules: {
    name: 'simulated',
    zone,
    sets: [
      {
        validFrom: '2020-01-01',
        // Days instead of weeks, so that a week of simulation sees loans grow late.
        loanRules: [
          { itemType: 'quick', days: 1, renewals: 5 },
          { itemType: 'film', days: 2, renewals: 5 },
          { days: 3, renewals: 5 },
        ],
        feeBlockCents: 4000,
        feesBlockRenewals: false,
        groupCategories: [],
        notForGroups: [],
        stretchToVisitDays: 0,
        dueNeverAfterCardExpiry: false,
      },
    ],
  },
  branches: branches.map(branch),
  stops: [],
  staff: [],
}
