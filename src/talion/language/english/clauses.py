"""Clauses of an English parse: predicates, verbal and nominal, with their deep arguments.

Works on the CLEAR labels (nsubj, nsubjpass, dobj, agent, prep/pobj, xcomp, ccomp, advcl, relcl, acl).
Control, raising, reduced relatives, coordination and light verbs are undone here, so that readers need not.
"""

from collections.abc import Iterator
from dataclasses import replace

from talion.language.base import Clause, Oblique, Parsed, Token
from talion.language.english.lexicon import Nominal, Predicates, predicates

_MODAL = {
    "will": "will", "'ll": "will", "’ll": "will", "shall": "will", "wo": "will",
    "would": "would", "'d": "would", "’d": "would",
    "can": "can", "could": "can", "ca": "can", "may": "may", "might": "may",
    "must": "must", "should": "should", "ought": "should",
}  # fmt: skip
_RELATIVE = frozenset(("who", "which", "that", "whom", "whose"))
# participles on a noun whose by-phrase names who does what the noun tells
_MADE = frozenset(
    [
        "back",
        "broker",
        "carry",
        "commit",
        "conduct",
        "hold",
        "impose",
        "issue",
        "launch",
        "lead",
        "make",
        "mount",
        "order",
        "organize",
        "sign",
        "stage",
    ]
)
_NO = frozenset(("not", "n't", "n’t", "never", "no", "neither", "nor", "nobody", "none"))
_SUBJECT_PREPOSITIONS = frozenset(
    ("by", "without", "after", "before", "while", "in", "upon", "through")
)


def clauses(parsed: Parsed) -> list[Clause]:
    """All clauses of ``parsed``, in the order of their predicates."""
    lists = predicates()
    found: dict[int, Clause] = {}
    for token in parsed.tokens:
        if _is_verbal(token):
            found[token.i] = _verbal(parsed, token)
    for i in list(found):
        found[i] = _with_inherited_subject(parsed, found, i, lists)
    for token in parsed.tokens:
        nominal = _nominal_entry(token, lists)
        if nominal is not None and token.i not in found:
            found[token.i] = _nominal(parsed, token, nominal, found, lists)
    return [found[i] for i in sorted(found)]


def _is_verbal(token: Token) -> bool:
    if token.pos == "VERB":
        return token.dep not in ("aux", "auxpass", "amod", "compound")
    if token.pos == "AUX":
        return token.dep not in ("aux", "auxpass")
    return False


def _verbal(parsed: Parsed, token: Token) -> Clause:
    kids = [parsed.tokens[k] for k in parsed.children[token.i]]
    auxes = _auxiliaries(parsed, token, kids)
    surface = _conjuncts(parsed, [k.i for k in kids if k.dep in ("nsubj", "nsubjpass", "csubj")])
    surface = _relative_resolved(parsed, token, surface)
    passive = _is_passive(parsed, token, kids)
    agents = [g for k in kids if passive and k.dep == "agent" for g in _prepositional(parsed, k)]
    objects = _conjuncts(parsed, [k.i for k in kids if k.dep in ("dobj", "attr", "oprd")])
    indirect = [
        i for k in kids if k.dep == "dative"
        for i in ([k.i] if k.pos != "ADP" else _prepositional(parsed, k))
    ]  # fmt: skip
    if passive:
        objects, surface = [*surface, *objects], agents
        if not objects and token.dep == "acl":
            objects = [token.head]
    elif token.dep == "relcl" and not objects:
        objects = _gap(parsed, token, surface)
    return Clause(
        predicate=token.i,
        lemma=" ".join([token.lemma, *(k.lower for k in kids if k.dep == "prt")]),
        words=tuple(sorted([token.i, *(k.i for k in kids if k.dep == "prt")])),
        nominal=False,
        subject=tuple(surface),
        objects=tuple(objects),
        indirect=tuple(_conjuncts(parsed, indirect)),
        obliques=tuple(_obliques(parsed, kids, passive=passive)),
        passive=passive,
        negated=_negated(parsed, kids),
        modality=next((_MODAL[a.lower] for a in auxes if a.lower in _MODAL), ""),
        tense=_tense(token, auxes),
        perfect=any(a.lemma == "have" for a in auxes),
        progressive=token.tag == "VBG" and any(a.lemma == "be" for a in auxes),
        complement=next((k.i for k in kids if k.dep in ("xcomp", "ccomp")), None),
        parent=_parent(parsed, token),
        relation=_relation(token),
        marker=_marker(parsed, token, kids),
        question=_question(parsed, token),
    )


