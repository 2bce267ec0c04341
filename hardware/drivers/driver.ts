import type { ByteStream } from '../../host/byte-stream.ts'
import type { Alarm, DeviceEvent, DeviceSetting, Settled, TagWish, Written } from '../../host/device-port.ts'
import type { TagsInWork } from '../pad/tags-in-work.ts'

/** A driver joins a line and a codec: one file per kind of device. */
export interface Driver {
  readonly name: string
  readonly makes: 'scanner' | 'pad' | 'printer'
  /** How its serial line is set where the address does not say: `baud=38400&parity=even`. */
  readonly line?: string
  /** Starts the conversation on an open line. Rejects with a `DeviceError` where the far end is not such a device. */
  start(
    stream: ByteStream,
    onEvent: (event: DeviceEvent) => void,
    setting?: Pick<DeviceSetting, 'address' | 'security' | 'barcodes'>,
    /** Pads: tags whose writing was begun, on any pad of this station. */
    inWork?: TagsInWork,
  ): Promise<Device>
}

/** A device in use. */
export interface Device {
  readonly name: string
  /** Pads: the desk's word for the item that lies there. Resolves when the unit has answered. */
  settle?(barcode: string, alarm: Alarm): Promise<Settled>
  /** Printers: one slip, whole. Rejects with a `DeviceError` where it is not certain that it stands on paper; jobs wait for each other. */
  print?(bytes: Uint8Array): Promise<void>
  /** Pads that can: writes one tag anew and reads it back. */
  write?(uid: string, wish: TagWish): Promise<Written>
  close(): Promise<void>
}

export type { DeviceEvent }
