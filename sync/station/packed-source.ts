import { hexToBytes } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { protocolVersion } from '../protocol/messages.ts'
import { segmentName } from '../register/pack.ts'
import { LibraryError } from '../register/segments/library-error.ts'
import { manifestFormat, type PackedManifest, tableKinds } from '../register/segments/manifest.ts'
import type { LibrarySource } from './download-library.ts'
import { HubError, type Reply } from './hub-line.ts'

/** How a hub is asked; everything rejects with a `HubError`. */
export interface PackedQuestions {
  ask(path: string, init?: RequestInit, how?: { readonly large?: boolean; readonly also?: readonly number[] }): Promise<Reply>
  stream(path: string, init: RequestInit): AsyncIterable<Uint8Array>
}

const name = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().min(0)
/** Settings are the library's own and were checked by its hub; names and sizes are believed by the station's storage. */
const manifestSchema = z.object({
  format: z.literal(manifestFormat),
  name,
  version: count,
  asOf: z.string(),
  readAt: z.string().optional(),
  keyId: z.string().min(1).max(200),
  tables: z.array(
    z.object({
      kind: z.enum(tableKinds),
      index: z.object({ name, bytes: count }),
      bundles: count,
      rows: count,
      bytes: count,
    }),
  ),
  settings: z.looseObject({ library: z.string(), rules: z.looseObject({ zone: z.string() }) }),
})
const keySchema = z.object({ key: name })

/** The packed register of a hub, over the routes that `manifest.ts` names. What the hub has no longer is told as `LibraryError` `gone`. */
export function packedSource({ ask, stream }: PackedQuestions): Required<LibrarySource> {
  const route = '/register/packed'
  return {
    async manifest() {
      const { bytes } = await ask(`${route}/manifest`, {}, { large: true })
      return readAs<PackedManifest>(manifestSchema, bytes, 'the packed manifest')
    },
    async part(part, anew) {
      const { bytes } = await told(ask(`${route}/bundles/${part}`, { cache: kept(anew) }, { large: true }))
      if (segmentName(bytes) === part) return bytes
      if (!anew) return this.part(part, true)
      throw new LibraryError('damaged', 'bytes of an index are not those of its name')
    },
    async run(index, from, to, anew) {
      return toldOf(stream(`${route}/runs/${index}/${from}-${to}`, { cache: kept(anew) }))
    },
    async delta(manifest, since) {
      const { status, bytes, etag } = await ask(
        `${route}/delta?manifest=${manifest}&since=${since}&protocol=${protocolVersion}`,
        {},
        { large: true, also: [410] },
      )
      if (status === 410) return 'gone'
      return { name: /[0-9a-f]{64}/.exec(etag ?? '')?.[0] ?? segmentName(bytes), bytes }
    },
    async key(id) {
      const { bytes } = await ask(`${route}/key?id=${encodeURIComponent(id)}`)
      return hexToBytes(readAs<{ key: string }>(keySchema, bytes, 'the key').key)
    },
  }
}

/** They never change: any cache on the way may have them. */
function kept(anew: boolean): RequestCache {
  return anew ? 'reload' : 'default'
}

function readAs<T>(schema: z.ZodType, bytes: Uint8Array, what: string): T {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new HubError('nonsense', `${what} is no JSON`, { cause })
  }
  const read = schema.safeParse(value)
  if (read.success) return value as T
  throw new HubError('nonsense', `${what}: ${read.error.issues[0]?.path.join('.')}: ${read.error.issues[0]?.message}`)
}

async function told<T>(asked: Promise<T>): Promise<T> {
  return asked.catch(whatIsGone)
}

async function* toldOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces
  } catch (error) {
    whatIsGone(error)
  }
}

function whatIsGone(error: unknown): never {
  const isMissing = error instanceof HubError && error.kind === 'missing'
  throw isMissing ? new LibraryError('gone', error.message, { cause: error }) : error
}
