import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { broken } from '../simulation/world/figures.ts'
import { manyDays, storesKinds } from '../simulation/world/many-days.node.ts'
import { shortest } from '../simulation/world/run-days.ts'
import { type Evidence, evidences } from '../simulation/world/sabotage.ts'
import { sabotages } from '../simulation/world/sabotages.ts'
import type { Profile } from '../simulation/world/script.ts'
import { root } from './setup/run.node.ts'

const usage =
  'npm run simulate -- --days N --seed S [--profile calm|hot] [--evidence full|sip2|sip2-wire|koha|koha-dated] [--stores memory|pglite|postgresql] [--boards] [--sabotage NAME|list] [--replayer force|refuse] [--save] [--json FILE]'
const profiles = ['calm', 'hot'] as const

/** Whole days against a naive library that was always online: exits with 1, and a line why, if anything ends otherwise than it truly is. */
async function main(): Promise<void> {
  const { days, seed, profile, evidence, boards, stores, sabotage, replayer, save, json } = parsed()
  if (sabotage === 'list') return console.log(Object.keys(sabotages).join('\n'))
  const say = (line: string) => console.error(line)
  const wanted = { days, seed, profile, evidence, boards, stores, say, ...(sabotage && { sabotage }) }
  const { figures, missing, failing } = await manyDays(wanted)
  const shown = replayer ? pick(figures, name => name.endsWith(`_${replayer}`) || name === 'days') : figures
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
  console.log(JSON.stringify(shown, null, 2))
  if (missing.length > 0) console.error(`conflicts that were not met: ${missing.join(', ')}`)
  if (json !== undefined)
    writeFileSync(
      json,
      `${JSON.stringify({ ...shown, ...(stores !== 'memory' && { stores }), ...(boards && { boards }), commit }, null, 2)}\n`,
    )
  if (replayer) return
  if (failing.length > 0) console.error(`seeds that went wrong: ${failing.slice(0, 20).join(' ')}`)
  if (save && failing[0] !== undefined && !sabotage) await saveShortest(failing[0], profile, evidence)
  const why = sabotage ? [] : broken(figures, profile, evidence)
  if (why.length > 0 || failing.length > 0)
    giveUp(why.join('; ') || `the bug was found: ${broken(figures, profile, evidence).join('; ')}`)
}

async function saveShortest(seed: number, profile: Profile, evidence: Evidence): Promise<void> {
  const folder = join(root, 'simulation/regressions')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${evidence === 'full' ? '' : `${evidence}-`}${profile}-${seed}.json`)
  writeFileSync(file, `${JSON.stringify(await shortest(seed, profile, evidence), null, 1)}\n`)
  console.error(`the shortest way there is in ${file}`)
}

function pick(figures: Readonly<Record<string, number>>, wanted: (name: string) => boolean) {
  return Object.fromEntries(Object.entries(figures).filter(([name]) => wanted(name)))
}

function parsed() {
  const { values } = parseArgs({
    options: {
      days: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      profile: { type: 'string', default: 'hot' },
      evidence: { type: 'string' },
      /** Buses have a hub on board, which dies now and then. */
      boards: { type: 'boolean', default: false },
      stores: { type: 'string', default: 'memory' },
      sabotage: { type: 'string' },
      replayer: { type: 'string' },
      save: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  })
  const [days, seed] = [Number(values.days), Number(values.seed)]
  const profile = profiles.find(one => one === values.profile)
  const { boards, sabotage, replayer, save, json } = values
  const evidence = evidences.find(one => one === (values.evidence ?? sabotages[sabotage ?? '']?.evidence ?? 'full'))
  const stores = storesKinds.find(one => one === values.stores)
  const knownSabotage = sabotage === undefined || sabotage === 'list' || Object.hasOwn(sabotages, sabotage)
  const knownReplayer = replayer === undefined || replayer === 'force' || replayer === 'refuse'
  if (
    !Number.isSafeInteger(days) ||
    days < 1 ||
    !Number.isSafeInteger(seed) ||
    !profile ||
    !evidence ||
    !stores ||
    !knownSabotage ||
    !knownReplayer
  )
    return giveUp(usage)
  return { days, seed, profile, evidence, boards, stores, sabotage, replayer, save, json }
}

function giveUp(why: string): never {
  console.error(why)
  process.exit(1)
}

main().catch((error: Error) => giveUp(error.message))
