import { DeviceError } from '../../host/byte-stream.ts'

/*
 * The line-oriented "RFID unit": ASCII, CR-ended; a unit's answer may begin with LF. The unit reads a tag, waits for the host's word, and only
 * then switches the alarm.
 */

/** What the desk says to the unit. */
export type UnitCommand =
  | { readonly kind: 'version' }
  | { readonly kind: 'begin' }
  | { readonly kind: 'end' }
  | { readonly kind: 'accept'; readonly alarm: 'on' | 'off' | 'leave' }
  | { readonly kind: 'reread' }
  | { readonly kind: 'count' }
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'retry-alarm'; readonly alarm: 'on' | 'off'; readonly tag: string }

/** What the unit says. */
export type UnitMessage =
  | { readonly kind: 'done'; readonly ok: boolean; readonly count?: number }
  | { readonly kind: 'written'; readonly ok: boolean; readonly uids: readonly string[] }
  | {
      readonly kind: 'item'
      readonly tag: string
      readonly barcode: string
      readonly country: string
      readonly library: string
      readonly complete: boolean
    }

const accept = { on: 'OK1', off: 'OK0', leave: 'OK ' } as const

/** Bytes of one command, CR included. */
export function encodeCommand(command: UnitCommand): Uint8Array {
  return new TextEncoder().encode(`${commandText(command)}\r`)
}

function commandText(command: UnitCommand): string {
  switch (command.kind) {
    case 'version':
      return 'VER2.00'
    case 'begin':
      return 'BEG'
    case 'end':
      return 'END'
    case 'accept':
      return accept[command.alarm]
    case 'reread':
      return 'OKR'
    case 'count':
      return 'TGC'
    case 'set':
      return `SLP${command.name}|${command.value}`
    case 'retry-alarm':
      return `${command.alarm === 'on' ? 'ACT' : 'DAC'}${command.tag}`
  }
}

/** Reads one command line (without CR); undefined where it is none. The twin's side of the same table. */
export function decodeCommand(line: string): UnitCommand | undefined {
  if (line.startsWith('VER')) return { kind: 'version' }
  if (line === 'BEG') return { kind: 'begin' }
  if (line === 'END') return { kind: 'end' }
  if (line === 'OKR') return { kind: 'reread' }
  if (line === 'TGC') return { kind: 'count' }
  for (const alarm of ['on', 'off', 'leave'] as const) if (line === accept[alarm]) return { kind: 'accept', alarm }
  const set = /^SLP([A-Z]{3})\|(.*)$/.exec(line)
  if (set) return { kind: 'set', name: set[1]!, value: set[2]! }
  const retry = /^(ACT|DAC)(.+)$/.exec(line)
  if (retry) return { kind: 'retry-alarm', alarm: retry[1] === 'ACT' ? 'on' : 'off', tag: retry[2]! }
  return undefined
}

/** Bytes of one message of the unit, CR included. */
export function encodeMessage(message: UnitMessage): Uint8Array {
  return new TextEncoder().encode(`${messageText(message)}\r`)
}

function messageText(message: UnitMessage): string {
  if (message.kind === 'item') return `RDT${message.tag}|${message.complete ? 0 : 1}`
  const word = message.ok ? 'OK' : 'NOK'
  if (message.kind === 'written') return [word, ...message.uids].join('|')
  return message.count === undefined ? word : `${word}|${message.count}`
}

/** Reads one line of the unit (CR and a leading LF removed). Throws a `DeviceError` of kind `nonsense` for anything else. */
export function decodeMessage(line: string): UnitMessage {
  const item = /^RDT(([^:|]+):([A-Z]{2}):([^:|]*))\|([01])$/.exec(line)
  if (item)
    return { kind: 'item', tag: item[1]!, barcode: item[2]!, country: item[3]!, library: item[4]!, complete: item[5] === '0' }
  const done = /^(OK|NOK)(?:\|(\d{1,3}))?$/.exec(line)
  if (done) return { kind: 'done', ok: done[1] === 'OK', ...(done[2] !== undefined && { count: Number(done[2]) }) }
  const written = /^(OK|NOK)((?:\|[0-9A-F]{16})+)$/.exec(line)
  if (written) return { kind: 'written', ok: written[1] === 'OK', uids: written[2]!.slice(1).split('|') }
  throw new DeviceError('nonsense', `not a line of an RFID unit: ${JSON.stringify(line.slice(0, 60))}`)
}

const longest = 1024

/** Cuts bytes into lines at CR; a leading LF goes; an endless line is thrown away. */
export class UnitFraming {
  private text = ''

  push(bytes: Uint8Array): string[] {
    const lines: string[] = []
    for (const byte of bytes) {
      if (byte === 0x0d) {
        if (this.text) lines.push(this.text)
        this.text = ''
      } else if (!(byte === 0x0a && this.text === '')) {
        this.text = this.text.length < longest ? this.text + String.fromCharCode(byte) : ''
      }
    }
    return lines
  }
}
