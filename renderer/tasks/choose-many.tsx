import type { ReactNode } from 'react'
import { ListBox, ListBoxItem, type Selection } from 'react-aria-components'

export interface Choosable {
  readonly id: string
  readonly name: string
  readonly cells: ReactNode
}

interface ChooseManyProps {
  readonly label: string
  readonly items: readonly Choosable[]
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (chosen: ReadonlySet<string>) => void
  readonly empty: string
}

/** A list of which any number may be chosen: arrows move, the space bar and touch choose. */
export function ChooseMany({ label, items, chosen, onChoose, empty }: ChooseManyProps) {
  const choose = (selection: Selection) =>
    onChoose(selection === 'all' ? new Set(items.map(({ id }) => id)) : new Set([...selection].map(String)))
  return (
    <ListBox
      className="choices"
      aria-label={label}
      autoFocus
      items={items}
      selectionMode="multiple"
      selectionBehavior="toggle"
      selectedKeys={chosen}
      onSelectionChange={choose}
      renderEmptyState={() => <p className="quiet">{empty}</p>}
    >
      {({ name, cells }) => (
        <ListBoxItem className="choice" textValue={name}>
          <i className="box" aria-hidden="true" />
          {cells}
        </ListBoxItem>
      )}
    </ListBox>
  )
}
