"""What a task may not ask for, as word patterns in English; `rules/fairness.py` applies them.

A pattern means an order to the worker, not a word: "Transcribe this review" and "Is there a
sign-up button?" are honest work. Where both readings are possible the pattern stays silent, for a
person looks at tasks too.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

_ORDER = r"(?:^|[.!?:;,] ?|\b(?:please|and|or|then|must|should|you|will|can|just|(?<!how )to) )"
"""What stands before a verb that tells somebody to do it."""

_WHOSE = r"(?:(?:a|an|my|our|this|the|his|her|their|that|these) )"
_MEDIA = (
    r"(?:facebook|instagram|twitter|tiktok|youtube|reddit|quora|linkedin|whatsapp|telegram"
    r"|social media|forums?|blogs?|timeline|wall)"
)
_PRAISE = (
    r"(?:(?:a|an|one|two|three|your|our|us|me|some|good|positive|negative|bad|honest|nice|short"
    r"|great|fake|online|product|google|amazon|app|customer|new|[0-9]+|(?:5|five)[- ]stars?) )"
)
_OWN = r"your (?:(?:own|real|private|personal|work|home|valid|full|current) )*"
_ASK = (
    r"(?:give|send|enter|type|share|tell|provide|submit|leave|upload|write|fill in|add|show"
    r"|take|scan|confirm) (?:(?:us|me|in) )?"
)

_TEXTS = {
    "votes": (
        _ORDER + r"(?:up|down)?vote (?:for|on|in|up|down|against)\b",
        r"\bcast (?:a|your|one|[0-9]+) votes?\b",
        _ORDER + r"(?:up|down)vote " + _WHOSE,
    ),
    "likes": (
        _ORDER
        + r"(?:like|heart) "
        + _WHOSE
        + r"(?:\w+ ){0,2}(?:page|post|video|photo|channel|tweet|profile|story|reel|comment)s?\b",
        r"\b(?:click|press|hit|tap) (?:on )?(?:the )?[\"']?like\b",
        r"\b(?:give|leave|add|get) (?:us |it |me )?(?:a|some|[0-9]+) likes?\b",
    ),
    "reviews": (
        _ORDER
        + r"(?:write|leave|post|submit|publish|give) "
        + _PRAISE
        + r"+(?:reviews?|testimonials?)\b(?! (?:summary|text|title|date|id|number|sentiment))",
        _ORDER + r"(?:leave|post|submit) " + _WHOSE + r"?(?:\w+ )?star ratings?\b",
        _ORDER + r"rate (?:us|me|our|my)\b",
        _ORDER + r"give (?:us|it|me|our \w+|the app) (?:5|five) stars\b",
    ),
    "follows": (
        _ORDER + r"follow (?:us|me|him|her|@\w+)\b",
        _ORDER
        + r"follow "
        + _WHOSE
        + r"(?:\w+ ){0,2}(?:account|profile|channel|page(?! number)|instagram|twitter|tiktok)\b",
        _ORDER + r"subscribe (?:to|on|here)\b",
        r"\bjoin (?:my|our) (?:\w+ ){0,2}(?:channel|group)\b",
    ),
    "link posting": (
        _ORDER
        + r"(?:post|share|drop|publish|tweet|spread) "
        + r"(?:\w+ ){0,4}(?:link|url|backlink)s? (?:\w+ ){0,4}?(?:on|in|to|into|at)\b",
        _ORDER
        + r"(?:paste|put|place) (?:\w+ ){0,3}(?:link|url|backlink)s? (?:on|in|into) "
        + r"(?:\w+ ){0,3}"
        + _MEDIA,
        _ORDER + r"(?:post|share|publish) (?:\w+ ){0,4}(?:on|in|to) (?:\w+ ){0,3}" + _MEDIA + r"\b",
        r"\bbacklinks\b",
    ),
    "sign-ups": (
        _ORDER + r"sign[ -]?up (?:for|to|at|on|with|here|using)\b",
        _ORDER + r"register (?:for|at|on|with|here|yourself|an? (?:\w+ )?account)\b",
        _ORDER + r"(?:create|open|make|set up) (?:an?|your|new) (?:\w+ ){0,2}accounts?\b",
    ),
    "installs": (
        _ORDER
        + r"(?:install|download) (?:and \w+ )?(?:\w+ ){0,4}"
        + r"(?:apps?|application|apk|extension|plug-?in|software|program|game|add-?on|toolbar)\b",
    ),
    "captcha solving": (
        (
            r"\b(?:solve|solving|type|enter|fill in|complete|bypass|decode|crack|break|answer) "
            r"(?:\w+ ){0,4}captchas?\b"
        ),
        r"\bcaptchas? (?:solving|solver|typing|entry|work)\b",
        r"\b(?:click|tick|press) .{0,20}\bnot a robot\b",
    ),
    "identity": (
        _OWN
        + r"(?:passport|id card|identity card|identity document|national id|id number"
        + r"|driv(?:er'?s|ing) licen[cs]e|social security|ssn|birth certificate"
        + r"|date of birth|bank (?:account|details|card)|(?:credit|debit) card"
        + r"|card number|password|pin\b|fingerprints?|selfie|face\b)",
        _ASK + r"(?:a )?(?:selfie|(?:photo|picture|video) of yourself)\b",
    ),
    "contacts": (
        _ASK
        + _OWN
        + r"(?:(?:tele|mobile )?phone|mobile|cell|e-?mail|whatsapp|contacts?\b|postal address"
        + r"|address\b|address book|phone book)",
        (
            r"\b(?:names?|e-?mails?|e-?mail addresses|numbers|contacts) of (?:\w+ ){0,3}"
            r"(?:your )(?:\w+ )?(?:friends?|family|relatives|neighbou?rs)\b"
        ),
        _ORDER + r"(?:contact|message|whatsapp|text|call|e-?mail) (?:me|us) (?:on|at|via|by)\b",
        r"\badd (?:me|us) on\b",
    ),
}

PROHIBITED: Mapping[str, tuple[re.Pattern[str], ...]] = MappingProxyType(
    {
        rule: tuple(re.compile(text, re.MULTILINE) for text in texts)
        for rule, texts in _TEXTS.items()
    }
)
"""Rule name to patterns over lower-case text with single spaces, a line for each text.

No pattern looks past the end of a line: each space is one space.
"""
