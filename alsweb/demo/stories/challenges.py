"""What the demo's people bring to their sets: a headline, and its story."""

CHALLENGES = {
    "Cam": (
        "How do I lead a ward team that has been reorganised three times?",
        "We merge two teams in spring. Half of them have heard every sentence I could say. They nod, and nothing moves."
        " I want them to decide something themselves again, and I notice that I keep deciding it for them.",
    ),
    "Nadia": (
        "How do I say no to work that is not ours without being the one who blocks?",
        "Every project finds its way to Estates in the last week. I say yes because it is quicker than the argument,"
        " and then my own people stay late. I would like the argument to be somewhere else, and earlier.",
    ),
    "Priya": (
        "How do I give my deputy room while I am still in the same corridor?",
        "She is ready. I am the one who answers when people knock. I hear myself correcting things that were fine.",
    ),
    "Tom": (
        "How do I bring bad figures so that people do something with them?",
        "I have shown the same red line for four months. They thank me for the clarity and go to the next point.",
    ),
    "Ruth": (
        "What do I do with a colleague who has stopped caring, and whom everybody likes?",
        "He was the heart of the team. Now others do his share and say nothing. Neither do I.",
    ),
    "Ben": (
        "How do I manage people who were my friends last month?",
        "We still share a car. On Tuesday I refused one of them a day off.",
    ),
    "Sana": (
        "How do I stop being the one who knows everything?",
        "They ask me because it is quick. I answer because it is quick.",
    ),
    "Ewan": (
        "How do I get a night team that I never see to feel led?",
        "We meet at the handover, for six minutes, and all of it is keys.",
    ),
    "Lucy": (
        "How do I hold a difficult conversation without rehearsing it for a week?",
        "I write three versions and then send an e-mail.",
    ),
    "Marek": (
        "How do I ask for two more drivers when everybody asks for two more?",
        "I know the figures. I do not know who decides.",
    ),
    "Grace": (
        "How do I stay available and still get my own work done?",
        "My door is open. My evenings are when I work.",
    ),
    "Ines": (
        "How do I let the front desk shape what we build for them?",
        "We have asked them twice and built what we wanted anyway.",
    ),
    "Paul": (
        "How do I speak up for people who will never use the app?",
        "I am the only one in the project who meets them, and the only one without a slide.",
    ),
    "Yusuf": ("How do I end a project that nobody needs any more?", "It has a sponsor, a logo and no users."),
    "Kate": (
        "How do we talk about a change that is not decided yet?",
        "Silence breeds rumours; half a sentence breeds more.",
    ),
    "Daniel": (
        "How do I find my place in a team that did well without me?",
        "They are kind. They have just never waited for anybody.",
    ),
    "Aisha": ("How do I ask for help before it is too late?", "I am good at looking as if it were going well."),
    "Stephen": (
        "How do I lead drivers whom I only see leaving?",
        "They know the road. What they hear of me are changes to the plan.",
    ),
    "Martin": (
        "How do two shifts become one ward?",
        "Each leaves things as it would like to find them, and finds them otherwise.",
    ),
    "Maya": (
        "How do I leave the youth club open when I am not there?",
        "I have the key, the code and everybody's number. That is the problem.",
    ),
    "Ivan": ("How do I turn people away kindly?", "The list is eleven weeks long, and I add to it with a smile."),
    "Carol": ("How do I thank a volunteer and ask him to stop?", "He has come each Thursday for nineteen years."),
}
