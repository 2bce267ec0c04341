import { z } from 'zod'

const hex = z.string().regex(/^([0-9A-F]{2})*$/)

/** Rises with every change of the shape below. */
export const begunTagVersion = 1

/** A tag whose writing was begun: what it shall hold in the end, and what it held before. Bytes in hex, in the order of its memory. */
export const begunTag = z.strictObject({
  uid: z.string().regex(/^[0-9A-F]{16}$/),
  /** The number that it shall say. */
  barcode: z.string(),
  memory: hex,
  before: hex,
  dsfid: z.int().min(0).max(255),
})
export type BegunTag = z.infer<typeof begunTag>

/**
 * Which tags are being written: kept before the first byte is, until each reads back and the desk has taken it over. Whoever is killed in between finds
 * them again.
 */
export interface BegunTags {
  all(): Promise<readonly BegunTag[]>
  /** Resolves when it is on disk; the same tag again takes its own place. Rejects where it cannot be kept. */
  put(tag: BegunTag): Promise<void>
  remove(uid: string): Promise<void>
}

/** Where nothing outlives the program: simulated devices. */
export function memoryBegunTags(): BegunTags {
  const tags = new Map<string, BegunTag>()
  return {
    all: async () => [...tags.values()],
    put: async tag => void tags.set(tag.uid, tag),
    remove: async uid => void tags.delete(uid),
  }
}
