/** `wrong-bytes`: not what its name says; `damaged`: no rows can be read; `newer-format`: of a later program; `unfit`: rows that cannot be packed. */
export type SegmentErrorKind = 'wrong-bytes' | 'damaged' | 'newer-format' | 'unfit'

export class SegmentError extends Error {
  readonly kind: SegmentErrorKind

  constructor(kind: SegmentErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SegmentError'
    this.kind = kind
  }
}
