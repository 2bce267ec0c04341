import { ask, type Bridge, CallError, type HubState, textAtOnce } from './calls.ts'
import type { CarriedFiles } from './carried-files.ts'
import type { DevicePort, DeviceSetting } from './device-port.ts'
import type { JournalFile } from './journal-file.ts'
import { piecesOf } from './journal-in-pieces.ts'

/** The journal's file, held by the desktop's main process; long runs of lines cross in pieces (`JournalInPieces` is the other end). */
export function journalFileOverBridge(bridge: Bridge): JournalFile {
  async function write(call: 'journal-append' | 'journal-rewrite' | 'journal-forget', all: readonly string[]): Promise<void> {
    for (const { from, lines, last } of piecesOf(all)) await ask(bridge, call, { from, lines: [...lines], last })
  }
  return {
    async read() {
      let lines: readonly string[] = []
      for (;;) {
        const piece = await ask(bridge, 'journal-read', { from: lines.length })
        lines = lines.length === 0 ? piece.lines : [...lines, ...piece.lines]
        if (piece.last) return lines
      }
    },
    append: lines => write('journal-append', lines),
    rewrite: lines => write('journal-rewrite', lines),
    forget: lines => write('journal-forget', lines),
  }
}

/** Files that a person chooses in the desktop's own windows; long texts cross in pieces. */
export function carriedFilesOverBridge(bridge: Bridge): CarriedFiles {
  return {
    async choose(name) {
      const chosen = await ask(bridge, 'carried-choose', { name })
      return (
        (chosen && {
          where: chosen.where,
          async write(text) {
            for (let from = 0; from === 0 || from < text.length; from += textAtOnce) {
              const last = from + textAtOnce >= text.length
              await ask(bridge, 'carried-write', { from, text: text.slice(from, from + textAtOnce), last })
            }
          },
        }) ??
        undefined
      )
    },
    async open() {
      const opened = await ask(bridge, 'carried-open', null)
      if (!opened) return undefined
      let text = ''
      while (text.length < opened.length) {
        const piece = await ask(bridge, 'carried-read', { from: text.length })
        if (piece.text === '') throw new CallError('failed', 'the file ended too early')
        text += piece.text
      }
      return { name: opened.name, text }
    },
  }
}

/** The system's keyring, asked by the desktop's main process. */
export function keyringOverBridge(bridge: Bridge, isAvailable: boolean) {
  return {
    isAvailable: async () => isAvailable,
    encrypt: async (text: string) => (await ask(bridge, 'keyring-encrypt', { text })).text,
    decrypt: async (encrypted: string) => (await ask(bridge, 'keyring-decrypt', { text: encrypted })).text,
  }
}

/** The devices, held by the desktop's main process: they survive a reload of the window. */
export function devicesOverBridge(bridge: Bridge, settings: readonly DeviceSetting[]): DevicePort {
  let isAsked = false
  return {
    settings: () => settings,
    onEvent(listener) {
      const off = bridge.on('device', ({ setting, event }) => listener(setting, event))
      // Main tells the window everything anew then: once is enough.
      if (!isAsked) void ask(bridge, 'devices-start', null).catch(() => undefined)
      isAsked = true
      return off
    },
    onState: listener => bridge.on('device-state', ({ setting, state }) => listener(setting, state)),
    settle: (device, barcode, alarm) =>
      ask(bridge, 'device-settle', { device, barcode, alarm }).catch(() => ({ done: false, verified: false })),
    print: async (device, bytes) => void (await ask(bridge, 'device-print', { device, bytes: [...bytes] })),
    write: (device, uid, wish) =>
      ask(bridge, 'device-write', { device, uid, wish }).catch(() => ({ kind: 'half', why: 'gone' }) as const),
    forgetInWork: async uid => void (await ask(bridge, 'device-forget', { uid }).catch(() => null)),
    close: async () => undefined,
  }
}

/** The hub inside the app, followed from the moment this is made: no change is missed while the page is still opening. */
export class FollowedHub {
  #state: HubState | undefined
  #listener: (state: HubState) => void = () => {}

  constructor(bridge: Bridge) {
    bridge.on('hub-state', state => {
      this.#state = state
      this.#listener(state)
    })
  }

  /** What the app said when it was asked; a change that was told meanwhile is newer. */
  asked(state: HubState): void {
    this.#state ??= state
  }

  /** Called with the state now, where it is known, and at every change. One listener. */
  onState(listener: (state: HubState) => void): void {
    this.#listener = listener
    if (this.#state) listener(this.#state)
  }
}
