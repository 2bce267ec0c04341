import { nameOfStation } from './accept-upload.ts'
import type { Bearer } from './tokens.ts'
import { maySpeakFor } from './who-may-ask.ts'

/** Whose register is fresh after an answer: the bearer's own, and the station's that the request names, where the bearer may speak for it. */
export function whoseRegister(bearer: Bearer, named: string | undefined): readonly string[] {
  const own = bearer.kind === 'station' ? [bearer.station] : []
  const told = nameOfStation.safeParse(named)
  return told.success && maySpeakFor(bearer, told.data) ? [...new Set([...own, told.data])] : own
}
