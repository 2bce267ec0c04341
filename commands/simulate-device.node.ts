import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { type DeviceLine, openDeviceLine } from '../hardware/twins/device-line.node.ts'
import { PlayedPrinter } from '../hardware/twins/play-printer.ts'
import { PlayedShelf } from '../hardware/twins/play-shelf.ts'
import { PlayedScanner, PlayedTextUnit } from '../hardware/twins/play-speakers.ts'
import type { PlayedDevice } from '../hardware/twins/played-device.ts'

const kinds: Readonly<Record<string, () => PlayedDevice>> = {
  feig: () => new PlayedShelf('feig'),
  '3m810': () => new PlayedShelf('3m810'),
  'text-unit': () => new PlayedTextUnit(),
  scanner: () => new PlayedScanner(),
  printer: () => new PlayedPrinter(),
}
const usage = `npm run simulate-device -- ${Object.keys(kinds).join('|')} --listen tcp://127.0.0.1:PORT | pty [--script FILE]
Then, line by line, on standard input or in the script:
  wait MS     unplug [MS]     plug     quit     # a remark
  and of the device itself: help`

/** Plays a device at the far end of a real line; commands come from a script and from standard input, JSON lines go out. */
async function simulate(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { listen: { type: 'string', default: 'pty' }, script: { type: 'string' } },
  })
  const kind = positionals[0] ?? ''
  if (!Object.hasOwn(kinds, kind)) throw new Error(usage)
  const device = kinds[kind]!()
  const script = values.script === undefined ? [] : readFileSync(values.script, 'utf8').split('\n')
  const line = await openDeviceLine(values.listen, stream => {
    device.attach(stream, say)
    say({ connected: kind })
    stream.onClose(why => say({ gone: why }))
  })
  say({ listening: line.address })
  const ended = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    void obeyAll(device, line, script).then(resolve)
  })
  await ended
  await line.cut()
}

/** Ends at `quit`. Where nobody speaks any more the device stays. */
async function obeyAll(device: PlayedDevice, line: DeviceLine, script: readonly string[]): Promise<void> {
  for (const text of script) if ((await obey(device, line, text)) === 'quit') return
  for await (const text of createInterface(process.stdin)) if ((await obey(device, line, text)) === 'quit') return
  await new Promise(() => undefined)
}

async function obey(device: PlayedDevice, line: DeviceLine, text: string): Promise<'quit' | 'go on'> {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/.exec(text) ?? []
  if (word === '' || word.startsWith('#')) return 'go on'
  if (word === 'quit') return 'quit'
  try {
    if (word === 'help') say({ usage: device.usage.split('\n') })
    else if (word === 'wait') await pause(Number(rest))
    else if (word === 'unplug') {
      await line.cut()
      say({ unplugged: true })
      if (rest !== '') {
        await pause(Number(rest))
        await line.restore()
        say({ listening: line.address })
      }
    } else if (word === 'plug') {
      await line.restore()
      say({ listening: line.address })
    } else {
      const done = await device.obey(word, rest)
      if (done) say(done)
    }
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) })
  }
  return 'go on'
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms >= 0 ? ms : 0))
}

function say(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

simulate().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message)
    process.exit(1)
  },
)
