import { type ByteStream, DeviceError, type Transport } from '../../host/byte-stream.ts'
import type { DeviceEvent, DeviceSetting } from '../../host/device-port.ts'
import { tagLine } from '../codecs/tags/tag-line.ts'
import { withLine } from '../connection.ts'
import { pad3mKind } from '../drivers/3m810.ts'
import { feigKind } from '../drivers/feig.ts'
import { drivers } from '../drivers/index.ts'
import type { TagReader } from '../drivers/tag-reader.ts'
import type { ReaderKind } from '../pad/pad-driver.ts'
import { readWholeTag } from '../pad/read-whole-tag.ts'
import { readSecurity } from '../pad/secure-tag.ts'
import { schemeOf } from '../pad/security-scheme.ts'
import { encodeSlip } from '../printing/encode-slip.ts'
import { testSlip } from '../printing/test-slip.ts'
import { whomToAsk } from './fingerprints.ts'

/** One line of a self-test; the last one is of the whole (`check: 'selftest'`). */
export interface CheckLine {
  readonly check: 'open' | 'ask' | 'looks' | 'tag' | 'listen' | 'print' | 'selftest'
  readonly ok: boolean
  readonly [more: string]: unknown
}

export interface SelftestWish {
  readonly setting: Pick<DeviceSetting, 'address' | 'security' | 'paper'>
  /** Undefined: every reader that can be asked without harm is asked. */
  readonly driver: string | undefined
  /** So long a device that only speaks is listened to. */
  readonly listenMs: number
  /** Printers: a slip with every letter comes out; otherwise they are only asked for paper. */
  readonly prints?: boolean
}

const readers: ReadonlyMap<string, ReaderKind> = new Map([feigKind, pad3mKind].map(kind => [kind.name, kind]))
const looks = 5

/** Tries a device out without writing anything to any tag: does its line open, does it answer, what lies there. Resolves with whether all was well. */
export async function selftest(wish: SelftestWish, transport: Transport, say: (line: CheckLine) => void): Promise<boolean> {
  const { address } = wish.setting
  for (const driver of wish.driver ? [wish.driver] : whomToAsk({ path: address })) {
    const stream = await openLine(address, driver, transport, say)
    if (!stream) return finish(say, false, driver)
    try {
      const answered = await ask(driver, stream, wish, say)
      if (answered !== 'silent') return finish(say, answered === 'well', driver)
      if (wish.driver) return finish(say, false, driver)
    } finally {
      await stream.close().catch(() => undefined)
    }
  }
  say({
    check: 'ask',
    ok: false,
    why: 'no reader answers there: a scanner (--driver scanner), a printer (--driver printer), or switched off',
  })
  return finish(say, false, null)
}

function finish(say: (line: CheckLine) => void, ok: boolean, driver: string | null): boolean {
  say({ check: 'selftest', ok, driver })
  return ok
}

async function openLine(
  address: string,
  driver: string,
  transport: Transport,
  say: (line: CheckLine) => void,
): Promise<ByteStream | undefined> {
  try {
    const stream = await transport.open(withLine(address, drivers.get(driver)?.line))
    say({ check: 'open', ok: true, driver })
    return stream
  } catch (error) {
    const kind = error instanceof DeviceError ? error.kind : 'failed'
    say({ check: 'open', ok: false, driver, kind, why: messageOf(error) })
    return undefined
  }
}

async function ask(
  driver: string,
  stream: ByteStream,
  wish: SelftestWish,
  say: (line: CheckLine) => void,
): Promise<'well' | 'badly' | 'silent'> {
  const kind = readers.get(driver)
  if (!kind) return listen(driver, stream, wish, say)
  let reader: TagReader
  try {
    reader = await kind.begin(stream, wish.setting)
  } catch (error) {
    const isSilent = error instanceof DeviceError && error.kind === 'time-out'
    say({ check: 'ask', ok: false, driver, why: messageOf(error) })
    return isSilent ? 'silent' : 'badly'
  }
  say({ check: 'ask', ok: true, driver, description: reader.description })
  return (await look(reader, wish, say)) ? 'well' : 'badly'
}

async function look(reader: TagReader, { setting }: SelftestWish, say: (line: CheckLine) => void): Promise<boolean> {
  const found = new Map<string, number | undefined>()
  let failed = 0
  const began = performance.now()
  for (let times = 0; times < looks; times++) {
    const tags = await reader.inventory().catch(() => undefined)
    if (!tags) failed++
    for (const { uid, dsfid } of tags ?? []) found.set(uid, dsfid)
  }
  const eachMs = Math.round((performance.now() - began) / looks)
  say({ check: 'looks', ok: failed === 0, looks, failed, tags: found.size, eachMs })
  const scheme = schemeOf(setting.security)
  let isWell = failed === 0
  for (const [uid, dsfid] of found) {
    try {
      const reading = await readWholeTag(reader, { uid, ...(dsfid !== undefined && { dsfid }) })
      const secured = await readSecurity(reader, uid, scheme)
      say({ check: 'tag', ok: true, uid, ...tagLine(reading), secured })
    } catch (error) {
      isWell = false
      say({ check: 'tag', ok: false, uid, why: messageOf(error) })
    }
  }
  return isWell
}

/** Whatever only speaks by itself, and units that answer to their driver alone. */
async function listen(
  name: string,
  stream: ByteStream,
  { setting, listenMs, prints = false }: SelftestWish,
  say: (line: CheckLine) => void,
): Promise<'well' | 'badly' | 'silent'> {
  const driver = drivers.get(name)
  if (!driver) throw new Error(`no driver "${name}"`)
  let heard: (event: DeviceEvent) => void = () => {}
  const first = new Promise<DeviceEvent>(resolve => {
    heard = resolve
  })
  try {
    const device = await driver.start(stream, event => event.kind !== 'gone' && heard(event), setting)
    say({ check: 'ask', ok: true, driver: name, description: device.name })
    if (device.print) return await print(device.print, prints ? encodeSlip(testSlip, setting.paper) : new Uint8Array(), say)
  } catch (error) {
    say({ check: 'ask', ok: false, driver: name, why: messageOf(error) })
    return error instanceof DeviceError && error.kind === 'time-out' ? 'silent' : 'badly'
  }
  if (driver.makes !== 'scanner') return 'well'
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), listenMs)
  })
  const event = await Promise.race([first, silence])
  clearTimeout(timer)
  if (event?.kind === 'scan') say({ check: 'listen', ok: true, text: event.text, symbology: event.symbology ?? null })
  else
    say({
      check: 'listen',
      ok: false,
      why: event ? 'what came could not be read' : `nothing was scanned within ${listenMs / 1000} s`,
    })
  return event?.kind === 'scan' ? 'well' : 'badly'
}

async function print(
  print: (bytes: Uint8Array) => Promise<void>,
  bytes: Uint8Array,
  say: (line: CheckLine) => void,
): Promise<'well' | 'badly'> {
  try {
    await print(bytes)
    say({ check: 'print', ok: true, bytes: bytes.length })
    return 'well'
  } catch (error) {
    say({ check: 'print', ok: false, kind: error instanceof DeviceError ? error.kind : 'failed', why: messageOf(error) })
    return 'badly'
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
