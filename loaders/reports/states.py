"""States that the reference data lack, and armed groups, by the English names that reports call them.

Each line: the name, its capitals, its demonyms. Names of states are those of CLDR's English territories, shortened
where reports do. Who is a party in the reference data is looked up there first.
"""

from __future__ import annotations

from collections.abc import Iterator

GROUPS = (
    "Taliban|Boko Haram|Hezbollah|Hizbullah|Islamic State|al-Qaeda|al-Shabaab|M23|Rapid Support Forces|"
    "RSF|Syrian Democratic Forces|SDF|YPG|YPJ|PKK|Hayat Tahrir al-Sham|HTS|FARC|ELN|Abu Sayyaf|"
    "Moro Islamic Liberation Front|MILF|Tamil Tigers|LTTE|Arakan Army|Karen National Union|"
    "Kachin Independence Army|Polisario|Polisario Front|JNIM|ADF|Allied Democratic Forces|"
    "Lord's Resistance Army|LRA|SPLA|SPLM|SPLM-N|Fano|Oromo Liberation Army|OLA|ISWAP|Islamic Jihad|"
    "Free Syrian Army|Northern Alliance|Khmer Rouge|Viet Cong|Shining Path|New People's Army|Ansaru|"
    "Hutu rebels|Libyan National Army|Wagner|Wagner Group|Southern Transitional Council|Al-Nusra Front|"
    "Jaish al-Islam|Red Army"
).split("|")
"""Armed groups that take and free prisoners; any other is found by what it does (see `actors`)."""

_STATES = """
Afghanistan|Kabul|Afghan,Afghans
Albania|Tirana|Albanian
Algeria|Algiers|Algerian
Angola|Luanda|Angolan
Argentina|Buenos Aires|Argentine,Argentinian
Australia|Canberra|Australian
Austria|Vienna|Austrian
Bahrain|Manama|Bahraini
Bangladesh|Dhaka|Bangladeshi
Belgium|Brussels|Belgian
Benin|Porto-Novo|Beninese
Bolivia|La Paz|Bolivian
Bosnia and Herzegovina|Sarajevo|Bosnian
Brazil|Brasilia|Brazilian
Bulgaria|Sofia|Bulgarian
Burkina Faso|Ouagadougou|Burkinabe
Burundi|Bujumbura|Burundian
Cambodia|Phnom Penh|Cambodian
Cameroon|Yaounde|Cameroonian
Canada|Ottawa|Canadian
Central African Republic|Bangui|Central African
Chad|N'Djamena|Chadian
Chile|Santiago|Chilean
China|Beijing|Chinese
Colombia|Bogota|Colombian
Congo|Kinshasa|Congolese
Costa Rica|San Jose|Costa Rican
Croatia|Zagreb|Croatian,Croat
Cuba|Havana|Cuban
Cyprus|Nicosia|Cypriot
Czechia|Prague|Czech
Denmark|Copenhagen|Danish
Djibouti||Djiboutian
Ecuador|Quito|Ecuadorian,Ecuadorean
El Salvador|San Salvador|Salvadoran
Estonia|Tallinn|Estonian
Finland|Helsinki|Finnish
France|Paris|French
Georgia|Tbilisi|Georgian
Germany|Berlin|German
Ghana|Accra|Ghanaian
Greece|Athens|Greek
Guatemala||Guatemalan
Guinea|Conakry|Guinean
Haiti|Port-au-Prince|Haitian
Honduras|Tegucigalpa|Honduran
Hungary|Budapest|Hungarian
India|New Delhi,Delhi|Indian
Indonesia|Jakarta|Indonesian
Ireland|Dublin|Irish
Italy|Rome|Italian
Ivory Coast|Abidjan|Ivorian
Japan|Tokyo|Japanese
Jordan|Amman|Jordanian
Kazakhstan|Astana|Kazakh
Kenya|Nairobi|Kenyan
Kosovo|Pristina|Kosovan,Kosovar
Kuwait||Kuwaiti
Kyrgyzstan|Bishkek|Kyrgyz
Laos|Vientiane|Laotian,Lao
Latvia|Riga|Latvian
Lebanon|Beirut|Lebanese
Liberia|Monrovia|Liberian
Libya|Tripoli|Libyan
Lithuania|Vilnius|Lithuanian
Madagascar|Antananarivo|Malagasy
Malaysia|Kuala Lumpur|Malaysian
Mali|Bamako|Malian
Mauritania|Nouakchott|Mauritanian
Mexico|Mexico City|Mexican
Moldova|Chisinau|Moldovan
Mongolia|Ulaanbaatar|Mongolian
Montenegro|Podgorica|Montenegrin
Morocco|Rabat|Moroccan
Mozambique|Maputo|Mozambican
Myanmar|Naypyidaw|Burmese
Nepal|Kathmandu|Nepali,Nepalese
Netherlands|The Hague|Dutch
New Zealand|Wellington|New Zealander
Nicaragua|Managua|Nicaraguan
Niger|Niamey|Nigerien
Nigeria|Abuja|Nigerian
North Korea|Pyongyang|North Korean
North Macedonia|Skopje|Macedonian
Norway|Oslo|Norwegian
Oman|Muscat|Omani
Pakistan|Islamabad|Pakistani
Panama||Panamanian
Papua New Guinea|Port Moresby|Papua New Guinean
Paraguay|Asuncion|Paraguayan
Peru|Lima|Peruvian
Philippines|Manila|Filipino,Philippine
Poland|Warsaw|Polish
Portugal|Lisbon|Portuguese
Romania|Bucharest|Romanian
Rwanda|Kigali|Rwandan
Senegal|Dakar|Senegalese
Serbia|Belgrade|Serbian,Serb
Sierra Leone|Freetown|Sierra Leonean
Slovakia|Bratislava|Slovak
Slovenia|Ljubljana|Slovenian
Somalia|Mogadishu|Somali
South Africa|Pretoria|South African
South Korea|Seoul|South Korean
South Sudan|Juba|South Sudanese
Spain|Madrid|Spanish
Sri Lanka|Colombo|Sri Lankan
Sudan|Khartoum|Sudanese
Sweden|Stockholm|Swedish
Switzerland|Bern|Swiss
Syria|Damascus|Syrian
Tajikistan|Dushanbe|Tajik
Tanzania|Dodoma|Tanzanian
Thailand|Bangkok|Thai
Togo|Lome|Togolese
Tunisia|Tunis|Tunisian
Turkmenistan|Ashgabat|Turkmen
Uganda|Kampala|Ugandan
Uruguay|Montevideo|Uruguayan
Uzbekistan|Tashkent|Uzbek
Venezuela|Caracas|Venezuelan
Vietnam|Hanoi|Vietnamese
Zambia|Lusaka|Zambian
Zimbabwe|Harare|Zimbabwean
"""


def states() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Give the name, capitals and demonyms of each state."""
    for line in _STATES.split("\n"):
        if line:
            name, capitals, demonyms = line.split("|")
            yield name, tuple(filter(None, capitals.split(","))), tuple(demonyms.split(","))
