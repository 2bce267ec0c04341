import { type Chance, chance } from '../../sync/hub/demo/chance.ts'
import { centralDesk, type Op, type Profile, type Script, type StationPlan } from './script.ts'

/** Also the nights in which the clocks change in Finland. */
const mornings = ['2026-11-16', '2026-03-27', '2026-10-22', '2026-12-29', '2026-06-15'] as const
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const stations = [
  ['bus-1', 'BUS1'],
  ['bus-2', 'BUS2'],
  ['bus-3', 'BUS3'],
  ['village', 'VILLAGE'],
  ['suburb', 'SUBURB'],
] as const

/** Days as they may come, the same for the same seed. */
export function planScript(seed: number, profile: Profile, days = 5): Script {
  const luck = chance(seed)
  const start = `${luck.of(mornings)}T05:00:00Z`
  const plans = stations.map(([station, branch]) => stationPlan(luck, station, branch))
  const ops: Op[] = []
  for (let day = 0; day < days; day++) {
    const acts = luck.whole(35, 60)
    // Between nine and nineteen; so close together that unsure clocks matter now and then.
    for (let act = 0; act < acts; act++) ops.push(anyAct(luck, day * dayMs + 2 * hourMs + luck.whole(0, 10 * hourMs - 1)))
    for (const { station } of plans) ops.push(...wayHome(luck, station, day))
    ops.push(...summerTime(luck, start, day))
    ops.push({ at: day * dayMs + 15 * hourMs + 5 * 60_000, do: 'night' })
  }
  ops.push(...seldom(seed, days, ops))
  ops.sort((a, b) => a.at - b.at)
  return { profile, start, days, seed, stations: plans, ops }
}

/** What is seldom by itself, so that a thousand days meet every kind of conflict. A luck of its own: all else stays as it comes. */
function seldom(seed: number, days: number, ops: readonly Op[]): Op[] {
  const luck = chance(seed ^ 0x5e1d0)
  const searches = Array.from({ length: days * 4 }, (_, turn) => {
    return { at: Math.floor(turn / 4) * dayMs + luck.whole(2, 12) * hourMs, do: 'search', pick: luck.next() } as const
  })
  // The office answers while somebody comes home with more.
  const answers = ops.flatMap(({ do: what, at }) =>
    what === 'home' && luck.share(0.2) ? [{ at: at - 5000, do: 'office' } as const] : [],
  )
  return [...searches, ...answers]
}

function stationPlan(luck: Chance, station: string, branch: string): StationPlan {
  const off = luck.next()
  const most = off < 0.5 ? 2000 : off < 0.8 ? 10 * 60_000 : off < 0.95 ? 5 * hourMs : 40 * dayMs
  return { station, branch, aheadMs: luck.whole(-most, most), driftPpm: luck.whole(-50, 50), met: true }
}

/** Some come home every evening, some stay out for days, some at noon; the network is not the only way. */
function wayHome(luck: Chance, desk: string, day: number): Op[] {
  const ops: Op[] = []
  const evening = day * dayMs + 12 * hourMs + luck.whole(0, 3 * hourMs)
  const how = luck.of(['whole', 'whole', 'twice', 'part', 'unheard'] as const)
  if (luck.share(0.45)) ops.push({ at: evening, do: 'home', desk, how, share: luck.next() })
  else if (luck.share(0.2)) ops.push({ at: evening, do: 'contact', desk, share: luck.next() })
  if (luck.share(0.15))
    ops.push({ at: day * dayMs + luck.whole(2, 11) * hourMs, do: 'home', desk, how: 'whole', share: luck.next() })
  if (luck.share(0.08)) ops.push({ at: evening - hourMs, do: 'carry', desk })
  if (luck.share(0.1)) ops.push({ at: evening + luck.whole(0, 8) * hourMs, do: 'deliver' })
  if (luck.share(0.08)) ops.push({ at: day * dayMs + luck.whole(0, 10 * hourMs), do: 'set-clock', desk, byMs: jump(luck) })
  if (luck.share(0.15)) ops.push({ at: day * dayMs + luck.whole(0, 10 * hourMs), do: 'restart', desk, byMs: 0 })
  if (luck.share(0.15)) {
    const what = luck.of(['crash', 'crash', 'unreachable', 'answer-lost', 'deed-lost', 'late', 'slow', 'rejected'] as const)
    ops.push({ at: evening - 1, do: 'trouble', what, after: luck.whole(0, 12) })
  }
  return ops
}

