import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { states } from '../showcase/states.ts'
import { fieldId } from '../wedge/key-capture.ts'
import { drawAwake, field, focused, openPlane, scanOf } from './keys.fixture.tsx'
import { textOf } from './still-screen.fixture.tsx'

await page.viewport(1280, 800)

test('while a plane lies over a question, F10 belongs to the plane', async () => {
  const { root, desk } = await drawAwake(states.ask)
  await userEvent.keyboard('{F5}')
  await expect.poll(() => openPlane(root)).toBe('Uusi lainat')
  await userEvent.keyboard('{F10}')
  expect(desk.asked.map(({ type }) => type)).toEqual(['renew'])
  await expect.poll(() => root.querySelector('.task')).toBeNull()
})

test('a patron is found by name and year without a mouse', async () => {
  const { root, desk } = await drawAwake(states.idle)
  await userEvent.keyboard('{F3}')
  await expect.poll(() => openPlane(root)).toBe('Etsi asiakas')
  await userEvent.keyboard('an')
  await expect.poll(() => root.querySelectorAll('.hit').length).toBe(2)
  await userEvent.keyboard('{Tab}2014')
  await expect.poll(() => root.querySelectorAll('.hit').length).toBe(1)
  await userEvent.keyboard('{Shift>}{Tab}{/Shift}{ArrowDown}{Enter}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'open-patron', patronId: 'p2' }])
  await expect.poll(focused).toBe(fieldId)
})

test('a card scanned into a search is a scan', async () => {
  const { root, desk } = await drawAwake(states.idle)
  await userEvent.keyboard('{F4}')
  await expect.poll(() => openPlane(root)).toBe('Etsi teos')
  await userEvent.keyboard('2001445566')
  expect(openPlane(root)).toBe('Etsi teos')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => desk.asked).toEqual([scanOf('2001445566')])
  await expect.poll(() => root.querySelector('.task')).toBeNull()
})

test('a title is held for the open patron without a mouse', async () => {
  const { root, desk } = await drawAwake(states.lend)
  await userEvent.keyboard('{F4}')
  await expect.poll(() => openPlane(root)).toBe('Etsi teos')
  await userEvent.keyboard('heinä')
  await expect.poll(() => root.querySelectorAll('.hit').length).toBe(1)
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'hold', titleId: 'T5' }])
})

test('a title is held for another pick-up place without a mouse', async () => {
  const { root, desk } = await drawAwake(states.lend)
  await userEvent.keyboard('{F4}')
  await expect.poll(() => openPlane(root)).toBe('Etsi teos')
  expect(textOf(root, '.task-acts .btn')).toBe('F11Nouto: Sääksjärven koulu')
  await userEvent.keyboard('{F11}')
  await expect.poll(() => openPlane(root)).toBe('Noutopaikka')
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Enter}')
  await expect.poll(() => textOf(root, '.task-acts .btn')).toBe('F11Nouto: Moision koulu')
  await userEvent.keyboard('heinä')
  await expect.poll(() => root.querySelectorAll('.hit').length).toBe(1)
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'hold', titleId: 'T5', pickup: { branch: 'AUTO2', stopId: 'S4' } }])
})

