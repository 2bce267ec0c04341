import { safeStorage } from 'electron'

/** The system's keyring. A Linux without one has a password that everybody knows, which is none. */
export const keyring = {
  isAvailable(): boolean {
    if (!safeStorage.isEncryptionAvailable()) return false
    // Only on Linux, and only in newer versions.
    return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend?.() !== 'basic_text'
  },
  encrypt({ text }: { readonly text: string }): { text: string } {
    return { text: safeStorage.encryptString(text).toString('base64') }
  },
  decrypt({ text }: { readonly text: string }): { text: string } {
    return { text: safeStorage.decryptString(Buffer.from(text, 'base64')) }
  },
}
