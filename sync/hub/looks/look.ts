import type { ItemEvidence, ItemSeen, PatronSeen } from '../../../circulation/evidence.ts'
import { isClaimed } from '../../../circulation/looks/scans-between.ts'
import type { Sighting } from '../../../circulation/looks/sighting.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { ReplayPorts } from '../ports.ts'
import type { LookStore, PatronLook } from './look-store.ts'

export type LookPorts = Pick<ReplayPorts, 'connector' | 'looks' | 'cardOf' | 'now'>

/** Looks at a library system that tells no times. Nothing is remembered until somebody says how it came about. */
export class Looker {
  readonly #ports: LookPorts
  /** Lists read so far: one look at each patron. */
  readonly patrons = new Map<string, PatronLook>()

  constructor(ports: LookPorts) {
    this.#ports = ports
  }

  /** The item, and where it is on loan (or declared lost on one) the lists of those who may have it, until it is found. Rejects as the connector does. */
  async item(barcode: string, mayHaveIt: readonly (string | undefined)[]): Promise<{ evidence: ItemEvidence; seen: ItemSeen }> {
    const evidence = await this.#ports.connector.itemEvidence(barcode)
    const seen = evidence.seen ?? { status: 'unsaid' }
    const isOut = seen.status === 'on-loan' || isClaimed(seen.status)
    if (!isOut || seen.patronId !== undefined) return { evidence, seen }
    const notWith: string[] = []
    for (const patronId of new Set(mayHaveIt)) {
      const items = patronId === undefined ? undefined : (await this.patron(patronId))?.items
      if (patronId === undefined || !items) continue
      if (items.some(item => numberKey(item) === numberKey(barcode))) return { evidence, seen: { ...seen, patronId } }
      notWith.push(patronId)
    }
    return { evidence, seen: notWith.length > 0 ? { ...seen, notWith } : seen }
  }

  /** A patron's list; undefined where the patron or the card is not known. */
  async patron(patronId: string): Promise<PatronSeen | undefined> {
    const known = this.patrons.get(patronId)
    if (known) return known.seen
    const card = await this.#ports.cardOf?.(patronId)
    const seen = card === undefined ? undefined : (await this.#ports.connector.patronEvidence(card)).seen
    if (seen) this.saw(patronId, seen)
    return seen
  }

  saw(patronId: string, seen: PatronSeen): void {
    this.patrons.set(patronId, { patronId, at: this.#ports.now(), seen })
  }

  /** Remembers looks at items, `by` the hub's own write under that mark, and every list that was read. */
  async remember(
    items: readonly {
      readonly barcode: string
      readonly seen: ItemSeen
      readonly by?: string
      readonly at?: string
      readonly askedAt?: string
    }[],
  ): Promise<void> {
    const at = this.#ports.now()
    await storeOf(this.#ports).remember({ items: items.map(one => ({ at, ...one })), patrons: [...this.patrons.values()] })
  }
}

/** Whoever opens a hub on such a library system must give it a memory. */
export function storeOf({ looks, connector }: LookPorts): LookStore {
  if (!looks)
    throw new Error(`the library system ${connector.name} tells no times, and the hub has nothing to remember its looks in`)
  return looks
}

/** Whoever had it when it was last seen. */
export function lastHolder(sightings: readonly Sighting[]): string | undefined {
  return sightings.findLast(({ patronId }) => patronId !== undefined)?.patronId
}
