import type { DeskPage } from '../../e2e/desk-page.ts'
import type { Chance } from '../../sync/hub/demo/chance.ts'
import { demoLibrary } from '../../sync/hub/demo/demo-library.ts'
import { showStaff } from '../../sync/hub/demo/showcase.ts'

/** Numbers of the demo library. */
export interface Numbers {
  readonly cards: readonly string[]
  readonly items: readonly string[]
}

/** Cards and items of a made-up library of that size. */
export function demoNumbers(size: { readonly items: number; readonly patrons: number }): Numbers {
  const library = demoLibrary({ ...size, seed: 1, today: '2026-01-01' })
  return {
    cards: [...library.patrons].map(({ cards }) => cards[0]!).filter(card => card !== undefined),
    items: [...library.items].map(({ barcode }) => barcode),
  }
}

/** Signs in with a badge and says where the desk stands, as far as it asks. */
export async function beginWork({ page }: DeskPage): Promise<void> {
  const badge = page.locator('#badge-field')
  if (await badge.isVisible()) {
    await badge.focus()
    await page.keyboard.type(showStaff[0].badge)
    await page.keyboard.press('Enter')
    await badge.waitFor({ state: 'detached', timeout: 20_000 })
  }
  const plane = page.locator('.task')
  if (!(await plane.isVisible())) return
  await page.keyboard.press('F10')
  await plane.waitFor({ state: 'detached', timeout: 20_000 })
}

/** What the desk says of its start: `clean`, `completed`, `restored` or `fork`. */
export async function toldRecovery({ page }: DeskPage): Promise<string> {
  await page.keyboard.press('F1')
  await page.locator('.task').waitFor({ timeout: 20_000 })
  const told = await page.evaluate(() => document.querySelector<HTMLElement>('[data-recovery]')?.dataset.recovery)
  await page.keyboard.press('Escape')
  await page.locator('.task').waitFor({ state: 'detached', timeout: 20_000 })
  return told ?? 'clean'
}

/** Somebody at the desk who scans what comes. `acts` counts, by barcode, how often something was done that may be recorded. */
export class Hands {
  readonly acts = new Map<string, number>()
  readonly #numbers: Numbers
  readonly #chance: Chance
  #last = ''

  constructor(numbers: Numbers, chance: Chance) {
    this.#numbers = numbers
    this.#chance = chance
  }

  /** One act, whatever fits: an answer where the desk asks, else a card, an item, undo, or the end of a visit. */
  async act(desk: DeskPage): Promise<void> {
    if ((await desk.verdict()).shape === 'ask') await this.#answer(desk)
    const kind = this.#chance.next()
    if (kind < 0.2) await desk.scan(this.#chance.of(this.#numbers.cards))
    else if (kind < 0.26) await desk.page.keyboard.press('F9')
    else if (kind < 0.3) await this.#undo(desk)
    else await this.scanItem(desk)
  }

  /** An item, lent or taken back. */
  async scanItem(desk: DeskPage): Promise<void> {
    this.#last = this.#chance.of(this.#numbers.items)
    this.#count()
    await desk.scan(this.#last)
  }

  /** Something that is recorded in any case: an item that comes back while nobody is open. Does not wait for what the desk says. */
  async beginReturn(desk: DeskPage): Promise<void> {
    if ((await desk.verdict()).shape === 'ask') await this.#answer(desk)
    await desk.page.keyboard.press('F9')
    this.#last = this.#chance.of(this.#numbers.items)
    this.#count()
    await desk.page.keyboard.type(this.#last)
    await desk.page.keyboard.press('Enter')
  }

  async #answer(desk: DeskPage): Promise<void> {
    this.#count()
    await settled(desk, this.#chance.of(['F10', 'F10', 'F11']))
  }

  async #undo(desk: DeskPage): Promise<void> {
    await settled(desk, 'F8')
    if (await desk.page.locator('.task').isVisible()) await desk.page.keyboard.press('Escape')
  }

  #count(): void {
    this.acts.set(this.#last, (this.acts.get(this.#last) ?? 0) + 1)
  }
}

/** A key that need not lead to a verdict. */
async function settled(desk: DeskPage, key: string): Promise<void> {
  const before = await desk.verdict()
  await desk.page.keyboard.press(key)
  await desk.page
    .waitForFunction(
      ({ number, shape }) => {
        const plane = document.querySelector<HTMLElement>('.verdict[data-number]')
        return Number(plane?.dataset.number ?? 0) !== number || (shape === 'ask' && !plane?.classList.contains('ask'))
      },
      before,
      { timeout: 1000 },
    )
    .catch(() => undefined)
}
