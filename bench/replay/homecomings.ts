/** Who comes home with how much, to a library of what size. */
export interface Homecoming {
  readonly name: 'storm' | 'bus'
  readonly buses: number
  readonly perBus: number
  readonly branches: number
  readonly perBranch: number
  readonly daysOut: number
  readonly items: number
  readonly patrons: number
}

const some = (whole: number, scale: number) => Math.max(1, Math.round(whole * scale))

/** A consortium's evening after a day without its network, and one bus after ten working days in the north. */
export const homecomings: Record<Homecoming['name'], (scale: number) => Homecoming> = {
  storm: scale => ({
    name: 'storm',
    buses: some(10, scale),
    perBus: 700,
    branches: some(60, scale),
    perBranch: 300,
    daysOut: 7,
    items: some(40_000, scale),
    patrons: some(8000, scale),
  }),
  bus: scale => ({
    name: 'bus',
    buses: 1,
    perBus: some(12_000, scale),
    branches: 0,
    perBranch: 0,
    daysOut: 14,
    items: some(40_000, scale),
    patrons: some(4000, scale),
  }),
}
