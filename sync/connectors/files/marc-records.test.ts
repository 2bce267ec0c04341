import { expect, test } from 'vitest'
import { iso2709Records } from './iso2709.ts'
import { titleOf } from './marc-title.ts'
import { type FoundRecord, marcXmlRecords } from './marcxml.ts'

async function* pieces<T extends string | Uint8Array>(whole: T, size: number) {
  for (let from = 0; from < whole.length; from += size) yield whole.slice(from, from + size) as T
}

async function told(records: AsyncIterable<FoundRecord>): Promise<string[]> {
  const lines: string[] = []
  for await (const found of records)
    lines.push('damage' in found ? `${found.line}! ${found.damage}` : `${found.line}: ${titleOf(found.record).titleId}`)
  return lines
}

const record = (number: string, title = 'Meri') =>
  `<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">${number}</controlfield>\n` +
  `<datafield tag="245" ind1="1" ind2="0"><subfield code="a">${title}</subfield></datafield></record>`
const collection = (...records: string[]) => `<?xml version="1.0"?>\n<collection>\n${records.join('\n')}\n</collection>\n`

test('[FI3] records one after the other, wherever the bytes are cut', async () => {
  const xml = collection(record('1'), record('2', 'J&#xE4;rvi &amp; mets&#228;'), record('3'))
  for (const size of [1, 2, 13, 10_000]) expect(await told(marcXmlRecords(pieces(xml, size)))).toEqual(['3: 1', '5: 2', '7: 3'])
})

test('[FI3] a prefix for the namespace changes nothing', async () => {
  const xml = collection(record('1')).replaceAll('<', '<marc:').replaceAll('<marc:/', '</marc:').replace('<marc:?', '<?')
  expect(await told(marcXmlRecords(pieces(xml, 50)))).toEqual(['3: 1'])
})

test('[FI3] a damaged record is named and costs no other', async () => {
  const broken = record('2').replace('</subfield>', '')
  const open = record('3').replace('</record>', '')
  const control = record('4', 'A\u0001B')
  const xml = collection(record('1'), broken, open, control, record('5', 'A &unknown; B'), record('6'))
  const lines = await told(marcXmlRecords(pieces(xml, 64)))
  expect(lines.map(line => line.slice(0, 34))).toEqual([
    '3: 1',
    '6! the record is not well-formed X',
    '7! the record is not closed before',
    '10! the record is not well-formed ',
    '12! the record is not well-formed ',
    '13: 6',
  ])
})

test('[FI3] a file that ends inside a record says so', async () => {
  const xml = collection(record('1'), record('2')).slice(0, -60)
  expect(await told(marcXmlRecords(pieces(xml, 64)))).toEqual(['3: 1', '5! the file ends inside the record'])
})

const fieldEnd = '\u001e'
const subfield = '\u001f'

function iso2709(number: string, title: string, characters = 'a'): Uint8Array {
  const encode = (text: string) => new TextEncoder().encode(text)
  const data = [`${number}${fieldEnd}`, `10${subfield}a${title}${fieldEnd}`].map(encode)
  const starts = [0, data[0]!.length]
  const digits = (value: number, length: number) => String(value).padStart(length, '0')
  const directory = ['001', '245'].map((tag, index) => tag + digits(data[index]!.length, 4) + digits(starts[index]!, 5)).join('')
  const base = 24 + directory.length + 1
  const length = base + data[0]!.length + data[1]!.length + 1
  const leader = `${digits(length, 5)}nam ${characters}22${digits(base, 5)} a 4500`
  return new Uint8Array([...encode(`${leader}${directory}${fieldEnd}`), ...data[0]!, ...data[1]!, 0x1d])
}

const all = (...records: Uint8Array[]) => new Uint8Array(records.flatMap(one => [...one]))

test('[FI3] binary MARC, wherever the bytes are cut; a damaged record costs no other', async () => {
  const old = iso2709('2', 'Mets\u00e4', ' ')
  const torn = iso2709('3', 'Suo').map((byte, index) => (index >= 12 && index < 17 ? 0x58 : byte))
  const outside = iso2709('4', 'Tie').map((byte, index) => (index === 27 ? 0x39 : byte))
  const bytes = all(iso2709('1', 'J\u00e4rvi'), old, torn, outside, iso2709('5', 'Meri'), iso2709('6', 'Puu').slice(0, -1))
  for (const size of [1, 7, 10_000])
    expect(await told(iso2709Records(pieces(bytes, size)))).toEqual([
      '1: 1',
      '2! the record is in MARC-8 characters: export it as UTF-8',
      '3! the record has no readable leader',
      "4! the record's directory points outside it",
      '5: 5',
      '6! the file ends inside the record',
    ])
})

const title = (subfields: Record<string, string>, more: { tag: string; value: string }[] = []) =>
  titleOf({
    control: [{ tag: '001', value: '7 ' }, ...more.filter(({ tag }) => tag < '010')],
    fields: [
      { tag: '245', subfields: Object.entries(subfields).map(([code, value]) => ({ code, value })) },
      ...more
        .filter(({ tag }) => tag >= '010')
        .map(({ tag, value }) => ({ tag, subfields: [{ code: tag < '200' || tag === '700' ? 'a' : 'c', value }] })),
    ],
  })

test.each([
  [{ a: 'Meri :', b: 'runoja /', c: 'A. B.' }, 'Meri: runoja'],
  [{ a: 'Sarja.', n: 'Osa 2,', p: 'Talvi /' }, 'Sarja. Osa 2, Talvi'],
  [{ a: 'Sarja.', p: 'Talvi /' }, 'Sarja. Talvi'],
  [{ a: 'Järvi =', b: 'Sjön /' }, 'Järvi = Sjön'],
  [{ a: 'Levy', h: '[äänite] :', b: 'a : b ; c' }, 'Levy: a: b; c'],
  [{ a: 'Mitä nyt...' }, 'Mitä nyt...'],
  [{ a: 'Matka U.S.A.' }, 'Matka U.S.A.'],
  [{ a: 'Kirja.' }, 'Kirja'],
])('[FI3] the title of %o is %s', (subfields, expected) => {
  expect(title(subfields).title).toBe(expected)
})

test('[FI3] author and year come from the first field that has them', () => {
  const meri = { a: 'Meri' }
  expect(title(meri, [{ tag: '100', value: 'Suontausta, Maija,' }])).toMatchObject({ titleId: '7', author: 'Suontausta, Maija' })
  expect(title(meri, [{ tag: '700', value: 'Routala, P.' }]).author).toBe('Routala, P.')
  const imprint = { tag: '264', value: 'c1989.' }
  expect(title(meri, [{ tag: '008', value: '970701s1991    fi' }, imprint]).year).toBe(1991)
  expect(title(meri, [{ tag: '008', value: '970701nuuuu    fi' }, imprint]).year).toBe(1989)
  expect(title(meri)).toEqual({ titleId: '7', title: 'Meri' })
})

test('[FI3] a record without number or title is of no use', () => {
  expect(() => titleOf({ control: [], fields: [] })).toThrow('field 001')
  expect(() => title({ c: 'A. B.' })).toThrow('record 7 has no title (field 245)')
})
