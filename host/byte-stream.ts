/** An open line to a device: bytes in, bytes out. It knows no protocol. */
export interface ByteStream {
  /** Resolves when the bytes have left. Rejects with a `DeviceError`; never hangs (bounded by the transport's time-out). */
  write(bytes: Uint8Array): Promise<void>
  /** Chunks as they come, cut anywhere. Returns the function that stops listening. */
  onBytes(listener: (bytes: Uint8Array) => void): () => void
  /** Once, when the line is gone, whoever ended it. */
  onClose(listener: (why: 'closed' | 'unplugged' | 'failed') => void): () => void
  close(): Promise<void>
}

/** Opens lines by address: `/dev/ttyUSB0?baud=9600`, `tcp://127.0.0.1:1500`, `memory:NAME`. */
export interface Transport {
  readonly scheme: 'serial' | 'tcp' | 'memory' | 'web-serial' | 'pcsc'
  open(address: string): Promise<ByteStream>
}

export const deviceErrorKinds = ['not-found', 'busy', 'gone', 'time-out', 'nonsense', 'not-supported', 'no-paper'] as const
export type DeviceErrorKind = (typeof deviceErrorKinds)[number]

/** A device did not do what it should; `kind` is closed. */
export class DeviceError extends Error {
  readonly kind: DeviceErrorKind
  constructor(kind: DeviceErrorKind, message: string) {
    super(message)
    this.name = 'DeviceError'
    this.kind = kind
  }
}
