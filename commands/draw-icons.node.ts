import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { browserLaunchOptions } from './setup/find-browser.node.ts'
import { root } from './setup/run.node.ts'

const folder = join(root, 'renderer/public')

/** A maskable icon may be cut to a circle of four fifths: the drawing shrinks, its ground does not. */
const icons = [
  { file: 'icon-192.png', size: 192, scale: 1 },
  { file: 'icon-512.png', size: 512, scale: 1 },
  { file: 'icon-maskable-512.png', size: 512, scale: 0.8 },
]

/** npx tsx commands/draw-icons.node.ts: draws the bitmaps that installed apps need from icon.svg. Run when that has changed. */
async function drawIcons(): Promise<void> {
  const drawing = readFileSync(join(folder, 'icon.svg'), 'utf8')
  const browser = await chromium.launch(browserLaunchOptions())
  for (const { file, size, scale } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    const style = `body{margin:0;background:#00305e}svg{display:block;width:100vw;height:100vh;transform:scale(${scale})}`
    await page.setContent(`<style>${style}</style>${drawing}`)
    await page.screenshot({ path: join(folder, file) })
    await page.close()
  }
  await browser.close()
}

await drawIcons()
