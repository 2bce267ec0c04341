import { fuzzReaders } from './fuzz-readers.ts'
import { fuzzTags } from './fuzz-tags.ts'
import type { FuzzTarget } from './fuzz-target.ts'

/** Every parser of devices' bytes that can be fuzzed, by name. */
export const fuzzTargets = new Map<string, FuzzTarget>([fuzzTags, ...fuzzReaders].map(target => [target.name, target]))
