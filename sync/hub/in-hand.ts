import type { LaneKeys } from './lane-keys.ts'
import type { ReplayPorts, StoredEntry } from './ports.ts'

/** An entry that nobody else works on now. */
export interface InHand {
  readonly stored: StoredEntry
  /** Whether it is still ours alone. */
  stands(): boolean
  letGo(): Promise<void>
}

/**
 * Takes an entry in hand: `elsewhere` where another process has it, or something that it touches; `done` where another has decided it since this
 * pass began. In hand it is read again: whoever had it may have died over it.
 */
export async function takeInHand(
  stored: StoredEntry,
  { own, titles }: LaneKeys,
  { claims, uploads }: Pick<ReplayPorts, 'claims' | 'uploads'>,
): Promise<InHand | 'elsewhere' | 'done'> {
  if (!claims || !uploads.afresh) return { stored, stands: () => true, letGo: async () => {} }
  const claim = await claims.take([...own, ...titles])
  if (!claim) return 'elsewhere'
  try {
    const { stored: now } = await uploads.afresh(stored)
    if (JSON.stringify(now.outcome) === JSON.stringify(stored.outcome))
      return { stored: now, stands: () => claim.stands(), letGo: () => claim.release() }
  } catch (error) {
    await claim.release().catch(() => {})
    throw error
  }
  await claim.release()
  return 'done'
}
