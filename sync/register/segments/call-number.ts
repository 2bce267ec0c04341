/** Ends most call numbers: the beginning of the author's name, or of the title. */
const lettersOfMark = 3
const byAuthor = '\u0001'
const byTitle = '\u0002'
const asWritten = '\u0003'

interface Heading {
  readonly title: string
  readonly author?: string | undefined
}

/** The call number with a sign for its last letters where author or title tell them: then a class is written once for all of its books. */
export function markInCallNumber(callNumber: string, heading: Heading): string {
  for (const sign of [byAuthor, byTitle]) {
    const mark = markOf(sign, heading)
    if (mark && callNumber.endsWith(` ${mark}`)) return sign + callNumber.slice(0, -mark.length - 1)
  }
  return asWritten + callNumber
}

/** The call number that `markInCallNumber` was given. */
export function wholeCallNumber(written: string, heading: Heading): string {
  const sign = written.slice(0, 1)
  const rest = written.slice(1)
  return sign === asWritten ? rest : `${rest} ${markOf(sign, heading)}`
}

function markOf(sign: string, { title, author = '' }: Heading): string {
  return (sign === byAuthor ? author : title).slice(0, lettersOfMark).toUpperCase()
}
