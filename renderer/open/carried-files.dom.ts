import type { CarriedFiles, ChosenPlace, OpenedFile } from '../../host/carried-files.ts'
import { longestCarried } from '../../host/carried-files.ts'

/** Not in every browser, so in no library of types. */
type Picker = (wish: { readonly suggestedName: string }) => Promise<FileSystemFileHandle>

/** Files in a browser: where it can, a person chooses the stick itself; elsewhere the file goes among the downloads. */
export function carriedFilesInBrowser(): CarriedFiles {
  return { choose: name => ('showSaveFilePicker' in window ? pick(name) : Promise.resolve(download(name))), open }
}

async function pick(name: string): Promise<ChosenPlace | undefined> {
  const picker = (window as unknown as { readonly showSaveFilePicker: Picker }).showSaveFilePicker
  const handle = await picker({ suggestedName: name }).catch((error: unknown) => {
    if ((error as { name?: unknown }).name === 'AbortError') return undefined
    throw error
  })
  if (!handle) return undefined
  return {
    where: handle.name,
    async write(text) {
      // The file is replaced whole at close; before that nothing of it is there.
      const stream = await handle.createWritable()
      await stream.write(text)
      await stream.close()
      if ((await (await handle.getFile()).text()) !== text) throw new Error('the medium does not give back what was written')
    },
  }
}

function download(name: string): ChosenPlace {
  return {
    where: '',
    async write(text) {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }))
      link.download = name
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    },
  }
}

function open(): Promise<OpenedFile | undefined> {
  return new Promise((resolve, reject) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.hidden = true
    input.addEventListener('cancel', () => {
      input.remove()
      resolve(undefined)
    })
    input.addEventListener('change', () => {
      const file = input.files?.[0]
      input.remove()
      if (!file) return resolve(undefined)
      if (file.size > longestCarried) return reject(new Error('the file is longer than any journal'))
      file.text().then(text => resolve({ name: file.name, text }), reject)
    })
    document.body.append(input)
    input.click()
  })
}
