import { type ByteStream, DeviceError, type DeviceErrorKind, type Transport } from '../host/byte-stream.ts'
import type { DeviceEvent, DeviceSetting, DeviceState } from '../host/device-port.ts'
import type { Device } from './drivers/driver.ts'
import { drivers } from './drivers/index.ts'
import { FloodGate } from './flood-gate.ts'
import type { TagsInWork } from './pad/tags-in-work.ts'

export interface Connection {
  readonly setting: DeviceSetting
  state(): DeviceState
  device(): Device | undefined
  close(): Promise<void>
}

const firstPauseMs = 250
const longestPauseMs = 5000

/**
 * Keeps one device connected: opens its line, starts its driver, and after an unplug or a failure tries again (0.25, 0.5 ... 5 s) until closed. Events
 * of every incarnation come to the same listener.
 */
export function keepConnected(
  setting: DeviceSetting,
  transport: Transport,
  onEvent: (event: DeviceEvent) => void,
  onState: (state: DeviceState) => void = () => {},
  inWork?: TagsInWork,
): Connection {
  let state: DeviceState = { kind: 'waiting', why: 'opening' }
  let device: Device | undefined
  let closed = false
  let pauseMs = firstPauseMs
  let timer: ReturnType<typeof setTimeout> | undefined

  const gate = new FloodGate(onEvent)
  const become = (next: DeviceState) => {
    state = next
    onState(next)
  }
  const later = (why: string, error?: DeviceErrorKind) => {
    device = undefined
    if (closed) return
    become({ kind: 'waiting', why, ...(error && { error }) })
    timer = setTimeout(() => void open(), pauseMs)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
  const open = async () => {
    let stream: ByteStream | undefined
    try {
      const driver = drivers.get(setting.driver)
      if (!driver) throw new DeviceError('not-supported', `no driver "${setting.driver}"`)
      stream = await transport.open(withLine(setting.address, driver.line))
      let begun = false
      let lost: string | undefined
      const started = await driver.start(
        stream,
        event => {
          if (event.kind === 'gone') {
            if (begun) later(event.why)
            else lost = event.why
          }
          gate.pass(event)
        },
        setting,
        inWork,
      )
      if (closed) return await started.close()
      if (lost) return later(lost)
      begun = true
      device = started
      pauseMs = firstPauseMs
      become({ kind: 'connected' })
    } catch (error) {
      await stream?.close().catch(() => undefined)
      later(error instanceof Error ? error.message : String(error), error instanceof DeviceError ? error.kind : 'not-supported')
    }
  }
  void open()
  return {
    setting,
    state: () => state,
    device: () => device,
    async close() {
      closed = true
      clearTimeout(timer)
      const open = device
      device = undefined
      await open?.close()
      become({ kind: 'closed' })
    },
  }
}

/** A serial address with the line settings that its driver needs and it does not name. */
export function withLine(address: string, line: string | undefined): string {
  const isSerial = !/^(tcp|memory|pcsc):/.test(address)
  if (!line || !isSerial) return address
  const [path = '', own = ''] = address.split('?')
  return `${path}?${new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(line)), ...Object.fromEntries(new URLSearchParams(own)) })}`
}
