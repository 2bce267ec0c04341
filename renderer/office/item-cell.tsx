import { useOfficeState } from './office-context.ts'

/** An item in a list: its title where the hub's register knows it, its number small beneath; else its number. */
export function ItemCell({ barcode }: { readonly barcode: string | undefined }) {
  const title = useOfficeState(state => (barcode ? state.titles?.[barcode] : undefined))
  if (!title) return <td>{barcode}</td>
  return (
    <td>
      {title}
      <small>{barcode}</small>
    </td>
  )
}
