import { readBarcode } from '../../hardware/codecs/barcode.ts'

/** Out of sight for so long, a label counts as shown anew. */
const forgetMs = 1500

/**
 * Which labels in front of a camera are scans: one that is read the same in two looks in a row, once until it has been out of sight. A book's ISBN beside
 * another label is not meant; where two others are in sight nobody knows which is.
 */
export class SeenLabels {
  #before: string | undefined
  readonly #told = new Map<string, number>()

  /** What one look found, as a scanner with AIM identifiers says it: the scan, where it is one. */
  see(labels: readonly string[], atMs: number): string | undefined {
    for (const [label, at] of this.#told) if (atMs - at > forgetMs) this.#told.delete(label)
    const different = [...new Set(labels)]
    const others = different.filter(label => !readBarcode(label).isbn)
    const meant = others.length > 0 ? others : different
    const [label] = meant.length === 1 ? meant : []
    const isSure = label !== undefined && label === this.#before
    this.#before = label
    if (!isSure) return undefined
    const isNew = !this.#told.has(label)
    this.#told.set(label, atMs)
    return isNew ? label : undefined
  }
}
