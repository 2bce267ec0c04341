/** How a library stands: what is compared at the end. */
export interface Standing {
  readonly items: ReadonlyMap<string, ItemStanding>
  /** Active holds by title, in queue order. */
  readonly holds: ReadonlyMap<string, readonly HoldStanding[]>
  /** Cents owed. */
  readonly fees: ReadonlyMap<string, number>
}

export interface ItemStanding {
  readonly titleId: string
  readonly patronId?: string
  readonly dueOn?: string
  readonly place?: string
  readonly lost: boolean
  /** Everybody who ever had it since the beginning, in order. */
  readonly had: readonly string[]
}

export interface HoldStanding {
  readonly patronId: string
  readonly placedAt: number
  readonly state: 'queued' | 'waiting' | 'in-transit'
  readonly barcode?: string
}
