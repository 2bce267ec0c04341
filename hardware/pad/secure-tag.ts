import { TagError, type TagReader } from '../drivers/tag-reader.ts'
import type { SecurityScheme } from './security-scheme.ts'
import { unlessGone } from './unless-gone.ts'

const quickTries = 3

/** Whether the gate lets a tag pass; null where its AFI is neither of the two, so that nobody can know. */
export async function readSecurity(reader: TagReader, uid: string, scheme: SecurityScheme): Promise<boolean | null> {
  const afi = await reader.readAfi(uid)
  const byAfi = afi === scheme.secured ? true : afi === scheme.onLoan ? false : null
  if (!scheme.eas || byAfi === null) return byAfi
  // A bit that is off is silence, as is a tag that has left: the AFI just came, so it is here.
  return (await reader.checkEas(uid)) === byAfi ? byAfi : null
}

/**
 * Switches one tag and reads it back. Resolves with whether the tag was seen in the new state. Single writes fail often, so it is tried three times;
 * and a failure does not prove that nothing was written, so the last word is always what is read. Rejects only where the reader is gone.
 */
export async function secureTag(reader: TagReader, uid: string, secured: boolean, scheme: SecurityScheme): Promise<boolean> {
  for (let tries = 0; tries < quickTries; tries++) {
    try {
      await reader.writeAfi(uid, secured ? scheme.secured : scheme.onLoan)
      if (scheme.eas) await reader.setEas(uid, secured)
      if ((await readSecurity(reader, uid, scheme)) === secured) return true
    } catch (error) {
      if (!(error instanceof TagError)) throw error
    }
  }
  return (await readSecurity(reader, uid, scheme).catch(unlessGone)) === secured
}
