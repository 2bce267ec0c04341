import { type Chance, chance } from '../chance.ts'

/** Words that nobody wrote, as many as a language has. */
export interface Vocabulary {
  /** Two of three by Zipf's law, the first ones far more often than the last; the third any of them: titles like rare words. */
  word(luck: Chance): string
}

interface Sounds {
  readonly begin: readonly string[]
  readonly middle: readonly string[]
  readonly end: readonly string[]
}

const split = (text: string) => text.split(' ')

const finnish: Sounds = {
  begin: split(
    'ka ko ku kä ki ta tu te tii ma mie mu sa suo sy la lu lii pa pu pi ha hu hei jo jä va vuo vi ra ro nu nä a e i o y ää aa',
  ),
  middle: split('lla tta ri sto vi ke ku nna rja lko mpi nte ssa ha mi sku pe ro tu vä hde sta le ni mu ra ti ka ppi rta ise lu'),
  end: split('nen s n ja lla ssa sta t a i o u ä ö inen us uus to tä in en lle kko ri'),
}

const swedish: Sounds = {
  begin: split('sk st br fl gr tr kl bl s m l h f v d b n r g u o e å ö'),
  middle: split('a o u å ä ö i e'),
  end: split('rd n ld nd rk ll st gen ning ig het are ande en er or t d s k'),
}

const english: Sounds = {
  begin: split('th st br cl gr tr pl sh ch w m l h f s d b n r g wh k j'),
  middle: split('a o u ea ou i e oa ai ee'),
  end: split('rd n ld nd rk ll st ght ness er ing ed s t d k ring den low ter ly'),
}

export const vocabularies = {
  finnish: vocabulary(finnish, 60_000, 1),
  swedish: vocabulary(swedish, 15_000, 2),
  english: vocabulary(english, 20_000, 3),
  families: vocabulary(finnish, 25_000, 4),
  given: vocabulary(finnish, 2_000, 5),
}

function vocabulary(sounds: Sounds, size: number, seed: number): Vocabulary {
  const known = new Map<number, string>()
  return {
    word(luck) {
      const rank = luck.share(0.35) ? luck.whole(0, size - 1) : Math.floor((size + 1) ** luck.next()) - 1
      const word = known.get(rank) ?? made(sounds, rank, seed)
      known.set(rank, word)
      return word
    },
  }
}

/** Common words are short. */
function made({ begin, middle, end }: Sounds, rank: number, seed: number): string {
  const luck = chance(rank * 16 + seed)
  const middles = rank < 60 ? 0 : rank < 4000 ? luck.whole(0, 2) : luck.whole(1, 3)
  return (
    luck.of(begin) +
    Array.from({ length: Math.max(middles, 1) }, () => luck.of(middle)).join('') +
    (rank < 60 ? '' : luck.of(end))
  )
}
