import type { ChangedRows } from './changed-rows.ts'
import { normalNumber } from './circulation-state.ts'
import type { Changes, Segment } from './published.ts'
import { PatronNames } from './search-patrons.ts'
import { TitleWords } from './search-titles.ts'

/** What searches walk through, built from the segments at the first search and kept up to date from then on. */
export class SearchIndex {
  readonly patrons = new PatronNames()
  readonly titles = new TitleWords()
  readonly #changed: ChangedRows

  constructor(changed: ChangedRows) {
    this.#changed = changed
    for (const item of changed.items.values()) if (item) this.titles.put(item)
    for (const patron of changed.patrons.values()) if (patron) this.patrons.put(patron)
  }

  /** Rows of a segment; those that have changed since are known better already. */
  putSegment(segment: Segment): void {
    if (segment.kind === 'items') {
      for (const item of segment.rows) if (!this.#changed.items.has(normalNumber(item.barcode))) this.titles.put(item, 'first')
    } else {
      for (const patron of segment.rows) if (!this.#changed.patrons.has(patron.patronId)) this.patrons.put(patron)
    }
  }

  apply(changes: Changes): void {
    for (const barcode of changes.itemsGone) this.titles.drop(barcode)
    for (const item of changes.items) this.titles.put(item)
    for (const patronId of changes.patronsGone) this.patrons.drop(patronId)
    for (const patron of changes.patrons) this.patrons.put(patron)
  }
}
