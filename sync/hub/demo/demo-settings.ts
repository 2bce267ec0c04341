import { demoRules } from '../../../circulation/profiles/demo.ts'
import type { LibrarySettings } from '../../register/register.ts'
import { branches, stopsAround } from './places.ts'
import { showcase, showStaff } from './showcase.ts'

/** The demo's small things: places, stops with visits around the day, staff, rules. `showToday` where the library's day is not today. */
export function demoSettings(today: string, showToday: boolean): LibrarySettings {
  return {
    library: 'Pysäkki-kirjasto',
    environment: 'demo',
    rules: demoRules,
    branches,
    stops: stopsAround(today),
    staff: showStaff.map(({ pin: _, ...member }) => member),
    showcase,
    ...(showToday && { today }),
  }
}
