import type { DeviceEvent } from '../host/device-port.ts'

/** Nobody scans faster; a device that does is broken. */
const mostEvents = 40
const windowMs = 1000

/** Lets what people can do through. A device that floods is told as unreadable once a second, and is heard again when it has calmed down. */
export class FloodGate {
  private readonly onEvent: (event: DeviceEvent) => void
  private readonly nowMs: () => number
  private since = Number.NEGATIVE_INFINITY
  private count = 0

  constructor(onEvent: (event: DeviceEvent) => void, nowMs: () => number = () => performance.now()) {
    this.onEvent = onEvent
    this.nowMs = nowMs
  }

  pass(event: DeviceEvent): void {
    // A pad's picture and a pulled plug replace what was said before: they cannot flood.
    if (event.kind === 'pad' || event.kind === 'gone') return this.onEvent(event)
    const now = this.nowMs()
    if (now - this.since >= windowMs) {
      this.since = now
      this.count = 0
    }
    this.count++
    if (this.count <= mostEvents) this.onEvent(event)
    else if (this.count === mostEvents + 1)
      this.onEvent({ kind: 'unreadable', why: 'the device floods: more comes than anybody can scan' })
  }
}
