import { act } from 'react'
import { expect, onTestFinished, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { RegisterState } from '../../sync/register/register.ts'
import type { StationStatus } from '../../sync/station/desk.ts'
import { states } from '../showcase/states.ts'
import { stillHome } from '../showcase/still-home.ts'
import { drawStill, textOf } from './still-screen.fixture.tsx'

await page.viewport(1280, 800)

const nothing = 'ei mitään'

const withStatus = (part: Partial<StationStatus>) => {
  const { idle } = states
  return drawStill({ ...idle, still: { ...idle.still, status: { ...idle.still.status, tasks: [], ...part } } })
}

const leased = (lease: RegisterState['lease']): Partial<StationStatus> => ({
  register: { ...states.idle.still.status.register, ...(lease && { lease }) },
})

test.each([
  [{ recovery: { kind: 'fork', epoch: '1-a', sequence: 4, keptAside: 2 } }, 'Tallenteet erosivat', 'lähtevät toimistolle'],
  [{ recovery: { kind: 'restored', entries: 12 } }, 'Päiväkirja palautettu', '12 tapahtumaa'],
  [{ recovery: { kind: 'completed', copy: 'file', entries: 3 } }, 'Tallenne täydennetty', '3 tapahtumaa'],
  [{ copies: { kind: 'second-missing', why: 'ENOSPC: no space left on device' } }, 'Toinen tallenne puuttuu', 'ENOSPC.'],
  [{ neighboursLeftOut: { unread: 3, older: 0 } }, '3 toisen pisteen tapahtumaa jäi lukematta', 'Päivitä tämä kone'],
  [{ neighboursLeftOut: { unread: 0, older: 1 } }, '1 toisen pisteen vanha tapahtuma jäi pois', 'Kotikeskukseen ei ole ollut'],
  [{ refusedAtHome: 'home-token' }, 'Päiväkirja ei pääse kotiin', 'tekemään autolle uusi avain'],
  [{ refusedAtHome: 'home-station' }, 'Päiväkirja ei pääse kotiin', 'nimeämään asema auton mukaan'],
  [{ refusedAtHome: 'home-old' }, 'Päiväkirja ei pääse kotiin', 'päivittämään kotikeskus'],
  [{ refusedAtHome: 'home-refuses' }, 'Päiväkirja ei pääse kotiin', 'Kerro ylläpidolle'],
  [{ noRoom: true }, 'Levy on täynnä', 'Mitä on lainattu, on tallessa'],
  [{ clock: { kind: 'off', addMs: -3_600_000 } }, 'Koneen kello väärässä', 'Keskuksen kello on'],
  [{ clock: { kind: 'behind', addMs: 3_600_000 } }, 'Koneen kello väärässä', 'tarkista eräpäivät'],
  [leased({ kind: 'ending', daysLeft: 1 }), 'Asiakkaat lukitaan huomenna', 'Vie se verkon ääreen'],
  [leased({ kind: 'ending', daysLeft: 3 }), 'Asiakkaat lukitaan 3 päivän päästä', 'Vie se verkon ääreen'],
  [leased({ kind: 'locked' }), 'Asiakkaat on lukittu', 'Palautus toimii, lainaus ei'],
  [{ register: { ...states.idle.still.status.register, sealed: true } }, 'Asiakkaat ovat lukossa', 'Palautus toimii, lainaus ei'],
  [leased({ kind: 'over' }), 'Asiakkaat on poistettu', 'Palautus toimii, lainaus ei'],
] as const)('%o is told beside the desk, and in words behind F6', async (part, title, why) => {
  const { root } = await withStatus(part)
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  expect(textOf(root, '.side [data-notice] b')).toBe(title)
  await userEvent.keyboard('{F6}')
  await expect.poll(() => textOf(root, '.task [data-notice]')).toContain(title)
  expect(textOf(root, '.task [data-notice]')).toContain(why)
  expect(textOf(root, '.task .resolving')).not.toContain(nothing)
})

test('with nothing to sort out, F6 says so', async () => {
  const { root } = await withStatus({})
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  await userEvent.keyboard('{F6}')
  await expect.poll(() => textOf(root, '.task .resolving')).toContain(nothing)
})

test('a battery that runs out is told until the charger is in; a full one is not', async () => {
  const battery = Object.assign(new EventTarget(), { charging: false, level: 0.12 })
  const own = Object.getOwnPropertyDescriptor(navigator, 'getBattery')
  Object.defineProperty(navigator, 'getBattery', { configurable: true, value: async () => battery })
  onTestFinished(() => {
    if (own) Object.defineProperty(navigator, 'getBattery', own)
    else Reflect.deleteProperty(navigator, 'getBattery')
  })
  const { root } = await withStatus({})
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  await expect.poll(() => textOf(root, '[data-notice="battery"] b')).toBe('Akkua jäljellä 12 %')
  battery.charging = true
  battery.dispatchEvent(new Event('chargingchange'))
  await expect.poll(() => root.querySelector('[data-notice]')).toBeNull()
  Object.assign(battery, { charging: false, level: 0.9 })
  battery.dispatchEvent(new Event('levelchange'))
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(root.querySelector('[data-notice]')).toBeNull()
})

test('a machine with nothing to say says nothing', async () => {
  const { root } = await withStatus({})
  expect(root.querySelector('[data-notice]')).toBeNull()
})

test('[CA1] in the evening a desk with one copy offers to carry home what lies on it alone; by day, with two copies, or once it was carried, it does not', async () => {
  const one = { kind: 'one', persistent: true } as const
  const offered = async (copies: StationStatus['copies'], isToCarry: boolean, now: string) => {
    const { idle } = states
    const status = { ...idle.still.status, tasks: [], copies, unsent: 3 }
    const home = { ...stillHome(), isToCarry: async () => isToCarry }
    const { root, station } = await drawStill({ ...idle, still: { ...idle.still, status } }, { home })
    await act(async () => station.deskStore.setState({ now }))
    await act(async () => {})
    return { root, station, notice: root.querySelector<HTMLElement>('[data-notice="carry-home"] button') }
  }
  const [noon, evening] = ['2026-11-17T10:00:00Z', '2026-11-17T14:05:00Z']
  expect((await offered(one, true, noon)).notice).toBeNull()
  expect((await offered({ kind: 'two' }, true, evening)).notice).toBeNull()
  expect((await offered(one, false, evening)).notice).toBeNull()
  const { root, station, notice } = await offered(one, true, evening)
  expect(textOf(root, '[data-notice="carry-home"] b')).toBe('Vie päivä kotiin tikulla')
  await act(async () => notice?.click())
  expect(station.screen.getState().task).toBe('carry-home')
})
