/** What lies there, as the tag's type of usage says. */
export type TagKind = 'item' | 'acquisition' | 'not-for-loan' | 'local' | 'reserved' | 'discarded' | 'patron' | 'equipment'

const kinds: readonly TagKind[] = [
  'acquisition',
  'item',
  'not-for-loan',
  'local',
  'local',
  'reserved',
  'item',
  'discarded',
  'patron',
  'equipment',
]

/**
 * The kind of a type of usage, ISO 28560-1: the high nibble is the class (in the fixed model of part 3 there is only the class, here written with
 * a 0 behind it). Class 6 says that nothing is known about it, so it is an item like one without a type of usage.
 */
export function kindOf(usage: number | undefined): TagKind {
  return usage === undefined ? 'item' : (kinds[usage >> 4] ?? 'reserved')
}

/** Codes 13 and 15: the owner forbids lending while offline. */
export function mayIssueOffline(usage: number | undefined): boolean {
  return usage !== 0x13 && usage !== 0x15
}

/** Codes 14 and 15: the owner forbids taking back while offline. */
export function mayReturnOffline(usage: number | undefined): boolean {
  return usage !== 0x14 && usage !== 0x15
}
