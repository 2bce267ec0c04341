import type { PadItem, PadTagState, TagFacts } from '../../host/device-port.ts'
import type { LibraryTag, TagReading } from '../codecs/tags/library-tag.ts'
import { mayIssueOffline, mayReturnOffline, type TagKind } from '../codecs/tags/type-of-usage.ts'

/** A tag that lies there, as far as it has been read. */
export interface LyingTag {
  readonly uid: string
  /** Undefined until it could be read. */
  readonly reading?: TagReading
  /** Read several times without success. */
  readonly isUnreadable?: boolean
  /** Its writing was begun and does not read back: it says nothing that may be acted upon. */
  readonly isHalf?: boolean
  /** Whether the gate alarms for it; null where that is unknown. */
  readonly secured: boolean | null
  /** It lay there when the pad was connected. */
  readonly early: boolean
}

/** An item on the pad with what its tags say about it. */
export interface LyingItem extends PadItem {
  /** Owner and id without regard to case: what makes tags parts of one set. */
  readonly key: string
  readonly complete: boolean
  readonly facts: TagFacts
}

/** The items that tags make together, in the order in which their first tag came. Tags not read yet are in no item. */
export function pictureOf(tags: readonly LyingTag[]): readonly LyingItem[] {
  const groups = new Map<string, LyingTag[]>()
  for (const tag of tags) {
    const key = keyOf(tag)
    if (key) groups.set(key, [...(groups.get(key) ?? []), tag])
  }
  return [...groups].map(([key, group]) => itemOf(key, group))
}

function keyOf({ uid, reading, isUnreadable, isHalf }: LyingTag): string | undefined {
  if (isHalf) return uid
  if (reading?.kind === 'tag') return `${reading.tag.owner ?? ''} ${reading.tag.id}`.toUpperCase()
  return reading || isUnreadable ? uid : undefined
}

function itemOf(key: string, group: readonly LyingTag[]): LyingItem {
  const known = group.flatMap(({ reading }) => (reading?.kind === 'tag' ? [reading.tag] : []))
  const [first] = known
  const tags = group.map(({ uid, reading, secured }) => ({
    uid,
    part: reading?.kind === 'tag' ? reading.tag.part : 1,
    secured,
    model: modelOf(reading),
  }))
  if (!first || group[0]!.isHalf) return notAnItem(key, group[0]!, tags)
  const parts = Math.max(...known.map(tag => tag.parts))
  const numbers = known.map(tag => tag.part)
  const isWhole = numbers.includes(0)
  const missing = isWhole ? [] : Array.from({ length: parts }, (_, place) => place + 1).filter(part => !numbers.includes(part))
  const doubled = new Set(numbers).size < numbers.length
  const what = whatIs(first.kind)
  return {
    key,
    barcode: first.id,
    library: first.owner ?? '',
    what,
    parts,
    missing,
    doubled,
    tags,
    complete: missing.length === 0 && !doubled,
    facts: { what, ...offlineOf(known), missing, early: group.every(tag => tag.early) },
  }
}

function notAnItem(key: string, { reading, early, isHalf }: LyingTag, tags: PadItem['tags']): LyingItem {
  const found = reading?.kind === 'blank' || reading?.kind === 'damaged' ? reading.kind : 'unreadable'
  const what = isHalf ? 'half' : found
  return {
    key,
    barcode: null,
    library: '',
    what,
    parts: 1,
    missing: [],
    doubled: false,
    tags,
    complete: false,
    ...(reading?.kind === 'damaged' && reading.text !== '' && { text: reading.text }),
    facts: { what: 'other', offlineIssue: true, offlineReturn: true, missing: [], early },
  }
}

function modelOf(reading: TagReading | undefined): PadTagState['model'] {
  if (!reading) return 'unreadable'
  return reading.kind === 'tag' ? reading.tag.model : reading.kind
}

/** A set may be lent offline only if every part of it may. */
function offlineOf(tags: readonly LibraryTag[]): Pick<TagFacts, 'offlineIssue' | 'offlineReturn'> {
  return {
    offlineIssue: tags.every(tag => mayIssueOffline(tag.usage)),
    offlineReturn: tags.every(tag => mayReturnOffline(tag.usage)),
  }
}

function whatIs(kind: TagKind): TagFacts['what'] {
  switch (kind) {
    case 'patron':
    case 'discarded':
    case 'not-for-loan':
      return kind
    case 'item':
    case 'equipment':
    case 'local':
      return 'item'
    default:
      return 'other'
  }
}
