/** A tag in the field. */
export interface SeenTag {
  /** Sixteen upper-case hex digits. */
  readonly uid: string
  /** Which data model the tag says it has, where the reader tells. */
  readonly dsfid?: number
}

/**
 * A reader of ISO 15693 tags, whatever protocol it speaks. Every call rejects with a `TagError` where the tag or the reader says no, and with a
 * `DeviceError` where the reader does not answer. Memory is in memory order: block 0, byte 0 first. Nothing here can lock a tag.
 */
export interface TagReader {
  /** Make and version, for people. */
  readonly description: string
  /** Every tag in the field, each once. */
  inventory(): Promise<readonly SeenTag[]>
  /** Bytes of that many blocks; fewer where a later one could not be read. */
  readBlocks(uid: string, first: number, count: number): Promise<Uint8Array>
  writeBlocks(uid: string, first: number, data: Uint8Array): Promise<void>
  readAfi(uid: string): Promise<number>
  writeAfi(uid: string, afi: number): Promise<void>
  writeDsfid(uid: string, dsfid: number): Promise<void>
  /** Whether the tag's EAS bit answers. A tag that has left does not answer either. */
  checkEas(uid: string): Promise<boolean>
  setEas(uid: string, on: boolean): Promise<void>
}

/** The reader answered, and said no. */
export class TagError extends Error {
  readonly kind:
    | 'no-tag'
    | 'locked'
    | 'no-such-block'
    | 'not-read'
    | 'not-written'
    | 'not-supported'
    | 'not-now'
    | 'collision'
    | 'refused'
  constructor(kind: TagError['kind'], message: string) {
    super(message)
    this.name = 'TagError'
    this.kind = kind
  }
}
