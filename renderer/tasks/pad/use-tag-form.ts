import { useState } from 'react'
import type { PadItem, TagModelName, TagWish } from '../../../host/device-port.ts'
import type { PadState } from '../../store/pad-store.ts'
import { usePad } from '../../store/station.ts'

/** What is filled in, as typed. */
export interface TagForm {
  readonly barcode: string
  readonly model: TagModelName
  readonly owner: string
  readonly part: string
  readonly parts: string
}

/** The thing on a pad that has this tag, with that tag alone. */
export function tagOn(pictures: PadState['pictures'], uid: string): PadItem | undefined {
  const item = Object.values(pictures)
    .flat()
    .find(({ tags }) => tags.some(tag => tag.uid === uid))
  return item && { ...item, tags: item.tags.filter(tag => tag.uid === uid) }
}

/** Begins with what the tag says now, and with model and owner of the other tags there. */
export function useTagForm(item: PadItem | undefined, uid: string): { form: TagForm; change: (part: Partial<TagForm>) => void } {
  const pictures = usePad(state => state.pictures)
  const [state, setState] = useState<{ uid: string; form: TagForm }>()
  const form = state?.uid === uid ? state.form : firstForm(item, Object.values(pictures).flat())
  return { form, change: part => setState({ uid, form: { ...form, ...part } }) }
}

function firstForm(item: PadItem | undefined, all: readonly PadItem[]): TagForm {
  const others = all.filter(({ barcode, library }) => barcode !== null && library !== '')
  const owner = item?.library || mostOften(others.map(({ library }) => library)) || ''
  const model = mostOften(others.flatMap(({ tags }) => tags.map(tag => tag.model)))
  return {
    barcode: item?.barcode ?? '',
    model: model === 'iso28560-2' ? model : 'iso28560-3',
    owner,
    part: String(item?.tags[0]?.part ?? 1),
    parts: String(item?.parts ?? 1),
  }
}

function mostOften<Value>(values: readonly Value[]): Value | undefined {
  const counts = new Map<Value, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0]
}

/** Whether it can be asked for: a number, and a place in the set that there is. */
export function isWish({ barcode, part, parts, owner }: TagForm): boolean {
  const isPlace = /^\d{1,3}$/.test(part) && /^\d{1,3}$/.test(parts) && Number(part) <= Number(parts) && Number(parts) >= 1
  return barcode.trim() !== '' && isPlace && Number(part) >= 1 && /^([A-Za-z]{2}-[\w:/-]+)?$/.test(owner.trim())
}

export function wishOf({ barcode, model, owner, part, parts }: TagForm): TagWish {
  const isil = model === 'rfid501' ? '' : owner.trim()
  return { model, barcode: barcode.trim(), part: Number(part), parts: Number(parts), ...(isil && { owner: isil }) }
}
