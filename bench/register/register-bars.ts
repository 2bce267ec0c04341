import type { RegisterReport } from './run-register-bench.node.ts'

/** The most that each figure may be. */
const bars = {
  wire_bytes_per_item: 14,
  wire_bytes_per_patron: 20,
  volatile_bytes_per_item: 1.2,
  delta_bytes_per_row: 8,
} as const satisfies Partial<Record<keyof RegisterReport, number>>

/** One line for each bar that is missed. */
export function missedRegisterBars(report: RegisterReport): string[] {
  const names = Object.keys(bars) as (keyof typeof bars)[]
  return names.filter(name => !(report[name] <= bars[name])).map(name => `${name} is ${report[name]}; ${bars[name]} is the bar`)
}
