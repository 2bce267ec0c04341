import type { DeskPage } from '../../e2e/desk-page.ts'
import type { Numbers } from '../../simulation/torture/acts.ts'
import type { Chance } from '../../sync/hub/demo/chance.ts'

const longestWaitMs = 20_000

/** Resolves with the time of the next verdict. */
export class NextTime {
  #resolve: ((milliseconds: number) => void) | undefined

  tell = (milliseconds: number): void => this.#resolve?.(milliseconds)

  wait(): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no verdict within ${longestWaitMs} ms`)), longestWaitMs)
      this.#resolve = milliseconds => {
        clearTimeout(timer)
        resolve(milliseconds)
      }
    })
  }
}

/** A busy morning: a card and a stack of loans, then a stack of returns, and so on. Returns the milliseconds of each scan. */
export async function scanAway(
  { page }: DeskPage,
  { cards, items }: Numbers,
  chance: Chance,
  scans: number,
  next: NextTime,
): Promise<readonly number[]> {
  const times: number[] = []
  const scan = async (number: string) => {
    await page.keyboard.type(number)
    const timed = next.wait()
    await page.keyboard.press('Enter')
    times.push(await timed)
    // A question waits for an answer, and its verdict is not a scan's.
    if (await page.locator('.verdict.ask').isVisible()) await page.keyboard.press('F10')
    await page.waitForTimeout(chance.whole(10, 40))
  }
  while (times.length < scans) {
    await scan(chance.of(cards))
    for (let stack = chance.whole(4, 12); stack > 0 && times.length < scans; stack--) await scan(chance.of(items))
    await page.keyboard.press('F9')
    for (let stack = chance.whole(4, 12); stack > 0 && times.length < scans; stack--) await scan(chance.of(items))
  }
  return times
}
