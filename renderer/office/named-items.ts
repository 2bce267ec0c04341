import type { Transaction } from '../../circulation/transaction.ts'
import type { OfficeState } from './office-store.ts'

/** As many as the hub names at once. */
const atOnce = 2000

/** Items that the lists on the page show and that nobody has asked the name of yet. */
export function unnamedItems({
  preview,
  shadow,
  waiting = [],
  journal,
  reports = [],
  titles = {},
}: Pick<OfficeState, 'preview' | 'shadow' | 'waiting' | 'journal' | 'reports' | 'titles'>): readonly string[] {
  const transactions = [
    ...[...(preview?.lines ?? []), ...(shadow?.lines ?? [])].map(({ transaction }) => transaction),
    ...[...waiting, ...(journal?.rows ?? [])].map(({ scan }) => scan?.transaction),
  ]
  const shown = [
    ...transactions.map(barcodeOf),
    ...reports.flatMap(({ differences }) => differences.map(({ barcode }) => barcode)),
  ]
  return [...new Set(shown)].filter(barcode => barcode !== undefined && !(barcode in titles)).slice(0, atOnce) as string[]
}

/** The item that it is about, where it is about one. */
export function barcodeOf(transaction: Transaction | undefined): string | undefined {
  return transaction && 'barcode' in transaction ? transaction.barcode : undefined
}