def _auxiliaries(parsed: Parsed, token: Token, kids: list[Token]) -> list[Token]:
    """Its own auxiliaries, or those of the verb that it is coordinated with."""
    own = [k for k in kids if k.dep in ("aux", "auxpass")]
    if own or token.dep != "conj" or token.tag in ("VBD", "VBZ", "VBP"):
        return own
    head = parsed.tokens[token.head]
    above = [parsed.tokens[k] for k in parsed.children[head.i]]
    return [a for a in above if a.dep in ("aux", "auxpass")] if head.tag == token.tag else own


def _is_passive(parsed: Parsed, token: Token, kids: list[Token]) -> bool:
    if any(k.dep in ("auxpass", "nsubjpass") for k in kids):
        return True
    if token.tag != "VBN":
        return False
    if any(k.dep == "agent" for k in kids):
        return True
    if token.dep == "acl":
        return True
    if token.dep in ("conj", "advcl", "ROOT", "ccomp") and not any(k.dep == "aux" for k in kids):
        own = any(k.dep in ("nsubj", "dobj") for k in kids)
        return not own or (_is_headline(parsed, token) and not any(k.dep == "dobj" for k in kids))
    return False


def _is_headline(parsed: Parsed, token: Token) -> bool:
    """A sentence without a full stop, where a bare participle is a passive ("Migrants held in raid")."""
    sentence = parsed.sentences[token.sentence]
    return parsed.tokens[sentence.last - 1].pos != "PUNCT" and token.dep in ("ROOT", "ccomp")


def _conjuncts(parsed: Parsed, heads: list[int]) -> list[int]:
    """``heads`` with the nouns coordinated with each."""
    out: list[int] = []
    for head in heads:
        stack = [head]
        while stack:
            here = stack.pop()
            if here not in out:
                out.append(here)
                stack.extend(
                    k for k in parsed.children[here]
                    if parsed.tokens[k].dep == "conj" and parsed.tokens[k].pos not in ("VERB", "AUX")
                )  # fmt: skip
    return out


def _relative_resolved(parsed: Parsed, token: Token, surface: list[int]) -> list[int]:
    """A relative pronoun stands for the noun that its clause hangs on."""
    if token.dep != "relcl":
        return surface
    return [token.head if parsed.tokens[i].lower in _RELATIVE else i for i in surface]


def _gap(parsed: Parsed, token: Token, surface: list[int]) -> list[int]:
    """The object that a relative clause leaves out ("the pact *that* they signed")."""
    pronoun = any(
        parsed.tokens[k].dep in ("dobj", "pobj") and parsed.tokens[k].lower in _RELATIVE
        for k in parsed.children[token.i]
    )
    return [token.head] if (pronoun or token.head not in surface) and surface else []


def _prepositional(parsed: Parsed, marker: Token) -> list[int]:
    kids = [k for k in parsed.children[marker.i] if parsed.tokens[k].dep in ("pobj", "pcomp")]
    deeper = [
        g for k in parsed.children[marker.i] if parsed.tokens[k].dep == "prep"
        for g in _prepositional(parsed, parsed.tokens[k])
    ]  # fmt: skip
    return _conjuncts(parsed, kids) + deeper


def _obliques(parsed: Parsed, kids: list[Token], *, passive: bool = False) -> Iterator[Oblique]:
    for kid in kids:
        if kid.dep == "prep" or (kid.dep == "agent" and not passive):
            for head in _prepositional(parsed, kid):
                yield Oblique(_preposition(parsed, kid, head), head, kid.i)
        elif kid.dep in ("npadvmod", "tmod"):
            yield Oblique("", kid.i, kid.i)


def _preposition(parsed: Parsed, marker: Token, head: int) -> str:
    """The preposition, with those stacked under it ("out of", "according to")."""
    words = [marker.lower]
    here = head
    between = []
    while parsed.tokens[here].head != marker.i and parsed.tokens[here].head != here:
        here = parsed.tokens[here].head
        if parsed.tokens[here].dep == "prep":
            between.append(parsed.tokens[here].lower)
    return " ".join(words + between[::-1])


