import { describe, expect, test } from 'vitest'
import { type SlipKind, slipTemplates, slipWords } from '../../host/slips.ts'
import { PrinterBytes } from '../codecs/escpos/printer-bytes.ts'
import { memoryLine } from '../transports/memory.ts'
import { PrinterTwin } from '../twins/printer-twin.ts'
import { nearest, runsOf } from './code-page-runs.ts'
import { type DrawRow, encodeSlip } from './encode-slip.ts'
import { fillTemplate, templateFault } from './fill-template.ts'
import { slipRows } from './slip-rows.ts'
import { usualTemplates } from './usual-templates.ts'

const pages = ['cp858', 'windows1252', 'cp852', 'cp775'] as const
const text = (words: string, more: object = {}) =>
  ({ kind: 'text', text: words, align: 'left', bold: false, big: false, ...more }) as const

async function onPaper(bytes: Uint8Array): Promise<readonly string[]> {
  const line = memoryLine()
  const twin = new PrinterTwin(line.device)
  await line.desk.write(bytes)
  await Promise.resolve()
  expect(twin.papers).toHaveLength(1)
  return twin.papers[0]!.rows
}

const blackRow: DrawRow = (_, dots) => ({ width: dots, height: 8, dots: new Uint8Array(dots * 8).fill(1) })

describe('[HW64] letters', () => {
  test.each(['Pälkäneen kirjasto, Åbo: ÄÖÅ äöå é ü – 2 €', 'Žižek ja šakki', 'Čáhppes beana đ š ž', 'Sakset? Kivi?'])(
    'come by code page, and stand on the paper as they are: %s',
    async words => {
      const row = words.replace('–', '-')
      expect(await onPaper(encodeSlip([text(row)]))).toEqual([row])
    },
  )
  test('a row in one page changes it once; a row that needs two changes within', () => {
    expect(runsOf('Žö', pages)).toEqual([{ page: 'windows1252', text: 'Žö' }])
    expect(runsOf('ôđõ', pages)?.map(run => run.page)).toEqual(['cp858', 'cp852', 'cp858'])
    expect(runsOf('ŋ', pages)).toBeUndefined()
  })
  test('letters of no page are drawn, the other rows are not', async () => {
    const rows = await onPaper(encodeSlip([text('Girji'), text('Eŋŋelasgiella ŧ'), text('loppu')], { dots: 576 }, blackRow))
    expect(rows).toEqual(['Girji', '[picture 576x8, 4608 dots]', 'loppu'])
  })
  test('where nothing can be drawn the nearest letters stand there, never a question mark', async () => {
    expect(await onPaper(encodeSlip([text('Eŋŋelasgiella ŧ ʒ ǩ 本')]))).toEqual(['Ennelasgiella t z k _'])
    expect(await onPaper(encodeSlip([text('ŋ')], { draws: false }, blackRow))).toEqual(['n'])
    expect(nearest('”…', ['cp858'])).toBe('"...')
  })
  test('a printer with numbers of its own is told those', () => {
    const commands = new PrinterBytes().push(encodeSlip([text('ä')], { pages: { cp858: 77 } }))
    expect(commands).toContainEqual({ kind: 'code-page', page: 77 })
  })
})

describe('[HW65] a slip is cut to its paper, and nothing of it is left out', () => {
  test('long titles go on beneath themselves, the day stands right', () => {
    const rows = slipRows([{ kind: 'pair', left: 'Tuntematon sotilas: kuvitettu laitos', right: 'ti 15.12.', bold: false }], 32)
    expect(rows.map(row => row.text)).toEqual(['Tuntematon sotilas:    ti 15.12.', 'kuvitettu laitos'])
  })
  test('a word longer than the paper is broken', () => {
    const rows = slipRows([text('x'.repeat(70))], 32)
    expect(rows.map(row => row.text.length)).toEqual([32, 32, 6])
  })
  test('big letters have half the columns; centred is centred', () => {
    expect(slipRows([text('417', { big: true, align: 'centre' })], 32)).toMatchObject([{ text: '      417', big: true }])
  })
  test('what a preview shows is what stands on the paper', async () => {
    const slip = [text('Varaus', { align: 'centre', bold: true }), { kind: 'rule' } as const, text('Muumipappa ja meri')]
    expect(await onPaper(encodeSlip(slip, { columns: 32 }))).toEqual(slipRows(slip, 32).map(row => row.text))
  })
  test('bars: Code 39 where it can hold the number, Code 128 for the rest', async () => {
    const bars = (number: string) => ({ kind: 'barcode', text: number, align: 'centre' }) as const
    expect((await onPaper(encodeSlip([bars('853N00000017')]))).join('')).toContain('[code39 853N00000017]')
    expect((await onPaper(encodeSlip([bars('lvask123100760')]))).join('')).toContain('[code128 lvask123100760]')
  })
})

describe('[HW66] templates are data, and cannot ask for anybody’s name', () => {
  const say = (key: string, values: Readonly<Record<string, string>>) => `${key}(${values.lentCount ?? ''})`
  test.each(Object.entries(usualTemplates))('the usual %s is a template and names only what there is', (kind, template) => {
    expect(slipTemplates.safeParse({ [kind]: template }).success).toBe(true)
    expect(templateFault(kind as SlipKind, template)).toBeUndefined()
  })
  test('no slip has a name, a birthday or a whole card among its values', () => {
    const all = Object.values(slipWords).flatMap(({ values, lists }) => [...values, ...Object.values(lists).flat()])
    expect(all.filter(name => /^(name|given|family|patron|birth.*|card|phone|address)$/i.test(name))).toEqual([])
  })
  test('a wrong one is said in one line, with what is known', () => {
    expect(templateFault('hold', [{ text: '{name}' }])).toBe(
      'hold, line 1: there is no value "name"; known are library, branch, day, time, number, place, title, barcode',
    )
    expect(templateFault('receipt', [{ rule: true }, { text: 'x', each: 'loans' }])).toContain('no list "loans"')
    expect(templateFault('receipt', [{ text: 'x', when: 'names' }])).toContain('no value "names"')
  })
  test('lists repeat, what is empty falls away, sentences come in the language of the desk', () => {
    const template = usualTemplates.receipt
    const values = { library: 'L', branch: 'B', stop: '', day: 'd', time: 't', cardEnd: '', lentCount: '2' }
    const lent = ['A', 'B'].map(title => ({ title, barcode: title, due: 'ti 15.12.' }))
    const slip = fillTemplate(template, { values, lists: { lent, returned: [] } }, say)
    expect(slip.flatMap(line => (line.kind === 'pair' ? [line.left] : line.kind === 'text' ? [line.text] : []))).toEqual([
      'L',
      'B',
      'd t',
      'slip.lent(2)',
      'A',
      'B',
      'print.thanks(2)',
    ])
  })
})
