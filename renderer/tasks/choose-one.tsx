import type { ReactNode } from 'react'
import { ListBox } from 'react-aria-components'

interface ChooseOneProps {
  readonly label: string
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
  /** Its items or sections. */
  readonly children: ReactNode
}

/** A list of which exactly one is looked at: arrows and touch choose, nothing is answered by it. */
export function ChooseOne({ label, chosen, onChoose, children }: ChooseOneProps) {
  return (
    <ListBox
      className="hits tasks"
      aria-label={label}
      autoFocus
      disallowEmptySelection
      selectionMode="single"
      selectionBehavior="replace"
      selectedKeys={chosen === undefined ? [] : [chosen]}
      onSelectionChange={selection => {
        const [first] = selection === 'all' ? [] : [...selection]
        if (first !== undefined) onChoose(String(first))
      }}
    >
      {children}
    </ListBox>
  )
}