def _negated(parsed: Parsed, kids: list[Token]) -> bool:
    if any(k.dep == "neg" or k.lower in ("never", "no longer") for k in kids):
        return True
    arguments = [k for k in kids if k.dep in ("nsubj", "nsubjpass", "dobj", "agent")]
    return any(
        a.lower in _NO or any(
            parsed.tokens[k].dep == "det" and parsed.tokens[k].lower in ("no", "neither")
            for k in parsed.children[a.i]
        )
        for a in arguments
    )  # fmt: skip


def _tense(token: Token, auxes: list[Token]) -> str:
    if any(_MODAL.get(a.lower) == "will" for a in auxes):
        return "future"
    for word in (*auxes, token):
        if word.tag == "VBD":
            return "past"
        if word.tag in ("VBZ", "VBP"):
            return "present"
    return "past" if token.tag == "VBN" and not auxes else ""


def _parent(parsed: Parsed, token: Token) -> int | None:
    """The predicate that this one hangs on, through prepositions and nouns."""
    if token.dep == "ROOT":
        return None
    for i in parsed.ancestors(token.i):
        above = parsed.tokens[i]
        if above.pos in ("VERB", "AUX") and above.dep not in ("aux", "auxpass"):
            return i
        if token.dep in ("relcl", "acl") and above.pos in ("NOUN", "PROPN", "PRON"):
            return i
    return None


_RELATIONS = {
    "ROOT": "root", "ccomp": "complement", "xcomp": "open-complement", "advcl": "adverbial",
    "relcl": "relative", "acl": "adnominal", "conj": "coordinate", "pcomp": "prepositional",
    "csubj": "subject", "csubjpass": "subject", "parataxis": "parenthetical",
}  # fmt: skip


def _relation(token: Token) -> str:
    return _RELATIONS.get(token.dep, "")


def _marker(parsed: Parsed, token: Token, kids: list[Token]) -> str:
    if token.dep == "pcomp":
        return parsed.tokens[token.head].lower
    marks = [k for k in kids if k.dep == "mark"]
    if not marks:
        marks = [
            k for k in kids if k.dep == "advmod" and k.lower in ("when", "where", "why", "once")
        ]
    return marks[0].lower if marks else ""


def _question(parsed: Parsed, token: Token) -> bool:
    sentence = parsed.sentences[token.sentence]
    return any(t.text == "?" for t in parsed.tokens[sentence.last - 2 : sentence.last])


def _with_inherited_subject(
    parsed: Parsed, found: dict[int, Clause], i: int, lists: Predicates
) -> Clause:
    """The clause with the subject that control, coordination or adjunction gives it."""
    clause, token = found[i], parsed.tokens[i]
    missing_subject = not clause.passive and not clause.subject
    missing_object = clause.passive and not clause.objects
    if not (missing_subject or missing_object):
        return clause
    given = _controller(parsed, found, token, lists)
    if not given:
        return clause
    return replace(clause, subject=given) if missing_subject else replace(clause, objects=given)


def _controller(
    parsed: Parsed, found: dict[int, Clause], token: Token, lists: Predicates
) -> tuple[int, ...]:
    head = parsed.tokens[token.head]
    if token.dep == "acl" and head.pos in ("NOUN", "PROPN", "PRON"):
        return _of_noun(parsed, found, token, head)
    through = token.head
    if token.dep == "pcomp":
        through = head.head
    above = found.get(through)
    if above is None:
        return ()
    raised = above.objects if above.passive else above.subject
    if token.dep == "conj":
        own = (
            above.objects
            if above.passive and parsed.tokens[above.predicate].tag == token.tag
            else ()
        )
        return own or raised or above.subject
    if token.dep in ("xcomp", "ccomp"):
        verb = above.lemma.split()[0]
        takes_object = above.objects and (verb in lists.object_control or token.dep == "ccomp")
        return above.objects if takes_object or above.passive else above.subject
    if token.dep == "pcomp" and head.lower not in _SUBJECT_PREPOSITIONS:
        return above.objects or above.subject
    return raised if token.dep in ("advcl", "pcomp", "parataxis") else ()


