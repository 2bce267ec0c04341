import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LogLine } from '../../sync/hub/log-line.ts'

/** The lines of a station's entries that a hub holds, read from the log in its folder. */
export function receivedLines(hubData: string, station: string): readonly string[] {
  const log = join(hubData, 'hub.log')
  if (!existsSync(log)) return []
  const texts = readFileSync(log, 'utf8').split('\n')
  return texts
    .filter(text => text.includes('"uploaded"') && text.includes(`"${station}"`))
    .flatMap(text => {
      const line = JSON.parse(text) as LogLine
      return line.type === 'uploaded' ? line.entries.filter(({ id }) => id.station === station) : []
    })
    .map(({ payload }) => payload)
}
