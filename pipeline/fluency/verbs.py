"""Verb forms that do not show themselves by an ending."""

FINITE = frozenset(
    """
        am is are was were be been being has have had do does did will would shall should can could may might
        must cannot ought need let became began bent bet bid bought broke brought built burst came caught chose
        clung cost crept cut dealt drank drew drove dug ate fed fell felt fled flew flung forbade forecast
        forgot forgave fought found froze gave got grew ground heard held hid hit hung hurt kept knelt knew laid
        lay led left lent lit lost made meant met mistook outdid overcame overtook paid put quit ran rang read
        rebuilt rode rose said sang sank sat saw sent set shook shone shot shrank shut slept slid sold sought
        sped spent split spoke spread sprang stole stood stuck struck swam swept swore swung taught thought
        threw told took tore understood undertook undid upset wept went withdrew withheld withstood woke won
        wore wound wove wrote sprung spun spat beat bore born done gone seen known shown taken given
        arose blew bled bred bound burnt broadcast cast clad dreamt dwelt foresaw hid leapt learnt outgrew outsold overran
        oversaw overthrew retook shed slit spelt spoilt split strove swum thrust trod underwent upheld wed wrung
        """.split()
)
BASE_VERBS = frozenset(
    """
        accelerate accept achieve act add address adhere adopt agree aim allow announce answer appear apply
        argue arise arrive ask attend attract avoid bear become begin believe belong break bring build buy call
        care carry catch cause celebrate change charge check choose claim close come compare compete concern
        conduct consider consist contain continue contribute control cost cover create cross cut deal decide
        declare decline deepen define deliver demand deny depend describe deserve design develop die differ
        discover discuss drive drop earn eat emerge employ enable encourage end enjoy enhance ensure enter
        establish examine exceed exist expand expect experience explain explore express extend face fail fall
        fear feel fight fill find finish focus follow force form gain gather get give go grow guarantee guide
        handle happen hear help hold hope identify imagine implement improve include increase indicate influence
        innovate insist integrate intend introduce invest invite involve join jump keep know lack lay lead learn
        leave let lie like link listen live look lose love maintain make manage mark matter mean measure meet
        mention move need note notice observe obtain occur offer open operate oppose optimize organize overcome
        own participate pass pay perform persist plan play point praise prefer prepare present prevent produce
        prohibit promise promote propose protect prove provide publish pull push put raise reach read realize
        receive recognize recommend reduce reflect refuse regard reject relate release rely remain remember
        remind remove repeat replace reply report represent require resolve respond rest result return reveal
        rise run save say see seek seem select sell send serve set share show sit solve speak speed spend stand
        start state stay stimulate stop strengthen strive study submit succeed suffer suggest support suppose
        surround survive take talk teach tell tend thank think throw touch train travel treat try turn
        understand urge use view visit vote wait walk want warn watch welcome win wish wonder work worry write
        """.split()
)
