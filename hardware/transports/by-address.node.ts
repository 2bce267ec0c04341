import type { Transport } from '../../host/byte-stream.ts'
import { SerialTransport } from './serial.node.ts'
import { TcpTransport } from './tcp.node.ts'

/** The transport an address asks for: `tcp://host:port`, everything else is a serial path. */
export function transportFor(address: string): Transport {
  return address.startsWith('tcp://') ? new TcpTransport() : new SerialTransport()
}
