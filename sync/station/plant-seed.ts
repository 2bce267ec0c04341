import { LibraryError } from '../register/segments/library-error.ts'
import { readSeed, type SeededBundle, seededTables } from '../register/segments/seed-file.ts'
import type { WritableLibrary } from '../register/segments/writable-library.ts'

/** What came of a file of bundles. `no-register`: the station has not met its hub yet, and does not know what belongs to its register. */
export type Planted =
  | { readonly kind: 'not-ours' | 'no-register' }
  /** Bundles taken with their bytes, and how many of the file were damaged. What was here already, or belongs to another day's register, counts in neither. */
  | { readonly kind: 'taken'; readonly bundles: number; readonly bytes: number; readonly damaged: number }

/** Bundles of one transaction, as a download's. */
const atOnce = 96

/** Takes from a file what this station's register still lacks; each bundle is stored under its own hash alone. Rejects with `LibraryError` `full` without room. */
export async function plantSeed(library: WritableLibrary, file: Blob, onProgress: () => void = () => {}): Promise<Planted> {
  const bundles = await readSeed(file)
  if (!bundles) return { kind: 'not-ours' }
  if (!library.download().begun) return { kind: 'no-register' }
  const inFile = new Map(bundles.map(bundle => [bundle.name, bundle]))
  let [taken, bytes, damaged] = [0, 0, 0]
  for (const kind of seededTables) {
    const shape = library.shape(kind)
    if (!shape) continue
    let run: SeededBundle[] = []
    const put = async (behind: number) => {
      const mine = run
      run = []
      if (mine.length === 0) return
      const parts = await Promise.all(mine.map(({ from, to }) => file.slice(from, to).arrayBuffer()))
      const first = behind - mine.length
      await library
        .put(
          shape.name,
          first,
          parts.map(part => new Uint8Array(part)),
        )
        .catch(unlessDamaged)
      const here = mine.filter((_, at) => shape.isHere(first + at))
      taken += here.length
      damaged += mine.length - here.length
      bytes += here.reduce((sum, { from, to }) => sum + to - from, 0)
      onProgress()
    }
    for (let place = 0; place < shape.bundles; place++) {
      const bundle = shape.isHere(place) ? undefined : inFile.get(shape.nameOf(place))
      if (!bundle || run.length >= atOnce) await put(place)
      if (bundle) run.push(bundle)
    }
    await put(shape.bundles)
  }
  return { kind: 'taken', bundles: taken, bytes, damaged }
}

/** Those that were right are stored all the same. */
function unlessDamaged(error: unknown): void {
  if (!(error instanceof LibraryError && error.kind === 'damaged')) throw error
}
