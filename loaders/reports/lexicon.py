"""The words that the reader knows: what is counted, what happens to it, how it is said. Lemmas, lower case."""

from __future__ import annotations

from ontology.model import Phenomenon, Population, Stance

BODIES = frozenset(
    "body bodies corpse corpses remains cadaver cadavers coffin coffins casket caskets bodybag bodybags skeleton "
    "skeletons".split()
)

HANDING_OVER = frozenset(
    "return repatriate transfer release free liberate extradite exchange swap trade hand handover hand-over "
    "handing repatriation freed freedom exchanged swapped released surrender unfree homecoming homeland liberation "
    "reunite parole pardon amnesty amnestied emancipate unshackle barter".split()
)
"""Words of changing hands that need no others beside them."""

MOVING = frozenset(
    "deliver delivery give send receive get take bring recover accept collect retrieve regain go come arrive fly "
    "land let drive carry transport launch reach cross pass submit board convey comprise contain include "
    "consist stipulate provide involve batch transaction operation free home back convoy side agree settle "
    "part airlift ferry escort bus transit depart welcome greet yield relinquish secure "
    "repossess dispatch deport walk emerge".split()
)
"""Words of changing hands where prisoners or bodies are spoken of, and of anything else where not."""


_KILLED = (
    "kill die perish slay dead killed deceased fallen death fatality toll fatal massacre execute executed murder "
    "slain perished died succumb drown martyr martyred assassinate slaughter behead neutralise neutralize neutralised "
    "neutralized eliminate eliminated annihilate liquidate decimate lynch butcher electrocute asphyxiate suffocate "
    "starve gun exterminate decease demise kia manslaughter carnage bury buried burial"
)
_HURT = (
    "wound injure maim hurt wounded injured injury wounding hospital hospitalise hospitalize hospitalised hospitalized "
    "mutilated mutilate crippled cripple amputate concuss bruise lacerate disfigure scald shrapnel wia"
)
_LOST = (
    "missing disappear vanish unaccounted whereabouts disappeared untraced disappearance unlocated unfound "
    "untraceable mia"
)
_NAMED = "identify identified identity identification"
_SEIZED = (
    "capture captured arrest arrested hold held detain detained imprison captivity custody captive detention jail "
    "jailed imprisoned behind-bars abduct abducted kidnap kidnapped kidnapping abduction apprehend incarcerate "
    "incarcerated intern interned snatch languish confine lock round seize seized imprisonment internment hijack"
)
HAPPENINGS: dict[str, Phenomenon] = {
    **dict.fromkeys((_KILLED + " lives").split(), Phenomenon.DEATHS),
    **dict.fromkeys(_HURT.split(), Phenomenon.WOUNDED),
    **dict.fromkeys(_LOST.split(), Phenomenon.MISSING),
    **dict.fromkeys(_NAMED.split(), Phenomenon.IDENTIFIED),
    **dict.fromkeys(_SEIZED.split(), Phenomenon.PRISONERS_HELD),
    "casualty": Phenomenon.CASUALTIES,
    **dict.fromkeys("loss lose lost".split(), Phenomenon.LOSSES),
}
"""Words, of any class, that name what happened to people, for a figure that no nearer words explain."""

UNEARTHED = frozenset("exhume unearth disinter dig excavate exhumation".split())
FOUND = frozenset("find discover examine locate pull wash float bury".split())
KEPT = frozenset("store keep hold lie remain rebury test photograph await wait".split())
"""Verbs that say of bodies something else than that they change hands: dug up, found in a ruin, kept in a morgue."""

LIGHT = frozenset(
    "be have hear quote cite walk stand lie put give name make number amount rise fall reach climb grow remain "
    "comprise include total exceed top surpass pass hit bring come follow see become hold contain think "
    "speak account constitute compose mean place range vary jump increase decrease drop go read run turn belong "
    "count do take approach near list drive get house cost claim leave show cause register say publish document "
    "verify confirm record set recall raise update revise correct average equal sum tally log note keep start "
    "begin stop continue serve defend recruit agree tell find suffer incur sustain creep swell edge inch tick "
    "add believe fear presume know".split()
)
"""Verbs that say no other thing of those counted: "the number rose to", "it lists", "that makes"."""

ELSEWHERE = frozenset(
    "alive safe rescued evacuated displaced homeless unhurt unharmed uninjured subscriber deployed fled escape "
    "escaped flee displace evacuate rescue save participate attend mobilise deploy sheltered "
    "vaccinate mobilize uproot resettle shelter enlist train feed treat vote inhabit stranded".split()
)
"""Words that say of people what no claim here is about."""

