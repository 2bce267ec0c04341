import { Finding, type FuzzTarget } from '../hardware/fuzz/fuzz-target.ts'
import type { Random } from '../hardware/fuzz/random.ts'
import { type CsvRow, csvRows, type DamagedRow } from '../sync/connectors/files/csv-rows.ts'
import { iso2709Records } from '../sync/connectors/files/iso2709.ts'
import type { MarcRecord } from '../sync/connectors/files/marc-title.ts'
import { type FoundRecord, marcXmlRecords } from '../sync/connectors/files/marcxml.ts'
import { LibraryFilesError } from '../sync/connectors/files/report.ts'

const letters = "abcÄö漢é '&<>;,.0129"

/** Records as binary MARC and as MARCXML, cut anywhere, one of them damaged, or nothing but garbage: whole neighbours come out as they went in. */
export const fuzzMarc: FuzzTarget = {
  name: 'marc',
  async round(random) {
    const records = Array.from({ length: 1 + random.below(6) }, () => aRecord(random))
    const spoilt = random.below(2) === 0 ? random.below(records.length) : -1
    await readsAround('ISO 2709', records, spoilt, iso2709Records(inPieces(random, iso2709Of(records, spoilt, random))))
    await readsAround('MARCXML', records, spoilt, marcXmlRecords(textInPieces(random, marcXmlOf(records, spoilt, random))))
    const garbage = random.bytes(random.below(400))
    await all(iso2709Records(inPieces(random, garbage)))
    await all(marcXmlRecords(textInPieces(random, random.text('<>/record "=a\n&', random.below(300)))))
  },
}

/** Tables with quoted cells, a line of garbage among them, or nothing else: every whole row comes out as it went in, with its line. */
export const fuzzCsv: FuzzTarget = {
  name: 'csv',
  async round(random) {
    const delimiter = random.one([',', ';', '\t'])
    const columns = ['barcode', 'title', 'branch'].slice(0, 2 + random.below(2))
    const rows = Array.from({ length: random.below(8) }, () => columns.map(() => aCell(random, delimiter)))
    const lines = [columns, ...rows].map(cells => cells.map(cell => quoted(cell, delimiter, random)).join(delimiter))
    const at = random.below(2) === 0 ? 1 + random.below(lines.length) : -1
    if (at > 0) lines.splice(at, 0, random.text(`"${delimiter}a \uFFFD`, 1 + random.below(9)))
    const text = lines.join(random.one(['\n', '\r\n'])) + random.one(['', '\n'])
    const found = await all(csvRows(textInPieces(random, text), { file: 'f.csv', required: columns }))
    const told = found.filter((row): row is CsvRow => row.kind === 'row' && row.line !== at + 1)
    // A line without a word is no row.
    const worded = (row: readonly string[]) => row.some(cell => cell !== '')
    const came = told.map(row => columns.map(column => row.cell(column))).filter(worded)
    const wanted = rows.filter(worded)
    if (JSON.stringify(came) !== JSON.stringify(wanted))
      throw new Finding(`${JSON.stringify(text)} came out as ${JSON.stringify(came)}, not ${JSON.stringify(wanted)}`)
    await readsAnything(random, columns)
  },
}

async function readsAnything(random: Random, columns: readonly string[]): Promise<void> {
  const text = random.text('",;\t\n\r a\u0000\uFEFF', random.below(200))
  const rows: readonly (CsvRow | DamagedRow)[] = await all(
    csvRows(textInPieces(random, `${columns.join()}\n${text}`), { file: 'f.csv', required: columns }),
  )
  if (rows.some(({ line }, index) => line <= (rows[index - 1]?.line ?? 1)))
    throw new Finding(`lines go back in ${JSON.stringify(text)}`)
  await all(csvRows(textInPieces(random, text), { file: 'f.csv', required: columns })).catch(error => {
    if (!(error instanceof LibraryFilesError)) throw error
  })
}

function aCell(random: Random, delimiter: string): string {
  return random.text(`aÄ"${delimiter} 1`, random.below(6)).trim()
}

function quoted(cell: string, delimiter: string, random: Random): string {
  if (!cell.includes('"') && !cell.includes(delimiter) && random.below(3) > 0) return cell
  return `"${cell.replaceAll('"', '""')}"`
}

