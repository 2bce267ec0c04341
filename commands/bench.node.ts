import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bars } from '../bench/desk/figures.ts'
import { runDeskBench } from '../bench/desk/run-desk-bench.node.ts'
import { packageProgram, root, run } from './setup/run.node.ts'

const usage = 'npm run bench -- desk [--json FILE] [--scans N] [--host electron|chromium]'
const hosts = ['electron', 'chromium'] as const

/** Measures, prints, writes `--json`, and exits with 1 and a line why if a bar is missed. */
async function main(): Promise<void> {
  const { scans, json, host } = parsed()
  const built = await run(packageProgram('tsx'), [join(root, 'commands/build.node.ts'), '--if-old'], { timeoutMs: 180_000 })
  if (!built.ok) return giveUp(`the desk could not be built\n${built.output}`)
  const report = await runDeskBench({ scans, hosts: host ? [host] : hosts, say: line => console.log(line) })
  console.log(JSON.stringify(report))
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`)
  const { scan_to_verdict_p50_ms: p50, scan_to_verdict_p99_ms: p99 } = report
  if (!(p50 <= bars.p50 && p99 <= bars.p99))
    giveUp(`a verdict takes ${p50} ms (half of the scans) and ${p99} ms (99 of 100); ${bars.p50} and ${bars.p99} are the bars`)
  process.exit(0)
}

function parsed() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { scans: { type: 'string', default: '1000' }, json: { type: 'string' }, host: { type: 'string' } },
  })
  const scans = Number(values.scans)
  const host = hosts.find(one => one === values.host)
  if (positionals.join() !== 'desk' || !Number.isSafeInteger(scans) || scans < 1 || (values.host && !host)) return giveUp(usage)
  return { scans, json: values.json, host }
}

function giveUp(why: string): never {
  console.error(why)
  process.exit(1)
}

main().catch((error: Error) => giveUp(error.message))
