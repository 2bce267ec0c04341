import { afterEach, describe, expect, test } from 'vitest'
import { openDevices } from '../../hardware/device-set.ts'
import { usualTemplates } from '../../hardware/printing/usual-templates.ts'
import { MemoryTransport } from '../../hardware/transports/memory.ts'
import { PrinterTwin } from '../../hardware/twins/printer-twin.ts'
import type { Session } from '../../sync/station/session.ts'
import { createTexts } from '../i18n/i18n.ts'
import { languages } from '../i18n/languages.ts'
import { now, patrons } from '../showcase/library.ts'
import { returned } from '../showcase/morning.ts'
import { states } from '../showcase/states.ts'
import { stillDesk } from '../showcase/still-desk.ts'
import { createDeskStore } from '../store/desk-store.ts'
import { createScreenStore } from '../store/screen-store.ts'
import { printByItself } from './print-by-itself.ts'
import { setUpPrinting } from './printing.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A desk that is shown what happens, with a printer on a line inside the program. */
function deskWithPrinter() {
  const transport = new MemoryTransport()
  let twin: PrinterTwin | undefined
  transport.plugIn('printer', stream => {
    twin = new PrinterTwin(stream)
  })
  const devices = openDevices(
    [{ id: 'p', driver: 'printer', address: 'memory:printer', paper: { columns: 32 } }],
    () => transport,
  )
  const { still } = states.lend
  const desk = stillDesk({ ...still, session: { ...still.session, lines: [], visit: undefined } })
  const deskStore = createDeskStore(desk, { now: () => now, monotonicMs: () => 0 })
  const screen = createScreenStore({ getItem: () => null, setItem: () => {} })
  const printing = setUpPrinting({ devices })
  ends.push(printByItself({ deskStore, screen, printing }, createTexts('fi')), deskStore.close, () => devices.close())
  const show = (part: Partial<Session>) => desk.show({ session: { ...desk.session(), ...part } })
  const papers = async (count: number) => {
    while ((twin?.papers.length ?? 0) < count || printing.queue!.getState().jobs.length > 0)
      await new Promise(resolve => setTimeout(resolve, 5))
    return twin!.papers.map(paper => paper.rows)
  }
  return { show, screen, papers, twin: () => twin!, printing }
}
const moment = () => new Promise(resolve => setTimeout(resolve, 30))
const { visit } = states.lend.still.session
const lent = states.lend.still.session.lines

describe('[HW69] what the desk prints by itself', () => {
  test('a book for a hold gets its number and place, and nobody’s name', async () => {
    const { show, papers } = deskWithPrinter()
    show({ lines: returned })
    const [shelfTransfer, ...rest] = await papers(2)
    const hold = rest.at(-1)!
    expect(hold.join('\n')).toContain('417')
    expect(hold.join(' ')).toContain('Tatu ja Patu: outo unikirja')
    expect(shelfTransfer!.join('\n')).toContain('Kuljetus')
    const everything = [shelfTransfer!, ...rest].flat().join('\n')
    for (const { patron, card } of patrons) {
      for (const name of [patron.name?.family, patron.name?.given, card]) if (name) expect(everything).not.toContain(name)
    }
  })
  test('what stood in the list when the desk opened is not printed again, nor twice', async () => {
    const { show, papers, twin } = deskWithPrinter()
    show({ lines: returned.slice(0, 1) })
    show({ lines: returned.slice(0, 1) })
    await papers(1)
    await moment()
    expect(twin().papers).toHaveLength(1)
  })
  test('slips can be switched off', async () => {
    const { show, screen, twin } = deskWithPrinter()
    screen.choose({ printSlips: false })
    show({ lines: returned })
    await moment()
    expect(twin().papers).toEqual([])
  })
  test('the receipt comes when the visit ends, if this station wants it; without a name', async () => {
    const { show, screen, papers } = deskWithPrinter()
    screen.choose({ printReceipt: true, printSlips: false })
    show({ visit, lines: lent })
    show({ visit: undefined })
    const [rows] = await papers(1)
    expect(rows!.join('\n')).toContain('Lainattu 3')
    expect(rows!.find(row => row.startsWith('Muumipappa'))).toMatch(/^Muumipappa ja meri +ti 15\.12\.$/)
    expect(rows!.join('\n')).toContain(visit!.card.slice(-4))
    expect(rows!.join('\n')).not.toContain(visit!.card)
  })
  test('a visit in which nothing was recorded, and a station that does not want it, print no receipt', async () => {
    const { show, screen, twin } = deskWithPrinter()
    screen.choose({ printSlips: false })
    show({ visit, lines: lent })
    show({ visit: undefined })
    screen.choose({ printReceipt: true })
    show({ visit, lines: [] })
    show({ visit: undefined })
    await moment()
    expect(twin().papers).toEqual([])
  })
  test('a visit of which nothing is left but what was undone or refused prints no receipt', async () => {
    const { show, screen, twin } = deskWithPrinter()
    screen.choose({ printReceipt: true, printSlips: false })
    const undone = lent.filter(({ kind }) => kind === 'checkout').map(line => ({ ...line, undone: true }))
    const { entry, ...muumi } = undone[0]!
    const numbered = (sequence: number) => ({ lineId: `x${sequence}`, entry: { ...entry!, sequence }, undone: false })
    const undo = { ...muumi, ...numbered(80), kind: 'undo' } as const
    const refused = { ...muumi, ...numbered(81), kind: 'refused', shape: 'no' } as const
    show({ visit, lines: [refused, undo, ...undone] })
    show({ visit: undefined })
    await moment()
    expect(twin().papers).toEqual([])
  })
  test('without paper the slips wait, and the desk goes on', async () => {
    const { show, papers, twin, printing } = deskWithPrinter()
    await moment()
    twin().paper = 'out'
    show({ lines: returned.slice(0, 1) })
    await moment()
    expect(printing.queue!.getState()).toMatchObject({ failed: 'no-paper', jobs: [{ kind: 'hold' }] })
    twin().paper = 'there'
    printing.queue!.retry()
    expect(await papers(1)).toHaveLength(1)
  })
})

test('[HW69] every sentence of the usual slips, and every reason why nothing is printed, stands in the texts', async () => {
  const { printFailures } = await import('./print-queue.ts')
  const said = Object.values(usualTemplates).flatMap(template => [...JSON.stringify(template).matchAll(/\{t:([\w.-]+)\}/g)])
  for (const language of languages) {
    const texts = createTexts(language)
    for (const [, key] of said) expect(texts.exists(key!), key).toBe(true)
    for (const kind of [...printFailures, 'failed']) expect(texts.exists(`printer.why-${kind}`), kind).toBe(true)
  }
  expect(said.length).toBeGreaterThan(4)
})
