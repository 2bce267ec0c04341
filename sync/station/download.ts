import type { SegmentInfo } from '../protocol/messages.ts'
import { readAnswer } from '../protocol/schemas.ts'
import { RegisterError, type WritableRegister } from '../register/writable-register.ts'
import { HubError, type HubLine } from './hub-line.ts'

/** Segments under way at the same time: enough to fill a line with a long round trip. */
const atOnce = 4

export interface DownloadPorts {
  readonly register: WritableRegister
  readonly hub: HubLine
  /** Something more urgent waits: stop between two segments, the next turn goes on from there. */
  hurry(): boolean
  /** The register has more than before. */
  onProgress(): void
}

/**
 * One step of keeping the register: whatever is missing, then what has changed. First comes what makes lending possible (settings, loans, holds),
 * then the segments. Stops at any place without harm.
 */
export async function download(ports: DownloadPorts): Promise<void> {
  const { register, hub, onProgress } = ports
  if (!register.download().begun) {
    await register.begin(await hub.manifest())
    onProgress()
  }
  if (!register.download().replacing) await bringUpToDate(ports)
  const whole = await fetchSegments(ports)
  if (whole && register.download().replacing) await bringUpToDate(ports)
}

/** State where there is none, then the changes. A hub that cannot go back that far makes the register begin anew beside the old one. */
async function bringUpToDate({ register, hub, onProgress }: DownloadPorts): Promise<void> {
  try {
    if (register.download().since === undefined) {
      await register.putState(await hub.state())
      onProgress()
    }
    const { since, detail } = register.download()
    await register.apply(await hub.changes(since!, detail))
  } catch (error) {
    // Rows told under another key, or another policy of detail, are of another register.
    const isOther = error instanceof RegisterError && error.kind === 'gap'
    if (!isOther && !(error instanceof HubError && error.kind === 'gone')) throw error
    await register.begin(await hub.manifest(), 'anew')
  }
  onProgress()
}

async function fetchSegments(ports: DownloadPorts): Promise<boolean> {
  const { register, hub, hurry, onProgress } = ports
  for (let missing = register.download().missing; missing.length > 0; missing = register.download().missing) {
    if (hurry()) return false
    const results = await Promise.allSettled(missing.slice(0, atOnce).map(info => fetchSegment(ports, info)))
    onProgress()
    const failed = results.find(result => result.status === 'rejected')?.reason
    if (!failed) continue
    if (!(failed instanceof HubError && failed.kind === 'missing')) throw failed
    // The hub has packed anew since: what is the same is here already.
    const before = new Set(missing.map(({ name }) => name))
    await register.begin(await hub.manifest())
    if (register.download().missing.every(({ name }) => before.has(name)) && register.download().missing.length === before.size)
      throw failed
  }
  return true
}

/** A segment whose bytes are not those of its name is fetched once more, past any cache. */
async function fetchSegment({ register, hub }: DownloadPorts, { name }: SegmentInfo): Promise<void> {
  const take = async (anew: boolean) => register.putSegment(name, checked(await hub.segment(name, anew)))
  await take(false).catch(error => {
    if (error instanceof HubError && error.kind !== 'nonsense') throw error
    if (error instanceof RegisterError || error instanceof HubError) return take(true)
    throw error
  })
}

/** Rows are checked before they are stored: what is stored is believed. */
function checked(bytes: Uint8Array): Uint8Array {
  let rows: unknown
  try {
    rows = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new HubError('nonsense', 'a segment is no JSON', { cause })
  }
  const read = readAnswer('segment', rows)
  if (!read.ok) throw new HubError('nonsense', read.why)
  return bytes
}
