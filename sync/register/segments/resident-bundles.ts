import type { TableKind } from './manifest.ts'
import { hasName, type OpenTable } from './open-table.ts'

/** What every scan asks for before it knows what else to ask for. At three million items they weigh 13 MB. */
export const residentTables: readonly TableKind[] = ['items', 'states']

/** A table that weighs more stays on the disk alone. */
const mostBytes = 16 * 1024 * 1024

/** So few that a look-up among them does not wait. */
const readAtOnce = 8

/** Bytes of whole bundles, verified under their names, as they lie packed: a look-up of them waits for no disk. */
export class ResidentBundles {
  readonly #bytes = new Map<number, Uint8Array>()

  get(slot: number): Uint8Array | undefined {
    return this.#bytes.get(slot)
  }

  /** Reads what of these tables is here, and right. What is damaged is told to whoever asks for it. */
  async read(tables: readonly OpenTable[], bytesAt: (slot: number) => Promise<Uint8Array | undefined>): Promise<void> {
    for (const table of tables) {
      const { slots } = table.stored
      if (table.bytesInAll > mostBytes) continue
      const missing = [...slots.keys()].filter(place => table.isHere(place) && !this.#bytes.has(slots[place]!))
      const readOne = async (place: number) => {
        const bytes = await bytesAt(slots[place]!)
        if (bytes && (await hasName(bytes, table, place)) && table.isHere(place)) this.#bytes.set(slots[place]!, bytes)
      }
      for (let at = 0; at < missing.length; at += readAtOnce) await Promise.all(missing.slice(at, at + readAtOnce).map(readOne))
    }
  }

  /** Those that lie elsewhere now, or nowhere. */
  forgetBut(slots: ReadonlySet<number>): void {
    for (const slot of this.#bytes.keys()) if (!slots.has(slot)) this.#bytes.delete(slot)
  }

  forget(slots: readonly number[]): void {
    for (const slot of slots) this.#bytes.delete(slot)
  }
}
