"""The ground rules of the demo's sets, in their own words."""

RULES_FULL = {
    "confidentiality": (
        "What is said here stays here: no names, no stories, no “somebody in my set”. That also holds between us"
        " afterwards, in the corridor and on the train, unless the owner of the challenge brings it up.\n"
        "What I learned about myself is mine to tell."
    ),
    "integrity": (
        "We bring what really keeps us busy, not what looks good.\n"
        "We do what we said we would do, or we say that we did not. “I did nothing” is an honest report."
    ),
    "safety": (
        "Being stuck is welcome. Nobody has to answer a question; “pass” is enough.\n"
        "The limit: if somebody may come to harm, or the law asks it, we talk first with the person and then with"
        " whoever has to know."
    ),
    "attendance": (
        "We come to all six. Who cannot says so two days before, in the set, not through a colleague.\n"
        "We run with four. With fewer we move the date, and Alice finds the new one within a week.\n"
        "We begin on the hour. Who is late comes in quietly."
    ),
    "speaking_time": (
        "Two of us present each time, thirty-five minutes each.\n"
        "One question and one follow-up, then the next person. No advice, not even dressed as a question:"
        " “have you tried” costs a biscuit.\n"
        "Silence is working time. Count to ten."
    ),
}

RULES_MANAGERS = {
    "confidentiality": "Nothing leaves this room, good news included. Our own managers do not ask, and we do not offer.",
    "integrity": "We speak for ourselves: “I”, not “one”. We report what happened, also when it went wrong.",
    "safety": "New to the job means allowed not to know. What could hurt a patient or a colleague goes further, and we say so first.",
    "attendance": "At least five of the six. Below four we move it. Phones stay in the coat, but for whoever is on call.",
    "speaking_time": "Short bids, then two rounds. Who has not presented for two meetings is asked first, and may say no.",
}

RULES_DIGITAL = {
    "confidentiality": "No recording, no screenshots, no notes in shared folders. Not from an open office.",
    "integrity": "We say what we do not understand, in plain words. No jargon to hide behind.",
    "safety": "Cameras on where the line allows it, off when somebody needs a minute. Harm and law are the limits.",
    "attendance": "On-line, ninety minutes, every five weeks. An apology by noon of the day before.",
    "speaking_time": "Round by round, so that nobody has to fight for the microphone. The chat stays closed.",
}

RULES_NORTHGATE = {
    "confidentiality": "Told here, kept here. With families and neighbours in common we leave out places as well as names.",
    "integrity": "We come with something that is ours to change.",
    "safety": "We may laugh, never at somebody. Safeguarding comes before confidentiality, and everybody knows the number.",
    "attendance": "Six afternoons. Two apologies are a question, not a crime.",
    "speaking_time": "Equal time. Freya keeps the clock until we can.",
}
