import type { registerFigures } from './register-figures.ts'

type Figures = ReturnType<typeof registerFigures>

const most: Partial<Figures> = {
  items_vs_limit: 1.6,
  wire_bytes_per_item: 14,
  wire_bytes_per_patron: 20,
  disk_vs_wire: 1.1,
  volatile_bytes_per_item: 1.2,
  delta_bytes_per_row: 8,
  delta_ms: 80,
  lookup_p50_ms: 1,
  lookup_p99_ms: 5,
  cached_p50_ms: 0.02,
  name_p50_ms: 0.9,
  restart_ms: 40,
  memory_mb: 40,
  wrong_hashes: 0,
}

const least: Partial<Figures> = {
  items_vs_dexie: 120,
  items_vs_sqlite_file: 1,
  patrons_vs_dexie: 150,
  delta_vs_dexie: 14,
  found: 1,
}

/** One line for each bar that is missed. They are meant for full size: a small register has less to win. */
export function missedRegisterBars(figures: Figures): string[] {
  const missed = (bars: Partial<Figures>, isMet: (value: number, bar: number) => boolean) =>
    (Object.entries(bars) as [keyof Figures, number][])
      .filter(([name, bar]) => !isMet(figures[name], bar))
      .map(([name, bar]) => `${name} is ${figures[name]}; ${bar} is the bar`)
  return [...missed(most, (value, bar) => value <= bar), ...missed(least, (value, bar) => value >= bar)]
}
