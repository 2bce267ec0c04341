const mostRemembered = 4096

/** Days since 1970-01-01 of a day written `YYYY-MM-DD`; undefined for what is no such day. Whole numbers only: millions are packed at a time. */
export const dayNumber = remembering((text: string): number | undefined => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))]
  if (month < 1 || month > 12 || day < 1) return undefined
  const number = fromCivil(year, month, day)
  return dayText(number) === text ? number : undefined
})

/** The day of that number, `YYYY-MM-DD`; undefined outside of the years 0000 to 9999. */
export const dayText = remembering((number: number): string | undefined => {
  const { year, month, day } = toCivil(number)
  if (year < 0 || year > 9999) return undefined
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
})

// Years are counted from March, so that the leap day is the last (Hinnant, "chrono-compatible low-level date algorithms").
const daysOfEra = 146_097
const epoch = 719_468

function fromCivil(year: number, month: number, day: number): number {
  const years = month > 2 ? year : year - 1
  const era = Math.floor(years / 400)
  const ofEra = years - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * daysOfEra + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - epoch
}

function toCivil(number: number): { year: number; month: number; day: number } {
  const era = Math.floor((number + epoch) / daysOfEra)
  const ofEra = number + epoch - era * daysOfEra
  const years = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365)
  const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100))
  const march = Math.floor((5 * ofYear + 2) / 153)
  const month = march < 10 ? march + 3 : march - 9
  const year = years + era * 400 + (month <= 2 ? 1 : 0)
  return { year, month, day: ofYear - Math.floor((153 * march + 2) / 5) + 1 }
}

/** The same few hundred days come again and again. */
function remembering<From, To>(find: (from: From) => To): (from: From) => To {
  const known = new Map<From, { readonly answer: To }>()
  return from => {
    const before = known.get(from)
    if (before) return before.answer
    const answer = find(from)
    if (known.size === mostRemembered) known.clear()
    known.set(from, { answer })
    return answer
  }
}
