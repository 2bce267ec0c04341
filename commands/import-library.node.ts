import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readLibrary } from '../sync/connectors/files/read-library.node.ts'
import { summary } from '../sync/connectors/files/report.ts'
import { startHub } from '../sync/hub/start-hub.node.ts'

/** Reads a library's files and tells what becomes of every row; with `data`, brings them into that hub, which must not be running. */
export async function importLibrary(
  files: string,
  { data, report }: { readonly data?: string; readonly report?: string },
): Promise<void> {
  const read = (await readLibrary(files)).report
  if (report !== undefined) await writeFile(report, `${JSON.stringify(read, null, 2)}\n`)
  if (data === undefined) return console.log(summary(read, report ?? 'the file of --report'))
  const hub = await startHub({ data, port: 0, library: files, onTrouble: text => console.log(text) })
  await hub.stop()
  console.log(`The report is in ${report ?? join(data, 'library-report.json')}.`)
}