async function readsAround(
  format: string,
  records: readonly MarcRecord[],
  spoilt: number,
  found: AsyncIterable<FoundRecord>,
): Promise<void> {
  const came = (await all(found)).flatMap(one => ('record' in one ? [JSON.stringify(one.record)] : []))
  const missing = records.filter((record, index) => index !== spoilt && !came.includes(JSON.stringify(record)))
  if (missing.length > 0) throw new Finding(`${format}: ${JSON.stringify(missing[0])} did not come out; ${came.length} did`)
  if (came.length > records.length) throw new Finding(`${format}: ${came.length} records came out of ${records.length}`)
}

function aRecord(random: Random): MarcRecord {
  const text = () => random.text(letters, 1 + random.below(12)).trim() || 'x'
  const subfields = () =>
    Array.from({ length: 1 + random.below(3) }, () => ({ code: random.one(['a', 'b', 'c']), value: text() }))
  return {
    control: [{ tag: '001', value: text() }],
    fields: Array.from({ length: 1 + random.below(4) }, () => ({
      tag: random.one(['020', '245', '700']),
      subfields: subfields(),
    })),
  }
}

function iso2709Of(records: readonly MarcRecord[], spoilt: number, random: Random): Uint8Array {
  const bytes = records.map((record, index) => {
    const whole = isoBytes(record)
    if (index !== spoilt) return whole
    for (let times = 1 + random.below(4); times > 0; times--)
      whole[random.below(whole.length - 1)] = random.one([0, 0x1e, 0x1f, 0x39, 0xff])
    return whole
  })
  return Uint8Array.from(bytes.flatMap(one => [...one]))
}

function isoBytes({ control, fields }: MarcRecord): Uint8Array {
  const contents = [
    ...control.map(({ tag, value }) => [tag, value] as const),
    ...fields.map(
      ({ tag, subfields }) => [tag, `  ${subfields.map(({ code, value }) => `\u001f${code}${value}`).join('')}`] as const,
    ),
  ].map(([tag, content]) => [tag, new TextEncoder().encode(`${content}\u001e`)] as const)
  let start = 0
  const directory = contents.map(([tag, content]) => {
    const entry = `${tag}${String(content.length).padStart(4, '0')}${String(start).padStart(5, '0')}`
    start += content.length
    return entry
  })
  const base = 24 + 12 * contents.length + 1
  const total = base + start + 1
  const leader = `${String(total).padStart(5, '0')}nam a22${String(base).padStart(5, '0')} a 4500`
  const head = new TextEncoder().encode(`${leader}${directory.join('')}\u001e`)
  return Uint8Array.from([...head, ...contents.flatMap(([, content]) => [...content]), 0x1d])
}

function marcXmlOf(records: readonly MarcRecord[], spoilt: number, random: Random): string {
  const escaped = (text: string) => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)
  const texts = records.map(({ control, fields }, index) => {
    const inner = [
      ...control.map(({ tag, value }) => `<controlfield tag="${tag}">${escaped(value)}</controlfield>`),
      ...fields.map(
        ({ tag, subfields }) =>
          `<datafield tag="${tag}" ind1=" " ind2=" ">${subfields.map(({ code, value }) => `<subfield code="${code}">${escaped(value)}</subfield>`).join('')}</datafield>`,
      ),
    ].join(random.one(['', '\n']))
    const at = random.below(inner.length)
    const broken =
      index === spoilt ? `${inner.slice(0, at)}${random.one(['<', '&', '</x>', '\u0000', '<![CDATA['])}${inner.slice(at)}` : inner
    return `<record>${broken}</record>`
  })
  return `<?xml version="1.0"?><collection xmlns="http://www.loc.gov/MARC21/slim">${texts.join('\n')}</collection>`
}

async function* inPieces(random: Random, bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; ) {
    const length = 1 + random.below(40)
    yield bytes.slice(from, from + length)
    from += length
  }
}

/** Cut between characters, as a stream of text is. */
async function* textInPieces(random: Random, text: string): AsyncGenerator<string> {
  const signs = [...text]
  for (let from = 0; from < signs.length; ) {
    const length = 1 + random.below(30)
    yield signs.slice(from, from + length).join('')
    from += length
  }
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const row of rows) found.push(row)
  return found
}
