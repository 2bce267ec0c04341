import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Temporal } from 'temporal-polyfill'
import { sizeBranches } from '../sync/hub/demo/at-size/size-branches.ts'
import { type DemoSize, demoLibrary } from '../sync/hub/demo/demo-library.ts'
import { demoSettings } from '../sync/hub/demo/demo-settings.ts'
import { startHub } from '../sync/hub/start-hub.node.ts'
import { writeLibraryFiles } from './generate-files.node.ts'

const usage = `npm run generate -- --items N --patrons N [--seed S] [--today DATE] --out DIR     rows as JSON lines
npm run generate -- --items N --patrons N [--seed S] [--today DATE] --hub DIR     a new hub's data folder
npm run generate -- --items N --patrons N [--seed S] [--today DATE] --files DIR   CSV tables, as another system exports them`

/** Makes a seeded library of any size, as files or as the beginning of a hub. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      items: { type: 'string', default: '2000' },
      patrons: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      today: { type: 'string', default: Temporal.Now.plainDateISO('Europe/Helsinki').toString() },
      out: { type: 'string' },
      hub: { type: 'string' },
      files: { type: 'string' },
    },
  })
  const { items, patrons, seed, today, out, hub, files } = values
  const [itemCount, patronCount, seedNumber] = [items, patrons, seed].map(Number)
  if (
    ![itemCount, patronCount, seedNumber].every(Number.isSafeInteger) ||
    [out, hub, files].filter(one => one !== undefined).length !== 1
  )
    return giveUp()
  const size: DemoSize = { items: itemCount!, patrons: patronCount!, seed: seedNumber!, today, isConsortium: true }
  const began = performance.now()
  const rows =
    hub !== undefined
      ? await fillHub(hub, size)
      : out !== undefined
        ? await writeFiles(out, size)
        : await writeLibraryFiles(files!, size)
  console.log(JSON.stringify({ ...rows, seconds: Math.round(performance.now() - began) / 1000 }))
}

async function writeFiles(folder: string, size: DemoSize): Promise<Record<string, number>> {
  await mkdir(folder, { recursive: true })
  const library = demoLibrary(size)
  await writeFile(
    join(folder, 'settings.json'),
    `${JSON.stringify({ ...demoSettings(size.today, true), branches: sizeBranches() }, null, 2)}\n`,
  )
  const written: Record<string, number> = {}
  for (const [name, rows] of Object.entries(library)) written[name] = await writeLines(join(folder, `${name}.jsonl`), rows)
  return written
}

async function writeLines(path: string, rows: Iterable<unknown>): Promise<number> {
  const file = createWriteStream(path)
  let count = 0
  for (const row of rows) {
    count++
    if (!file.write(`${JSON.stringify(row)}\n`)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'close')
  return count
}

async function fillHub(data: string, { today, ...size }: DemoSize): Promise<Record<string, number>> {
  const hub = await startHub({ data, port: 0, today, size })
  const answer = await fetch(`${hub.address}/api/register/manifest`, { headers: { Authorization: `Bearer ${hub.token}` } })
  const { segments } = (await answer.json()) as { segments: { kind: string; rows: number; bytes: number }[] }
  await hub.stop()
  const sum = (kind: string) => segments.filter(one => one.kind === kind).reduce((total, one) => total + one.rows, 0)
  return { items: sum('items'), patrons: sum('patrons'), bytes: segments.reduce((total, one) => total + one.bytes, 0) }
}

function giveUp(): never {
  console.error(usage)
  process.exit(1)
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
