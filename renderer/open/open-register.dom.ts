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
import type { WritableRegister } from '../../sync/register/writable-register.ts'
import { KeptLibrary } from '../../sync/station/kept-library.ts'
import type { StationStore } from '../../sync/station/station-store.ts'
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

/** Opens the register in the form that this station has. Rejects where IndexedDB cannot be read. */
export async function openRegister(
  station: string,
  here: RegisterHere,
  store: StationStore,
  clock: Clock,
): Promise<OpenedRegister> {
  const rows = `register-${station}`
  if (here.form !== 'packed') {
    const register = await openDexieRegister({ databaseName: rows })
    return { register, keeping: { kind: 'rows' }, removeOther: async () => undefined }
  }
  const { keeping, place, wrap } = keyOf(here, store)
  const register = await KeptLibrary.open({
    storage: await dexieLibraryStorage(`library-${station}`),
    coding: pageCoding,
    key: another => (another ? anotherRegisterKey(place, wrap) : keptRegisterKey(place, wrap)),
    leasePlace: { read: () => store.stored().lease, write: mark => store.putLease(mark) },
    clock,
  })
  return { register, keeping, removeOther: () => removeDexieRegister(rows) }
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
