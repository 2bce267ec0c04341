import type { Transport } from '../../host/byte-stream.ts'
import { PcscTransport } from './pcsc.node.ts'
import { SerialTransport } from './serial.node.ts'
import { TcpTransport } from './tcp.node.ts'

/** The transport an address asks for: `tcp://host:port`, `pcsc:NAME` of a card reader, everything else is a serial path. */
export function transportFor(address: string): Transport {
  if (address.startsWith('pcsc:')) return new PcscTransport()
  return address.startsWith('tcp://') ? new TcpTransport() : new SerialTransport()
}
