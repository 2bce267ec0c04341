import { readdirSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'
import { type Answer, type Request, textAtOnce } from '../host/calls.ts'
import { readCarried, writeCarried } from '../host/carried-files.node.ts'

/** Files that a person chooses in the system's own windows. The page never names a path: it writes where the last choice said, once. */
export class CarriedDialogs {
  #chosen: string | undefined
  #written: string[] = []
  #length = 0
  #opened = ''

  async choose(window: BrowserWindow, name: string): Promise<Answer<'carried-choose'>> {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: join(stick() ?? app.getPath('documents'), basename(name)),
    })
    this.#chosen = canceled ? undefined : filePath
    this.#written = []
    this.#length = 0
    return this.#chosen ? { where: this.#chosen } : null
  }

  async write({ from, text, last }: Request<'carried-write'>): Promise<null> {
    if (!this.#chosen || from !== this.#length) throw new Error('nobody chose a place for this')
    this.#written.push(text)
    this.#length += text.length
    if (!last) return null
    const path = this.#chosen
    this.#chosen = undefined
    await writeCarried(path, this.#written.splice(0).join(''))
    return null
  }

  async open(window: BrowserWindow): Promise<Answer<'carried-open'>> {
    const place = stick()
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      properties: ['openFile'],
      ...(place && { defaultPath: place }),
    })
    const [path] = filePaths
    if (canceled || path === undefined) return null
    const { name, text } = await readCarried(path)
    this.#opened = text
    return { name, length: text.length }
  }

  read(from: number): Answer<'carried-read'> {
    return { text: this.#opened.slice(from, from + textAtOnce) }
  }
}

/** Where Linux mounts a stick; elsewhere the system's own window shows the drives. */
function stick(): string | undefined {
  if (process.platform !== 'linux') return undefined
  for (const folder of ['/run/media', '/media']) {
    const mounts = foldersIn(join(folder, userInfo().username))
    if (mounts[0] !== undefined) return mounts[0]
  }
  return undefined
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path)
      .map(name => join(path, name))
      .filter(place => statSync(place).isDirectory())
  } catch {
    return []
  }
}