def _of_noun(
    parsed: Parsed, found: dict[int, Clause], token: Token, head: Token
) -> tuple[int, ...]:
    """The subject of a verb that hangs on a noun: the noun, or for "plan to", whose plan it is."""
    if token.tag != "VB":
        return (head.i,)
    owner = [k for k in parsed.children[head.i] if parsed.tokens[k].dep == "poss"]
    if owner:
        return tuple(owner)
    above = next((found[a] for a in parsed.ancestors(head.i) if a in found), None)
    return above.subject if above is not None else ()


def _nominal_entry(token: Token, lists: Predicates) -> Nominal | None:
    if token.pos not in ("NOUN", "PROPN"):
        return None
    entry = lists.nominals.get(token.lemma) or lists.nominals.get(token.lower)
    if entry is None and token.pos == "NOUN" and token.lower.endswith("ing"):
        return Nominal(token.lower, "object", "object")
    return entry


def _nominal(
    parsed: Parsed, token: Token, entry: Nominal, found: dict[int, Clause], lists: Predicates
) -> Clause:
    kids = [parsed.tokens[k] for k in parsed.children[token.i]]
    roles: dict[str, list[int]] = {"subject": [], "object": []}
    object_told = any(k.dep == "prep" and k.lower == "of" for k in kids) and entry.of == "object"
    for kid in kids:
        if kid.dep == "poss":
            roles["subject" if object_told else entry.possessive].extend(
                _conjuncts(parsed, [kid.i])
            )
        elif kid.dep in ("compound", "amod", "nmod"):
            roles["subject"].append(kid.i)
    obliques = list(_obliques(parsed, kids))
    for oblique in obliques:
        if oblique.preposition == "of":
            roles[entry.of].append(oblique.head)
        elif oblique.preposition in ("by", "between", "among"):
            roles["subject"].insert(0, oblique.head)
        elif oblique.preposition == "from" and (entry.possessive, entry.of) == (
            "subject",
            "object",
        ):
            roles["subject"].append(oblique.head)
    for kid in kids:
        made = found.get(kid.i) if kid.dep == "acl" else None
        if made is not None and made.passive and made.lemma in _MADE:
            roles["subject"].extend(made.subject)
    obliques = [o for o in obliques if o.preposition not in ("of", "by", "between", "among")]
    own = Clause(
        predicate=token.i,
        lemma=token.lemma,
        words=(token.i,),
        nominal=True,
        subject=tuple(roles["subject"]),
        objects=tuple(roles["object"]),
        obliques=tuple(obliques),
        negated=any(k.dep == "det" and k.lower == "no" for k in kids),
        complement=next((k.i for k in kids if k.dep in ("acl", "ccomp")), None),
        parent=next((a for a in parsed.ancestors(token.i) if a in found), None),
        relation="nominal",
    )
    return _with_light_verb(parsed, token, own, found, lists)


def _with_light_verb(
    parsed: Parsed, token: Token, own: Clause, found: dict[int, Clause], lists: Predicates
) -> Clause:
    """ "paid a visit", "came under attack": the noun names the act, the verb gives time and people."""
    verb = found.get(token.head)
    if verb is not None and token.i in verb.objects:
        if token.lemma not in lists.light.get(verb.lemma.split()[0], frozenset()):
            return own
        subject = verb.subject or own.subject
        return _lit(own, verb, subject, own.objects)
    marker = parsed.tokens[token.head]
    verb = found.get(marker.head)
    if verb is not None and marker.lower == "under" and verb.lemma in ("come", "be"):
        return _lit(own, verb, own.subject, verb.subject)
    return own


def _lit(own: Clause, verb: Clause, subject: tuple[int, ...], objects: tuple[int, ...]) -> Clause:
    return replace(
        own,
        words=tuple(sorted({*verb.words, *own.words})),
        subject=subject,
        objects=objects,
        indirect=verb.indirect,
        obliques=own.obliques + verb.obliques,
        passive=verb.passive,
        negated=own.negated or verb.negated,
        modality=verb.modality,
        tense=verb.tense,
        perfect=verb.perfect,
        progressive=verb.progressive,
        parent=verb.parent,
        relation=verb.relation,
        marker=verb.marker,
        question=verb.question,
    )
