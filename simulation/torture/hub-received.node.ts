import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LogLine } from '../../sync/hub/log-line.ts'

/** The lines of a station's entries that a hub holds, read from the log in its folder; what came twice under one name stands once, as in its database. */
export function receivedLines(hubData: string, station: string): readonly string[] {
  const log = join(hubData, 'hub.log')
  if (!existsSync(log)) return []
  const stored = new Map<string, string>()
  for (const text of readFileSync(log, 'utf8').split('\n')) {
    if (!text.includes('"uploaded"') || !text.includes(`"${station}"`)) continue
    const line = JSON.parse(text) as LogLine
    if (line.type !== 'uploaded') continue
    for (const { id, hash, payload } of line.entries)
      if (id.station === station) stored.set(`${id.epoch}/${id.sequence}/${hash}`, payload)
  }
  return [...stored.values()]
}
