import type { Page } from 'playwright'

/** What the verdict plane says, read from the painted page. */
export interface PaintedVerdict {
  readonly number: number
  readonly shape: string
  readonly word: string
  readonly title: string
  readonly big: string
}

/** The desk as somebody at the keyboard meets it: scans are keys, verdicts are what is painted. The same in a browser and in Electron. */
export class DeskPage {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  /** Waits until the desk can be used. */
  async ready(): Promise<void> {
    await this.page.locator('.desk .field').first().waitFor({ timeout: 60_000 })
  }

  /** The newest verdict; number 0 while the board is shown. */
  async verdict(): Promise<PaintedVerdict> {
    // No named function in here: a transpiler may give it a helper that the page does not have.
    const read = await this.page.evaluate(() => {
      const plane = document.querySelector<HTMLElement>('.verdict[data-number]')
      const texts = ['h1', '.v-title', '.big'].map(part => plane?.querySelector(part)?.textContent ?? '')
      return { number: Number(plane?.dataset.number ?? 0), classes: plane?.className ?? '', texts }
    })
    const [word = '', title = '', big = ''] = read.texts.map(text => text.replaceAll('\u00ad', '').trim())
    const shape = ['yes', 'aside', 'ask', 'no'].find(name => read.classes.split(' ').includes(name)) ?? 'none'
    return { number: read.number, shape, word, title, big }
  }

  /** Types a number the way a scanner does, Enter at the end, and waits for the verdict it leads to. */
  async scan(number: string): Promise<PaintedVerdict> {
    const before = (await this.verdict()).number
    await this.page.keyboard.type(number)
    await this.page.keyboard.press('Enter')
    return this.verdictAfter(before)
  }

  /** Presses a key and waits for the verdict it leads to. */
  async press(key: string): Promise<PaintedVerdict> {
    const before = (await this.verdict()).number
    await this.page.keyboard.press(key)
    return this.verdictAfter(before)
  }

  async verdictAfter(number: number): Promise<PaintedVerdict> {
    await this.page.waitForFunction(
      before => Number(document.querySelector<HTMLElement>('.verdict[data-number]')?.dataset.number ?? 0) > before,
      number,
      { timeout: 20_000 },
    )
    await this.#surroundingsDrawn()
    return this.verdict()
  }

  /** List, patron, header and keys are drawn in the second frame after a verdict's. */
  async #surroundingsDrawn(): Promise<void> {
    const waitFrames = `new Promise(done => {
      let frames = 0
      const next = () => (++frames === 4 ? done() : requestAnimationFrame(next))
      requestAnimationFrame(next)
    })`
    await this.page.evaluate(waitFrames)
  }

  /** Painted lines of today, newest first: title and fact. */
  async lines(): Promise<readonly string[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll('.list .row, .list li')].map(row => row.textContent?.replaceAll('\u00ad', '') ?? ''),
    )
  }

  /** How the line stands, as the header says it. */
  async link(): Promise<string> {
    return (await this.page.locator('.link').first().textContent()) ?? ''
  }

  /** The machine tells its programs that there is a line again; then waits until the header says that everything has gone to the hub. */
  async allSent(): Promise<void> {
    await this.page.evaluate(() => window.dispatchEvent(new Event('online')))
    await this.page.waitForFunction(
      () => !/\d+ lähettämättä/.test(document.querySelector('.link')?.textContent ?? '1 lähettämättä'),
      null,
      {
        timeout: 60_000,
      },
    )
  }
}
