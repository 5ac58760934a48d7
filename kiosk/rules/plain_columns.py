"""What the columns of somebody's own table of questions hold, by their names in many languages.

A name that nobody here knows goes by its place: question, answer, three wrong ones, hint, why.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

NOT_LETTERS = re.compile(r"[^a-z\u0080-\U0010ffff]+")


class Role(StrEnum):
    """What a column holds."""

    QUESTION = "question"
    ANSWER = "answer"
    OPTION = "option"
    HINT = "hint"
    WHY = "why"
    POOL = "pool"


PLACES = (Role.QUESTION, Role.ANSWER, *(Role.OPTION,) * 3, Role.HINT, Role.WHY)
NAMES: Mapping[Role, str] = {
    Role.QUESTION: """
        question, questions, prompt, task, frage, pregunta, pergunta, questao, domanda, vraag, soru,
        swali, tambaya, suʾaal, pertanyaan, cau hoi, вопрос, питання, ερωτηση, سؤال, السؤال,
        प्रश्न, প্রশ্ন, ጥያቄ
        """,
    Role.ANSWER: """
        answer, right, right answer, correct, correct answer, solution, key, antwort,
        richtige antwort, losung, reponse, bonne reponse, respuesta, respuesta correcta, resposta,
        resposta correta, risposta, antwoord, cevap, jibu, jibu sahihi, amsa, jawaban, tra loi,
        cau tra loi, đap an, ответ, правильный ответ, відповідь, απαντηση, جواب, الجواب, اجابة,
        الاجابة, الاجابة الصحيحة, उत्तर, উত্তর, መልስ
        """,
    Role.OPTION: """
        option, options, choice, wrong, wrong answer, wrong option, distractor, other answer,
        falsche antwort, auswahl, choix, mauvaise reponse, opcion, opcao, alternativa, opzione,
        optie, secenek, chaguo, zabi, pilihan, lua chon, вариант, варіант, επιλογη, خيار, الخيار,
        اختيار, विकल्प, বিকল্প, አማራጭ
        """,
    Role.HINT: """
        hint, hints, clue, tip, help, hinweis, tipp, indice, aide, pista, ayuda, dica, ajuda,
        suggerimento, ipucu, kidokezo, dokezo, petunjuk, goi y, подсказка, підказка, υποδειξη,
        تلميح, التلميح, مساعدة, संकेत, ইঙ্গিত, ፍንጭ
        """,
    Role.WHY: """
        why, reason, because, explanation, comment, warum, grund, erklarung, pourquoi, raison,
        explication, por que, porque, motivo, explicacion, explicacao, perche, spiegazione, waarom,
        neden, kwa nini, sababu, maelezo, dalili, penjelasan, vi sao, tai sao, giai thich, почему,
        объяснение, чому, γιατι, لماذا, السبب, سبب, شرح, الشرح, क्यों, কেন, ለምን
        """,
    Role.POOL: "pool",
}


def folded(text: str) -> str:
    """A name without capitals, accents, numbers and signs, so that *Option 1* is *option*."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign) and not sign.isdigit())
    return NOT_LETTERS.sub(" ", bare).strip()


ROLE_OF: Mapping[str, Role] = {
    folded(name): role for role, names in NAMES.items() for name in names.split(",")
}


def roles_of(columns: Sequence[str]) -> tuple[Role | None, ...]:
    """What each column holds, None for one that is left out; by place where a name is unknown.

    Of two questions, two answers or two whys the first counts.
    """
    known = [ROLE_OF.get(folded(name)) for name in columns]
    found: list[Role | None] = []
    for place, named in enumerate(known):
        guess = PLACES[place] if place < len(PLACES) else None
        is_free = guess is Role.OPTION or guess not in known
        role = guess if named is None and is_free else named
        found.append(None if role in found and role is not Role.OPTION else role)
    return tuple(found)
