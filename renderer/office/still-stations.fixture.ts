import type { StationsHere } from '../../sync/protocol/office.ts'

const stations: StationsHere['stations'] = [
  {
    station: 'auto-1',
    lastContact: '2026-11-17T09:59:40Z',
    lastUpload: '2026-11-17T08:10:00Z',
    waiting: 0,
    needsPerson: 2,
    appVersion: '1.4.0',
    clock: { ms: 300, uncertaintyMs: 40 },
    dataAgeMs: 60_000,
    held: {},
  },
  {
    station: 'auto-2',
    lastContact: '2026-11-15T15:00:00Z',
    lastUpload: '2026-11-15T15:00:00Z',
    waiting: 318,
    needsPerson: 0,
    clock: { ms: -7_200_000, uncertaintyMs: 400 },
    held: { 'station-paused': 318 },
  },
  { station: 'kangasala-1', waiting: 0, needsPerson: 0, held: {} },
]

const turnedAway: StationsHere['turnedAway'] = [
  { at: '2026-11-17T09:59:30Z', who: { station: 'auto-9', by: 'auto-7' } },
  { at: '2026-11-17T09:58:00Z' },
]

/** Three stations, a fourth that the hub does not take, and a token that it does not know. */
export const stationsHere: StationsHere = { stations, turnedAway }
