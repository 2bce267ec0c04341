import type { Title } from '../../../circulation/item.ts'
import { RowProblem } from './report.ts'

/** A bibliographic record as far as a title is read from it. */
export interface MarcRecord {
  readonly control: readonly { readonly tag: string; readonly value: string }[]
  readonly fields: readonly MarcField[]
}

export interface MarcField {
  readonly tag: string
  readonly subfields: readonly { readonly code: string; readonly value: string }[]
}

/** The title of a MARC 21 record. Throws `RowProblem` where it has no number or no title. */
export function titleOf(record: MarcRecord): Title {
  const titleId = controlOf(record, '001')?.trim()
  if (!titleId) throw new RowProblem('the record has no number (field 001)')
  const title = properTitle(fieldOf(record, '245'))
  if (!title) throw new RowProblem(`record ${titleId} has no title (field 245)`)
  const author = authorOf(record)
  const year = yearOf(record)
  return { titleId, title, ...(author && { author }), ...(year !== undefined && { year }) }
}

/** $a, then in the field's order $n and $p (a part's number and name) and $b (the rest); $h and $c are not the title's. */
function properTitle(field: MarcField | undefined): string {
  let title = ''
  let before = ''
  for (const { code, value } of field?.subfields ?? []) {
    const words = withoutPunctuation(value)
    if (!'abnp'.includes(code) || !words) continue
    if (!title) title = words
    else if (code === 'b') title += /=\s*$/.test(before) ? ` = ${words}` : `: ${words}`
    else title += code === 'p' && title.match(/\d$/) ? `, ${words}` : `. ${words}`
    before = value
  }
  return title
}

function authorOf(record: MarcRecord): string | undefined {
  for (const tag of ['100', '110', '111', '700', '710']) {
    const name = subfieldOf(fieldOf(record, tag), 'a')
    if (name) return withoutPunctuation(name) || undefined
  }
  return undefined
}

/** The first date of 008, else the first four digits of the imprint's date. */
function yearOf(record: MarcRecord): number | undefined {
  const coded = controlOf(record, '008')?.slice(7, 11) ?? ''
  if (/^[12]\d{3}$/.test(coded)) return Number(coded)
  const imprint = record.fields.filter(({ tag }) => tag === '264' || tag === '260').map(field => subfieldOf(field, 'c') ?? '')
  const found = imprint.map(date => /[12]\d{3}/.exec(date)?.[0]).find(Boolean)
  return found ? Number(found) : undefined
}

/** ISBD puts signs between areas; at the end of one they mean nothing. A full stop stays behind an initial and in an ellipsis. */
function withoutPunctuation(text: string): string {
  const bare = text
    .replace(/\s+/g, ' ')
    .replace(/ ([:;,]) /g, '$1 ')
    .trim()
    .replace(/[\s/:;=,]+$/, '')
  const lastWord = bare.slice(bare.lastIndexOf(' ') + 1)
  const keepsStop = /^\p{L}\.$/u.test(lastWord) || /\..*\.$/.test(lastWord)
  return keepsStop ? bare : bare.replace(/\.$/, '')
}

function controlOf({ control }: MarcRecord, tag: string): string | undefined {
  return control.find(field => field.tag === tag)?.value
}

function fieldOf({ fields }: MarcRecord, tag: string): MarcField | undefined {
  return fields.find(field => field.tag === tag)
}

function subfieldOf(field: MarcField | undefined, code: string): string | undefined {
  return field?.subfields.find(subfield => subfield.code === code)?.value
}
