/** One homecoming, measured. */
export interface DrainFigures {
  readonly name: string
  readonly transactions: number
  readonly lost: number
  readonly doubled: number
  readonly wrong_items: number
  readonly asked: number
  readonly uploadSeconds: number
  readonly drainSeconds: number
  /** Calls to the library system. */
  readonly calls: number
  /** What the answers alone must take: calls × latency ÷ lanes. */
  readonly limitSeconds: number
  /** All hubs together. */
  readonly memoryMb: number
  readonly databaseMb: number
  readonly cpuSeconds: number
}

/** How much longer than the library system's answers alone it may take. */
export const bar = 1.25

const round = (value: number) => Math.round(value * 100) / 100

/** The figures as they are written to `--json`: sums, and the worst ratio; each homecoming beside them. */
export function drainReport(drains: readonly DrainFigures[], about: Readonly<Record<string, number | string>>) {
  const sum = (of: (one: DrainFigures) => number) => round(drains.reduce((total, one) => total + of(one), 0))
  return {
    transactions: sum(one => one.transactions),
    drain_seconds: sum(one => one.drainSeconds),
    limit_seconds: sum(one => one.limitSeconds),
    drain_vs_limit: Math.max(...drains.map(one => round(one.drainSeconds / one.limitSeconds))),
    lost: sum(one => one.lost),
    doubled: sum(one => one.doubled),
    wrong_items: sum(one => one.wrong_items),
    asked: sum(one => one.asked),
    memory_mb: Math.max(...drains.map(one => Math.round(one.memoryMb))),
    database_mb: Math.max(...drains.map(one => Math.round(one.databaseMb))),
    ...about,
    ...Object.fromEntries(
      drains.flatMap(({ name, ...one }) => [
        [`${name}_transactions`, one.transactions],
        [`${name}_drain_seconds`, round(one.drainSeconds)],
        [`${name}_limit_seconds`, round(one.limitSeconds)],
        [`${name}_upload_seconds`, round(one.uploadSeconds)],
        [`${name}_calls`, one.calls],
        [`${name}_cpu_seconds`, round(one.cpuSeconds)],
      ]),
    ),
  }
}

/** Why the report is not good; nothing where it is. */
export function missedBars(report: ReturnType<typeof drainReport>): readonly string[] {
  const { drain_vs_limit: ratio, lost, doubled, wrong_items: wrong } = report
  return [
    ...(ratio <= bar ? [] : [`draining takes ${ratio} times what the library system's answers take; ${bar} is the bar`]),
    ...(lost + doubled + wrong === 0 ? [] : [`${lost} lost, ${doubled} doubled, ${wrong} items with wrong loans`]),
  ]
}
