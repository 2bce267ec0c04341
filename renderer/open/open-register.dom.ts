import type { Clock } from '../../host/clock.ts'
import { openDexieRegister, removeDexieRegister } from '../../sync/register/register.dom.ts'
import { pageCoding } from '../../sync/register/segments/coding.dom.ts'
import {
  anotherRegisterKey,
  forgottenKey,
  type KeyPlace,
  type KeyWrap,
  keptRegisterKey,
  keyringWrap,
  openWrap,
} from '../../sync/register/segments/key-wrap.ts'
import { dexieLibraryStorage } from '../../sync/register/segments/library-storage.dom.ts'
import { WorkerTitles } from '../../sync/register/segments/worker-titles.dom.ts'
import type { WritableRegister } from '../../sync/register/writable-register.ts'
import { KeptLibrary } from '../../sync/station/kept-library.ts'
import type { StationStore } from '../../sync/station/station-store.ts'
import type { SyncClient } from '../../sync/station/sync-client.ts'
import type { RegisterHere } from './where-we-are.dom.ts'

/** What keeps the key of what is encrypted here; `rows`: the older form, which is not. */
export type RegisterKeeping =
  | { readonly kind: 'keyring' | 'memory' | 'rows' }
  | { readonly kind: 'open'; readonly because: string }

export interface OpenedRegister {
  readonly register: WritableRegister | KeptLibrary
  readonly keeping: RegisterKeeping
  /** Takes away what an earlier form has left here. Once there is a register to lend from. */
  removeOther(): Promise<void>
}

/** A station that has the older form waits no longer for the packed one at its start. */
const patienceMs = 8000

/** So long the first download is waited for as a whole. */
const longestFirstMs = 15_000

export interface OpeningPorts {
  readonly station: string
  readonly here: RegisterHere
  readonly store: StationStore
  readonly clock: Clock
  /** The line to the hub, where there is one. */
  lineOn(register: OpenedRegister['register']): SyncClient | undefined
  /** Told while the first register is waited for. */
  tell(register: OpenedRegister['register'], sync: SyncClient): Promise<void>
}

/**
 * Opens the register in the form that this station has: packed where that was said, or where something keeps its key (a keyring, or a decision) and the hub
 * offers it; else the older one. Rejects where IndexedDB cannot be read.
 */
export async function openRegister(ports: OpeningPorts): Promise<OpenedRegister> {
  const { here, lineOn } = ports
  const isPacked = here.form === 'packed' || (!here.form && (here.keyring !== undefined || here.openBecause !== undefined))
  if (!isPacked) return openRows(ports)
  const packed = await openPacked(ports)
  if (here.form === 'packed' || (await packed.register.settings())) return packed
  const [rows, sync] = [await openRows(ports), lineOn(packed.register)]
  if (sync && (await comes(packed.register, sync, rows, ports))) {
    await rows.register.close()
    return packed
  }
  await packed.register.close()
  return rows
}

/** Whether the packed form is here: a new station waits for it, one that has the older form takes what comes at once. */
async function comes(packed: KeptLibrary, sync: SyncClient, rows: OpenedRegister, { tell }: OpeningPorts): Promise<boolean> {
  const hasRows = (await rows.register.settings()) !== undefined
  const late = new Promise<void>(resolve => setTimeout(resolve, patienceMs))
  if (hasRows) await Promise.race([sync.turn(), late])
  while (!hasRows && !packed.isNotOffered() && !(await packed.settings())) {
    await turnTelling(sync, packed, () => tell(packed, sync))
    if (!packed.isNotOffered() && !(await packed.settings())) await new Promise(resolve => setTimeout(resolve, 1000))
  }
  const isHere = hasRows ? (await packed.state()).complete : !packed.isNotOffered()
  await sync.stop()
  return isHere
}

/** One turn, with news of it now and then. Over a slow line it is not waited for once there is something to lend from: the rest comes meanwhile. */
export async function turnTelling(
  sync: SyncClient,
  register: OpenedRegister['register'],
  tell: () => Promise<void>,
): Promise<void> {
  const told = setInterval(() => void tell(), 250)
  let isOver = false
  const turn = sync.turn().then(() => {
    isOver = true
  })
  const late = async () => {
    await new Promise(resolve => setTimeout(resolve, longestFirstMs))
    while (!isOver && !(await register.settings())) await new Promise(resolve => setTimeout(resolve, 500))
  }
  await Promise.race([turn, late()])
  clearInterval(told)
  await tell()
}

async function openRows({ station }: OpeningPorts): Promise<OpenedRegister> {
  const register = await openDexieRegister({ databaseName: rowsOf(station) })
  return { register, keeping: { kind: 'rows' }, removeOther: async () => undefined }
}

/** Beside the page, so that no scan waits for a search. */
const titleWorker = () =>
  new Worker(new URL('../../sync/register/segments/title-worker.dom.ts', import.meta.url), { type: 'module' })

async function openPacked({ station, here, store, clock }: OpeningPorts): Promise<OpenedRegister & { register: KeptLibrary }> {
  const { keeping, place, wrap } = keyOf(here, store)
  const database = `library-${station}`
  const register = await KeptLibrary.open({
    storage: await dexieLibraryStorage(database),
    titles: stamp => new WorkerTitles({ database, newWorker: titleWorker, stamp }),
    coding: pageCoding,
    key: another => (another ? anotherRegisterKey(place, wrap) : keptRegisterKey(place, wrap)),
    leasePlace: { read: () => store.stored().lease, write: mark => store.putLease(mark) },
    clock,
  })
  return { register, keeping, removeOther: () => removeDexieRegister(rowsOf(station)) }
}

function rowsOf(station: string): string {
  return `register-${station}`
}

interface KeptKey {
  readonly keeping: RegisterKeeping
  readonly place: KeyPlace
  readonly wrap: KeyWrap
}

/** By the keyring where there is one, open where that was decided; else in memory alone, so that nobody has to be asked before lending. */
function keyOf({ keyring, openBecause }: RegisterHere, store: StationStore): KeptKey {
  const place = { read: async () => store.stored().registerKey, write: (wrapped: string) => store.putRegisterKey(wrapped) }
  if (keyring) return { keeping: { kind: 'keyring' }, place, wrap: keyringWrap(keyring) }
  if (openBecause !== undefined) return { keeping: { kind: 'open', because: openBecause }, place, wrap: openWrap() }
  return { keeping: { kind: 'memory' }, ...forgottenKey() }
}
