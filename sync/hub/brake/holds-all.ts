import type { BrakeSettings } from '../../protocol/brake.ts'
import { closedUntil } from './opening-hours.ts'

/** Whether nothing at all is written at this moment because the administrator wants it so: a pause, a trial run, or the hours. */
export function holdsAll({ paused, shadow, notBetween }: BrakeSettings, now: string, zone: string): boolean {
  return paused || shadow || closedUntil(notBetween, now, zone) !== undefined
}
