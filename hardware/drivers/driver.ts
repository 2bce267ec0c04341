import type { ByteStream } from '../../host/byte-stream.ts'

/** A driver joins a line and a codec: one file per kind of device. */
export interface Driver {
  readonly name: string
  readonly makes: 'scanner' | 'pad'
  /** Starts the conversation on an open line. Rejects with a `DeviceError` where the far end is not such a device. */
  start(stream: ByteStream, onEvent: (event: DeviceEvent) => void): Promise<Device>
}

/** A device in use. */
export interface Device {
  readonly name: string
  /**
   * Pads: the word for the item that lies there. Resolves when the unit has answered; `done: false` means the gate will behave wrongly and the tag
   * must come back. `verified` only where the tag was read back.
   */
  settle?(barcode: string, alarm: 'on' | 'off' | 'leave'): Promise<{ readonly done: boolean; readonly verified: boolean }>
  close(): Promise<void>
}

/** What a device tells the desk. */
export type DeviceEvent =
  | { readonly kind: 'scan'; readonly text: string; readonly symbology?: string; readonly isbn?: boolean }
  /** A tag on a pad, waiting for the desk's word. */
  | { readonly kind: 'tag'; readonly barcode: string; readonly library: string; readonly complete: boolean }
  /** Something came that could not be read; shown in the device page, never guessed at. */
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'gone'; readonly why: 'closed' | 'unplugged' | 'failed' }
