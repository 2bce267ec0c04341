import { type FileHandle, open, readFile, rename } from 'node:fs/promises'
import type { JournalFile } from '../../host/journal-file.ts'

/** The file behind the hub's log. */
export async function openLogFile(path: string): Promise<JournalFile> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  let file: FileHandle
  if (whole.length < text.length) {
    await rename(path, `${path}.torn-${Date.now()}`)
    file = await open(path, 'a')
    await file.appendFile(whole)
    await file.datasync()
  } else file = await open(path, 'a')
  return {
    read: async () => whole.split('\n').slice(0, -1),
    async append(lines) {
      await file.appendFile(lines.map(line => `${line}\n`).join(''))
      await file.datasync()
    },
    rewrite: async () => {
      throw new Error("the hub's log is never rewritten")
    },
  }
}
