import { expect, onTestFinished, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { drawAwake, openPlane } from '../../desk/keys.fixture.tsx'
import { states } from '../../showcase/states.ts'

await page.viewport(1280, 800)

const entry = (sequence: number) => ({
  taskId: `auto2/e1/${sequence}`,
  target: { station: 'auto2', epoch: 'e1', sequence },
})
const chosen = (root: HTMLElement) => root.querySelector('.task-details h2')?.textContent?.replaceAll('\u00ad', '')

test('the recommended choice stands first and F10 gives it; Enter, space, letters and digits give nothing', async () => {
  const { root, desk } = await drawAwake(states['sort-order'])
  expect(chosen(root)).toBe('Järjestys epäselvä')
  await userEvent.keyboard('{Enter} ')
  expect(desk.asked).toEqual([])
  await userEvent.keyboard('{F10}')
  expect(desk.asked).toEqual([{ type: 'resolve', tasks: [entry(31)], question: 'order-unclear', choice: 'lend-to-patron' }])
})

test('arrows choose the matter, tab and arrows the choice, all without the mouse', async () => {
  const { root, desk } = await drawAwake(states['sort-order'])
  await userEvent.keyboard('{Tab}{ArrowDown}{ArrowDown}')
  await expect.poll(() => root.querySelector('.task-details [data-selected] b')?.textContent).toContain('Palauta')
  await userEvent.keyboard('{F10}')
  expect(desk.asked).toMatchObject([{ choice: 'take-back' }])
})

test('the right number is scanned into the plane, shown by its title, and sent only by F10; F11 answers all that are equal', async () => {
  const { root, desk } = await drawAwake(states['sort-correct'])
  const button = (key: string) =>
    [...root.querySelectorAll<HTMLButtonElement>('.task-acts button')].find(one => one.textContent?.startsWith(key))
  expect(button('F10')?.disabled).toBe(true)
  await userEvent.keyboard('30017{Enter}')
  expect(openPlane(root)).toBe('Selvitettävää')
  await expect.poll(() => root.querySelector('.task-details [role="status"]')?.textContent).toBe('Supermarsu ja kadonnut lippu')
  expect(desk.asked).toEqual([])
  await userEvent.keyboard('{F11}')
  const right = { barcode: '30017' }
  expect(desk.asked).toEqual([
    { type: 'resolve', tasks: [entry(32), entry(33)], question: 'unknown-item', choice: 'correct-barcode', right },
  ])
})

test("a device's scan goes to the right number while one is asked for, and to the desk otherwise", async () => {
  const { root, station } = await drawAwake(states['sort-correct'])
  station.screen.getState().takesScan?.('30017')
  await expect.poll(() => root.querySelector<HTMLInputElement>('.task-details input')?.value).toBe('30017')
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => station.screen.getState().takesScan).toBeUndefined()
})

test('a book to find is ticked off', async () => {
  const { desk } = await drawAwake(states['sort-find'])
  await userEvent.keyboard('{F10}')
  expect(desk.asked).toEqual([{ type: 'task-done', taskIds: ['t1'] }])
})

test('what is answered says what and waits; it is not answered again, but taken back', async () => {
  const { root, desk } = await drawAwake(states['sort-answered'])
  expect(root.querySelector('.task-details')?.textContent).toContain('Korjaa kortin numero')
  await userEvent.keyboard('{F11}')
  expect(desk.asked).toEqual([])
  await userEvent.keyboard('{F10}')
  expect(desk.asked).toMatchObject([{ type: 'take-answers-back', answers: [{ station: 'auto2', sequence: 36 }] }])
})

test('a choice that needs no number answers all where the same is asked', async () => {
  const { root, desk } = await drawAwake(states['sort-correct'])
  await userEvent.click(
    [...root.querySelectorAll('[role="option"].choice')].find(one => one.textContent?.includes('Jätä kirjaamatta'))!,
  )
  await userEvent.keyboard('{F11}')
  expect(desk.asked).toMatchObject([{ type: 'resolve', choice: 'write-off', tasks: [entry(32), entry(33)] }])
})

test('[RP74] questions about money are answered one by one: F11 gives nothing', async () => {
  const { still, ...over } = states['sort-correct']
  const tasks = still.status.tasks.map(task => {
    const { outcome } = task.outcome
    if (outcome.kind !== 'needs-person' || outcome.question !== 'unknown-item') return task
    const asked = { ...outcome, question: 'payment-unclear', choices: ['leave-as-is', 'try-again'] } as const
    const scan = { ...task.scan!, kind: 'payment', cents: 250 } as const
    const { barcode: _, ...paid } = task
    return { ...paid, scan, outcome: { ...task.outcome, outcome: asked } }
  })
  const { root, desk } = await drawAwake({ ...over, still: { ...still, status: { ...still.status, tasks } } })
  expect(chosen(root)).toBe('Maksusta ei varmuutta')
  // Whoever looks into the account needs to know whose, and for how much.
  expect(root.querySelector('.task-details')?.textContent).toContain('maksu 2,50 €')
  expect(root.querySelector('.task-details')?.textContent).toContain('2001p24417')
  expect(root.querySelector('.task-acts')?.textContent).not.toContain('F11')
  await userEvent.keyboard('{F11}')
  expect(desk.asked).toEqual([])
  await userEvent.keyboard('{F10}')
  expect(desk.asked).toEqual([{ type: 'resolve', tasks: [entry(32)], question: 'payment-unclear', choice: 'leave-as-is' }])
})

test('a slip for the book to find has the hold’s number and no name', async () => {
  const { root } = await drawAwake(states['sort-find'])
  let printed = ''
  const real = window.print
  window.print = () => {
    printed = document.querySelector('.paper.slips')?.textContent ?? ''
    window.dispatchEvent(new Event('afterprint'))
  }
  onTestFinished(() => {
    window.print = real
  })
  await userEvent.click([...root.querySelectorAll('.book-slips button')].at(-1)!)
  await expect.poll(() => printed).toContain('388')
  expect(printed).toContain('Tatu ja Patu pihalla')
})

test('[DS44] what the desk put aside by itself says where it goes and that the hub has not spoken; F10 hands it over', async () => {
  const { root, desk } = await drawAwake(states['sort-set-aside'])
  const plain = (selector: string) => (root.querySelector(selector)?.textContent ?? '').replaceAll('\u00ad', '')
  expect(plain('.task-details')).toContain('varaus 417, Sääksjärven koulu')
  expect(plain('.task-details')).toContain('Auton omien tietojen mukaan')
  expect([...root.querySelectorAll('.task-row')].filter(row => row.textContent?.includes('ei vielä varmistettu'))).toHaveLength(4)
  await userEvent.keyboard('{F10}')
  expect(desk.asked).toEqual([{ type: 'task-done', taskIds: ['auto2/e1/44'] }])
})
