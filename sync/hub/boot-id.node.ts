import { readFile } from 'node:fs/promises'
import { uptime } from 'node:os'

/** Names the time since the machine was started: another name means that it went down in between, perhaps without warning. */
export async function bootId(): Promise<string> {
  const told = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  // Elsewhere the minute of the start, rounded so that a clock that is set a little does not look like a new start.
  return told.trim() || `about-${Math.round((Date.now() / 1000 - uptime()) / 600)}`
}
