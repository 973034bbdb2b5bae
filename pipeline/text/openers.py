"""Ordinary words that open a sentence, and so wear a capital without being a name."""

from __future__ import annotations

# Function words, and the commonest first words of English news sentences that stand in small letters at least
# three times in five elsewhere; counted over two thousand news texts.
ORDINARY = frozenset(
    """
    a abortion about above academic acceptance access accompanied according accordingly accounts across acting
    action actions active activist activists actor actually adding additional addressing administration
    admission adopting adoption ads adults advanced advertising adviser advisers advocates affected after
    afterwards again against agencies aggressive agreed agreement agreements agricultural ahead aid aides aimed
    air aircraft alcohol all almost along alongside already also although am amazing amendments amid among an
    analyst analysts and annual another answering anti any anyone apart apparently appearing applicants
    application applications appointment approval approved approximately are areas arms around article
    artificial as aside asked assessment assistance assistant associate assuming asylum at athletes attack
    attackers attacks attendance attendees attracting author authorities automatic available average avoid
    awards babies back background bad banks based be because becoming been before beginning behind being below
    benefits besides best better between beyond bidders big bilateral bill biologist black blocking blood blue
    border born both box brain breaches breaking breast bring bringing broadband broadcast brought budget
    building built bus business businesses but buy buyers buying by calculations called callers calling calls
    cameras campaign campus can cancer candidates cantonal cantons car carbon cases catch certain certainly
    chairman challenge challenges changes cheaper check chief children cities citing citizens city civic civil
    clear clearly click cliff climate close closer closing co coach code coins cold collaboration columnist
    combat combined combining come coming commemorative commentator commentators commenting comments common
    communication community companies compared comprehensive conduct conference confirmed conflicting
    consequently conservative conservatives consider considering constitutional construction consultant consumer
    consumers consuming consumption contact contacts content contest continued contract contrary contributing
    contributions conventional cooperation coordinator cope core coronavirus corruption cost could
    counterterrorism countries coverage create credit creditors crew criminal crisis criteria criticism critics
    crude culture current currently customers cutting daily damage data days death deaths decades declining
    delegates delivering demand demonstrations demonstrators depending describing designated designer despite
    details deterrence developed developers developing diabetes dialogue did digital digitalisation diplomatic
    diplomats direct disclosures discussion discussions dividends do doctor doctors documents does doing
    domestic donations donors down dozens drawing drinking due during each earlier early earnings earthquake
    economic economist economists editor editors education effectively efficient efforts eight either elected
    election elections electronic eleven elsewhere email emergency emissions employees employers energy enjoy
    ensure enterprises entrants entry environment environmental equal equity especially essentially established
    establishing even event events ever every everyone everything evidence ex except excessive exchange
    executive exemptions exercising existing expectations expert experts exports extending extra faced facing
    factories faculty failing fake false families family fans far farmers farming fast fees fellow fellows few
    fifteen fighting figures film final finally finance financial financing find finding findings firefighters
    fireworks firms first fiscal fish five flat flights flooding floods follow following food for forced
    forecasts foreign formal former forty founded founder four fourth framework fraud free freezing friends from
    frozen full funded funding funds further future gains game games genetic genetically geopolitical get
    getting giant give given giving global go going gold good goods got gov government governments governor
    governors graduate grain grants great green gross group groups growing growth guests guided hackers had half
    happy hard has have having hazard he head health healthcare hear heating heavy held help hence her here hers
    herself high higher highlights him himself his historian history holding home hope hopefully hormone hosted
    hours households how however human humanitarian hundreds i if image imagine immediate immigration
    implementation implementing important imports improved in increased indeed independent individual
    individuals industrial industry inflation info information initial initially injections injuries innovation
    innovative inside inspectors instead institutions instructor insurance insurers intelligence intended
    interest interested internal international internationally interviewed interviews into introduced
    introduction investigators investment investments investor investors invited is issued issues it its itself
    jargon job join joining joint journalists judge judges judging junior jurors just key knee known labor
    lacking land large last late later launch launched law lawmakers lawyer lawyers lead leaders leading learn
    led left legal lenders less lessons let levels liberal liberals life like likewise limiting listen
    literature little loan loans local located location locations long longtime look looking losses lots low
    lower lunch major majority make making male management manager managing manufacturing many marked market
    markets mask massive material may maybe mayors me meanwhile measures measuring media medical meeting
    meetings member members membership memorandum men messages midfielder might migrants migration miles
    military million millions ministers minority minute minutes missile mobile model modern money more most
    moving much multiple music must my myself nasal national natural naturally nearly need negotiations
    negotiators neither net never nevertheless new newspapers next nine no nobody nominations none nonetheless
    nor normally not notable note notes nothing noting now numerous objectives observers obstacles obviously of
    off officers official officials often oh old older on once one online only open opened opening operators
    opinions opponents opposition or ordinary organizations organized organizers organizing original originally
    other others otherwise our ours ourselves out output outside over overall own owners page pain panels paper
    parents part participants participation particular parties partner partners partnerships parts party passed
    passenger passengers past patient patients payment payments peace peaceful people per perceptions perhaps
    period permanent pharmaceutical phone photo photos physical physicist pictures pitching places planned
    planning plans players please plus poet police policies political politically politics polls poor popular
    possible potatoes power practice predecessor prefectural preferred preliminary preparations preparing
    present preserving presidential presidents pressed presumably prevention preventive previously price priced
    prices principal printed prior priorities privacy private probably problem problems proceeds processing
    procurement producer product production products professional professor professors program programme
    programs progress project projects prominent promoting proper property proposals prosecutors prospective
    prospects prostate protecting protection protesters protestors protests providers providing provisions
    psychologist public published pursuing put putting quarterly questions rail raising rallies rapper rather
    reach reaching read readers reading real reason rebuilding recall receive recent recently recipient
    recipients recognizing recommendations record recruitment reduced reducing reductions referring reforms
    regarding regardless regional registration regular regulations related relations release relevant relief
    remaining remember replacement report reporters reporting reports representatives requested requests require
    requirements research researcher researchers reservations resident residents responses responsibility
    results retail retailers returning revenue revenues reviews revision rich right riot rising risk rival rose
    roughly running rural safety said sales salt same sanctions savings say says schedule scholars school
    schools scientific scientists screenshots search second security see seeing selling senators send senior
    separate separately separatists serious service services serving sessions set setting seven several sexual
    shadow share shares sharing she short shortly should side sign signatories signed significant silver similar
    similarly simply since sincerely singer sitting six sixty slides small smaller smartphone smartphones so
    social socialism solution some sometimes soon sound sounds source sources space speakers speaking special
    specialists specifically speech spending spokesman sponsored sponsors sponsorship staff stages standard
    standing star start starting state statewide statistics stay still stop stores strategic strategists
    strengthening strong stronger student students studies study subject subsidies success successful such
    suddenly sugar suggested summary supervision supervisory support supporters supporting sure surely surveys
    sustainable sweet syndication tablets take taking talk talks targeted targets task tax teacher teachers team
    teams tech technical technology telephone tell temperatures ten tens tensions terms terrorism testing tests
    than thank thanks that the theatre their theirs them themselves then there thereafter therefore these they
    things think third thirty this those though thousands three through throughout thus tickets ties tighter
    time timely to today together told tomorrow tonight too top topics total tough tour tourists tours toward
    towards track trade trading traditional traffic trained training trains transit transparency travel
    treatment trials troops true trust turnout twelve twenty two ultimately under understanding unfortunately
    universities unless unlike until up update updated updates upon us use user users using utility vaccination
    various vegetables vehicle very veterans via victims victory video view viewers views violence virologist
    visit visiting visitors visits volume volunteer volunteers vote voter voters wage war was watch water we
    weather web welcome well were what whatever when whenever where wherever whether which while who whom whose
    why wider wild will winners winning with within without women work working workshops world worse would write
    writer writing written www year years yen yes yesterday yet you young younger your yours yourself yourselves
    """.split()
)
