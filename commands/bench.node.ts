import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bars } from '../bench/desk/figures.ts'
import { runDeskBench } from '../bench/desk/run-desk-bench.node.ts'
import { longestWaitMs, runPadBench } from '../bench/pad/run-pad-bench.node.ts'
import { killImports } from '../bench/register/kill-imports.node.ts'
import { missedRegisterBars } from '../bench/register/register-bars.ts'
import { runRegisterBench } from '../bench/register/run-register-bench.node.ts'
import { tellRegisterStory } from '../bench/register/story/tell-register-story.node.ts'
import { missedBars } from '../bench/replay/drain-figures.ts'
import { runReplayBench } from '../bench/replay/run-replay-bench.node.ts'
import { runSip2Bench } from '../bench/sip2/run-sip2-bench.node.ts'
import { packageProgram, root, run } from './setup/run.node.ts'

const usage = `npm run bench -- desk [--json FILE] [--scans N] [--host electron|chromium]
npm run bench -- pad [--json FILE] [--rounds N]
npm run bench -- register --items N --patrons N [--seed S] [--peer-items N] [--peer-patrons N] [--keep DIR] [--json FILE]
npm run bench -- register-story --items N --patrons N [--seed S] [--keep DIR] [--json FILE]
npm run bench -- register-kills [--kills N] [--items N] [--patrons N] [--json FILE]
npm run bench -- replay [--json FILE] [--scenario storm|bus] [--database pglite|postgresql] [--hubs N] [--lanes N] [--latency MS] [--scale X]
npm run bench -- sip2 [--json FILE] [--lanes N] [--latency MS] [--scans N]`
const hosts = ['electron', 'chromium'] as const
const scenarios = ['storm', 'bus'] as const
const databases = ['pglite', 'postgresql'] as const
const say = (line: string) => console.log(line)

/** Measures, prints, writes `--json`, and exits with 1 and a line why if a bar is missed. */
async function main(): Promise<void> {
  const { values, positionals } = parsed()
  const measure = { desk, pad, register, 'register-kills': registerKills, 'register-story': registerStory, replay, sip2 }[
    positionals.join()
  ]
  if (!measure) return giveUp(usage)
  const { report, missed } = await measure(values)
  console.log(JSON.stringify(report))
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
  if (missed.length > 0) giveUp(missed.join('; '))
  process.exit(0)
}

type Values = ReturnType<typeof parsed>['values']

async function desk(values: Values) {
  const host = chosen(hosts, values.host)
  const scans = number(values.scans)
  await build()
  const report = await runDeskBench({ scans, hosts: host ? [host] : hosts, say })
  const { scan_to_verdict_p50_ms: p50, scan_to_verdict_p99_ms: p99 } = report
  const isGood = p50 <= bars.p50 && p99 <= bars.p99
  const told = `a verdict takes ${p50} ms (half of the scans) and ${p99} ms (99 of 100); ${bars.p50} and ${bars.p99} are the bars`
  return { report, missed: isGood ? [] : [told] }
}

async function pad(values: Values) {
  const rounds = number(values.rounds)
  await build()
  const report = await runPadBench({ rounds, say })
  const { pad_to_verdict_p50_ms: p50, pad_to_verdict_p99_ms: p99 } = report
  const told = `twelve items take ${p50} ms (half of the piles) and ${p99} ms (99 of 100); ${longestWaitMs} is the bar`
  return { report, missed: p99 <= longestWaitMs ? [] : [told] }
}

async function build(): Promise<void> {
  const built = await run(packageProgram('tsx'), [join(root, 'commands/build.node.ts'), '--if-old'], { timeoutMs: 180_000 })
  if (!built.ok) giveUp(`the desk could not be built\n${built.output}`)
}

async function register(values: Values) {
  const size = { items: number(values.items), patrons: number(values.patrons), seed: number(values.seed) }
  const peers = { peerItems: number(values['peer-items']), peerPatrons: number(values['peer-patrons']) }
  const report = await runRegisterBench({ ...size, ...peers, keep: values.keep, today: '2026-11-22', say })
  return { report, missed: missedRegisterBars(report) }
}

async function registerStory(values: Values) {
  const size = { items: number(values.items), patrons: number(values.patrons), seed: number(values.seed) }
  await build()
  const report = await tellRegisterStory({ ...size, keep: values.keep, today: '2026-11-22', say })
  const { scan_during_search_ms: waited } = report
  return { report, missed: waited <= 1000 ? [] : [`a scan waited ${waited} ms for a search`] }
}

async function registerKills(values: Values) {
  const size = { items: number(values.items), patrons: number(values.patrons), seed: number(values.seed), today: '2026-11-22' }
  const report = await killImports(size, number(values.kills), say)
  const { wrong_hashes: wrong } = report
  return { report, missed: wrong === 0 ? [] : [`${wrong} bundles were not what they should be after a kill`] }
}

async function replay(values: Values) {
  const scenario = chosen(scenarios, values.scenario)
  const database = chosen(databases, values.database) ?? 'pglite'
  const hubs = number(values.hubs)
  if (hubs > 1 && database === 'pglite') return giveUp('several hubs need --database postgresql')
  const report = await runReplayBench({
    scenarios: scenario ? [scenario] : scenarios,
    database,
    hubs,
    lanes: number(values.lanes),
    latencyMs: number(values.latency),
    scale: Number(values.scale),
    say,
  })
  return { report, missed: missedBars(report) }
}

async function sip2(values: Values) {
  const report = await runSip2Bench({
    messages: number(values.scans),
    lanes: number(values.lanes),
    latencyMs: number(values.latency),
    scans: 20,
    say,
  })
  const { sip2_lanes_of_limit: reached, scan_to_system_p95_ms: system, scan_to_line_p95_ms: line } = report
  return {
    report,
    missed: [
      ...(reached >= 0.8 ? [] : [`the lanes reach ${reached} of what the server's latency allows; 0.8 is the bar`]),
      ...(system <= 5000 ? [] : [`a loan is in the library system after ${system} ms; 5000 is the bar`]),
      ...(line <= 5000 ? [] : [`the desk's list says so after ${line} ms; 5000 is the bar`]),
    ],
  }
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'string' },
        items: { type: 'string', default: '100000' },
        patrons: { type: 'string', default: '20000' },
        seed: { type: 'string', default: '1' },
        'peer-items': { type: 'string', default: '100000' },
        'peer-patrons': { type: 'string', default: '10000' },
        keep: { type: 'string' },
        kills: { type: 'string', default: '50' },
        scans: { type: 'string', default: '1000' },
        rounds: { type: 'string', default: '20' },
        host: { type: 'string' },
        scenario: { type: 'string' },
        database: { type: 'string' },
        hubs: { type: 'string', default: '1' },
        lanes: { type: 'string', default: '16' },
        latency: { type: 'string', default: '250' },
        scale: { type: 'string', default: '1' },
      },
    })
  } catch {
    return giveUp(usage)
  }
}

function number(text: string): number {
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : giveUp(usage)
}

function chosen<T extends string>(from: readonly T[], text: string | undefined): T | undefined {
  return text === undefined ? undefined : (from.find(one => one === text) ?? giveUp(usage))
}

function giveUp(why: string): never {
  console.error(why)
  process.exit(1)
}

main().catch((error: Error) => giveUp(error.message))
