import type { Patron } from '../../circulation/patron.ts'
import { foldedWords, searchable, wordStart } from './fold-letters.ts'
import type { PatronQuery } from './register.ts'

/**
 * Finds patrons by the beginnings of their names. A walk over all names, some milliseconds for 100 000; a register of half a million patrons
 * will want a sorted index.
 */
export class PatronNames {
  readonly #names = new Map<string, { readonly text: string; readonly sort: string; readonly year?: number }>()

  put(patron: Patron): void {
    if (!patron.name) return this.drop(patron.patronId)
    const { given, family } = patron.name
    const year = Number(patron.birthDate?.slice(0, 4))
    this.#names.set(patron.patronId, {
      text: searchable(family, given),
      sort: [...foldedWords(family), '', ...foldedWords(given)].join(' '),
      ...(year && { year }),
    })
  }

  drop(patronId: string): void {
    this.#names.delete(patronId)
  }

  /** Ids in the order of the names. An empty name finds nobody: the whole register is not for leafing through. */
  find({ name, birthYear, limit }: PatronQuery): string[] {
    const wanted = foldedWords(name).map(wordStart)
    if (wanted.length === 0) return []
    const found: { readonly patronId: string; readonly sort: string }[] = []
    for (const [patronId, { text, sort, year }] of this.#names) {
      if (birthYear !== undefined && year !== birthYear) continue
      if (wanted.every(word => text.includes(word))) found.push({ patronId, sort })
    }
    found.sort((a, b) => (a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : a.patronId < b.patronId ? -1 : 1))
    return found.slice(0, limit).map(({ patronId }) => patronId)
  }
}
