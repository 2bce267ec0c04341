import { Temporal } from 'temporal-polyfill'
import type { Item } from '../../circulation/item.ts'
import { type DemoSize, demoLibrary } from '../../sync/hub/demo/demo-library.ts'
import { StormStation } from './storm-station.ts'

export interface StormPlan {
  readonly buses: number
  readonly branches: number
  readonly size: DemoSize
  readonly seed: number
  /** How long ago they set out. */
  readonly daysOut: number
}

/** Stations that come home to a made-up library, with a whole day or two weeks in their journals. */
export function stormStations({ buses, branches, size, seed, daysOut }: StormPlan): readonly StormStation[] {
  const library = demoLibrary(size)
  const heldTitles = new Set([...library.holds].map(({ titleId }) => titleId))
  const lent = new Set([...library.loans].map(({ barcode }) => barcode))
  const items = [...library.items]
    .filter(item => isPlain(item) && !lent.has(item.barcode) && !heldTitles.has(item.titleId))
    .map(({ barcode }) => barcode)
  const patrons = [...library.patrons]
    .filter(({ cards, blocks, expiresOn }) => cards[0] && blocks.length === 0 && (expiresOn ?? '9') > size.today)
    .map(({ patronId, cards }) => ({ patronId, card: cards[0]! }))
  const travelling = items.slice(0, Math.max(1, Math.floor(items.length / 20)))
  const settled = items.slice(travelling.length)
  const names = [...named('bus', buses), ...named('branch', branches)]
  const share = Math.floor(settled.length / names.length)
  const beginning = Temporal.PlainDate.from(size.today).subtract({ days: daysOut }).toString()
  return names.map((name, index) => {
    const own = settled.slice(index * share, (index + 1) * share)
    return new StormStation(name, { index, of: names.length }, { own, travelling, patrons }, `${beginning}T05:00:00Z`, seed)
  })
}

/** Which a station may lend without a question. */
function isPlain({ circulationStatus, ageLimit }: Item): boolean {
  return circulationStatus === 'ok' && ageLimit === undefined
}

function named(what: string, howMany: number): string[] {
  return Array.from({ length: howMany }, (_, index) => `${what}-${index + 1}`)
}
