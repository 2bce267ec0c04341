import { demoLibrary } from '../sync/hub/demo/demo-library.ts'

const size = { items: 2000, patrons: 200, seed: 1 } as const

/** So many books of the demo library that stand in their bus: neither lent nor waited for by anybody. */
export function plainItems(count: number): readonly string[] {
  const library = demoLibrary({ ...size, today: '2026-01-01' })
  const lent = new Set([...library.loans].map(({ barcode }) => barcode))
  const holds = [...library.holds]
  const waitedFor = new Set(holds.map(({ titleId }) => titleId))
  const found: string[] = []
  for (const { barcode, titleId, itemType, homeBranch, circulationStatus } of library.items) {
    const isPlain =
      itemType === 'book' && circulationStatus === 'ok' && homeBranch === 'PYS1AU' && titleId.startsWith('S') === false
    if (isPlain && !lent.has(barcode) && !waitedFor.has(titleId)) found.push(barcode)
    if (found.length === count) return found
  }
  throw new Error(`the demo library has only ${found.length} such books`)
}
