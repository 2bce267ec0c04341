import { createReadStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { entryKey } from '../../../circulation/transaction.ts'
import type { Entry } from '../../journal/entry.ts'
import { readEntry } from '../../journal/read-entry.ts'
import type { LogLine } from '../log-line.ts'
import { nodeCipher } from '../retention/cipher.node.ts'
import { keyFile, personKeysFile } from '../retention/key-file.node.ts'
import { PersonKeys } from '../retention/person-keys.ts'
import { openedPayload } from '../retention/sealed-payload.ts'

/** An entry that a hub took, with its last outcome. */
export interface LoggedEntryWithOutcome {
  readonly entry: Entry
  readonly outcome?: string
}

/**
 * What stations sent, read from a hub's log alone: without the hub, its database or its library system. The log is only read, also while the hub writes it (and the keys beside it); a
 * torn last line is none. Forks are left out; `unreadable` counts what no version of this program can read.
 */
export async function entriesInLog(
  path: string,
): Promise<{ readonly entries: readonly LoggedEntryWithOutcome[]; readonly unreadable: number; readonly forks: number }> {
  const entries = new Map<string, Entry>()
  const outcomes = new Map<string, string>()
  let [unreadable, forks] = [0, 0]
  const place = keyFile(join(dirname(path), personKeysFile))
  const keys = await PersonKeys.open({ place, cipher: nodeCipher, now: () => new Date().toISOString() })
  for await (const text of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
    const line = lineOf(text)
    // What was sealed anew later stands for what came.
    if (line?.type === 'uploaded' || line?.type === 'kept-longer')
      for (const { id, hash, fork, payload } of line.entries) {
        const entry = fork ? undefined : readEntry(JSON.parse(openedPayload(payload, keys.unseal)))
        if (entry) entries.set(`${entryKey(id)} ${hash}`, entry)
        else if (line.type === 'kept-longer') continue
        else if (fork) forks++
        else unreadable++
      }
    if (line?.type === 'outcome') outcomes.set(`${entryKey(line.id)} ${line.hash}`, line.outcome.kind)
    if (line?.type === 'told-by-home')
      for (const { epoch, sequence, hash, outcome } of line.outcomes)
        outcomes.set(`${entryKey({ station: line.station, epoch, sequence })} ${hash}`, outcome.kind)
  }
  const found = [...entries].map(([key, entry]) => {
    const outcome = outcomes.get(key)
    return { entry, ...(outcome !== undefined && { outcome }) }
  })
  return { entries: found, unreadable, forks }
}

function lineOf(text: string): LogLine | undefined {
  try {
    return JSON.parse(text) as LogLine
  } catch {
    return undefined
  }
}
