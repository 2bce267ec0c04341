import { MemoryTables } from '../../connectors/builtin/memory-tables.fixture.ts'
import { kohaSettings } from '../../connectors/koha/configuration.ts'
import { registerSource } from '../../connectors/koha/register-source.ts'
import type { ContractOptions } from '../../connectors/koha/testing/contract-server.ts'
import { servedKoha } from '../../connectors/koha/testing/served-koha.ts'
import { openBrake } from '../../protocol/brake.ts'
import type { LibrarySettings } from '../../register/register.ts'
import { demoSettings } from '../demo/demo-settings.ts'
import { type FollowPorts, followOnce } from './follow-koha.ts'
import { reportsFollowed } from './follow-reports.ts'
import { memoryOfPulls } from './memory-of-pulls.fixture.ts'

/** A hub's register beside a Koha whose clock, like the hub's, stands where it is put; `numbers`: its reports. */
export async function following(
  options: Partial<ContractOptions> = {},
  more: Partial<FollowPorts> = {},
  numbers: Readonly<Record<string, number>> = {},
) {
  const clock = { now: '2026-11-18T12:00:00Z' }
  const served = await servedKoha({ ...options, now: () => clock.now })
  const register = new MemoryTables()
  const login = { by: 'oauth', clientId: 'bus-client', clientSecret: 'bus-secret' }
  const settings = kohaSettings({ url: served.url, login, library: 'BUS', lostStatuses: { 4: 'missing' }, reports: numbers })
  const troubles: string[] = []
  const { rules: _, ...pull } = settings.pull
  const kept = { now: demoSettings('2026-11-18', false), puts: 0 }
  const library = {
    settings: async () => kept.now,
    async putSettings(to: LibrarySettings) {
      kept.now = to
      kept.puts++
    },
  }
  const now = () => clock.now
  const trouble = (what: string) => void troubles.push(what)
  const learning = { tables: register, source: registerSource(settings, { known: register, now }), settings, now, trouble }
  const reports = reportsFollowed({ ...learning, library, goneAtMost: 2 })
  const ports: FollowPorts = {
    ...pull,
    ...learning,
    reports: reports.read,
    barredUntil: reports.barredUntil,
    memory: memoryOfPulls(),
    keys: {
      items: async (skip, most) => [...register.items.keys()].toSorted().slice(skip, skip + most),
      patrons: async (skip, most) => [...register.patrons.keys()].toSorted().slice(skip, skip + most),
      holds: async () => [...register.holds.keys()],
    },
    asOf: undefined,
    zone: settings.zone,
    brake: async () => openBrake,
    rest: async () => {},
    ...more,
  }
  const laterAt = async (now: string) => {
    clock.now = now
    served.contract.heard.length = 0
    await followOnce(ports)
  }
  return { ...served, register, ports, laterAt, troubles, clock, reports, kept }
}
