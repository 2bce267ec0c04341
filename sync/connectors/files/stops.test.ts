import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readLibrary } from './read-library.node.ts'
import { type LibraryFolder, libraryFolder } from './small-library.fixture.ts'

function folderWith(files: Parameters<typeof libraryFolder>[0], more: Record<string, string>): LibraryFolder {
  const folder = libraryFolder(files)
  onTestFinished(() => folder.remove())
  for (const [name, text] of Object.entries(more)) writeFileSync(join(folder.path, name), text)
  return folder
}

test('[FI12] stops.csv tells stops with single visits, with visits every so many weeks, and with days on which the bus does not come', async () => {
  const { path } = folderWith(
    { 'library.json': '{"branches":{"BUS":{"closedOn":["2026-12-15"]}},"mapping":{"stops":{"stop_id":"Pysäkki"}}}' },
    {
      'stops.csv': `Pysäkki;name;line;branch;day;from;to;every_weeks;until;cancelled
school;Village school;3;BUS;2026-12-01;9:40;10.25;2;2026-12-31;
school;;;BUS;2026-12-29;9:40;10:25;;;1
mill;Old mill;3;BUS;2026-12-03;11:00;11:30;;;
shop;;3;BUS;;;;;;
late;;3;BUS;2026-12-03;12:00;11:00;;;
nowhere;;3;TRAM;2026-12-03;10:00;11:00;;;
endless;;3;BUS;2026-12-03;10:00;11:00;1;;
`,
    },
  )
  const { stops, report } = await readLibrary(path)
  expect(stops).toEqual([
    {
      ...{ stopId: 'school', name: 'Village school', line: '3', branch: 'BUS' },
      visits: [
        { day: '2026-12-01', from: '09:40', to: '10:25' },
        { day: '2026-12-29', from: '09:40', to: '10:25', cancelled: true },
      ],
    },
    { stopId: 'mill', name: 'Old mill', line: '3', branch: 'BUS', visits: [{ day: '2026-12-03', from: '11:00', to: '11:30' }] },
    { stopId: 'shop', name: 'shop', line: '3', branch: 'BUS', visits: [] },
  ])
  expect(report.remarks.filter(one => one.includes("a stop's row"))).toEqual([
    "a stop's row is left out: the bus leaves at 11:00 before it comes at 12:00 (stops.csv 6)",
    "a stop's row is left out: branch TRAM is not in branches.csv (stops.csv 7)",
    "a stop's row is left out: every_weeks and until: both or neither (stops.csv 8)",
  ])
}, 30_000)

const kirkanta = {
  total: 2,
  type: 'library',
  result: [
    {
      id: 84_860,
      name: 'Pohjoinen kirjastoauto',
      departments: [
        { id: 501, name: 'Koulun pysäkki', type: 'mobile_stop' },
        { id: 502, name: 'Musiikki', type: 'department' },
        { id: 503, name: 'Mylly', type: 'mobile_stop' },
      ],
      schedules: [
        { date: '2026-12-01', closed: false, department: 501, times: [{ from: '09:40', to: '10:25', status: 1 }] },
        { date: '2026-12-02', closed: true, department: 501, times: [] },
        { date: '2026-12-03', closed: false, department: 501, times: [{ from: '09:40', to: '10:00', status: 0 }] },
        { date: '2026-12-01', closed: false, times: [{ from: '08:00', to: '16:00', status: 1 }] },
        { date: '2026-12-04', closed: false, department: 503, times: [{ from: '11:00:00', to: '11:30:00', status: 2 }] },
      ],
    },
    { id: 1, name: 'Muu kirjasto', departments: null, schedules: null },
  ],
}

test('[FI13] stops and their hours come from an answer of Kirjastohakemisto, under our names; what is said here already counts', async () => {
  const own = { stopId: 'mill', name: 'Old mill', branch: 'BUS' }
  const { path } = folderWith(
    {
      'library.json': JSON.stringify({
        stops: [own],
        kirkanta: { branches: { 84860: 'BUS', 1: 'TRAM' }, stops: { 503: 'mill' } },
      }),
    },
    { 'kirkanta.json': JSON.stringify(kirkanta) },
  )
  const { stops, report } = await readLibrary(path)
  expect(stops).toEqual([
    { ...own, line: '', visits: [] },
    {
      ...{ stopId: 'kirkanta-501', name: 'Koulun pysäkki', line: '', branch: 'BUS' },
      visits: [{ day: '2026-12-01', from: '09:40', to: '10:25' }],
    },
  ])
  expect(report.remarks.join()).toContain('library 1 (Muu kirjasto) is no branch of ours')
}, 30_000)

test('[FI13] what is no such answer is refused with the reason', async () => {
  const { path } = folderWith({}, { 'kirkanta.json': '{"result": 3}' })
  await expect(readLibrary(path)).rejects.toThrow('kirkanta.json is no answer of Kirjastohakemisto')
}, 30_000)
