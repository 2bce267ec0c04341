import { act } from 'react'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { garbledByFinnish, layoutTest } from '../../../hardware/codecs/keyboard-layout.ts'
import { openDevices } from '../../../hardware/device-set.ts'
import { MemoryTransport } from '../../../hardware/transports/memory.ts'
import { PrinterTwin } from '../../../hardware/twins/printer-twin.ts'
import { ScannerTwin } from '../../../hardware/twins/scanner-twin.ts'
import { drawAwake } from '../../desk/keys.fixture.tsx'
import { drawStill, textOf } from '../../desk/still-screen.fixture.tsx'
import { followDevices } from '../../devices/device-board.ts'
import { formatsOf } from '../../i18n/formats.ts'
import { drawRow } from '../../printing/draw-row.dom.ts'
import { setUpPrinting, slipOf } from '../../printing/printing.ts'
import { receiptContent } from '../../printing/slip-content.ts'
import { states } from '../../showcase/states.ts'

/** Typed as fast as a scanner does, by the keys of a US keyboard on a Finnish layout. */
async function type(field: HTMLInputElement, text: string, codes: readonly (readonly [string, boolean])[]): Promise<void> {
  await act(async () => {
    field.focus()
    for (const [at, [code, shiftKey]] of codes.entries()) {
      field.dispatchEvent(
        new KeyboardEvent('keydown', { key: text[at] ?? 'Dead', code, shiftKey, bubbles: true, cancelable: true }),
      )
      field.value += text[at] ?? ''
    }
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }))
  })
}
const keysOf = (text: string) =>
  [...text].map(letter => {
    const special: Record<string, readonly [string, boolean]> = {
      $: ['Digit4', true],
      '-': ['Minus', false],
      '/': ['Slash', false],
      '.': ['Period', false],
      '%': ['Digit5', true],
    }
    return special[letter] ?? (/\d/.test(letter) ? ([`Digit${letter}`, false] as const) : ([`Key${letter}`, true] as const))
  })

test('a scanner that types on a wrong layout is found', async () => {
  const { root } = await drawStill(states.devices)
  const field = root.querySelector<HTMLInputElement>('.keyboard-test input')!
  const finding = () => root.querySelector('[data-finding]')?.getAttribute('data-finding')
  await type(field, garbledByFinnish(layoutTest), keysOf(layoutTest))
  expect(finding()).toBe('us-on-finnish')
  expect(textOf(root, '[data-finding]')).toContain('amerikkalainen')
  await type(field, layoutTest, keysOf(layoutTest))
  expect(finding()).toBe('right')
})

test('then its physical keys are read, whatever arrives', async () => {
  const { root, station, desk } = await drawStill(states.lend)
  await act(async () => station.screen.choose({ usScanner: true }))
  const field = root.querySelector<HTMLInputElement>('#desk-field')!
  await type(field, garbledByFinnish('LV/A-1'), keysOf('LV/A-1'))
  expect(desk.asked).toContainEqual({ type: 'scan', scan: { text: 'LV/A-1', source: { device: 'wedge' } } })
})

test('devices say what they are at and what they said last; a scan there lends nothing, and a test slip comes out', async () => {
  const transport = new MemoryTransport()
  let scanner: ScannerTwin | undefined
  let printer: PrinterTwin | undefined
  transport.plugIn('scanner', stream => {
    scanner = new ScannerTwin(stream)
  })
  transport.plugIn('printer', stream => {
    printer = new PrinterTwin(stream)
  })
  const port = openDevices(
    [
      { id: 'tiski', driver: 'scanner', address: 'memory:scanner', role: 'returns-only' },
      { id: 'kuitti', driver: 'printer', address: 'memory:printer' },
      { id: 'poissa', driver: 'feig', address: 'memory:nothing' },
    ],
    () => transport,
  )
  const { root, station } = await drawAwake(states.lend)
  const ports = async () => [{ path: '/dev/ttyUSB0', guesses: [{ driver: 'feig', score: 95, why: 'FEIG' }] }]
  Object.assign(station, {
    ports,
    board: followDevices(port, () => '2026-11-17T07:48:00Z'),
    printing: setUpPrinting({ devices: port }),
  })
  await station.screen.open('devices')
  await expect.poll(() => root.querySelectorAll('[data-state="connected"]').length).toBe(2)
  expect(textOf(root, '[data-device="poissa"]')).toContain('nothing is plugged in')
  expect(textOf(root, '[data-device="poissa"]')).toContain('Laitetta ei löydy')
  await expect.poll(() => textOf(root, '[data-port]')).toBe('/dev/ttyUSB0feig 95 %')
  await scanner!.scan(']C0853N00000017')
  await expect.poll(() => textOf(root, '[data-device="tiski"]')).toContain('853N00000017 code128')
  expect(station.screen.getState().task).toBe('devices')
  expect(station.screen.getState().takesScan).toBeDefined()
  await userEvent.keyboard('{F10}')
  await expect.poll(() => printer!.papers.length).toBe(1)
  await expect.poll(() => root.textContent).toContain('Koelappu on tulostettu')
  await port.close()
})

