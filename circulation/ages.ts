import { Temporal } from 'temporal-polyfill'
import type { Patron } from './patron.ts'

/** Age limits that recordings and categories know, in years. */
export const ageLimits = [7, 12, 15, 16, 18] as const

/**
 * The age on `day` as far as it decides: full years where the birth date is known, else the greatest age limit that is reached; undefined where
 * neither is known. Comparable with the limits alone.
 */
export function decidingAge({ birthDate, ageClass }: Pick<Patron, 'birthDate' | 'ageClass'>, day: string): number | undefined {
  if (birthDate !== undefined || !ageClass) return ageOn(birthDate, day)
  const { reached, changesOn } = ageClass
  if (changesOn === undefined || day < changesOn) return reached
  return ageLimits.find(limit => limit > reached) ?? reached
}

/**
 * Full years on `day`; undefined where the birth date is missing, unreadable or later than `day`. Born on 29 February, one is a year
 * older on 1 March of a common year: the later of the two readings, since a recording handed over too early cannot be taken back.
 */
export function ageOn(birthDate: string | undefined, day: string): number | undefined {
  const born = readDay(birthDate)
  if (!born) return undefined
  const on = Temporal.PlainDate.from(day)
  const hadBirthday = on.month > born.month || (on.month === born.month && on.day >= born.day)
  const age = on.year - born.year - (hadBirthday ? 0 : 1)
  return age < 0 ? undefined : age
}

function readDay(text: string | undefined): Temporal.PlainDate | undefined {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' })
  } catch {
    return undefined
  }
}
