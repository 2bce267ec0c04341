import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { drawAwake, openPlane, scanOf } from '../../desk/keys.fixture.tsx'
import { textOf } from '../../desk/still-screen.fixture.tsx'
import { states } from '../../showcase/states.ts'

await page.viewport(1280, 800)

const open = async () => {
  const drawn = await drawAwake(states.lend)
  await userEvent.keyboard('{Shift>}{F5}{/Shift}')
  await expect.poll(() => openPlane(drawn.root)).toBe('Ota maksu')
  return drawn
}

test('[DS42] Shift F5 shows what is owed, and F10 takes all of it in cash', async () => {
  const { root, desk } = await open()
  expect(textOf(root, '.task-body')).toContain('Maksamatta 3,20 €')
  expect(textOf(root, '.task-acts')).toContain('Maksettu käteisellä 3,20 €')
  await userEvent.keyboard('{F10}')
  expect(desk.asked).toEqual([{ type: 'pay', cents: 320 }])
  await expect.poll(() => root.querySelector('.task')).toBeNull()
})

test('[DS42] a part of it is typed; what is more than owed is not taken', async () => {
  const { root, desk } = await open()
  await userEvent.keyboard('4')
  await expect.poll(() => root.querySelector('.task-acts button')?.hasAttribute('disabled')).toBe(true)
  await userEvent.keyboard('{F10}{Enter}')
  expect(desk.asked).toEqual([])
  await userEvent.keyboard('{Backspace}2,5{Enter}')
  await expect.poll(() => textOf(root, '.task-acts')).toContain('2,50')
  expect(desk.asked).toEqual([])
  await userEvent.keyboard('{F10}')
  expect(desk.asked).toEqual([{ type: 'pay', cents: 250 }])
})

test('[DS42] a scan meanwhile is a scan at the desk', async () => {
  const { root, desk } = await open()
  await userEvent.keyboard('853N00000017{Enter}')
  expect(desk.asked).toEqual([scanOf('853N00000017')])
  await expect.poll(() => root.querySelector('.task')).toBeNull()
})

test("[DS42] another patron's card meanwhile closes it: nobody pays into another account", async () => {
  const { root, desk } = await open()
  await userEvent.keyboard('2,5')
  const session = desk.session()
  desk.show({ session: { ...session, visit: { ...session.visit!, visitId: 'another', card: '2002' } } })
  await expect.poll(() => root.querySelector('.task')).toBeNull()
  expect(desk.asked).toEqual([])
})
