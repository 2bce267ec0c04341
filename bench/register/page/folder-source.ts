import { segmentName } from '../../../sync/register/pack.ts'
import { pageCoding } from '../../../sync/register/segments/coding.dom.ts'
import { emptyDelta, packDelta } from '../../../sync/register/segments/delta.ts'
import type { PackedManifest } from '../../../sync/register/segments/manifest.ts'
import type { LibrarySource } from '../../../sync/station/download-library.ts'

/** A packed consortium behind the bench's server. */
export function folderSource(manifestFile = 'manifest'): LibrarySource {
  let manifest: PackedManifest | undefined
  const get = async (path: string) => {
    const answer = await fetch(path)
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer
  }
  const bytes = async (path: string) => new Uint8Array(await (await get(path)).arrayBuffer())
  return {
    async manifest() {
      manifest = (await (await get(`/${manifestFile}`)).json()) as PackedManifest
      return manifest
    },
    part: name => bytes(`/${name}`),
    async run(index, from) {
      manifest ??= (await (await get(`/${manifestFile}`)).json()) as PackedManifest
      const kind = manifest.tables.find(table => table.index.name === index)!.kind
      const answer = await get(`/${kind}.run?from=${from}&index=${index}`)
      return chunks(answer.body!)
    },
    async delta(name, since) {
      if (since > 1) return packDelta(emptyDelta({ manifest: name, since, version: since, asOf: '' }), pageCoding)
      const delta = await bytes('/delta')
      return { name: segmentName(delta), bytes: delta }
    },
  }
}

async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}
