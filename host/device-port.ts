import type { BarcodeRule } from './barcode-rules.ts'
import type { DeviceErrorKind } from './byte-stream.ts'
import type { PaperSetting } from './slips.ts'

/** A device the station is set up with. */
export interface DeviceSetting {
  readonly id: string
  readonly driver: string
  /** `/dev/ttyUSB0?baud=9600`, `tcp://127.0.0.1:1500`, `memory:NAME`. */
  readonly address: string
  /** "This one always returns": bound for good. */
  readonly role?: 'returns-only'
  /** Pads: what the gates look at. Without it 07 and C2, as ISO 28560 has it. */
  readonly security?: SecuritySetting
  /** Printers: how wide the paper is, which letters it has. */
  readonly paper?: PaperSetting
  /** Scanners: what the library's labels look like. Without rules every number is looked for as it was read. */
  readonly barcodes?: readonly BarcodeRule[]
}

/** A printer that the system prints on (`system:NAME`, or `system:` for its usual one): no line of ours, the page itself is printed. */
export const systemPrinter = 'system-printer'

/** AFI bytes in hex: `07` and `C2`, or `DA` and `D7` at old 3M sites; and whether the EAS bit is switched too. */
export interface SecuritySetting {
  readonly secured: string
  readonly onLoan: string
  readonly eas?: boolean
}

/** What a device tells the desk. */
export type DeviceEvent =
  /** `label`: what stands on it, where the library's rules read another number from that. */
  | {
      readonly kind: 'scan'
      readonly text: string
      readonly symbology?: string
      readonly isbn?: boolean
      readonly label?: string
    }
  /** A tag on a pad, waiting for the desk's word. */
  | {
      readonly kind: 'tag'
      readonly barcode: string
      readonly library: string
      readonly complete: boolean
      /** Only from pads that show the tag itself. */
      readonly tag?: TagFacts
    }
  /** Pads that show everything at once: the whole picture, after each change of it. */
  | { readonly kind: 'pad'; readonly items: readonly PadItem[] }
  /** A tag that was written anew reads back: the gate's bit is to be as its item stands. Told until the desk has given its word about it. */
  | { readonly kind: 'tag-written'; readonly barcode: string }
  /** All tags that may be half written: they are finished when they are on a pad again. */
  | { readonly kind: 'in-work'; readonly tags: readonly TagToFinish[] }
  /** Something came that could not be read; shown, never guessed at. */
  | { readonly kind: 'unreadable'; readonly why: string; readonly label?: string; readonly symbology?: string }
  | { readonly kind: 'gone'; readonly why: 'closed' | 'unplugged' | 'failed' }

export interface TagToFinish {
  readonly uid: string
  /** The number that it shall say. */
  readonly barcode: string
}

/** What a tag says about itself and how it lies there. */
export interface TagFacts {
  readonly what: 'item' | 'patron' | 'discarded' | 'not-for-loan' | 'other'
  /** False: the owner forbids it while offline (type of usage 13, 14, 15). */
  readonly offlineIssue: boolean
  readonly offlineReturn: boolean
  /** Parts of the set that are not there. */
  readonly missing: readonly number[]
  /** It lay there when the pad was connected. */
  readonly early: boolean
}

/** One item, or one tag that is none, on a pad. */
export interface PadItem {
  /** Null where nothing can be read. */
  readonly barcode: string | null
  readonly library: string
  /** `half`: it was being written and does not read back; not to be shelved before that is finished. */
  readonly what: TagFacts['what'] | 'blank' | 'damaged' | 'unreadable' | 'half'
  readonly parts: number
  readonly missing: readonly number[]
  /** Two tags say to be the same part. */
  readonly doubled: boolean
  readonly tags: readonly PadTagState[]
  /** The text that stands on a damaged tag: for eyes alone. */
  readonly text?: string
}

/** One tag of an item, as it was read last. */
export interface PadTagState {
  readonly uid: string
  readonly part: number
  /** Null where nobody can know. */
  readonly secured: boolean | null
  readonly model: TagModelName | 'blank' | 'damaged' | 'unknown' | 'unreadable'
}

export type TagModelName = 'iso28560-2' | 'iso28560-3' | 'rfid501'

/** What a tag shall say from now on. */
export interface TagWish {
  readonly model: TagModelName
  readonly barcode: string
  /** ISIL of the owner; 3M's own model has none. */
  readonly owner?: string
  readonly part: number
  readonly parts: number
}

/**
 * What writing a tag came to. `written`: all of it was read back. `untouched`: nothing was written. `half`: something was, and it does not read back:
 * the item must not be shelved before the same is written again.
 */
export interface Written {
  readonly kind: 'written' | 'untouched' | 'half'
  /** Of the other two: the first thing that went wrong. */
  readonly why?: 'gone' | 'no-tag' | 'locked' | 'does-not-fit' | 'not-written' | 'not-supported' | 'not-kept'
}

export type DeviceState =
  | { readonly kind: 'connected' }
  /** `error` where opening it or its driver failed; tried again all the same. */
  | { readonly kind: 'waiting'; readonly why: string; readonly error?: DeviceErrorKind }
  | { readonly kind: 'closed' }

export type Alarm = 'on' | 'off' | 'leave'

/** All devices of this station, wherever they are held: in this program, or in the desktop's main process. */
export interface DevicePort {
  settings(): readonly DeviceSetting[]
  /** A listener is told at once what lies on the pads, as things that lay there before. */
  onEvent(listener: (setting: DeviceSetting, event: DeviceEvent) => void): () => void
  onState(listener: (setting: DeviceSetting, state: DeviceState) => void): () => void
  /**
   * The desk's word for a tag on a pad. Never rejects: `done: false` means that the gate will behave wrongly and the tag must come back. `verified`
   * only where the tag was read back.
   */
  settle(deviceId: string, barcode: string, alarm: Alarm): Promise<Settled>
  /** One slip to a printer. Rejects with an error of a `DeviceError`'s kinds where it is not certain that it stands on paper. */
  print(deviceId: string, bytes: Uint8Array): Promise<void>
  /** Writes one tag on a pad anew, whatever it says now, and reads it back; its gate's bit stays. Never rejects, and never locks anything. */
  write(deviceId: string, uid: string, wish: TagWish): Promise<Written>
  /** Staff have seen to a half-written tag in another way. Never rejects. */
  forgetInWork(uid: string): Promise<void>
  close(): Promise<void>
}

export interface Settled {
  readonly done: boolean
  readonly verified: boolean
}