test('loans to renew are chosen with arrows and the space bar', async () => {
  const { root, desk } = await drawAwake(states.lend)
  await userEvent.keyboard('{F5}')
  await expect.poll(() => openPlane(root)).toBe('Uusi lainat')
  await expect.poll(() => root.querySelectorAll('.choice[data-selected]').length).toBe(7)
  await userEvent.keyboard('{F11}')
  await expect.poll(() => root.querySelectorAll('.choice[data-selected]').length).toBe(0)
  await userEvent.keyboard('{ArrowDown} ')
  await expect.poll(() => root.querySelectorAll('.choice[data-selected]').length).toBe(1)
  await userEvent.keyboard('{F10}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'renew', barcodes: ['30011'] }])
})

test('a line of today is chosen and named before it is undone; a whole visit too', async () => {
  const { root, desk } = await drawAwake(states.lend)
  await userEvent.keyboard('{Shift>}{F8}{/Shift}')
  await expect.poll(() => openPlane(root)).toBe('Kumoa')
  expect(textOf(root, '.task-acts .first')).toBe('F10Kumoa: Muumipappa ja meri')
  await userEvent.keyboard('{F11}')
  await expect.poll(() => textOf(root, '.task-acts .first')).toBe('F10Kumoa 3 tapahtumaa')
  await userEvent.keyboard('{F10}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'undo', lineIds: ['9', '8', '5'] }])
})

test('the stop that the time of day proposes is chosen by F10', async () => {
  const { root, desk, station } = await drawAwake(states.idle)
  station.screen.open('stops')
  await expect.poll(() => openPlane(root)).toBe('Pysäkki')
  await userEvent.keyboard('{F10}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'choose-stop', branch: 'AUTO2', stopId: 'S2' }])
})

test('a scan that begins over a plane closes it and arrives whole', async () => {
  const { root, desk } = await drawAwake(states.lend)
  await userEvent.keyboard('{F6}')
  await expect.poll(() => openPlane(root)).toBe('Selvitettävää')
  await userEvent.keyboard('30013{Enter}')
  expect(desk.asked).toEqual([scanOf('30013')])
  expect(root.querySelector('.task')).toBeNull()
})

test('a scan that a plane comes into the middle of arrives whole, also if only its Enter is left', async () => {
  const { root, desk, station } = await drawAwake(states.lend)
  await userEvent.keyboard('3001')
  station.screen.open('tasks')
  await expect.poll(() => openPlane(root)).toBe('Selvitettävää')
  await userEvent.keyboard('3{Enter}30014')
  station.screen.open('stops')
  await expect.poll(() => openPlane(root)).toBe('Pysäkki')
  await userEvent.keyboard('{Enter}')
  const scans = desk.asked.map(event => (event.type === 'scan' ? event.scan.text : event.type))
  expect(scans).toEqual(['30013', '30014'])
  expect(root.querySelector('.task')).toBeNull()
  expect(field().value).toBe('')
})

test('a card scanned while the sign-in plane goes away arrives whole', async () => {
  const { root, desk, station } = await drawAwake(states.lend)
  station.screen.open('sign-in')
  await expect.poll(() => openPlane(root)).toBe('Kirjaudu')
  await userEvent.keyboard('2001')
  station.screen.close()
  await expect.poll(() => field().value).toBe('2001')
  await userEvent.keyboard('445566{Enter}')
  expect(desk.asked).toEqual([scanOf('2001445566')])
})

test('a name and a PIN, without a mouse and with one', async () => {
  const { root, desk } = await drawAwake(states['sign-in'])
  await expect.poll(focused).toBe('badge-field')
  await userEvent.keyboard('{Tab}{ArrowDown} ')
  await expect.poll(focused).toBe('pin-field')
  await userEvent.keyboard('1111{Enter}')
  await expect.poll(() => textOf(root, '.pin [role="alert"]')).toBe('Väärä PIN. Yritä uudelleen.')
  await userEvent.click(root.querySelectorAll('[role="option"]')[1]!)
  await userEvent.keyboard('2468{Enter}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'sign-in', staffId: 'tv' }])
})

test('badge and PIN are hidden, and the browser takes neither for a password it might keep', async () => {
  const { root } = await drawAwake(states['sign-in'])
  await expect.poll(focused).toBe('badge-field')
  await userEvent.keyboard('H1')
  const badge = document.activeElement as HTMLInputElement
  await userEvent.click(root.querySelectorAll('[role="option"]')[1]!)
  await expect.poll(focused).toBe('pin-field')
  for (const field of [badge, document.activeElement as HTMLInputElement]) {
    expect(field.type).toBe('text')
    expect(getComputedStyle(field).getPropertyValue('-webkit-text-security')).toBe('disc')
  }
})

test('a badge signs in from wherever the focus is', async () => {
  const { root, desk } = await drawAwake(states['sign-in'])
  await userEvent.keyboard('H1001{Enter}')
  await userEvent.click(root.querySelectorAll('[role="option"]')[1]!)
  await expect.poll(focused).toBe('pin-field')
  await userEvent.keyboard('H1002{Enter}')
  await expect.poll(() => desk.asked).toEqual([scanOf('H1001'), scanOf('H1002')])
})

test('nobody is signed in: nobody can be looked up', async () => {
  const { root } = await drawAwake(states['sign-in'])
  await expect.poll(() => openPlane(root)).toBe('Kirjaudu')
  await userEvent.keyboard('{F3}')
  await expect.poll(() => openPlane(root)).toBe('Kirjaudu')
  await userEvent.keyboard('{F1}')
  await expect.poll(() => openPlane(root)).toBe('Ohje')
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => openPlane(root)).toBe('Kirjaudu')
})

test('a visit moves to another card', async () => {
  const { root, desk, station } = await drawAwake(states.lend)
  station.screen.open('move-visit')
  await expect.poll(() => openPlane(root)).toBe('Siirrä käynti')
  await userEvent.keyboard('20019999{Enter}')
  await expect.poll(() => desk.asked).toEqual([{ type: 'move-visit', visitId: 'v1', card: '20019999' }])
})

test('[DS42] F8 names the payment that it takes back, with its sum', async () => {
  const { still, ...shown } = states.lend
  const { at, entry } = still.session.lines[0]!
  const paid = { kind: 'payment', shape: 'yes', patronId: 'p1', visitId: 'v1', fact: { cents: 320 } } as const
  const payment = { lineId: '20', at, ...(entry && { entry }), ...paid }
  const lines = [payment, ...still.session.lines]
  const { root, desk } = await drawAwake({ ...shown, still: { ...still, session: { ...still.session, lines } } })
  expect(textOf(root, '.keys .undo')).toBe('F8 Kumoamaksu 3,20 €')
  await userEvent.keyboard('{F8}')
  expect(desk.asked).toEqual([{ type: 'undo', lineIds: ['20'] }])
})

test('[DS14] what was not taken while a question is open stands at the field, beside what waits', async () => {
  const { still, ...shown } = states.ask
  const at = (session: Partial<typeof still.session>) => ({
    ...shown,
    still: { ...still, session: { ...still.session, ...session } },
  })
  const first = await drawAwake(at({ notTaken: { text: '30021' } }))
  expect(textOf(first.root, '.waiting')).toBe('Vastaa ensin30021 ei otettu1 odottaa30020')
  const second = await drawAwake(at({ notTaken: {}, waiting: undefined as never }))
  expect(textOf(second.root, '.waiting')).toBe('Vastaa ensin')
})

test('a visit of which everything was undone has no receipt, and the plane says so', async () => {
  const { still, ...shown } = states.print
  const lines = still.session.lines.map(line => ({ ...line, undone: true }))
  const { root } = await drawAwake({ ...shown, still: { ...still, session: { ...still.session, lines } } })
  expect(textOf(root, '.receipt')).toBe('Ei tulostettavaa.')
  expect(root.querySelector<HTMLButtonElement>('.task-acts .btn')?.disabled).toBe(true)
})
