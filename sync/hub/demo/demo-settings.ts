import { demoRules } from '../../../circulation/profiles/demo.ts'
import { hashPin } from '../../register/pin.ts'
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
    staff: showStaff.map(({ pin, ...member }) => ({ ...member, pinHash: hashPin(pin, saltOf(member.staffId)) })),
    showcase,
    ...(showToday && { today }),
  }
}

/** A demo's salt is no secret and the same at every start, so that the settings do not change for nothing. */
function saltOf(staffId: string): string {
  const hex = [...`demo-${staffId}`].map(letter => letter.charCodeAt(0).toString(16).padStart(2, '0'))
  return hex.join('').padEnd(32, '0')
}
