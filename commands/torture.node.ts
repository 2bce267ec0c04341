import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type KillsOptions, runKills, whatWentWrong } from '../simulation/storm/run-kills.node.ts'
import { runTorture, type Sabotage } from '../simulation/torture/run-torture.node.ts'
import { broken } from '../simulation/torture/torture-report.ts'
import { packageProgram, root, run } from './setup/run.node.ts'

const usage = `npm run torture -- --rounds N [--seed S] [--json FILE] [--host electron|chromium] [--sabotage relaxed|no-file|no-recover]
npm run torture -- --hub --rounds N [--seed S] [--json FILE] [--hubs N] [--database pglite|postgresql] [--stations N] [--minutes N]`
const sabotages = ['none', 'relaxed', 'no-file', 'no-recover'] as const
const hosts = ['electron', 'chromium'] as const

/** Kills the desk again and again, and damages what it leaves: exits with 1, and a line why, if anything acknowledged is lost. */
async function main(): Promise<void> {
  const { rounds, seed, json, host, sabotage, hub } = parsed()
  if (hub) return tortureHub(hub, json)
  const built = await run(packageProgram('tsx'), [join(root, 'commands/build.node.ts'), '--if-old'], { timeoutMs: 180_000 })
  if (!built.ok) return giveUp(`the desk could not be built\n${built.output}`)
  const report = await runTorture({ rounds, seed, host, sabotage, say: line => console.log(line) })
  console.log(JSON.stringify(report))
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`)
  const why = broken(report)
  if (why.length > 0) giveUp(why.join('; '))
  process.exit(0)
}

/** Kills the hub in the middle of a storm of uploads: exits with 1, and a line why, if anything is lost, doubled or wrong at the end. */
async function tortureHub(options: KillsOptions, json: string | undefined): Promise<void> {
  const report = await runKills(options)
  console.log(JSON.stringify(report))
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`)
  const why = whatWentWrong(report)
  if (why.length > 0) giveUp(why.join('; '))
  process.exit(0)
}

function parsed() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      host: { type: 'string', default: 'electron' },
      sabotage: { type: 'string', default: 'none' },
      hub: { type: 'boolean', default: false },
      hubs: { type: 'string' },
      database: { type: 'string', default: 'pglite' },
      stations: { type: 'string', default: '12' },
      minutes: { type: 'string', default: '600' },
    },
  })
  const [rounds, seed] = [Number(values.rounds), Number(values.seed)]
  const host = hosts.find(one => one === values.host)
  const sabotage: Sabotage | undefined = sabotages.find(one => one === values.sabotage)
  if (!Number.isSafeInteger(rounds) || rounds < 1 || !Number.isSafeInteger(seed) || !host || !sabotage) return giveUp(usage)
  const hub = values.hub ? stormOf(values, rounds, seed) : undefined
  return { rounds, seed, json: values.json, host, sabotage, hub }
}

function stormOf(
  values: { hubs?: string; database: string; stations: string; minutes: string },
  kills: number,
  seed: number,
): KillsOptions {
  const database = (['pglite', 'postgresql'] as const).find(one => one === values.database)
  const [hubs, stations, minutes] = [
    Number(values.hubs ?? (database === 'pglite' ? 1 : 3)),
    Number(values.stations),
    Number(values.minutes),
  ]
  const areNumbers = [hubs, stations, minutes].every(one => Number.isSafeInteger(one) && one > 0)
  if (!database || !areNumbers || (hubs > 1 && database === 'pglite')) return giveUp(usage)
  return { kills, seed, hubs, database, stations, minutes, say: line => console.log(line) }
}

function giveUp(why: string): never {
  console.error(why)
  process.exit(1)
}

main().catch((error: Error) => giveUp(error.message))
