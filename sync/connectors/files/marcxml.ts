import { SaxesParser } from 'saxes'
import type { MarcField, MarcRecord } from './marc-title.ts'

/** A record, or why it could not be read; `line` is where it begins, or where the fault is. */
export type FoundRecord =
  | { readonly line: number; readonly record: MarcRecord }
  | { readonly line: number; readonly damage: string }

const opening = /<(?:[\w.-]+:)?record(?=[\s>])/g
const closing = /<\/(?:[\w.-]+:)?record\s*>/g
/** No bibliographic record is that long: its end is missing. */
const longestRecord = 4_000_000

/**
 * Reads MARCXML as it comes. Each record is cut out and parsed by itself, so a fault in one costs no other; a record that is not closed
 * ends where the next one begins.
 */
export async function* marcXmlRecords(text: AsyncIterable<string>): AsyncGenerator<FoundRecord> {
  let rest = ''
  let line = 1
  const drop = (length: number) => {
    line += lineBreaks(rest.slice(0, length))
    rest = rest.slice(length)
  }
  function* whole(): Generator<FoundRecord> {
    for (;;) {
      const start = indexOf(opening, rest, 0)
      // The last bytes may be the beginning of a tag.
      if (start < 0) return drop(Math.max(0, rest.length - 64))
      drop(start)
      const next = indexOf(opening, rest, 1)
      const end = endOf(rest)
      if (end >= 0 && (next < 0 || end <= next)) {
        yield parseRecord(rest.slice(0, end), line)
        drop(end)
      } else if (next >= 0 || rest.length > longestRecord) {
        yield { line, damage: 'the record is not closed before the next one begins' }
        drop(next >= 0 ? next : rest.length)
      } else return
    }
  }
  for await (const chunk of text) {
    rest += chunk
    yield* whole()
  }
  if (indexOf(opening, rest, 0) === 0) yield { line, damage: 'the file ends inside the record' }
}

function parseRecord(xml: string, firstLine: number): FoundRecord {
  const parser = new SaxesParser()
  const control: { tag: string; value: string }[] = []
  const fields: { tag: string; subfields: { code: string; value: string }[] }[] = []
  let text = ''
  let open: { tag: string; code: string } = { tag: '', code: '' }
  let fault: { readonly line: number; readonly damage: string } | undefined
  parser.on('error', error => {
    fault ??= { line: firstLine + parser.line - 1, damage: `the record is not well-formed XML: ${plain(error.message)}` }
  })
  parser.on('opentag', ({ name, attributes }) => {
    text = ''
    const tag = attributes.tag ?? ''
    if (localName(name) === 'datafield') fields.push({ tag, subfields: [] })
    open = { tag, code: attributes.code ?? '' }
  })
  parser.on('text', piece => {
    text += piece
  })
  parser.on('closetag', ({ name }) => {
    if (localName(name) === 'controlfield') control.push({ tag: open.tag, value: text })
    if (localName(name) === 'subfield') fields.at(-1)?.subfields.push({ code: open.code, value: text })
  })
  parser.write(xml).close()
  return fault ?? { line: firstLine, record: { control, fields: fields satisfies MarcField[] } }
}

/** Saxes says where first; here that is another place. */
function plain(message: string): string {
  return message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function indexOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.exec(text)?.index ?? -1
}

function endOf(text: string): number {
  closing.lastIndex = 0
  return closing.exec(text) ? closing.lastIndex : -1
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1
}
