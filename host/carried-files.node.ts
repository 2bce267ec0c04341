import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { longestCarried, type OpenedFile } from './carried-files.ts'
import { writeDurably } from './write-durably.node.ts'

/** Writes a file to carry: a stick pulled too early has either the whole file or none. Rejects as `writeDurably` does. */
export async function writeCarried(path: string, text: string): Promise<void> {
  await writeDurably(path, text)
}

/** Reads a file that a person chose. Rejects with the system's error, or where it is longer than any journal. */
export async function readCarried(path: string): Promise<OpenedFile> {
  if ((await stat(path)).size > longestCarried) throw new Error('the file is longer than any journal')
  return { name: basename(path), text: await readFile(path, 'utf8') }
}