PEOPLE: dict[str, Population] = {
    **dict.fromkeys(
        "soldier serviceman servicemen servicewoman servicemember troop troops fighter combatant defender marine "
        "officer guardsman paratrooper militant conscript recruit personnel".split(),
        Population.COMBATANTS,
    ),
    **dict.fromkeys("pow pows prisoner captive detainee".split(), Population.PRISONERS_OF_WAR),
    **dict.fromkeys("civilian noncombatant".split(), Population.CIVILIANS),
    **dict.fromkeys("hostage abductee".split(), Population.HOSTAGES),
    **dict.fromkeys("child children boy girl".split(), Population.CHILDREN),
    **dict.fromkeys(
        "people person man men woman women individual citizen resident national".split(), Population.EVERYONE
    ),
}

ROLES: dict[str, Population] = {
    **dict.fromkeys(
        "private sergeant commander pilot sailor guard mercenary reservist conscript warrior invader occupier "
        "occupant airman airmen gunner tankman cadet volunteer houthi fighters gunman gunmen insurgent rebel "
        "peacekeeper servicepeople servicepersons serviceperson servicewomen servicemembers trooper commando ranger "
        "jihadist jihadi terrorist extremist guerrilla partisan separatist peshmerga legionnaire infantryman "
        "infantrymen rifleman seaman seamen submariner militiaman militiamen guardsmen corporal lieutenant captain "
        "major colonel draftee aircrew crewman crewmen loyalist regular operative bomber sniper "
        "borderguard".split(),
        Population.COMBATANTS,
    ),
    **dict.fromkeys("internee convict inmate captives returnee prisoner-of-war".split(), Population.PRISONERS_OF_WAR),
    **dict.fromkeys("kidnapped abducted abductees".split(), Population.HOSTAGES),
    **dict.fromkeys(
        "minor infant baby teenager adolescent kid toddler pupil schoolchild schoolchildren schoolgirl schoolboy "
        "youngster newborn teen".split(),
        Population.CHILDREN,
    ),
    **dict.fromkeys(
        "guy lad fellow medic doctor nurse journalist reporter teacher student worker employee rescuer "
        "firefighter policeman policemen policewoman police inhabitant foreigner member leader survivor victim "
        "adult patient pensioner villager relative father mother passenger politician lawyer activist dissident "
        "miner farmer fisherman fishermen commando "
        "cleric priest general official expatriate compatriot countryman countrymen other others "
        "human female male lady elderly senior mayor specialist engineer paramedic hero defendant mobilised "
        "mobilized expat tourist aide martyr fisherman fishermen monk nun pilgrim refugee migrant driver shepherd "
        "herder trader contractor staffer diplomat judge lawmaker bystander worshipper mourner "
        "shopper commuter settler islander townsman townspeople tribesman tribesmen kibbutznik "
        "missionary humanitarian responder deserter defector suspect protester demonstrator missing".split(),
        Population.EVERYONE,
    ),
}
"""Nouns of people that a report counts but that also act in it: "three medics", "five commanders"."""

PEOPLES = frozenset(
    "serbs croats kurds turks swedes danes poles finns czechs slovaks uzbeks tajiks kazakhs hutus tutsis kosovars "
    "yazidis druze rohingya filipinos thais berbers tuaregs arabs jews muslims christians sunnis shiites alawites "
    "maronites hazaras pashtuns tamils sikhs karens kachins shans chechens dinka nuer fulani oromos amharas scots "
    "bedouins vietnamese".split()
)
"""Names of peoples and faiths, beside those that end as such names do."""

CASES = frozenset("case cases life lives name names entry entries".split())
"""Nouns that stand for people where the words beside them say what happened: "390,000 cases of wounding"."""

EVENTS: dict[str, Phenomenon] = {
    **dict.fromkeys("death fatality".split(), Phenomenon.DEATHS),
    "dead": Phenomenon.DEATHS,
    "killed": Phenomenon.DEATHS,
    "fallen": Phenomenon.DEATHS,
    "casualty": Phenomenon.CASUALTIES,
    "loss": Phenomenon.LOSSES,
    **dict.fromkeys("wounded injured injury wound".split(), Phenomenon.WOUNDED),
    **dict.fromkeys("missing disappearance".split(), Phenomenon.MISSING),
}
"""Nouns, and participles used as nouns, that name what happened."""

FATES: dict[str, Phenomenon] = {
    word: HAPPENINGS[word]
    for word in (
        "kill die perish slay dead killed fallen deceased wound injure maim hurt wounded injured missing disappear "
        "vanish unaccounted identify identified capture hold detain imprison lose".split()
    )
}
"""Verbs and adjectives that say what happened to people."""

GIVE = frozenset(
    "return hand transfer repatriate deliver give send release free surrender liberate turn extradite".split()
)
RECEIVE = frozenset("receive get take recover bring accept collect retrieve regain".split())
EXCHANGE = frozenset("exchange swap trade".split())
HANDOVERS = frozenset("return handover transfer repatriation delivery release hand-over handing".split())
"""Nouns of handing over: "the return of 1,000 bodies"."""
EXCHANGES = frozenset("exchange swap repatriation handover transfer transaction operation measure release".split())
"""Nouns that refer to an exchange that was told of."""

