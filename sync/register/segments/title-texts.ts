import { searchableLines } from '../fold-letters.ts'
import { placeOf } from './bundle.ts'
import type { LibraryRows } from './library-rows.ts'
import { hashOf } from './title-copies.ts'

/** So many bundles are gone through before others have their turn. */
const bundlesAtOnce = 2

/** Folded titles of a bundle, each behind a line break, and where each begins. */
interface Lines {
  readonly text: string
  readonly starts: Uint32Array
}

/** Titles and authors of all titles that are here, folded, as one long text for each bundle: some 45 letters a title. */
export class TitleTexts {
  readonly #rows: Pick<LibraryRows, 'shape' | 'segments'>
  #name: string | undefined
  #lines: (Lines | undefined)[] = []
  #before: number[] = []
  #hashes = new Uint32Array(0)

  constructor(rows: Pick<LibraryRows, 'shape' | 'segments'>) {
    this.#rows = rows
  }

  /** Reads what has arrived since. */
  async readOn(): Promise<void> {
    const shape = this.#rows.shape('titles')
    if (shape?.name !== this.#name) {
      this.#name = shape?.name
      this.#lines = Array.from({ length: shape?.bundles ?? 0 }, () => undefined)
      this.#before = this.#lines.map((_, place) => shape?.rowsBefore(place) ?? 0)
      this.#hashes = new Uint32Array(shape?.rows ?? 0)
    }
    for (let place = 0, turn = 0; shape && place < shape.bundles; place++) {
      if (this.#lines[place] || !shape.isHere(place)) continue
      const segments = await this.#rows.segments('titles', place)
      if (!segments) continue
      let at = shape.rowsBefore(place)
      const texts: string[] = []
      for (const { count, columns } of segments) {
        const { titleId, title, author } = columns(['titleId', 'title', 'author'])
        const written = Array.from(
          { length: count },
          (_, row) => `${title[row]}${author[row] === undefined ? '' : ` ${author[row]}`}`,
        )
        texts.push(searchableLines(written))
        for (let row = 0; row < count; row++) this.#hashes[at++] = hashOf(titleId[row] as string)
      }
      this.#lines[place] = linesIn(texts.join(''))
      if (++turn % bundlesAtOnce === 0) await new Promise(resolve => setTimeout(resolve))
    }
  }

  /** Numbers of titles with a word for each of these beginnings: first those whose hash is near, in the order of titles, so many at most. */
  find(words: readonly string[], near: ReadonlySet<number>, most: number): number[] {
    const first: number[] = []
    const others: number[] = []
    const longest = [...words].sort((a, b) => b.length - a.length)[0]
    if (longest === undefined) return []
    const starts = words.map(word => ` ${word}`)
    for (const [place, lines] of this.#lines.entries()) {
      if (!lines || first.length >= most || (near.size === 0 && others.length >= most)) continue
      const { text } = lines
      for (let at = text.indexOf(longest); at >= 0; at = text.indexOf(longest, at)) {
        const end = endOf(text, at)
        const line = text.slice(text.lastIndexOf('\n', at), end)
        at = end
        if (!starts.every(start => line.includes(start))) continue
        const number = this.#before[place]! + placeOf(lines.starts, end - 1)
        if (near.has(this.#hashes[number]!)) first.push(number)
        else if (others.length < most) others.push(number)
      }
    }
    return [...first, ...others].slice(0, most)
  }
}

function linesIn(text: string): Lines {
  const starts: number[] = []
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at)
  return { text, starts: Uint32Array.from(starts) }
}

function endOf(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}
