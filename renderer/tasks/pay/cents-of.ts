/** Cents of a sum in euros as people type it (`3`, `3,2`, `3.20`); undefined where it is none. */
export function centsOf(text: string): number | undefined {
  const found = /^(\d{1,5})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined
}
