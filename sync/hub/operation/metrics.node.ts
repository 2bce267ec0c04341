import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { milliseconds } from '../../../circulation/replay/scan-order.ts'
import type { HubFigures } from '../figures.ts'
import type { Watch } from '../watch.ts'

export interface Metrics {
  readonly watch: Watch
  readonly contentType: string
  /** Something went wrong that the hub goes on from. */
  trouble(): void
  /** Prometheus' text format, with the state as it is now. */
  text(figures: HubFigures): Promise<string>
}

const quick = [0.005, 0.02, 0.1, 0.5, 2, 10, 30]

/** What a hub counts since its start, and what is read from it when somebody asks. Labels are names of stations, routes and kinds, no more. */
export function metrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name: `pysakki_${name}`, help, labelNames: [...labelNames], registers })
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge<L>({ name: `pysakki_${name}`, help, labelNames: [...labelNames], registers })
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Histogram<L>({ name: `pysakki_${name}`, help, labelNames: [...labelNames], buckets: quick, registers })

  const requests = histogram('request_seconds', 'Requests by route and status.', ['method', 'route', 'status'])
  const calls = histogram('library_system_call_seconds', 'Calls to the library system by how they ended.', ['call', 'ended'])
  const uploads = counter('uploads_total', 'Uploads taken, by station and verdict.', ['station', 'verdict'])
  const entries = counter('entries_total', 'Entries that were new, by station.', ['station'])
  const outcomes = counter('outcomes_total', 'Outcomes given, by kind; a transaction that was asked about has several.', ['kind'])
  const troubles = counter('troubles_total', 'Times something went wrong that the hub goes on from; the log says what.')
  const version = gauge('register_version', 'The version of the register that stations are given.')
  const waiting = gauge('entries_waiting', 'Transactions that replay has not come to yet.')
  const asked = gauge('entries_needing_person', 'Transactions that wait for a person.')
  const sending = gauge('writes_without_answer', 'Writes to the library system whose answer is not known yet.')
  const paused = gauge('replay_paused', '1 while the brake holds everything: a pause, a trial run, or the hours.')
  const contact = gauge('station_last_contact_timestamp_seconds', 'When a station was last heard.', ['station'])
  const upload = gauge('station_last_upload_timestamp_seconds', 'When a station last sent what happened.', ['station'])
  const dataOf = gauge('station_register_timestamp_seconds', 'When a station last took the register’s changes.', ['station'])
  const packedAt = gauge('packed_register_timestamp_seconds', 'When the packed register was last packed whole; its deltas go on.')
  const packedBytes = gauge('packed_register_bytes', 'What a station of the least tier fetches of it at first.')
  const packedFor = gauge('packed_register_build_seconds', 'How long the packing took, in the background.')
  const packedVersion = gauge('packed_register_version', 'The version that its deltas are counted from.')
  const clock = gauge('station_clock_offset_seconds', 'The hub’s clock minus the station’s.', ['station'])

  return {
    contentType: registry.contentType,
    trouble: () => troubles.inc(),
    watch: {
      request: ({ method, route, status, ms }) => requests.observe({ method, route, status: String(status) }, ms / 1000),
      asked: ({ call, ended, ms }) => calls.observe({ call, ended }, ms / 1000),
      outcome: (_, { kind }) => outcomes.inc({ kind }),
      stored({ station, verdict, fresh }) {
        uploads.inc({ station, verdict })
        entries.inc({ station }, fresh)
      },
    },
    async text(figures) {
      version.set(figures.registerVersion)
      waiting.set(figures.waiting)
      asked.set(figures.needsPerson)
      sending.set(figures.sending)
      paused.set(figures.paused ? 1 : 0)
      if (figures.packed) {
        packedAt.set(milliseconds(figures.packed.madeAt) / 1000)
        packedBytes.set(figures.packed.bytes)
        packedFor.set(figures.packed.buildMs / 1000)
        packedVersion.set(figures.packed.version)
      }
      for (const [station, told] of figures.stations) {
        contact.set({ station }, milliseconds(told.lastContact) / 1000)
        if (told.lastUpload !== undefined) upload.set({ station }, milliseconds(told.lastUpload) / 1000)
        if (told.dataOf !== undefined) dataOf.set({ station }, milliseconds(told.dataOf) / 1000)
        if (told.clock) clock.set({ station }, told.clock.ms / 1000)
      }
      return registry.metrics()
    },
  }
}
