import { type Browser, type CDPSession, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserLaunchOptions } from '../commands/setup/find-browser.node.ts'
import { chance } from '../sync/hub/demo/chance.ts'
import { showStaff } from '../sync/hub/demo/showcase.ts'
import type { Entry } from '../sync/journal/entry.ts'
import { type Act, DayScript, type Shown } from './day-script.ts'
import { DemoHub } from './demo-hub.ts'
import { DeskPage } from './desk-page.ts'
import { HeadlessProgram } from './headless-program.ts'

const today = '2026-11-17'
const stop = { branch: 'PYS1AU', stopId: '3-saaksjarvi', name: 'Sääksjärven koulu' }
const scans = 200

const hub = new DemoHub(['--demo', '--today', today])
let browser: Browser | undefined

beforeAll(async () => {
  await hub.start()
  browser = await chromium.launch(browserLaunchOptions())
})

afterAll(async () => {
  await browser?.close()
  await hub.stop()
})

test('200 scans typed into the screen and said to the headless station make the same journal, entry by entry', async () => {
  const headless = new HeadlessProgram('van-headless', { url: hub.url(), token: hub.token() })
  const [desk] = await Promise.all([openDesk(), headless.say({ finish: true })])
  // Both have the library; from here on nothing comes from outside.
  await hub.stop()

  const played = await playHeadless(headless)
  await headless.end()
  checkVariety(played, headless.journal())
  await playOnScreen(desk, played)

  const spoken = headless.journal()
  const typed = await journalOf(desk.page, 'van-screen')
  expect(typed.map(comparable)).toEqual(spoken.map(comparable))
})

/** A day in which little happens would be equal too easily. */
function checkVariety(played: readonly Played[], entries: readonly Entry[]): void {
  const questions = new Set(played.flatMap(({ shown }) => shown.question?.about ?? []))
  expect([...questions].sort()).toEqual(
    ['card-or-item', 'lend-to-open-patron', 'override', 'own-loan', 'undo', 'unknown-number', 'whose'].sort(),
  )
  const kinds = new Set(entries.map(({ transaction }) => transaction.kind))
  for (const kind of ['checkout', 'checkin', 'renewal', 'undo', 'refused', 'security-job', 'signed-out'] as const)
    expect(kinds).toContain(kind)
  const goesTo = new Set(entries.flatMap(({ transaction: done }) => (done.kind === 'checkin' ? done.destination.kind : [])))
  for (const place of ['hold', 'look-at'] as const) expect(goesTo).toContain(place)
  expect(played.some(({ shown }) => shown.waiting)).toBe(true)
}

interface Played {
  readonly act: Act
  /** Badge of who signs in, where the act is a change of staff. */
  readonly badge?: string
  /** What the headless station showed after it. */
  readonly shown: Shown
}

/** Makes the script up as it goes: every act is one that fits what is shown. */
async function playHeadless(station: HeadlessProgram): Promise<readonly Played[]> {
  await station.say({ scan: showStaff[0].badge })
  const script = new DayScript(chance(6), today)
  let shown: Shown = await station.say({ type: 'choose-stop', branch: stop.branch, stopId: stop.stopId })
  const played: Played[] = []
  for (let scanned = 0; scanned < scans; ) {
    const act = script.next(shown)
    const badge = act.kind === 'switch-staff' ? script.nextBadge() : undefined
    if (badge) await station.say({ scan: '$$SIGNOUT' })
    shown = await station.say(badge ? { scan: badge } : requestOf(act))
    played.push({ act, shown, ...(badge && { badge }) })
    if (act.kind === 'scan' || act.kind === 'plane') scanned++
  }
  return played
}

function requestOf(act: Act): object {
  switch (act.kind) {
    case 'scan':
    case 'plane':
      return { scan: act.text }
    case 'answer':
      return { answer: act.choice + 1 }
    case 'finish':
      return { finish: true }
    case 'returns-only':
      return { scan: '$$RETURNS' }
    case 'undo':
      return { scan: '$$UNDO' }
    default:
      return { scan: '$$RENEW' }
  }
}

async function openDesk(): Promise<DeskPage> {
  const page = await browser!.newPage({ viewport: { width: 1280, height: 800 }, locale: 'fi-FI' })
  await page.goto(`${hub.desk()}&station=van-screen`)
  const desk = new DeskPage(page)
  await desk.ready()
  return desk
}

