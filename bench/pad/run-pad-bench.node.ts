import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DemoHub } from '../../e2e/demo-hub.ts'
import type { DeskPage } from '../../e2e/desk-page.ts'
import { plainItems } from '../../e2e/plain-items.ts'
import { PtyReader } from '../../e2e/pty-reader.ts'
import { realPace } from '../../hardware/twins/reader-pace.ts'
import { beginWork } from '../../simulation/torture/acts.ts'
import { commit, displayFor } from '../../simulation/torture/run-torture.node.ts'
import { startDesk } from '../../simulation/torture/start-desk.node.ts'
import { showCards } from '../../sync/hub/demo/showcase.ts'
import { percentile } from '../desk/figures.ts'
import { type ShownVerdict, tellVerdicts } from './tell-verdicts.ts'

export interface PadBenchOptions {
  readonly rounds: number
  readonly say: (line: string) => void
}

const pile = 12
/** What people at the desk may wait, in milliseconds. */
export const longestWaitMs = 1000
const patienceMs = 30_000

/** One round: laid down for a patron, lifted, laid down again with nobody open. */
interface Round {
  readonly lent: number
  readonly returned: number
  /** Until the last tag was switched and read back. */
  readonly unlocked: number
}

/**
 * Times piles of twelve on a simulated FEIG reader that takes as long as a real one, on a real serial line, at a real desk: from the moment they lie there to
 * the frame that shows the verdict of the whole pile, which is on disk by then. The desk must be built.
 */
export async function runPadBench({ rounds, say }: PadBenchOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'pysakki-bench-'))
  const hub = new DemoHub()
  const reader = new PtyReader()
  reader.shelf.pace = realPace
  const display = await displayFor('electron')
  const seen = new SeenVerdicts()
  const times: Round[] = []
  try {
    await hub.start()
    const running = await startDesk('electron', {
      data: folder,
      station: 'bus-1',
      hub: { url: hub.url(), token: hub.token() },
      devices: [{ id: 'pad', driver: 'feig', address: await reader.plugIn() }],
      more: tellVerdicts,
      onShown: seen.tell,
    })
    try {
      await running.desk.ready()
      await beginWork(running.desk)
      const items = plainItems(pile)
      for (let round = 0; round <= rounds; round++) {
        const time = await oneRound(running.desk, reader, items, seen)
        // The first one warms up what people do not wait for all day.
        if (round > 0) times.push(time)
        say(JSON.stringify({ round, ...time, load: loadavg()[0] }))
      }
    } finally {
      await running.kill()
    }
  } finally {
    await reader.pull()
    await hub.stop()
    display?.stop()
    rmSync(folder, { recursive: true, force: true })
    rmSync(hub.data, { recursive: true, force: true })
  }
  const verdicts = times.flatMap(({ lent, returned }) => [lent, returned])
  const unlocked = times.map(time => time.unlocked)
  return {
    pad_to_verdict_p50_ms: percentile(verdicts, 50),
    pad_to_verdict_p99_ms: percentile(verdicts, 99),
    pad_to_unlocked_p50_ms: percentile(unlocked, 50),
    pad_to_unlocked_p99_ms: percentile(unlocked, 99),
    items: pile,
    piles: verdicts.length,
    load: Math.round(loadavg()[0]! * 10) / 10,
    commit: commit(),
  }
}

async function oneRound(desk: DeskPage, reader: PtyReader, items: readonly string[], seen: SeenVerdicts): Promise<Round> {
  await desk.scan(showCards.adult)
  const lent = await laid(reader, items, seen, `Lainattu ${pile}/${pile}`)
  const unlocked = (await seen.next(`Hälyttimet ovat pois, ${pile}/${pile}`)) - lent.at
  await desk.page.keyboard.press('F9')
  await lifted(desk, reader)
  const returned = await laid(reader, items, seen, `Palautettu ${pile}/${pile}`)
  await seen.next(`Hälyttimet ovat päällä, ${pile}/${pile}`)
  await lifted(desk, reader)
  return { lent: Math.round(lent.took), returned: Math.round(returned.took), unlocked: Math.round(unlocked) }
}

async function laid(reader: PtyReader, items: readonly string[], seen: SeenVerdicts, word: string) {
  const shown = seen.next(word)
  // At any moment of the reader's turn.
  await pause(Math.random() * 300)
  const at = performance.timeOrigin + performance.now()
  reader.lay(items)
  return { at, took: (await shown) - at }
}

async function lifted({ page }: DeskPage, reader: PtyReader): Promise<void> {
  reader.clear()
  await page.locator('[data-pad-count]').getByText('0', { exact: true }).waitFor({ timeout: patienceMs })
  // What left a moment ago counts as still there.
  await pause(2500)
}

/** Verdicts as they are shown. */
class SeenVerdicts {
  #waiting: { readonly word: string; readonly resolve: (at: number) => void } | undefined

  tell = ({ word, at }: ShownVerdict): void => {
    if (this.#waiting && word.includes(this.#waiting.word)) this.#waiting.resolve(at)
  }

  /** Resolves with the moment at which such a verdict is shown. */
  next(word: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no "${word}" within ${patienceMs} ms`)), patienceMs)
      this.#waiting = {
        word,
        resolve: at => {
          clearTimeout(timer)
          resolve(at)
        },
      }
    })
  }
}
