import { expect, test } from 'vitest'
import { type CsvTable, csvRows } from './csv-rows.ts'

async function* chunks(text: string, size: number) {
  for (let from = 0; from < text.length; from += size) yield text.slice(from, from + size)
}

/** `line: cells` of each row, `line! reason` of each damaged one. */
async function read(text: string, table: Partial<CsvTable> = {}, size = 7): Promise<string[]> {
  const rows: string[] = []
  for await (const row of csvRows(chunks(text, size), { file: 't.csv', required: ['a', 'b'], ...table }))
    rows.push(
      row.kind === 'row' ? `${row.line}: ${row.cell('a')}|${row.cell('b')}|${row.cell('c')}` : `${row.line}! ${row.reason}`,
    )
  return rows
}

test('[FI2] rows by their columns’ names, in any order, with quotation marks, blank lines and either end of line', async () => {
  expect(await read('b,extra,a\r\nB1,,A1\r\n\r\n"B, 2",x, A2 \r\n')).toEqual(['2: A1|B1|', '4: A2|B, 2|'])
  expect(await read('\ufeffa;b\n1;2\n')).toEqual(['2: 1|2|'])
  expect(await read('a\tb\n1\t"two ""words"""')).toEqual(['2: 1|two "words"|'])
})

test('[FI2] a cell over several lines is one row, and the lines after it keep their numbers', async () => {
  expect(await read('a,b\n1,"two\nlines"\n3,4\n')).toEqual(['2: 1|two\nlines|', '4: 3|4|'])
  // Neither a line separator of Unicode nor a lone carriage return ends a row.
  expect(await read('a,b\n1,x\u2028y\n3,4\n')).toEqual(['2: 1|x\u2028y|', '3: 3|4|'])
})

test('[FI2] a damaged row costs itself and no other', async () => {
  const text = 'a,b\n1,2\n1\n1,2,3\n"open,2\n5,6\nx,"y"z\n7,8,,\n9,\ufffd\n10,11\n'
  expect(await read(text)).toEqual([
    '2: 1|2|',
    '3! it has 1 columns, the first line has 2',
    '4! it has 3 columns, the first line has 2',
    '5! a quotation mark is not closed',
    '6: 5|6|',
    '7! a quotation mark is not closed',
    '8: 7|8|',
    '9! it is not UTF-8 text',
    '10: 10|11|',
  ])
})

test('[FI2] a quotation mark left open is found however long the file goes on', async () => {
  const rows = Array.from({ length: 200 }, (_, index) => `${index},x`)
  const told = await read(`a,b\n1,"open\n${rows.join('\n')}\n`)
  expect(told[0]).toBe('2! a quotation mark is not closed')
  expect(told).toHaveLength(201)
  expect(told.at(-1)).toBe('202: 199|x|')
})

test('[FI2] columns of another name are mapped; a missing one is named with those that are there', async () => {
  expect(await read('Nimi,b\n1,2\n', { mapping: { a: 'Nimi' } })).toEqual(['2: 1|2|'])
  expect(await read('Nimi,b,a\n1,2,3\n', { mapping: { a: 'Nimi' } })).toEqual(['2: 1|2|'])
  await expect(read('x,b\n1,2\n')).rejects.toMatchObject({
    kind: 'no-column',
    message: 't.csv has no column a; its columns are: x, b',
  })
  await expect(read('a,b\n1,2\n', { mapping: { a: 'Nimi' } })).rejects.toThrow('t.csv has no column Nimi')
  await expect(read('')).rejects.toThrow('t.csv has no column a, b; its columns are: none')
})

test('[FI2] wherever the bytes are cut, the rows are the same', async () => {
  const text = 'a,b,c\n1,"two\nlines",3\n"4\n5,6,7\n8,9,"10"\n'
  const whole = await read(text, {}, 1000)
  for (const size of [1, 2, 3, 5]) expect(await read(text, {}, size)).toEqual(whole)
})

test('[FI2] a quotation mark in the middle of a cell opens nothing: the rows after it are rows', async () => {
  expect(await read('a,b\n1,12" vinyl\n2,x\n3,7" single\n4,"two\nlines"\n5,y\n')).toEqual([
    '2: 1|12" vinyl|',
    '3: 2|x|',
    '4: 3|7" single|',
    '5: 4|two\nlines|',
    '7: 5|y|',
  ])
})
