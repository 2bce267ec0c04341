import type { Clock } from '../../host/clock.ts'
import { openDexieRegister, removeDexieRegister } from '../../sync/register/register.dom.ts'
import { pageCoding } from '../../sync/register/segments/coding.dom.ts'
import { anotherRegisterKey, forgottenKey, keptRegisterKey } from '../../sync/register/segments/key-wrap.ts'
import { dexieLibraryStorage } from '../../sync/register/segments/library-storage.dom.ts'
import { WorkerTitles } from '../../sync/register/segments/worker-titles.dom.ts'
import type { WritableRegister } from '../../sync/register/writable-register.ts'
import { KeptLibrary } from '../../sync/station/kept-library.ts'
import type { StationStore } from '../../sync/station/station-store.ts'
import type { SyncClient } from '../../sync/station/sync-client.ts'
import { type Keeper, keyOfThisRun } from './what-keeps-keys.ts'
import type { RegisterHere } from './where-we-are.dom.ts'

/** What keeps the key of what is encrypted here; `sealed`: a passphrase that was not given; `rows`: the older form, which is not encrypted. */
export type RegisterKeeping =
  | { readonly kind: 'keyring' | 'passphrase' | 'sealed' | 'memory' | 'rows' }
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
  readonly keeper: Keeper
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
  const { here, keeper, lineOn } = ports
  const isPassphrase = keeper.kind === 'passphrase' || keeper.kind === 'sealed'
  const isPacked = isPassphrase || here.form === 'packed' || (!here.form && keeper.kind !== 'none')
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

async function openPacked(ports: OpeningPorts): Promise<OpenedRegister & { register: KeptLibrary }> {
  const { station, keeper, store, clock } = ports
  const { keeping, key } = keyOf(keeper, store)
  const database = libraryOf(station)
  const register = await KeptLibrary.open({
    storage: await dexieLibraryStorage(database),
    titles: stamp => new WorkerTitles({ database, newWorker: titleWorker, stamp }),
    coding: pageCoding,
    key,
    ...(keeper.kind === 'sealed' && { sealed: true as const }),
    leasePlace: { read: () => store.stored().lease, write: mark => store.putLease(mark) },
    clock,
  })
  return { register, keeping, removeOther: () => removeDexieRegister(rowsOf(station)) }
}

/** Whether items and rules lie here already, packed. */
export async function hasPackedLibrary(station: string): Promise<boolean> {
  const storage = await dexieLibraryStorage(libraryOf(station))
  const { current } = await storage.read().finally(() => storage.close())
  return current !== undefined
}

function libraryOf(station: string): string {
  return `library-${station}`
}

function rowsOf(station: string): string {
  return `register-${station}`
}

interface KeptKey {
  readonly keeping: RegisterKeeping
  readonly key: (another?: 'another') => Promise<Uint8Array>
}

/** By whatever keeps keys here; else in memory alone, so that nobody has to be asked before lending. */
function keyOf(keeper: Keeper, store: StationStore): KeptKey {
  if (keeper.kind === 'sealed') return { keeping: { kind: 'sealed' }, key: keyOfThisRun }
  const place = { read: async () => store.stored().registerKey, write: (wrapped: string) => store.putRegisterKey(wrapped) }
  const { place: where, wrap } = 'wrap' in keeper ? { place, wrap: keeper.wrap } : forgottenKey()
  const key = (another?: 'another') => (another ? anotherRegisterKey(where, wrap) : keptRegisterKey(where, wrap))
  if (keeper.kind === 'open') return { keeping: { kind: 'open', because: keeper.because }, key }
  return { keeping: { kind: keeper.kind === 'none' ? 'memory' : keeper.kind }, key }
}
