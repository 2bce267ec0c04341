import { closeSync, openSync, readSync } from 'node:fs'

interface Folder {
  readonly files?: Readonly<Record<string, Folder>>
}

/** The paths of all files in an asar archive, read from its head: two lengths, each in a pickle of its own, then JSON. */
export function asarNames(path: string): readonly string[] {
  const file = openSync(path, 'r')
  const read = (length: number, at: number) => {
    const bytes = Buffer.alloc(length)
    readSync(file, bytes, 0, length, at)
    return bytes
  }
  const length = read(16, 0).readUInt32LE(12)
  const head = JSON.parse(read(length, 16).toString()) as Folder
  closeSync(file)
  return [...walk(head, '')]
}

function* walk(folder: Folder, at: string): Generator<string> {
  for (const [name, inside] of Object.entries(folder.files ?? {}))
    if (inside.files) yield* walk(inside, `${at}${name}/`)
    else yield `${at}${name}`
}
