/** The value below which so many of a hundred lie (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  const rank = Math.ceil((percent / 100) * sorted.length)
  return sorted[Math.max(0, rank - 1)] ?? Number.NaN
}

/** What a person at the desk may wait, in milliseconds. */
export const bars = { p50: 20, p99: 50 } as const

export interface HostFigures {
  readonly host: string
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export function figuresOf(host: string, times: readonly number[]): HostFigures {
  const [p50, p99, max] = [50, 99, 100].map(percent => Math.round(percentile(times, percent) * 10) / 10) as [
    number,
    number,
    number,
  ]
  return { host, p50, p99, max }
}

/** The figures as they are written to `--json`: the worse of the hosts first. */
export function deskReport(hosts: readonly HostFigures[], about: Readonly<Record<string, number | string>>) {
  const worst = (of: (figures: HostFigures) => number) => Math.max(...hosts.map(of))
  return {
    scan_to_verdict_p50_ms: worst(({ p50 }) => p50),
    scan_to_verdict_p99_ms: worst(({ p99 }) => p99),
    ...about,
    ...Object.fromEntries(
      hosts.flatMap(({ host, p50, p99, max }) => [
        [`${host}_p50_ms`, p50],
        [`${host}_p99_ms`, p99],
        [`${host}_max_ms`, max],
      ]),
    ),
  }
}
