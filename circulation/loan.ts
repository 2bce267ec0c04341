/** An item that is out. One item has at most one open loan. */
export interface Loan {
  readonly barcode: string
  /** Empty where the station is not told: whose loan it is can then be asked only with a card in hand. */
  readonly patronId: string
  /** Instant of the scan, UTC. */
  readonly lentAt: string
  /** Last day to bring it back, `YYYY-MM-DD` in the branch's zone. */
  readonly dueOn: string
  /** How often it has been renewed. */
  readonly renewals: number
  readonly branch: string
  /** The visit at this desk in which it was lent, where it was lent here. */
  readonly visitId?: string
}

/** A hold: somebody's turn for a title, or for one copy of it. */
export interface Hold {
  readonly holdId: string
  readonly titleId: string
  /** Only this copy will do, by barcode; any copy of the title where it is absent. */
  readonly copy?: string
  /** Empty where the station is not told. */
  readonly patronId: string
  /** Instant of the request, UTC; the queue's order. */
  readonly placedAt: string
  readonly pickup: PickupPlace
  /** What is said aloud and printed instead of a name. */
  readonly holdNumber: string
  readonly state: HoldState
}

/** `waiting`: the copy lies ready at the pick-up place; `in-transit`: it is on its way there; `queued`: no copy yet. */
export type HoldState =
  | { readonly kind: 'queued' }
  | { readonly kind: 'in-transit'; readonly barcode: string }
  | { readonly kind: 'waiting'; readonly barcode: string; readonly expiresOn?: string; readonly box?: string }

export interface PickupPlace {
  readonly branch: string
  /** For a bookmobile: the stop. */
  readonly stopId?: string
}
