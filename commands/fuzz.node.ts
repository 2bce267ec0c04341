import { parseArgs } from 'node:util'
import type { FuzzTarget } from '../hardware/fuzz/fuzz-target.ts'
import { fuzzTargets as ofDevices } from '../hardware/fuzz/fuzz-targets.ts'
import { Random } from '../hardware/fuzz/random.ts'
import { fuzzCsv, fuzzMarc } from './fuzz-files.ts'
import { fuzzKoc } from './fuzz-koc.ts'
import { fuzzKoha } from './fuzz-koha.node.ts'
import { fuzzSip2, fuzzSipOverHttp } from './fuzz-sip2.ts'

const fuzzTargets = new Map([
  ...ofDevices,
  ...[fuzzSip2, fuzzSipOverHttp, fuzzMarc, fuzzCsv, fuzzKoc, fuzzKoha].map(target => [target.name, target] as const),
])

const usage = `npm run fuzz -- ${[...fuzzTargets.keys()].join('|')} [--seconds N] [--seed N]`
/** A round that takes longer each time hangs; on a busy machine any may take longer once. */
const longestRoundMs = 2000
const timesSlow = 3

/** Throws garbage at a parser for a while. Ends with one JSON line; a finding stops it with the seed that brings it again. */
async function fuzz(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '10' }, seed: { type: 'string' } },
  })
  const target = fuzzTargets.get(positionals[0] ?? '')
  const seconds = Number(values.seconds)
  if (!target || !(seconds > 0)) throw new Error(usage)
  const first = values.seed === undefined ? Date.now() >>> 0 : Number(values.seed)
  const until = performance.now() + seconds * 1000
  let rounds = 0
  do {
    const seed = (first + rounds) >>> 0
    let slow = 0
    while (slow < timesSlow && (await tookMs(target, seed)) > longestRoundMs) slow++
    if (slow === timesSlow) throw new Error(`seed ${seed}: a round takes over ${longestRoundMs} ms, each of ${timesSlow} times`)
    rounds++
  } while (performance.now() < until)
  process.stdout.write(`${JSON.stringify({ target: target.name, rounds, findings: 0 })}\n`)
}

async function tookMs(target: FuzzTarget, seed: number): Promise<number> {
  const began = performance.now()
  try {
    await target.round(new Random(seed))
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return performance.now() - began
}

fuzz().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message)
    process.exit(1)
  },
)
