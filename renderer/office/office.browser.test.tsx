import axe from 'axe-core'
import { expect, onTestFinished, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { themes } from '../store/screen-store.ts'
import { draw, open } from './draw-office.fixture.tsx'
import { OfficeError, type OfficeLine } from './office-line.ts'
import { stillOffice } from './still-office.fixture.ts'

await page.viewport(1280, 800)

const sections = [
  'Asemat',
  'Selvitettävää',
  'Keruulista',
  'Odottaa',
  'Jarru',
  'Portaat',
  'Esikatselu',
  'Koekäyttö',
  'Täsmäytys',
  'Päiväkirjat',
  'Muutokset',
]

async function violations(): Promise<string[]> {
  const found = await axe.run(document.body)
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 140)).join(' | ')}`)
}

test.each(themes)('[RP93] every section in %s: axe finds nothing, nothing is wider than the page', async theme => {
  const { host } = await draw({ theme })
  for (const section of sections) {
    await open(section)
    if (section === 'Esikatselu') {
      await userEvent.click(page.getByRole('button', { name: 'Katso' }))
      await expect.element(page.getByText('3 tapahtumaa').first()).toBeVisible()
    }
    if (section === 'Päiväkirjat') {
      await userEvent.selectOptions(page.getByLabelText('Asema'), 'auto-1')
      await userEvent.click(page.getByRole('button', { name: 'Vaiheet 41' }))
      await expect.element(page.getByText('palautus, varaus saa niteen')).toBeVisible()
    }
    expect(await violations(), section).toEqual([])
    const body = host.querySelector<HTMLElement>('.office-body:not([hidden])')!
    expect(body.scrollWidth, section).toBeLessThanOrEqual(body.clientWidth)
  }
})

test('[OB13] whom the hub turned away stands before the stations, with what to do about it', async () => {
  const { host: root } = await draw()
  await expect.poll(() => root.querySelectorAll('.turned-away li').length).toBe(2)
  const [station, token] = [...root.querySelectorAll('.turned-away li')].map(row => row.textContent)
  expect(station).toContain('auto-9, avaimella auto-7: viimeksi ti 17.11. 11.59')
  expect(station).toContain('auto-7.etu')
  expect(token).toContain('tee sille uusi avain')
})

test('[RP93] the library system’s being away, and how old the register is, stand before the stations', async () => {
  await draw()
  await expect.element(page.getByText('koha: ei vastaa')).toBeVisible()
  await expect.element(page.getByText('2 h sitten')).toBeVisible()
  await expect.element(page.getByText('2 pv sitten')).toBeVisible()
})

test('[KO29] what is wrong with a report of the library’s own stands before the stations', async () => {
  const { line } = stillOffice()
  const wrong = 'reports.restrictions (report 101): row 1: column ends_on is missing'
  const health = async () => ({ ...(await line.health()), register: { reports: { restrictions: wrong } } })
  await draw({ line: { ...line, health } })
  await expect.element(page.getByText(wrong)).toBeVisible()
})

test('[RP93] by keyboard alone: the station is paused, a rung is chosen, in the name of who signed in', async () => {
  const { asked } = await draw()
  await expect.element(page.getByRole('tab', { name: 'Asemat' })).toBeVisible()
  await userEvent.click(page.getByRole('tab', { name: 'Asemat' }))
  await userEvent.keyboard('{Tab}{Enter}')
  await expect.poll(() => asked.orders).toEqual([['Maija', { pausedStations: ['auto-2', 'auto-1'] }]])
  await userEvent.keyboard('{Shift>}{Tab}{/Shift}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}')
  await expect.element(page.getByText('Laina päättää toisen asiakkaan lainan').first()).toBeVisible()
  await userEvent.keyboard('{Tab}{ArrowRight}')
  await expect
    .poll(() => asked.orders.at(-1))
    .toEqual(['Maija', { ladder: { 'finds-lost': 'ask', 'closes-others-loan': 'automatic' } }])
})

test('[RP93] pause and limits are set, and a limit is taken away', async () => {
  const { asked } = await draw()
  await open('Jarru')
  await userEvent.click(page.getByText('Tauko: mitään ei kirjata'))
  await expect.poll(() => asked.orders.at(-1)).toEqual(['Maija', { paused: true }])
  await expect.element(page.getByRole('status').getByText('Tauolla')).toBeVisible()
  const pace = page.getByLabelText('Tahti, tapahtumaa minuutissa').first()
  await userEvent.fill(pace, '')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => asked.orders.at(-1)).toEqual(['Maija', { pace: null }])
})

test('[RP85] a station that somebody else paused meanwhile stays paused: the page says so, and shows what stands now', async () => {
  const { line, asked } = stillOffice()
  await draw({ line })
  await open('Asemat')
  const { settings } = await line.brake()
  await line.change('Ritva', { pausedStations: [...settings.pausedStations, 'auto-1'] }, settings)
  await userEvent.click(page.getByRole('button', { name: /Tauolle/ }).first())
  await expect.element(page.getByRole('alert')).toHaveTextContent('Joku muu ehti muuttaa samaa asetusta.')
  expect(asked.orders).toHaveLength(1)
  expect((await line.brake()).settings.pausedStations).toContain('auto-1')
  // To look at it again answers nothing of that; the next order does.
  await open('Jarru')
  await expect.element(page.getByText('Tauko: mitään ei kirjata')).toBeVisible()
  await expect.element(page.getByRole('alert')).toBeVisible()
  await userEvent.click(page.getByText('Tauko: mitään ei kirjata'))
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
})

test('[RP93] a question is answered with the recommended choice, one that needs a number only with it', async () => {
  const { asked } = await draw()
  await open('Selvitettävää')
  await userEvent.click(page.getByRole('button', { name: /Tee kuten ehdotetaan/ }))
  await expect.poll(() => asked.given.at(-1)).toMatchObject({ choice: 'as-recommended', question: 'confirm', staffId: 'maija' })
  const correct = page.getByRole('button', { name: /Korjaa niteen numero/ }).first()
  await expect.element(correct).toBeDisabled()
  await userEvent.fill(page.getByLabelText('Oikea numero').first(), 'OUTO1')
  await expect.element(page.getByText('Kirjastojärjestelmä ei tunne numeroa.').nth(1)).toBeVisible()
  await userEvent.fill(page.getByLabelText('Oikea numero').first(), 'HLO7')
  await expect.element(page.getByText('Seitsemän veljestä')).toBeVisible()
  await userEvent.click(correct)
  await expect.poll(() => asked.given.at(-1)).toMatchObject({ choice: 'correct-barcode', right: { barcode: 'HLO7' } })
})

test('[RP93] without a token there is a door; a token that the hub does not know leads back to it, in words', async () => {
  const { line } = stillOffice()
  const refusing: OfficeLine = { ...line, staff: async () => Promise.reject(new OfficeError('token', 'unknown')) }
  await draw({ isAtTheDoor: true, line: refusing })
  expect(await violations()).toEqual([])
  await userEvent.fill(page.getByLabelText('Keskuksen tunnus'), 'wrong')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('alert')).toHaveTextContent('Keskus ei tunne tätä tunnusta.')
})

test('[RP93] who works here is chosen from the library’s list', async () => {
  const { asked } = await draw({ isAtTheDoor: true })
  await userEvent.fill(page.getByLabelText('Keskuksen tunnus'), 'house')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('button', { name: 'Oula Ylisaari' })).toBeVisible()
  expect(await violations()).toEqual([])
  await userEvent.click(page.getByRole('button', { name: 'Oula Ylisaari' }))
  await open('Selvitettävää')
  await userEvent.click(page.getByRole('button', { name: /Tee kuten ehdotetaan/ }))
  await expect.poll(() => asked.given.at(-1)).toMatchObject({ staffId: 'oula' })
  await open('Jarru')
  await userEvent.click(page.getByText('Tauko: mitään ei kirjata'))
  await expect.poll(() => asked.orders.at(-1)).toEqual(['Oula Ylisaari', { paused: true }])
})

test('[RP74] several like questions are answered by one choice, and taken back while they wait', async () => {
  const { asked } = await draw()
  await open('Selvitettävää')
  await userEvent.click(page.getByLabelText('Valitse kaikki 2'))
  await userEvent.click(page.getByRole('button', { name: 'Jätä kirjaamatta kaikille valituille' }))
  await expect
    .poll(() => asked.given.map(({ target, choice, staffId }) => [target.sequence, choice, staffId]))
    .toEqual([
      [42, 'write-off', 'maija'],
      [43, 'write-off', 'maija'],
    ])
  await expect.element(page.getByRole('status').getByText('2 vastausta on tallessa.')).toBeVisible()
  expect(await violations()).toEqual([])
  await userEvent.click(page.getByRole('button', { name: 'Peru 2 vastausta' }))
  await expect.poll(() => asked.takenBack.map(({ sequence }) => sequence)).toEqual([42, 43])
  await expect.element(page.getByRole('status').getByText('2 vastausta peruttiin.')).toBeVisible()
})

test('[RP74] questions about money stand together and are answered one by one', async () => {
  const still = stillOffice()
  const questions = async () =>
    (await still.line.questions()).map(question =>
      question.asked.question === 'unknown-item'
        ? { ...question, asked: { ...question.asked, question: 'payment-unclear' as const, choices: ['leave-as-is' as const] } }
        : question,
    )
  const { host } = await draw({ line: { ...still.line, questions } })
  await open('Selvitettävää')
  await expect.element(page.getByRole('heading', { name: 'Maksusta ei varmuutta 2' })).toBeVisible()
  expect(host.querySelectorAll('.group-asked .bulk, .group-asked input[type=checkbox]')).toHaveLength(0)
})

test('slips have the hold’s number and its stop, nobody’s name, and nothing else is printed', async () => {
  await draw()
  let printed: string | undefined
  const real = window.print
  window.print = () => {
    printed = document.querySelector('.paper.slips')?.textContent ?? ''
    window.dispatchEvent(new Event('afterprint'))
  }
  onTestFinished(() => {
    window.print = real
  })
  await open('Keruulista')
  await userEvent.click(page.getByRole('button', { name: /^Tulosta 3 lappua/ }))
  await expect.poll(() => printed).toContain('417')
  expect(printed).toContain('Sääksjärven koulu')
  await expect.poll(() => document.querySelector('.paper.slips')).toBeNull()
  await userEvent.click(page.getByRole('button', { name: 'Tulosta lista' }))
  await expect.poll(() => printed).toContain('Keruulista, 3 nidettä')
})

test('[RP93] a hub that does not answer is told, and what was shown stays', async () => {
  const { line } = stillOffice()
  let isDown = false
  const failing: OfficeLine = {
    ...line,
    brake: async () => (isDown ? Promise.reject(new OfficeError('no-answer', 'down')) : line.brake()),
    change: async () => Promise.reject(new OfficeError('no-answer', 'down')),
  }
  await draw({ line: failing })
  await open('Jarru')
  isDown = true
  await userEvent.click(page.getByText('Tauko: mitään ei kirjata'))
  await expect.element(page.getByRole('alert')).toHaveTextContent('Keskus ei vastaa')
  await expect.element(page.getByText('Tahti, tapahtumaa minuutissa').first()).toBeVisible()
})

const cells = (host: HTMLElement) => [...host.querySelectorAll('.office-body:not([hidden]) td')].map(one => one.textContent)

test('[RP93] lists call items by their titles, with the number beneath', async () => {
  const { host } = await draw()
  for (const section of ['Odottaa', 'Täsmäytys', 'Koekäyttö']) {
    await open(section)
    await expect.poll(() => cells(host), { message: section }).toContain('Järven hiljaisuusHLO1000042')
  }
})

test('[RP93] where no title can be had the numbers stay, and nothing is in trouble', async () => {
  const { line } = stillOffice()
  const titles = () => Promise.reject(new OfficeError('refused', 'unknown'))
  const { host } = await draw({ line: { ...line, titles } })
  await open('Odottaa')
  await expect.poll(() => cells(host)).toContain('HLO1000042')
  expect(host.querySelector('[role="alert"]')).toBeNull()
})

test('[RP93] a question says who of staff scanned it; questions of one kind stand under one heading', async () => {
  const { host } = await draw()
  await open('Selvitettävää')
  await expect
    .poll(() => [...host.querySelectorAll('.asked small')].map(one => one.textContent).join())
    .toContain('Oula Ylisaari')
  const headings = [...host.querySelectorAll('.group-asked h2')].map(one => one.textContent)
  expect(new Set(headings).size).toBe(headings.length)
})