/** Scans are typed one after the other without waiting for anything; only a key that means what is shown waits until it is shown. */
async function playOnScreen({ page }: DeskPage, played: readonly Played[]): Promise<void> {
  await type(page, showStaff[0].badge)
  await page.getByRole('option', { name: stop.name }).click()
  await page.keyboard.press('F10')
  let before: Shown = {}
  for (const [at, { act, badge, shown }] of played.entries()) {
    // An empty screen looks like the one before the last scan: what empties it waits for that scan if a key comes after it that means what is shown.
    const empties = ['finish', 'returns-only'].includes(act.kind) && meansWhatIsShown(played[at + 1]?.act)
    if (meansWhatIsShown(act) || empties) await showing(page, before, played.slice(Math.max(0, at - 12), at + 1))
    await carryOut(page, act, badge)
    before = shown
  }
  await showing(page, before, undefined)
}

const meansWhatIsShown = (act?: Act) => !!act && ['answer', 'undo', 'renew', 'plane', 'switch-staff'].includes(act.kind)

async function carryOut(page: Page, act: Act, badge: string | undefined): Promise<void> {
  switch (act.kind) {
    case 'scan':
      return type(page, act.text)
    case 'plane':
      await page.locator('.task').waitFor({ state: 'detached' })
      await type(page, act.text)
      return page.locator('.task').waitFor()
    case 'answer':
      return page.keyboard.press(`F${10 + act.choice}`)
    case 'finish':
      return page.keyboard.press('F9')
    case 'returns-only':
      return page.keyboard.press('F2')
    case 'undo':
      return page.keyboard.press('F8')
    case 'renew':
      await page.keyboard.press('F5')
      await page.locator('.task .choice').first().waitFor()
      return page.keyboard.press('F10')
    case 'switch-staff':
      await type(page, '$$SIGNOUT')
      await page.locator('.task').waitFor()
      // Whatever is scanned next comes while the plane is still going away.
      return type(page, badge!)
  }
}

/** As a scanner in keyboard mode does: the keys come faster than anybody could see, Enter at the end. */
async function type(page: Page, text: string): Promise<void> {
  const keys = await keysOf(page)
  const strokes = [...text].map(key => ({ key, text: key }))
  const enter = { key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13 }
  await Promise.all(
    [...strokes, enter].flatMap(stroke => [
      keys.send('Input.dispatchKeyEvent', { type: 'keyDown', ...stroke }),
      keys.send('Input.dispatchKeyEvent', { type: 'keyUp', key: stroke.key }),
    ]),
  )
}

const keyboards = new Map<Page, Promise<CDPSession>>()

function keysOf(page: Page): Promise<CDPSession> {
  const known = keyboards.get(page) ?? page.context().newCDPSession(page)
  keyboards.set(page, known)
  return known
}

/** Waits until the screen shows what the headless station showed: the same verdict by number and shape, the same answers, the same scan that waits. */
async function showing(page: Page, { verdict, question, waiting }: Shown, next: unknown): Promise<void> {
  const expected = {
    verdict: verdict ? `${verdict.number} ${verdict.shape}` : 'none',
    answers: question?.choices.length ?? 0,
    waiting: waiting ?? '',
  }
  const isShown = (wanted: typeof expected) => {
    const plane = document.querySelector<HTMLElement>('.verdict[data-number]')
    const shape = ['yes', 'aside', 'ask', 'no'].find(name => plane?.classList.contains(name))
    const answers = document.querySelectorAll('.answers button').length
    const waits = document.querySelector('.waiting [data-waiting]')?.textContent ?? ''
    const seen = plane ? `${plane.dataset.number} ${shape}` : 'none'
    return (seen === wanted.verdict && answers === wanted.answers && waits === wanted.waiting) || undefined
  }
  await page.waitForFunction(isShown, expected, { timeout: 20_000 }).catch(async () => {
    const seen = await page.locator('.verdict-place').textContent()
    throw new Error(`before ${JSON.stringify(next)} the screen should show ${JSON.stringify(expected)}, but it shows: ${seen}`)
  })
}

/** Every entry in the page's own journal. */
function journalOf(page: Page, station: string): Promise<readonly Entry[]> {
  return page.evaluate(
    name =>
      new Promise<Entry[]>((resolve, reject) => {
        const opening = indexedDB.open(`journal-${name}`)
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const all = opening.result.transaction('entries').objectStore('entries').getAll()
          all.onerror = () => reject(all.error)
          all.onsuccess = () => resolve(all.result.map((row: { line: string }) => JSON.parse(row.line) as Entry))
        }
      }),
    station,
  )
}

/** All but what must differ: the station's name, times and runs, the epoch's name, the hashes with their salt, and the ids made of them. */
function comparable({ station: _, epoch: _1, previous: _2, hash: _3, at, transaction, ...rest }: Entry): object {
  const entry: object = 'salt' in rest ? { ...rest, salt: 'some' } : rest
  const named: object = { ...transaction }
  if ('visitId' in named) Object.assign(named, { visitId: String(named.visitId).replace(at.run, 'RUN') })
  if (transaction.kind === 'undo') Object.assign(named, { target: transaction.target.sequence })
  return { ...entry, zone: at.zone, transaction: named }
}
