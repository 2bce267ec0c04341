import { open, rename, rm } from 'node:fs/promises'
import { nodeCoding } from '../sync/register/segments/deflate.node.ts'
import type { PackedManifest } from '../sync/register/segments/manifest.ts'
import { seededTables, seedHead } from '../sync/register/segments/seed-file.ts'
import { openSegment } from '../sync/register/segments/segment.ts'
import type { AskHub } from './ask-hub.node.ts'

/** How long a hub that packs its register for the first time is waited for. */
const tries = { many: 60, everyMs: 5000 }

/**
 * Writes what of the running hub's register speaks of nobody (items, titles, states) into a file, for stations whose line is slow. Resolves to lines for a person;
 * rejects with an `Error` that says what is wrong. The file is there whole or not at all.
 */
export async function writeSeed(file: string, askHub: AskHub): Promise<readonly string[]> {
  const ask = (path: string) => askHub(`/api/register/packed${path}`)
  const got = async (path: string) => {
    const answer = await ask(path)
    if (!answer.ok || !answer.body) throw new Error(`the hub does not give ${path}: ${answer.status}`)
    return answer
  }
  let answer = await ask('/manifest')
  for (let at = 0; answer.status === 503 && at < tries.many; at++) {
    await new Promise(resolve => setTimeout(resolve, tries.everyMs))
    answer = await ask('/manifest')
  }
  if (!answer.ok) throw new Error(`the hub does not tell its register: ${answer.status}`)
  const manifest = (await answer.json()) as PackedManifest
  const indexes = await Promise.all(
    manifest.tables
      .filter(({ kind }) => seededTables.includes(kind))
      .map(async ({ index }) => {
        const bytes = new Uint8Array(await (await got(`/bundles/${index.name}`)).arrayBuffer())
        return { name: index.name, rows: (await openSegment('index', { name: index.name, bytes }, nodeCoding)).rows }
      }),
  )
  const beside = `${file}.part`
  const out = await open(beside, 'w', 0o644)
  let size = 0
  const write = async (bytes: Uint8Array) => {
    await out.write(bytes)
    size += bytes.length
  }
  try {
    const head = seedHead(indexes.flatMap(({ rows }) => rows))
    await write(head)
    for (const { name, rows } of indexes)
      for await (const piece of (await got(`/runs/${name}/0-${rows.length}`)).body!) await write(piece)
    const wanted = indexes.flatMap(({ rows }) => rows).reduce((sum, { bytes }) => sum + bytes, head.length)
    if (size !== wanted) throw new Error(`the hub gave ${size} bytes of ${wanted}: try again`)
    await out.sync()
  } catch (error) {
    await out.close()
    await rm(beside, { force: true })
    throw error
  }
  await out.close()
  await rename(beside, file)
  const items = manifest.tables.find(({ kind }) => kind === 'items')?.rows ?? 0
  return [`${file}: ${items} items, ${(size / 1e6).toFixed(1)} MB, as of ${manifest.asOf}; nothing of patrons`]
}
