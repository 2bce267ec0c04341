import type { TagKind } from './type-of-usage.ts'

/** The data models that are read and written. */
export type TagModel = 'iso28560-2' | 'iso28560-3' | 'rfid501'

/** What a tag of one of the known models says. */
export interface LibraryTag {
  readonly model: TagModel
  /** As it stands on the tag. Compared without regard to case. */
  readonly id: string
  /** ISIL of the owner. */
  readonly owner?: string
  /** 1 of 1 for a single item; 0 of n where one tag stands for the whole set. */
  readonly part: number
  readonly parts: number
  /** Type of usage, class in the high nibble, detail in the low one; the model of 3M has none. */
  readonly usage?: number
  readonly kind: TagKind
  /** Text elements and blocks that lending does not need. */
  readonly more?: Readonly<Record<string, string>>
  /** What a writer did wrong and reading put right. */
  readonly notes: readonly TagNote[]
}

export type TagNote = 'part-numbers-swapped' | 'usage-nibbles-swapped' | 'blocks-reversed' | 'cut-off'

/** What a tag's memory was found to be. Only `tag` may ever be acted upon. */
export type TagReading =
  | { readonly kind: 'tag'; readonly tag: LibraryTag }
  /** Never written; `3m` as that maker's writers leave it. */
  | { readonly kind: 'blank'; readonly by: 'any' | '3m' }
  /** The fixed model with a wrong checksum: its text is shown to staff and never acted upon. */
  | { readonly kind: 'damaged'; readonly text: string }
  | { readonly kind: 'unknown' }

/** Ids match without regard to case: readers and library systems differ in it (an id is never a number either). */
export function isSameId(one: string, other: string): boolean {
  return one.toUpperCase() === other.toUpperCase()
}

/** Refuses to write what the model cannot hold. The message names the field. */
export class TagDoesNotFit extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TagDoesNotFit'
  }
}
