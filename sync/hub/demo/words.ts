/** Words from which the demo's titles are made. Nothing here is a real book's title; where one sounds alike it is by chance. */
export const finnish = {
  adjectives:
    'Hiljainen Viimeinen Punainen Kadonnut Pitkä Vieras Kylmä Valoisa Vanha Salainen Sininen Kaukainen Lumottu Tyhjä Hidas Kultainen'.split(
      ' ',
    ),
  nouns:
    'järvi lautta kesä talvi silta kartta saari metsä kuistimaisema vuodenaika postilaatikko kylätie yövuoro sauna aitta venevaja polku'.split(
      ' ',
    ),
  genitives:
    'Järven Metsän Talven Saaren Kylän Pohjoisen Suon Tunturin Aamun Kallion Naapurin Mummolan Sataman Ratapihan Kirjastoauton'.split(
      ' ',
    ),
  owned: 'laulu salaisuus vartija muisti kartta lapset varjo ääni tarina vieras kello hiljaisuus reunalla'.split(' '),
}

export const children = {
  heroes: 'Topi Hilla Rasmus-rotta Pikku-Pouta Väiski Neea Onni-orava Sompa Kapu Vilja-varis'.split(' '),
  things: [
    'kadonnut kello',
    'iso lumipallo',
    'outo naapuri',
    'vihreä pyörä',
    'yöllinen retki',
    'laulava kivi',
    'koulun kummitus',
    'sadepäivä',
    'uusi opettaja',
    'kirjastoauto',
    'salainen maja',
    'kolme avainta',
    'jääpuikkokisa',
    'pullakerho',
    'väärä bussi',
  ],
}

export const handbooks = {
  subjects:
    'Sienestäjän Puuveneen Kotikutojan Lintuharrastajan Retkeilijän Pihapuiden Marjastajan Hiihtäjän Kalastajan Mehiläistarhaajan Polkupyörän Sukututkijan'.split(
      ' ',
    ),
  kinds: ['opas', 'käsikirja', 'ensiaskeleet', 'vuosi', 'perusteet', 'pikkujättiläinen'],
}

export const swedish = {
  adjectives: 'tysta sista gömda långa röda främmande kalla ljusa gamla hemliga blå avlägsna'.split(' '),
  nouns: 'skogen sjön vintern natten färjan bron gatan ön stigen dagen bokbussen trädgården'.split(' '),
}

export const english = {
  adjectives: 'Quiet Last Hidden Long Red Strange Cold Bright Old Secret Blue Distant'.split(' '),
  nouns: 'Lake Winter Ferry Bridge Street Island Forest Path Night Garden Bus Harbour'.split(' '),
}

/** Northern Sámi nouns, joined by *ja* (and), which asks for no inflection. */
export const sami = 'Eatnu Guovssahas Boazu Giđđa Dálvi Muohta Johka Duottar Nieida Mánnu Beaivi Vuovdi Čáhci Skábma Idja'.split(
  ' ',
)

export const films = {
  names:
    'Yöjuna Rajavartija Jäämeri Hiekkatie Pimeä puoli Kuukauden mies Varjokuva Tuulimylly Neljäs kerros Kesävieras Routa Talvipäivä'
      .split(/ (?=[A-ZÄÖ])/)
      .filter(Boolean),
  parts: ['', ' 2', ' 3', ': paluu', ': alku'],
}

export const games = [
  'Satamakaupunki',
  'Porokisa',
  'Avaruusposti',
  'Saaristoralli',
  'Metsänväki',
  'Rautatiet',
  'Lumilinna',
  'Kuusi kuningasta',
]

export const magazines = [
  'Lähipysäkki',
  'Kotimetsä',
  'Puikot',
  'Moottorikelkkailija',
  'Luonnossa tänään',
  'Koululainen nyt',
  'Nordiska rum',
  'Ođđa áigi',
]

export const names = {
  given:
    'Aino Eeli Väinö Kerttu Biret-Ánne Niillas Máret Ánte Elle Juhani Helmi Oiva Lempi Eino Sanna Mikko Åsa Björn Fatima Omar Thuy Viktor Olga Iida Leo Elsa Toivo Saga Ville Tuulikki Jounni Sárá Áile Risten Hánsa'.split(
      ' ',
    ),
  family:
    'Virtala Rantakoski Hietaniitty Šuoŋŋil Đoarvvol Näkkäläsuo Koivulehto Sandbäck Lindgård Järvelinna Guovllat Mäkiaho Öhrnberg Nguyen-Salo Abdirahmaan Petrovskaja Kivikari Lampisuo Tuomaala Harjuvaara Čáhppe Aikiola Pieskunen Ylitieva'.split(
      ' ',
    ),
}

/** Writers by the language they write in; none of them exists. */
export const writers = {
  finnish: [
    'Maija Suontausta',
    'Erkki Lautamo',
    'Liisa Hallavuori',
    'Pentti Routala',
    'Anni Särkilahti',
    'Heikki Uosukas',
    'Ritva Pölläkkälä',
  ],
  swedish: ['Gunnar Bergsund', 'Sofia Ekholma', 'Tove Strandkulla', 'Nils Åkerbrygg'],
  english: ['Rob Westerham', 'Clara Fenwright', 'Idris Hollowell'],
  sami: ['Ellen Márjá Duottar', 'Sámmol Gáisá', 'Risten Johkanieida'],
}
