import { parseArgs } from 'node:util'
import { bytesOfHex, hexOf } from '../hardware/codecs/hex.ts'
import { readTag } from '../hardware/codecs/tags/read-tag.ts'
import { imageOfLine, tagLine } from '../hardware/codecs/tags/tag-line.ts'
import { keepConnected } from '../hardware/connection.ts'
import { drivers } from '../hardware/drivers/index.ts'
import { transportFor } from '../hardware/transports/by-address.node.ts'
import { SerialTransport } from '../hardware/transports/serial.node.ts'

const usage = `npm run devices -- list
npm run devices -- watch ADDRESS --driver ${[...drivers.keys()].join('|')}
npm run devices -- decode HEX [--dsfid HEX]     what a tag's memory says
npm run devices -- encode JSON                  the memory for {"model": ..., "id": ..., ...}, as decode prints it
ADDRESS: /dev/ttyUSB0?baud=9600, COM3, tcp://HOST:PORT`

/** The device doctor: what is plugged in, and what a device says, as JSON lines. */
async function doctor(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { driver: { type: 'string', default: 'scanner' }, dsfid: { type: 'string' } },
  })
  const [act, address] = positionals
  if (act === 'list') {
    for (const port of await SerialTransport.list()) say(port)
    return
  }
  if (act === 'decode' && address !== undefined) return say(decode(positionals.slice(1).join(''), values.dsfid))
  if (act === 'encode' && address !== undefined) return say(encode(address))
  if (act !== 'watch' || !address || !drivers.has(values.driver)) throw new Error(usage)
  const connection = keepConnected({ id: address, driver: values.driver, address }, transportFor(address), say, say)
  await new Promise<void>(resolve => process.once('SIGINT', () => resolve()))
  await connection.close()
}

function decode(hex: string, dsfid: string | undefined): object {
  const memory = bytesOfHex(hex)
  const statement = dsfid === undefined ? undefined : bytesOfHex(dsfid)?.[0]
  if (!memory || (dsfid !== undefined && statement === undefined)) throw new Error('decode: that is not hex in whole bytes')
  return tagLine(readTag(memory, statement))
}

function encode(json: string): object {
  let wish: unknown
  try {
    wish = JSON.parse(json)
  } catch {
    throw new Error('encode: that is not JSON')
  }
  const { memory, dsfid } = imageOfLine(wish)
  return { hex: hexOf(memory), dsfid: hexOf([dsfid]) }
}

function say(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

doctor().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message)
    process.exit(1)
  },
)
