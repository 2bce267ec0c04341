import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { packageProgram, root, run } from '../../commands/setup/run.node.ts'
import { DemoHub } from '../../e2e/demo-hub.ts'
import { beginWork, demoNumbers } from '../../simulation/torture/acts.ts'
import { receivedLines } from '../../simulation/torture/hub-received.node.ts'
import { commit, displayFor } from '../../simulation/torture/run-torture.node.ts'
import type { HostName } from '../../simulation/torture/running-desk.ts'
import { startDesk } from '../../simulation/torture/start-desk.node.ts'
import { chance } from '../../sync/hub/demo/chance.ts'
import { deskReport, figuresOf, type HostFigures } from './figures.ts'
import { NextTime, scanAway } from './scan-away.ts'
import { isRegisterWhole, timeVerdicts } from './time-verdicts.ts'

export interface DeskBenchOptions {
  readonly scans: number
  readonly hosts: readonly HostName[]
  readonly say: (line: string) => void
}

const size = { items: 95_000, patrons: 5_000 }
/** Before anything is counted: what is compiled and cached at the first scans of a morning is not what people wait for all day. */
const warmUp = 30

/** Times scans at a desk with a register of 100 000 rows, its journal strict and its upload running to a real hub. The desk must be built. */
export async function runDeskBench({ scans, hosts, say }: DeskBenchOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'pysakki-bench-'))
  const hub = new DemoHub(['--demo', '--beside-desk'])
  const display = await displayFor('electron')
  const figures: HostFigures[] = []
  let uploaded = 0
  try {
    say(`making a library of ${size.items} items and ${size.patrons} patrons...`)
    const how = ['--items', String(size.items), '--patrons', String(size.patrons), '--hub', hub.data]
    const made = await run(packageProgram('tsx'), [join(root, 'commands/generate.node.ts'), ...how], { timeoutMs: 300_000 })
    if (!made.ok) throw new Error(`the library could not be made\n${made.output}`)
    await hub.start()
    const numbers = demoNumbers(size)
    for (const host of hosts) {
      const next = new NextTime()
      const station = `bench-${host}`
      const to = { url: hub.url(), token: hub.token() }
      const running = await startDesk(host, {
        data: join(folder, host),
        station,
        hub: to,
        more: timeVerdicts,
        onTimed: next.tell,
      })
      try {
        await running.desk.ready()
        await beginWork(running.desk)
        for (let tries = 0; !(await running.desk.page.evaluate(isRegisterWhole, `register-${station}`)); tries++) {
          if (tries > 300) throw new Error('the register did not arrive whole within a minute')
          await pause(200)
        }
        await scanAway(running.desk, numbers, chance(2), warmUp, next)
        const times = await scanAway(running.desk, numbers, chance(1), scans, next)
        figures.push(figuresOf(host, times))
        uploaded += receivedLines(hub.data, station).length
        say(JSON.stringify({ ...figures.at(-1), uploaded, load: loadavg()[0] }))
      } finally {
        await running.kill()
      }
    }
  } finally {
    await hub.stop()
    display?.stop()
    rmSync(folder, { recursive: true, force: true })
    rmSync(hub.data, { recursive: true, force: true })
  }
  const about = {
    scans,
    register_rows: size.items + size.patrons,
    uploaded,
    load: Math.round(loadavg()[0]! * 10) / 10,
    commit: commit(),
  }
  return deskReport(figures, about)
}
