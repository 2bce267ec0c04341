import { parseSync } from 'vite'

/** One import of a file, in whatever way it is written. */
export interface Import {
  /** What stands between the quotes; undefined if it is computed. */
  readonly specifier: string | undefined
  readonly typeOnly: boolean
  readonly line: number
}

/** What the rules need to know of a file's text; comments and strings do not count as code. */
export interface Source {
  readonly imports: readonly Import[]
  /** Dotted names that are read or called (`Math.random`, `test.skip`). */
  readonly names: readonly { readonly name: string; readonly line: number }[]
  /** Plain names that are called or constructed (`fetch`, `Date`). */
  readonly calls: readonly { readonly name: string; readonly line: number }[]
  /** Literal strings, for the titles of tests. */
  readonly strings: readonly string[]
  readonly errors: readonly string[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

const literal = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type === 'TSLiteralType') return literal(node.literal)
  const quasis = node.quasis as { value: { cooked: string } }[] | undefined
  return node.type === 'TemplateLiteral' && quasis?.length === 1 ? quasis[0]?.value.cooked : undefined
}

const dotted = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === 'Identifier') return node.name as string
  if (node.type === 'MetaProperty') return 'import.meta'
  if (node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression') return dotted(node.callee ?? node.tag)
  if (node.type !== 'MemberExpression') return undefined
  const object = dotted(node.object)
  const property = node.computed ? literal(node.property) : (node.property as { name?: string }).name
  return object && property ? `${object}.${property}` : undefined
}

const eachIsType = (specifiers: unknown, kind: 'importKind' | 'exportKind'): boolean =>
  Array.isArray(specifiers) && specifiers.length > 0 && specifiers.every(one => (one as Node)[kind] === 'type')

/** Reads one TypeScript text. Never throws: what cannot be parsed is listed in `errors`. */
export function readSource(path: string, text: string): Source {
  const parsed = parseSync(path, text)
  const imports: Import[] = []
  const names: { name: string; line: number }[] = []
  const calls: { name: string; line: number }[] = []
  const strings: string[] = []
  const lineOf = (node: Node): number => text.slice(0, node.start).split('\n').length

  const add = (node: Node, source: unknown, typeOnly: boolean): void => {
    imports.push({ specifier: literal(source), typeOnly, line: lineOf(node) })
  }

  const visit = (node: Node): void => {
    switch (node.type) {
      case 'ImportDeclaration':
        add(node, node.source, node.importKind === 'type' || eachIsType(node.specifiers, 'importKind'))
        break
      case 'ExportNamedDeclaration':
        if (node.source) add(node, node.source, node.exportKind === 'type' || eachIsType(node.specifiers, 'exportKind'))
        break
      case 'ExportAllDeclaration':
        add(node, node.source, node.exportKind === 'type')
        break
      case 'ImportExpression':
        add(node, node.source, false)
        break
      case 'TSImportType':
        add(node, node.source ?? node.argument, true)
        break
      case 'TSExternalModuleReference':
        add(node, node.expression, false)
        break
      case 'NewExpression':
      case 'CallExpression': {
        const callee = node.callee as Node
        const [first] = node.arguments as Node[]
        const name = dotted(callee)
        if (callee.type === 'Identifier') calls.push({ name: callee.name as string, line: lineOf(node) })
        if (name === 'require' || name === 'require.resolve') add(node, first, false)
        if (name === 'import.meta.glob') for (const pattern of globs(first)) imports.push({ ...pattern, line: lineOf(node) })
        if (node.type === 'NewExpression' && name === 'URL' && literal(first)?.startsWith('.')) add(node, first, false)
        break
      }
      case 'MemberExpression': {
        const name = dotted(node)
        if (name) names.push({ name, line: lineOf(node) })
        break
      }
      case 'Literal':
      case 'TemplateLiteral': {
        const value = literal(node) ?? (node.quasis as { value: { cooked: string } }[] | undefined)?.[0]?.value.cooked
        if (value !== undefined) strings.push(value)
        break
      }
    }
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) value.filter(isNode).forEach(visit)
      else if (isNode(value)) visit(value)
    }
  }
  visit(parsed.program as unknown as Node)
  return { imports, names, calls, strings, errors: parsed.errors.map(error => error.message) }
}

/** `import.meta.glob` imports every folder that its patterns name. */
const globs = (node: unknown): { specifier: string | undefined; typeOnly: false }[] => {
  const elements = isNode(node) && node.type === 'ArrayExpression' ? (node.elements as Node[]) : [node]
  return elements
    .map(literal)
    .filter(pattern => !pattern?.startsWith('!'))
    .map(specifier => ({ specifier, typeOnly: false }))
}