SPEECH: dict[str, Stance] = {
    **dict.fromkeys(
        "say state announce add note tell declare disclose reveal inform write publish share stress emphasise "
        "emphasize specify explain indicate post list put count record document register tally cite mention show "
        "conclude warn speak quote propose recall remark clarify elaborate detail underline demand verify acknowledge "
        "admit concede affirm reiterate repeat reply respond argue testify recount relate observe notify comment tweet "
        "log caution fear find determine establish learn enumerate itemise itemize summarise summarize "
        "divulge advise attest promise pledge vow communicate".split(),
        Stance.STATES,
    ),
    **dict.fromkeys("confirm corroborate authenticate".split(), Stance.CONFIRMS),
    **dict.fromkeys(
        "claim allege accuse blame insist assert maintain contend boast brag profess".split(), Stance.CLAIMS
    ),
    **dict.fromkeys(
        "estimate believe assess reckon calculate suggest assume think guess project predict compute suppose".split(),
        Stance.ESTIMATES,
    ),
    **dict.fromkeys("deny reject dispute refute rebut contradict repudiate dismiss".split(), Stance.DENIES),
    "report": Stance.REPORTS,
}
FINDING = frozenset("show find determine establish learn fear maintain project relate".split())
"""Of these, the ones that say something only before a clause: "found that 31 died", and not "found 31 bodies"."""
DONE_TO_PEOPLE = frozenset("put post share recall dismiss deny reject".split())
"""Of these, the ones that say nothing where people or bodies are their object: "posted 12 soldiers to the border"."""
SPEECH_NOUNS: dict[str, Stance] = {
    **dict.fromkeys(
        "statement figure datum data tally count number record report table bulletin post message version".split(),
        Stance.STATES,
    ),
    **dict.fromkeys("estimate estimation assessment calculation".split(), Stance.ESTIMATES),
    **dict.fromkeys("claim allegation assertion".split(), Stance.CLAIMS),
    **dict.fromkeys("confirmation".split(), Stance.CONFIRMS),
}
"""What an attribution may rest on: "according to the ministry's estimate"."""

TOLLS = frozenset("number figure toll list count tally total".split())
"""Nouns that a figure is the value of: "the number stood at 31"."""

SPOKEN_FOR = frozenset(
    "authority authorities official officials side government leadership military army force forces "
    "representative negotiator diplomat delegation administration state".split()
)
"""Head nouns that speak for the party that they are named with: "Russian officials", "the Ukrainian side"."""

PERSONS = frozenset(
    "president minister spokesman spokeswoman spokesperson aide premier chancellor secretary chief head leader "
    "commander general negotiator envoy".split()
)
"""Head nouns that refer back to a person in office: "the president"."""

STAFF = frozenset("journalist researcher analyst correspondent reporter volunteer expert monitor observer team".split())
"""Head nouns that speak for whom they work for: "journalists of the BBC and Mediazona"."""

OFFICES = frozenset(
    "ministry agency headquarters staff mission office committee centre center service ombudsman commissioner "
    "outlet newspaper broadcaster organisation organization commission body department".split()
)
"""Head nouns that refer back to an agency: "the ministry", "the agency"."""

SOMEBODY = frozenset(
    "official officer lawyer mayor governor ombudsman commissioner adviser advisor doctor source deputy diplomat "
    "ambassador analyst researcher professor witness resident relative director coordinator prosecutor judge "
    "lawmaker senator chairman chairwoman chairperson colonel major captain lieutenant brigadier admiral marshal "
    "sergeant activist cleric medic surgeon physician nurse guard survivor villager "
    "eyewitness rapporteur expert worker paramedic rescuer elder priest bishop imam organiser historian scholar "
    "academic economist demographer statistician".split()
)
"""Words for one person who may speak."""
TITLES = PERSONS | OFFICES | SOMEBODY | STAFF
"""Words before a name that say what somebody is."""

# "hop" is what the model makes of "hopes".
PLANNED = frozenset(
    "will would shall plan agree intend prepare expect ready propose offer promise pledge vow want hope hop seek "
    "set due".split()
)
DEMANDED = frozenset("demand urge call require insist ask".split())

NOT_YET = frozenset("postpone delay cancel suspend await discuss negotiate schedule arrange prevent block".split())
"""Verbs that say of a handover that it has not taken place: "postponed the handover of 1,000 bodies"."""
DOUBTS = frozenset(
    "allegedly reportedly supposedly presumably possibly probably likely believed thought may might could".split()
)
"""Words that leave it open whether something is so."""

MEDIATION = frozenset(
    "mediate broker facilitate mediation facilitation assistance assist help thank thanks grateful gratitude "
    "thankful auspices participation brokerage intermediary".split()
)
EARLIER = frozenset("previous previously earlier past prior last before".split())
