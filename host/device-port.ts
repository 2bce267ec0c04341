/** A device the station is set up with. */
export interface DeviceSetting {
  readonly id: string
  readonly driver: string
  /** `/dev/ttyUSB0?baud=9600`, `tcp://127.0.0.1:1500`, `memory:NAME`. */
  readonly address: string
  /** "This one always returns": bound for good. */
  readonly role?: 'returns-only'
}

/** What a device tells the desk. */
export type DeviceEvent =
  | { readonly kind: 'scan'; readonly text: string; readonly symbology?: string; readonly isbn?: boolean }
  /** A tag on a pad, waiting for the desk's word. */
  | { readonly kind: 'tag'; readonly barcode: string; readonly library: string; readonly complete: boolean }
  /** Something came that could not be read; shown, never guessed at. */
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'gone'; readonly why: 'closed' | 'unplugged' | 'failed' }

export type DeviceState =
  | { readonly kind: 'connected' }
  | { readonly kind: 'waiting'; readonly why: string }
  | { readonly kind: 'closed' }

export type Alarm = 'on' | 'off' | 'leave'

/** All devices of this station, wherever they are held: in this program, or in the desktop's main process. */
export interface DevicePort {
  settings(): readonly DeviceSetting[]
  onEvent(listener: (setting: DeviceSetting, event: DeviceEvent) => void): () => void
  onState(listener: (setting: DeviceSetting, state: DeviceState) => void): () => void
  /**
   * The desk's word for a tag on a pad. Never rejects: `done: false` means that the gate will behave wrongly and the tag must come back. `verified`
   * only where the tag was read back.
   */
  settle(deviceId: string, barcode: string, alarm: Alarm): Promise<Settled>
  close(): Promise<void>
}

export interface Settled {
  readonly done: boolean
  readonly verified: boolean
}
