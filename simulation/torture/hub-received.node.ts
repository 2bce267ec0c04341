import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LogLine } from '../../sync/hub/log-line.ts'
import { nodeCipher } from '../../sync/hub/retention/cipher.node.ts'
import { personKeysFile } from '../../sync/hub/retention/key-file.node.ts'
import { dayOf } from '../../sync/hub/retention/sealed-json.ts'
import { openedPayload } from '../../sync/hub/retention/sealed-payload.ts'

/** The lines of a station's entries that a hub holds, read from the log in its folder; what came twice under one name stands once, as in its database. */
export function receivedLines(hubData: string, station: string): readonly string[] {
  const log = join(hubData, 'hub.log')
  if (!existsSync(log)) return []
  const stored = new Map<string, string>()
  const keyPath = join(hubData, personKeysFile)
  const keys: Record<string, string> = existsSync(keyPath) ? JSON.parse(readFileSync(keyPath, 'utf8')) : {}
  const unseal = (token: string) => {
    const day = dayOf(token) ?? ''
    return keys[day] && nodeCipher.open(keys[day], day, token.slice(`s1.${day}.`.length))
  }
  for (const text of readFileSync(log, 'utf8').split('\n')) {
    if (!text.includes('"uploaded"') || !text.includes(`"${station}"`)) continue
    const line = JSON.parse(text) as LogLine
    if (line.type !== 'uploaded') continue
    for (const { id, hash, payload } of line.entries)
      if (id.station === station) stored.set(`${id.epoch}/${id.sequence}/${hash}`, openedPayload(payload, unseal))
  }
  return [...stored.values()]
}
