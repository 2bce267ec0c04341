/** A figure as a log may tell it: in threes, since it cuts out what is as long as a card. */
export function inThrees(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ')
}
