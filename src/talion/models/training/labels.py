"""What the heads tell apart: event types, modes, statuses and stances."""

MODES: dict[str, tuple[str, ...]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "CONCEDE": (),
    "COOPERATE": (),
    "AID": (),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize", "restrict", "censor", "curfew", "martial-law",
        "arrest", "deport", "withhold", "misinformation", "cyber",
    ),
    "ASSAULT": (
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms",
        "explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control",
        "unconventional",
    ),
}
TYPES: tuple[str, ...] = tuple(MODES)
#: One class a type and mode, and one for a type without a mode: the mode head's outputs.
MODE_CLASSES: tuple[str, ...] = tuple(
    f"{kind}/{mode}" for kind, modes in MODES.items() for mode in ("", *modes)
)
STATUSES: tuple[str, ...] = ("happened", "ongoing", "planned", "possible", "denied", "negated")
STANCES: tuple[str, ...] = ("asserts", "denies", "doubts", "approves", "condemns", "asks")
