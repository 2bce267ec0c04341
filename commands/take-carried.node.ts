import { readFile } from 'node:fs/promises'
import { readAnswer } from '../sync/protocol/schemas.ts'
import type { AskHub } from './ask-hub.node.ts'

/**
 * Hands the running hub a station's sealed journal and says what became of it, in lines for people. `giveUp` ends the program with one line: where the file
 * cannot be read, no hub answers, or the hub refuses. What is missing before the carried entries ends it so too, after what was stored is told.
 */
export async function takeFile(file: string, ask: AskHub, giveUp: (line: string) => never): Promise<void> {
  const body = await readFile(file).catch((error: NodeJS.ErrnoException) => giveUp(`${file} cannot be read: ${error.code}`))
  const headers = { 'Content-Type': 'text/plain; charset=utf-8' }
  const request = { method: 'POST', headers, body: new Uint8Array(body) }
  const answer = await ask('/api/carried', request).catch((error: Error) => giveUp(error.message))
  const said: unknown = await answer.json().catch(() => undefined)
  if (!answer.ok) return giveUp(`${file} was not taken: ${messageOf(said) ?? answer.status}`)
  const read = readAnswer('brought', said)
  if (!read.ok) return giveUp(`what answers there is no hub of ours`)
  const { station, entries, fresh, forks, until, missing } = read.answer
  console.log(`${station}: ${entries} entries${until === undefined ? '' : ` until ${until}`}, ${fresh} of them new to the hub`)
  if (forks > 0)
    console.log(`${forks} of the new ones stand beside others under the same numbers: both are kept, a person must look at them`)
  const [hole] = missing
  if (hole)
    giveUp(
      `not all was taken: the hub has ${hole.epoch} up to ${hole.have}, the file begins at ${hole.from}. Carry the whole journal of ${station}`,
    )
}

function messageOf(said: unknown): string | undefined {
  return typeof said === 'object' && said !== null && 'message' in said && typeof said.message === 'string'
    ? said.message
    : undefined
}
