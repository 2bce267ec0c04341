import { parseArgs } from 'node:util'
import { keepConnected } from '../hardware/connection.ts'
import { drivers } from '../hardware/drivers/index.ts'
import { transportFor } from '../hardware/transports/by-address.node.ts'
import { SerialTransport } from '../hardware/transports/serial.node.ts'

const usage = `npm run devices -- list
npm run devices -- watch ADDRESS --driver ${[...drivers.keys()].join('|')}
ADDRESS: /dev/ttyUSB0?baud=9600, COM3, tcp://HOST:PORT`

/** The device doctor: what is plugged in, and what a device says, as JSON lines. */
async function doctor(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { driver: { type: 'string', default: 'scanner' } },
  })
  const [act, address] = positionals
  if (act === 'list') {
    for (const port of await SerialTransport.list()) say(port)
    return
  }
  if (act !== 'watch' || !address || !drivers.has(values.driver)) throw new Error(usage)
  const connection = keepConnected({ id: address, driver: values.driver, address }, transportFor(address), say, say)
  await new Promise<void>(resolve => process.once('SIGINT', () => resolve()))
  await connection.close()
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