test('the plane shows what the slips look like, with no line wider than the paper', async () => {
  const { root } = await drawStill(states.devices)
  const previews = [...root.querySelectorAll('.slip-previews pre')]
  expect(previews).toHaveLength(3)
  for (const preview of previews)
    for (const row of preview.textContent!.split('\n')) expect([...row].length).toBeLessThanOrEqual(48)
  expect(previews[1]!.textContent).toContain('417')
})

test('letters that no page of a printer has are drawn: there is ink, and each letter its own', async () => {
  await document.fonts.load('20px Overpass', 'ŋŧ')
  const row = (text: string) => drawRow({ kind: 'text', text, bold: false, big: false }, 576, 48)
  const [eng, tbar, blank] = [row('ŋ'), row('ŧ'), row(' ')]
  const ink = (drawn: typeof eng) => drawn.dots.reduce((sum, dot) => sum + dot, 0)
  expect([eng.width, eng.height]).toEqual([576, 32])
  expect(ink(eng)).toBeGreaterThan(20)
  expect(ink(blank)).toBe(0)
  expect(eng.dots).not.toEqual(tbar.dots)
  // A letter stays in its own column.
  const right = row('          ŋ')
  const columns = [...right.dots.keys()].filter(at => right.dots[at] === 1).map(at => Math.floor((at % 576) / 12))
  expect(new Set(columns)).toEqual(new Set([10]))
})

test('F7 hands the receipt to the printer, Sámi titles drawn, and the desk is free at once', async () => {
  const transport = new MemoryTransport()
  let printer: PrinterTwin | undefined
  transport.plugIn('printer', stream => {
    printer = new PrinterTwin(stream)
  })
  const port = openDevices([{ id: 'p', driver: 'printer', address: 'memory:printer' }], () => transport)
  const printing = setUpPrinting({ devices: port, draw: drawRow })
  const { root, station, desk } = await drawAwake(states.lend)
  Object.assign(station, { printing })
  const { session } = states.lend.still
  const [first, ...others] = session.lines
  await desk.show({ session: { ...session, lines: [{ ...first!, title: 'Eŋŋelasgiella' }, ...others] } })
  await station.screen.open('print')
  expect(textOf(root, '.receipt')).toContain('Eŋŋelasgiella')
  await userEvent.keyboard('{F10}')
  expect(station.screen.getState().task).toBeUndefined()
  await expect.poll(() => printer?.papers.length).toBe(1)
  const rows = printer!.papers[0]!.rows
  expect(rows.filter(line => line.startsWith('[picture 576x32'))).toHaveLength(1)
  const content = receiptContent(station.deskStore.getState(), session.visit!, formatsOf('fi'))
  expect(slipOf(printing, 'receipt', content, key => key).length).toBeGreaterThan(5)
  await port.close()
})

test('[HW76] labels and cards that are held up become rules, which are tried out and kept; a scan lends nothing meanwhile', async () => {
  const { root, station, desk } = await drawStill(states['learn-labels'])
  const kept: unknown[] = []
  Object.assign(station, { keepBarcodes: async (rules: unknown) => void kept.push(rules) })
  const scan = (text: string, label?: { label?: string; symbology?: string }) =>
    act(async () => station.screen.getState().takesScan?.(text, label))
  const choose = (name: string) => act(async () => userEvent.click(page.getByRole('radio', { name }).element().closest('label')!))
  const said = () => textOf(root, '[data-said]')
  for (const value of ['853N00000017', '853N00000025']) await scan(value, { symbology: 'code39' })
  // What the present rules make of it does not hide what stands on the label.
  await scan('853N0000003', { label: '853N00000033', symbology: 'code39' })
  await scan('853N00000033', { symbology: 'code39' })
  expect(said()).toContain('on jo luettu')
  await scan('9789510482711')
  expect(said()).toContain('ISBN')
  await choose('Kortti')
  const field = root.querySelector<HTMLInputElement>('#right-field')!
  for (const value of ['PYS0000012', 'PYS0000020', 'PYS0000038']) {
    await act(async () => field.focus())
    await act(async () => userEvent.keyboard(`${value}{Enter}`))
  }
  const rules = [...root.querySelectorAll('[data-rule]')].map(rule => rule.getAttribute('data-rule'))
  expect(rules[0]).toBe('853N\\d{8}')
  expect(textOf(root, '[data-shown="patron"]')).not.toContain('PYS0000012')
  await choose('Kokeile')
  await scan('853N99999999', { symbology: 'code39' })
  expect(said()).toBe('853N99999999: nide')
  await scan('1234')
  expect(said()).toContain('haetaan sellaisenaan')
  expect(desk.asked.filter(({ type: kind }) => kind === 'scan')).toEqual([])
  expect(kept).toEqual([])
  await act(async () => userEvent.keyboard('{F10}'))
  expect(kept).toMatchObject([
    [
      { kind: 'item', symbology: 'code39', pattern: '853N\\d{8}' },
      { kind: 'patron', pattern: 'PYS\\d{7}' },
    ],
  ])
})
