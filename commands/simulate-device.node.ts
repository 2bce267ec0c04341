import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { SerialTransport } from '../hardware/transports/serial.node.ts'
import { socketStream } from '../hardware/transports/socket-stream.node.ts'
import { openPtyPair } from '../hardware/twins/pty-pair.node.ts'
import { ScannerTwin } from '../hardware/twins/scanner-twin.ts'
import { TextUnitTwin } from '../hardware/twins/text-unit-twin.ts'
import type { ByteStream } from '../host/byte-stream.ts'

const usage = `npm run simulate-device -- scanner|text-unit --listen tcp://127.0.0.1:PORT | pty
Then, line by line:  scan NUMBER (scanner)   put BARCODE, take BARCODE, tags (text-unit)   unplug`

/** Plays a device at the far end of a real line; commands come on standard input, JSON lines go out. */
async function simulate(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { listen: { type: 'string', default: 'pty' } } })
  const [kind] = positionals
  if (kind !== 'scanner' && kind !== 'text-unit') throw new Error(usage)
  let scanner: ScannerTwin | undefined
  let unit: TextUnitTwin | undefined
  const play = (stream: ByteStream) => {
    if (kind === 'scanner') scanner = new ScannerTwin(stream)
    else unit = new TextUnitTwin(stream)
    say({ connected: kind })
    stream.onClose(why => say({ gone: why }))
  }
  const unplug = values.listen === 'pty' ? await onPty(play) : await onTcp(values.listen, play)
  for await (const line of createInterface(process.stdin)) {
    const [word, number = ''] = line.trim().split(/\s+/)
    if (word === 'scan') await scanner?.scan(number)
    else if (word === 'put') unit?.put({ barcode: number })
    else if (word === 'take') unit?.take(number)
    else if (word === 'tags') say({ tags: unit?.tags ?? [] })
    else if (word === 'unplug') break
    else if (word) say({ error: usage })
  }
  await unplug()
}

async function onPty(play: (stream: ByteStream) => void): Promise<() => Promise<void>> {
  const pair = await openPtyPair()
  play(await new SerialTransport().open(pair.device))
  say({ listening: pair.desk })
  return pair.unplug
}

async function onTcp(address: string, play: (stream: ByteStream) => void): Promise<() => Promise<void>> {
  const url = new URL(address)
  const server = createServer(socket => play(socketStream(socket)))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(Number(url.port), url.hostname, resolve)
  })
  const { port } = server.address() as { port: number }
  say({ listening: `tcp://${url.hostname}:${port}` })
  return async () => void server.close()
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
