import { concat } from '../concat.ts'
import { type PrinterCommand, symbologyOf } from './commands.ts'

/** A command and how many bytes it took; undefined: not all of it is there yet. */
type Found = { readonly command: PrinterCommand; readonly length: number } | undefined

const longest = 100_000

/** Cuts the bytes that come to a printer into commands, wherever chunks are cut. */
export class PrinterBytes {
  private bytes: Uint8Array = new Uint8Array()

  /** Takes a chunk and gives the commands it completes. What is no command known here is a setting of two bytes. */
  push(chunk: Uint8Array): readonly PrinterCommand[] {
    this.bytes = concat(this.bytes, chunk)
    const commands: PrinterCommand[] = []
    let at = 0
    while (at < this.bytes.length) {
      const found = commandIn(this.bytes.subarray(at))
      if (!found) break
      commands.push(found.command)
      at += found.length
    }
    this.bytes = this.bytes.slice(at)
    if (this.bytes.length > longest) this.bytes = new Uint8Array()
    return joined(commands)
  }

  /** Whether a command has begun and not ended. */
  get isUnfinished(): boolean {
    return this.bytes.length > 0
  }
}

function commandIn(bytes: Uint8Array): Found {
  const [first = 0] = bytes
  if (first === 0x0a) return { command: { kind: 'line-end' }, length: 1 }
  if (first === 0x1b) return afterEscape(bytes)
  if (first === 0x1d) return afterGroup(bytes)
  if (first === 0x10) return whole(bytes, 3, ([, , what = 0]) => ({ kind: 'ask-status', what }))
  if (first === 0x1c) return whole(bytes, 2, setting)
  if (first < 0x20) return { command: setting(bytes.subarray(0, 1)), length: 1 }
  const end = bytes.findIndex(byte => byte < 0x20)
  const letters = end < 0 ? bytes.slice() : bytes.slice(0, end)
  return { command: { kind: 'letters', bytes: letters }, length: letters.length }
}

const aligns = ['left', 'centre', 'right'] as const
const withOneByte = [0x20, 0x21, 0x2d, 0x33, 0x47, 0x4d, 0x52, 0x53, 0x56, 0x7b, 0x34, 0x35]

function afterEscape(bytes: Uint8Array): Found {
  const [, letter, value = 0] = bytes
  switch (letter) {
    case undefined:
      return undefined
    case 0x40:
      return { command: { kind: 'init' }, length: 2 }
    case 0x74:
      return whole(bytes, 3, () => ({ kind: 'code-page', page: value }))
    case 0x61:
      return whole(bytes, 3, () => ({ kind: 'align', where: aligns[value % 0x30] ?? 'left' }))
    case 0x45:
      return whole(bytes, 3, () => ({ kind: 'bold', on: (value & 1) === 1 }))
    case 0x64:
      return whole(bytes, 3, () => ({ kind: 'feed', lines: value }))
    default:
      return whole(bytes, withOneByte.includes(letter) ? 3 : 2, setting)
  }
}

function afterGroup(bytes: Uint8Array): Found {
  const [, letter, value = 0, more = 0] = bytes
  switch (letter) {
    case undefined:
      return undefined
    case 0x21:
      return whole(bytes, 3, () => ({ kind: 'size', width: (value >> 4) + 1, height: (value & 0x0f) + 1 }))
    case 0x56: {
      const how = (value & 1) === 0 && value !== 0x42 ? 'full' : 'partial'
      return whole(bytes, value >= 0x41 ? 4 : 3, cut => ({ kind: 'cut', how, feed: cut[3] ?? 0 }))
    }
    case 0x68:
      return whole(bytes, 3, () => ({ kind: 'bars-height', value }))
    case 0x77:
      return whole(bytes, 3, () => ({ kind: 'bars-width', value }))
    case 0x48:
      return whole(bytes, 3, () => ({ kind: 'bars-text', value }))
    case 0x6b:
      return value >= 65 ? countedBars(bytes, value, more) : endedBars(bytes, value)
    case 0x28:
      return bytes.length < 5 ? undefined : whole(bytes, 5 + (bytes[3]! | (bytes[4]! << 8)), parenthesis)
    case 0x76:
      return bytes.length < 8 ? undefined : picture(bytes)
    default:
      return whole(bytes, 3, setting)
  }
}

function countedBars(bytes: Uint8Array, symbology: number, length: number): Found {
  return whole(bytes, 4 + length, all => ({ kind: 'barcode', symbology: symbologyOf(symbology), data: latin(all.subarray(4)) }))
}

/** Form A ends with 00. */
function endedBars(bytes: Uint8Array, symbology: number): Found {
  const end = bytes.indexOf(0, 3)
  if (end < 0) return undefined
  return { command: { kind: 'barcode', symbology: symbologyOf(symbology), data: latin(bytes.subarray(3, end)) }, length: end + 1 }
}

const qrActs: Readonly<Record<number, Extract<PrinterCommand, { kind: 'qr' }>['act']>> = {
  65: 'model',
  67: 'size',
  69: 'error-level',
  80: 'store',
  81: 'print',
}

function parenthesis(all: Uint8Array): PrinterCommand {
  const act = all[2] === 0x6b && all[5] === 0x31 ? qrActs[all[6] ?? 0] : undefined
  return act ? { kind: 'qr', act, data: all.slice(act === 'store' ? 8 : 7) } : setting(all)
}

function picture(bytes: Uint8Array): Found {
  const widthBytes = bytes[4]! | (bytes[5]! << 8)
  const height = bytes[6]! | (bytes[7]! << 8)
  return whole(bytes, 8 + widthBytes * height, all => ({ kind: 'picture', widthBytes, height, bits: all.slice(8) }))
}

function whole(bytes: Uint8Array, length: number, read: (bytes: Uint8Array) => PrinterCommand): Found {
  return bytes.length < length ? undefined : { command: read(bytes.subarray(0, length)), length }
}

function setting(bytes: Uint8Array): PrinterCommand {
  return { kind: 'setting', bytes: bytes.slice() }
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

/** Letters that stand beside each other are one command. */
function joined(commands: readonly PrinterCommand[]): readonly PrinterCommand[] {
  const all: PrinterCommand[] = []
  for (const command of commands) {
    const last = all.at(-1)
    if (command.kind === 'letters' && last?.kind === 'letters')
      all[all.length - 1] = { kind: 'letters', bytes: concat(last.bytes, command.bytes) }
    else all.push(command)
  }
  return all
}
