import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { type BegunTag, type BegunTags, begunTag, begunTagVersion } from './begun-tags.ts'
import { writeDurably } from './write-durably.node.ts'

const kept = z.object({ version: z.literal(begunTagVersion), tags: z.array(begunTag) })

/** The tags being written, in a file of their own. One that cannot be read is kept aside under its name with `.damaged`. */
export function openBegunTags(path: string): BegunTags {
  let tags: Map<string, BegunTag> | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }
  const read = async () => {
    tags ??= new Map((await readKept(path)).map(tag => [tag.uid, tag]))
    return tags
  }
  const write = async (next: ReadonlyMap<string, BegunTag>) => {
    await mkdir(dirname(path), { recursive: true })
    await writeDurably(path, JSON.stringify({ version: begunTagVersion, tags: [...next.values()] }))
    tags = new Map(next)
  }
  return {
    all: () => inTurn(async () => [...(await read()).values()]),
    put: tag => inTurn(async () => write(new Map([...(await read()), [tag.uid, tag]]))),
    remove: uid =>
      inTurn(async () => {
        const all = await read()
        if (all.has(uid)) await write(new Map([...all].filter(([other]) => other !== uid)))
      }),
  }
}

async function readKept(path: string): Promise<readonly BegunTag[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  try {
    return kept.parse(JSON.parse(text)).tags
  } catch {
    // Its tags say themselves that they are damaged; what stood here is for whoever looks into it.
    await copyFile(path, `${path}.damaged`)
    return []
  }
}
