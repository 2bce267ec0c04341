import { parseArgs } from 'node:util'
import { bytesOfHex, hexOf } from '../hardware/codecs/hex.ts'
import { readTag } from '../hardware/codecs/tags/read-tag.ts'
import { imageOfLine, tagLine } from '../hardware/codecs/tags/tag-line.ts'
import { guessesOf } from '../hardware/doctor/fingerprints.ts'
import { selftest } from '../hardware/doctor/selftest.ts'
import { watchDevice } from '../hardware/doctor/watch-device.ts'
import { drivers } from '../hardware/drivers/index.ts'
import { transportFor } from '../hardware/transports/by-address.node.ts'
import { SerialTransport } from '../hardware/transports/serial.node.ts'

const names = [...drivers.keys()].join('|')
const usage = `npm run devices -- list
npm run devices -- watch ADDRESS --driver ${names}
npm run devices -- selftest ADDRESS [--driver ${names}] [--seconds N] [--print]   writes nothing to any tag
npm run devices -- decode HEX [--dsfid HEX]     what a tag's memory says
npm run devices -- encode JSON                  the memory for {"model": ..., "id": ..., ...}, as decode prints it
ADDRESS: /dev/ttyUSB0?baud=9600, COM3, tcp://HOST:PORT
One JSON line on standard output for each thing found; how the connection is goes to standard error.`

/** The device doctor: what is plugged in, and what a device says, as JSON lines. */
async function doctor(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      driver: { type: 'string' },
      dsfid: { type: 'string' },
      seconds: { type: 'string', default: '15' },
      print: { type: 'boolean', default: false },
    },
  })
  const [act, subject] = positionals
  if (values.driver !== undefined && !drivers.has(values.driver)) throw new Error(usage)
  if (act === 'list') return list()
  if (subject === undefined) throw new Error(usage)
  switch (act) {
    case 'decode':
      return say(decode(positionals.slice(1).join(''), values.dsfid))
    case 'encode':
      return say(encode(subject))
    case 'watch':
      return watch(subject, values.driver ?? 'scanner')
    case 'selftest': {
      const wish = {
        setting: { address: subject },
        driver: values.driver,
        listenMs: Number(values.seconds) * 1000,
        prints: values.print,
      }
      return selftest(wish, transportFor(subject), say)
    }
    default:
      throw new Error(usage)
  }
}

async function list(): Promise<boolean> {
  for (const port of await SerialTransport.list()) say({ ...port, guesses: guessesOf(port) })
  return true
}

async function watch(address: string, driver: string): Promise<boolean> {
  const tell = (state: object) => void process.stderr.write(`${JSON.stringify(state)}\n`)
  const connection = watchDevice({ id: address, driver, address }, transportFor(address), say, tell)
  await new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await connection.close()
  return true
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

function say(value: object): true {
  process.stdout.write(`${JSON.stringify(value)}\n`)
  return true
}

doctor().then(
  ok => process.exit(ok ? 0 : 1),
  (error: Error) => {
    console.error(error.message)
    process.exit(1)
  },
)
