import type { LookStore } from '../looks/look-store.ts'

/** Whether the hub's own return left it in the house, and nothing has been seen to change about it since. */
export async function leftOnItsWay(barcode: string, looks: LookStore): Promise<boolean> {
  const last = (await looks.sightings(barcode)).at(-1)
  return last?.status === 'in-house' && last.by !== undefined
}
