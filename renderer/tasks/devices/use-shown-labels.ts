import { useEffect, useMemo, useState } from 'react'
import { type Barcode, readBarcode } from '../../../hardware/codecs/barcode.ts'
import { labelsNeeded, learnBarcodeRules, misreadBy, type ShownLabel } from '../../../hardware/codecs/learn-barcode-rules.ts'
import type { BarcodeRule } from '../../../host/barcode-rules.ts'
import { useStation } from '../../store/station.ts'

export interface ShownLabels {
  readonly labels: readonly ShownLabel[]
  /** What the rules would be. */
  readonly rules: readonly BarcodeRule[]
  readonly misread: readonly ShownLabel[]
  /** How many more of a kind are wanted. */
  readonly missing: Readonly<Record<ShownLabel['kind'], number>>
  show(kind: ShownLabel['kind'], label: Pick<Barcode, 'value' | 'symbology' | 'isbn'>): 'taken' | 'isbn' | 'twice'
  clear(): void
}

/** The labels that were held up so far, and what is learnt from them; the register says which numbers there are. */
export function useShownLabels(): ShownLabels {
  const { desk } = useStation()
  const [labels, setLabels] = useState<readonly ShownLabel[]>([])
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    let isOver = false
    const possible = labels.flatMap(({ value }) => [value, value.slice(0, -1), value.slice(1)])
    const asked = possible.map(async number => [number, await desk.lookUp(number)] as const)
    void Promise.all(asked).then(found => {
      if (!isOver) setKnown(new Set(found.flatMap(([number, { item, patron }]) => (item || patron ? [number] : []))))
    })
    return () => {
      isOver = true
    }
  }, [desk, labels])
  const rules = useMemo(() => learnBarcodeRules(labels, number => known.has(number)), [labels, known])
  const count = (kind: ShownLabel['kind']) => labels.filter(label => label.kind === kind).length
  return {
    labels,
    rules,
    misread: misreadBy(rules, labels),
    missing: { item: Math.max(0, labelsNeeded - count('item')), patron: Math.max(0, labelsNeeded - count('patron')) },
    show(kind, { value, symbology, isbn }) {
      if (isbn) return 'isbn'
      if (labels.some(label => label.value === value && label.kind === kind)) return 'twice'
      setLabels([...labels, { kind, value, ...(symbology && { symbology }) }])
      return 'taken'
    },
    clear: () => setLabels([]),
  }
}

/** What a scan shows: of a device the label itself, of a scanner that types the number with its identifier. */
export function labelOf(text: string, shown?: { readonly label?: string; readonly symbology?: string }): Barcode {
  const read = readBarcode(shown?.label ?? text)
  const symbology = read.symbology ?? (shown?.symbology as Barcode['symbology'])
  return { ...read, ...(symbology && { symbology }) }
}
