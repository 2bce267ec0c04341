import { type Slip, type SlipElement, type SlipKind, type SlipLine, type SlipTemplate, slipWords } from '../../host/slips.ts'

/** What a slip is filled with. */
export interface SlipContent {
  readonly values: Readonly<Record<string, string>>
  readonly lists: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>
}

/** What of a template names something that its slip does not have: one readable line, or nothing where all is well. */
export function templateFault(kind: SlipKind, template: SlipTemplate): string | undefined {
  const { values, lists } = slipWords[kind] as { values: readonly string[]; lists: Readonly<Record<string, readonly string[]>> }
  for (const [at, element] of template.entries()) {
    const list = 'each' in element && element.each !== undefined ? lists[element.each] : []
    if (!list) return `${kind}, line ${at + 1}: there is no list "${(element as { each?: string }).each}"`
    const known = [...values, ...list]
    const unknown = placeholdersOf(element).find(name => !known.includes(name))
    if (unknown !== undefined) return `${kind}, line ${at + 1}: there is no value "${unknown}"; known are ${known.join(', ')}`
    if (element.when !== undefined && !known.includes(element.when) && !lists[element.when])
      return `${kind}, line ${at + 1}: there is no value "${element.when}"`
  }
  return undefined
}

/** The slip of a template. `say` gives the sentence of an i18n key. */
export function fillTemplate(
  template: SlipTemplate,
  { values, lists }: SlipContent,
  say: (key: string, values: Readonly<Record<string, string>>) => string,
): Slip {
  return template.flatMap(element => {
    const { when } = element
    if (when !== undefined && !values[when] && !lists[when]?.length) return []
    const each = 'each' in element ? element.each : undefined
    const contents = each === undefined ? [values] : (lists[each] ?? []).map(line => ({ ...values, ...line }))
    return contents.map(content => lineOf(element, text => filled(text, content, say)))
  })
}

function lineOf(element: SlipElement, fill: (text: string) => string): SlipLine {
  if ('rule' in element) return { kind: 'rule' }
  if ('space' in element) return { kind: 'space', lines: element.space }
  const { align = 'left', bold = false, big = false } = element
  if ('barcode' in element) return { kind: 'barcode', text: fill(element.barcode), align }
  if ('pair' in element) return { kind: 'pair', left: fill(element.pair[0]), right: fill(element.pair[1]), bold }
  return { kind: 'text', text: fill(element.text), align, bold, big }
}

const placeholder = /\{(t:)?([\w.-]+)\}/g

function filled(
  text: string,
  values: Readonly<Record<string, string>>,
  say: (key: string, values: Readonly<Record<string, string>>) => string,
): string {
  return text.replace(placeholder, (_, isKey: string | undefined, name: string) =>
    isKey ? say(name, values) : (values[name] ?? ''),
  )
}

function placeholdersOf(element: SlipElement): readonly string[] {
  const texts =
    'text' in element ? [element.text] : 'pair' in element ? element.pair : 'barcode' in element ? [element.barcode] : []
  return texts.flatMap(text => [...text.matchAll(placeholder)].filter(([, isKey]) => !isKey).map(([, , name]) => name!))
}
