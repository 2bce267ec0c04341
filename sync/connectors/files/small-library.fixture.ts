import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const xmlRecord = (number: string, title: string) =>
  `<record><controlfield tag="001">${number}</controlfield><datafield tag="245"><subfield code="a">${title} /</subfield></datafield></record>`

/** A library that nobody has, in files: three titles, four items, two patrons, one loan, one hold. */
export const smallLibrary = {
  'records.mrcx': `<collection>\n${[xmlRecord('1', 'Meri'), xmlRecord('2', 'Suo'), xmlRecord('3', 'Tie')].join('\n')}\n</collection>\n`,
  'branches.csv': 'branch,name\nMAIN,Main library\nBUS,Northern bookmobile\n',
  'items.csv':
    'barcode,record,branch,status,circulates\n' +
    'I1,1,MAIN,available,1\nI2,1,BUS,available,1\nI3,2,BUS,checked-out,1\nI4,3,BUS,available,1\n',
  'patrons.csv':
    'card,category,given_name,family_name,birth_date,home_branch,expires,barred,active\n' +
    'C1,2,Aino,Virta,2001-05-06,BUS,2021-01-31,0,1\nC2,2,Eeli,Ranta,,MAIN,2020-06-30,0,1\n',
  'loans.csv':
    'barcode,card,branch,checked_out,due,checked_in,renewals_left,stop_reason\n' +
    'I3,C2,BUS,2020-10-20 12:00:00-04,2020-11-10 23:59:59-05,,2,\n',
  'holds.csv':
    'card,level,target,pickup_branch,requested,captured_barcode,captured,fulfilled,cancelled,frozen\n' +
    'C2,title,3,BUS,2020-10-21 09:00:00-04,,,,,0\n',
} as const

export type FileName = keyof typeof smallLibrary | 'library.json' | 'records.mrc'

export interface LibraryFolder {
  readonly path: string
  /** Puts rows behind those that are there. */
  add(file: FileName, ...rows: readonly string[]): void
  put(file: FileName, text: string): void
  remove(): void
}

/** The small library in a folder of its own; files given replace its files, `undefined` leaves one out. */
export function libraryFolder(files: Partial<Record<FileName, string | undefined>> = {}): LibraryFolder {
  const path = mkdtempSync(join(tmpdir(), 'pysakki-files-'))
  const texts = new Map<FileName, string>()
  const put = (file: FileName, text: string) => {
    texts.set(file, text)
    writeFileSync(join(path, file), text)
  }
  for (const [file, text] of Object.entries({ ...smallLibrary, ...files }) as [FileName, string | undefined][])
    if (text !== undefined) put(file, text)
  return {
    path,
    put,
    add: (file, ...rows) => put(file, `${texts.get(file) ?? ''}${rows.join('\n')}\n`),
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}
