"""Countries, unions and parties, and what belongs to them: Chinese is of China, and "U.S." is America."""

from __future__ import annotations

# One country a line: names and adjectives in small letters, without marks; "_" stands for a space.
_FORMS = """
us usa united_states_of_america united_states america american americans
uk united_kingdom great_britain britain british briton britons
uae united_arab_emirates emirati emiratis
eu european_union
un united_nations
china chinese prc people's_republic_of_china
hong_kong hongkonger hongkongers
taiwan taiwanese
japan japanese
north_korea north_korean north_koreans dprk
south_korea south_korean south_koreans
korea korean koreans
russia russian russians russian_federation
ukraine ukrainian ukrainians
belarus belarusian belarusians
france french frenchman
germany german germans
italy italian italians
spain spanish spaniard spaniards
portugal portuguese
netherlands dutch
belgium belgian belgians
switzerland swiss
austria austrian austrians
poland polish pole poles
czech_republic czechia czech czechs
slovakia slovak slovaks slovakian
hungary hungarian hungarians
romania romanian romanians
bulgaria bulgarian bulgarians
greece greek greeks
turkey turkiye turkish turk turks
sweden swedish swede swedes
norway norwegian norwegians
denmark danish dane danes
finland finnish finn finns
iceland icelandic icelander icelanders
ireland irish
england english
scotland scottish scots
wales welsh
estonia estonian estonians
latvia latvian latvians
lithuania lithuanian lithuanians
serbia serbian serbians serb serbs
croatia croatian croatians croat croats
bosnia bosnian bosnians
slovenia slovenian slovenians
albania albanian albanians
kosovo kosovar kosovars
georgia georgian georgians
armenia armenian armenians
azerbaijan azerbaijani azerbaijanis
kazakhstan kazakh kazakhs
uzbekistan uzbek uzbeks
mongolia mongolian mongolians
india indian indians
pakistan pakistani pakistanis
bangladesh bangladeshi bangladeshis
sri_lanka sri_lankan sri_lankans
nepal nepalese nepali
afghanistan afghan afghans
iran iranian iranians
iraq iraqi iraqis
syria syrian syrians
lebanon lebanese
israel israeli israelis
palestine palestinian palestinians
jordan jordanian jordanians
egypt egyptian egyptians
saudi_arabia saudi saudis saudi_arabian
yemen yemeni yemenis
qatar qatari qataris
kuwait kuwaiti kuwaitis
libya libyan libyans
tunisia tunisian tunisians
algeria algerian algerians
morocco moroccan moroccans
sudan sudanese
ethiopia ethiopian ethiopians
kenya kenyan kenyans
somalia somali somalis
rwanda rwandan rwandans
uganda ugandan ugandans
tanzania tanzanian tanzanians
congo congolese
senegal senegalese
nigeria nigerian nigerians
ghana ghanaian ghanaians
south_africa south_african south_africans
zimbabwe zimbabwean zimbabweans
vietnam vietnamese
thailand thai thais
cambodia cambodian cambodians
laos laotian laotians
myanmar burma burmese
malaysia malaysian malaysians
singapore singaporean singaporeans
indonesia indonesian indonesians
philippines philippine filipino filipinos
australia australian australians
new_zealand new_zealander new_zealanders
canada canadian canadians
mexico mexican mexicans
cuba cuban cubans
haiti haitian haitians
brazil brazilian brazilians
argentina argentine argentinian argentines
chile chilean chileans
ecuador ecuadorian ecuadorians
bolivia bolivian bolivians
uruguay uruguayan uruguayans
paraguay paraguayan paraguayans
panama panamanian panamanians
guatemala guatemalan guatemalans
honduras honduran hondurans
puerto_rico puerto_rican puerto_ricans
jamaica jamaican jamaicans
papua_new_guinea papuan
peru peruvian peruvians
colombia colombian colombians
venezuela venezuelan venezuelans
europe european europeans
africa african africans
asia asian asians
democrat democrats democratic
republican republicans gop
tibet tibetan tibetans
"""
FORMS: dict[tuple[str, ...], str] = {
    tuple(form.replace("'", "").split("_")): f"@{line.split()[0]}"
    for line in _FORMS.strip().splitlines()
    for form in line.split()
}
"""Words of a name or adjective, to the key of what it belongs to."""
LONGEST = max(map(len, FORMS))
