/** What lending needs to know of one physical item: static facts, as the register carries them. */
export interface Item {
  /** As printed; matched without regard to case. */
  readonly barcode: string
  readonly titleId: string
  readonly title: string
  readonly author?: string
  /** The library's own code (`book`, `dvd`, `quick-loan`...); undefined where the source has none. */
  readonly itemType?: string
  readonly homeBranch: string
  readonly callNumber?: string
  /** Lawful age limit in years (7, 12, 16 or 18), printed on the recording. */
  readonly ageLimit?: number
  readonly circulationStatus: ItemStatus
  /** Parts that travel together (a set of discs); 1 where unknown. */
  readonly parts?: number
}

/** `ok` may be lent; the others say why not. */
export type ItemStatus = 'ok' | 'lost' | 'missing' | 'claims-returned' | 'withdrawn' | 'not-for-loan'

/** A title, which holds are placed on. */
export interface Title {
  readonly titleId: string
  readonly title: string
  readonly author?: string
  readonly year?: number
}