/** Some computers set their clocks by an hour in that night, in UTC too, and wrongly so. */
function summerTime(luck: Chance, start: string, day: number): Op[] {
  const night = Date.parse(start) + day * dayMs + 20 * hourMs
  const changes: Readonly<Record<string, number>> = { '2026-03-29': hourMs, '2026-10-25': -hourMs }
  const byMs = changes[new Date(night).toISOString().slice(0, 10)]
  if (byMs === undefined) return []
  return stations.flatMap(([desk]) =>
    luck.share(0.3) ? [{ at: day * dayMs + 20 * hourMs, do: 'set-clock', desk, byMs } as const] : [],
  )
}

function jump(luck: Chance): number {
  const most = luck.of([5000, 10 * 60_000, hourMs, dayMs, 30 * dayMs])
  return luck.whole(-most, most)
}

type Make = (luck: Chance, at: number) => Op

/** Weight and act. */
const acts: readonly (readonly [number, Make])[] = [
  [30, (luck, at) => ({ at, do: 'lend', ...atDesk(luck), ...slip(luck, 0.08, ['wrong-card', 'left-open', 'crash'] as const) })],
  [
    30,
    (luck, at) => ({
      at,
      do: 'return',
      ...atDesk(luck),
      ...slip(luck, 0.17, ['left-open', 'unscanned', 'twice', 'crash'] as const),
    }),
  ],
  [4, (luck, at) => ({ at, do: 'renew', ...atDesk(luck) })],
  [2, (luck, at) => ({ at, do: 'ask-for', ...atDesk(luck) })],
  [2, (luck, at) => ({ at, do: 'mistype', as: luck.of(['lend', 'return'] as const), undone: luck.share(0.9), ...atDesk(luck) })],
  [
    3,
    (luck, at) => ({
      at,
      do: 'undo',
      why: luck.of(['book-is-here', 'mistyped'] as const),
      ...atStation(luck),
      pick: luck.next(),
    }),
  ],
  [1, (luck, at) => ({ at, do: 'move', ...atStation(luck), patron: luck.whole(0, 9999), luck: luck.next() })],
  [0.7, (luck, at) => ({ at, do: 'misread', as: luck.of(['lend', 'return'] as const), ...atDesk(luck) })],
  [0.5, (luck, at) => ({ at, do: 'stop', ...atStation(luck), branch: anyBranch(luck) })],
  [
    1,
    (luck, at) => ({
      at,
      do: 'catalogue',
      pick: luck.next(),
      what: luck.of(['withdrawn', 'not-for-loan', 'age-limit'] as const),
    }),
  ],
  [0.3, (luck, at) => ({ at, do: 'block', patron: luck.whole(0, 9999) })],
  [0.8, (luck, at) => ({ at, do: 'new-card', patron: luck.whole(0, 9999), keepsOld: luck.share(0.5) })],
  [0.1, (luck, at) => ({ at, do: 'fork', ...atStation(luck) })],
  [0.05, (_, at) => ({ at, do: 'newer-app' })],
  [0.5, (_, at) => ({ at, do: 'office' })],
  [0.5, (luck, at) => ({ at, do: 'correct-stop', ...atStation(luck), branch: anyBranch(luck), pick: luck.next() })],
  [
    8,
    (luck, at) => ({ at, do: 'crate', from: anyBranch(luck), to: anyBranch(luck), pick: luck.next(), count: luck.whole(1, 12) }),
  ],
  [6, (luck, at) => ({ at, do: 'web-renew', patron: luck.whole(0, 9999), pick: luck.next(), days: luck.whole(1, 4) })],
  [4, (luck, at) => ({ at, do: 'web-hold', patron: luck.whole(0, 9999), pick: luck.next(), branch: anyBranch(luck) })],
]
const weights = acts.reduce((sum, [weight]) => sum + weight, 0)

function anyAct(luck: Chance, at: number): Op {
  let left = luck.next() * weights
  for (const [weight, make] of acts) {
    left -= weight
    if (left < 0) return make(luck, at)
  }
  return acts[0]![1](luck, at)
}

function slip<S>(luck: Chance, share: number, slips: readonly S[]): { slip?: S } {
  return luck.share(share) ? { slip: luck.of(slips) } : {}
}

function atDesk(luck: Chance) {
  const desk = luck.share(0.3) ? centralDesk : luck.of(stations)[0]
  return { desk, patron: luck.whole(0, 9999), pick: luck.next(), luck: luck.next() }
}

function atStation(luck: Chance) {
  return { desk: luck.of(stations)[0] }
}

function anyBranch(luck: Chance): string {
  return luck.share(0.3) ? centralDesk : luck.of(stations)[1]
}
