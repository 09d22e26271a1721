"""Names in bylines: "By Sara Amin and Karwan Aziz, Political Editor" read into authors.

Labels, roles, mail addresses, handles and dates are cut; a name printed twice is one; organisations are told from people.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from archiver.article import Author
from archiver.extract.evidence import fold
from archiver.months import find_month

#: Characters of the longest name believed.
MAX_NAME = 70
#: Authors of one article; longer lists are contents pages.
MAX_AUTHORS = 20

_LABEL = re.compile(
    r"^(?:(?:view all posts|all posts|posts|articles|more stories|read more about|more about|about|more|alle beiträge|tous les articles|(?:this (?:post|article|story) was )?written|authored|posted|published|reported|story|words|text|reporting|article|review|photos?|publicado|veröffentlicht|geschrieben|gespeichert|écrit|verfasst|blog ?beitrag|pressemitteilung|im wortlaut"
    r"|ein artikel|ein beitrag|ein gastbeitrag|ein kommentar|eine analyse|kommentar|gastbeitrag|un article|escrito|escribe|interview|analysis|opinion)\s+)?"
    r"(?:by|von|vom|par|por|di|da|door|av|af|od|przez|tekst|text|texte|texto|testo|autora?|autore|autor\*?in(?:nen)?|auteure?s?|authors?|verfasser(?:in)?"
    r"|redaktion|reporter|автор(?:ы)?|текст|por:|بقلم|كتب(?:ت)?|الكاتب|نویسنده|نوشته|نووسەر|نووسین(?:ی)?|ئامادەکردنی|گزارش از|מאת|文|作者|记者|記者|投稿者|著者|執筆"
    r"|撰文|글|글쓴이|기자|द्वारा|লেখক|yazan|haber|kirjoittanut|tekst:|fotograf|szerző|írta|συντάκτης|του|της)(?![\w-])\s*[:：/|]?\s+"
    r"|^(?:作者|记者|記者|投稿者|執筆|文|撰文|著者|by|von|autor|author|text)\s*[:：/|]\s*",
    re.I,
)
#: Who edited a text is not who wrote it.
_EDITED = re.compile(r"^[\s（(【\[]*(?:责任编辑|責任編輯|责编|编辑|編輯|編集|校对|审核)")
#: After these a byline goes on with something else than names.
_END = re.compile(
    r"\s*：|\s+[|–—•·]\s+|\s+-\s+|\s*[|•·]\s*|\s*\(|\s+(?:in|for|at|from|on|am|für|aus|pour|para|à|@)\s+(?=\w)"
    r"|\s+(?:is|ist|est|es|was|has|covers|writes)\s+(?:an?|the|ein|eine|un|une|our)?\s*"
    r"|\s*,?\s*(?:published|updated|posted|last updated|aktualisiert|veröffentlicht|publié|mis à jour|publicado|actualizado|read time|\d+ min)\b",
    re.I,
)
#: Roles that some style sheets glue to a name: "Sara AminStaff Writer".
_GLUED = re.compile(
    r"(?<=[a-zà-öø-ÿ])(?=(?:(?:Staff|Senior|Associate|Assistant|Managing|Deputy|Chief|Political|Contributing|Special) [A-Z]\w+"
    r"|Editor|Reporter|Correspondent|Columnist|Contributor|Producer|Writer|Photographer|Redakteur|Korrespondent|View ORCID)\b)"
)
#: "Text und Interview: Sara Amin"
_TWO_PARTS = re.compile(
    r"^(?:text|words|story|interview|reporting|texte|texto|testo|tekst)\s*(?:und|and|et|y|e|en|&|\+)\s*\w+\s*:\s*",
    re.I,
)
#: Degrees and memberships behind a name: "Sara Amin, MPH, CFP".
_DEGREE = re.compile(
    r"MD|DO|Ph\.?D|MPH|MBA|MSc?|MA|BA|BSc?|RDN?|LD|RN|NP|DVM|VMD|DACV\w+|DDS|DMD|JD|CPA|CFP|CFA|CPP|PSP|PMP|MRCGP|FRCP|LVT|LCSW"
    r"|CISSP|EdD|PsyD|PharmD|CSCS|CPT|LMFT|LPC|Esq"
)
_SPLIT = re.compile(
    r"\s*[,;、，،؛\n·|]\s*|\s+/\s+|\s+(?:and|und|et|y|e|i|en|och|og|ja|și|и|та|ve|und:|with|mit|avec|con)\s+|\s*(?:&|\+)\s*|\s+و\s*(?=\w)",
    re.I,
)
_NOISE = re.compile(
    r"\S+(?:@|\[at\]|\(at\))\S+|https?://\S+|www\.\S+|(?<!\w)@\w+|\[[^\]]*\]|\([^)]*\)|[\"“”„«»*©®™†]|\s+\d+$"
)
#: Words of roles: a piece that holds one is no name, or ends before it.
_ROLE = re.compile(
    r"\b(?:editors?|reporters?|correspondents?|writers?|columnists?|journalists?|journalistin|contributors?|contributing|staff|producers?|photographers?|analyst"
    r"|director|manager|head|chief|senior|deputy|assistant|associate|freelance|managing|redakteur(?:in)?|korrespondent(?:in)?|reporterin|chefredakteur(?:in)?"
    r"|volontär(?:in)?|ressortleiter(?:in)?|autorin|journaliste|rédacteur|rédactrice|envoyée?|correspondante?|periodista|redactora?|corresponsal|giornalista"
    r"|inviato|correspondente|repórter|redaktor|dziennikarz|корреспондент|журналист|редактор|ph\.?d|m\.?d|mba|attorney|officer|president|specialists?|operations|esq|ceo|cfo|cto|founder|author|autor"
    r"|specialist|expert|strategist|consultant|lawyer|fellow|lecturer|intern|bureau|desk|team)\b\.?",
    re.I,
)
#: Words of what people do for a paper, as roles are printed.
_DOES = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|columnist|journalist|contributor|producer|photographer|analyst|director|manager|head of|chief|fellow"
    r"|redakteur(?:in)?|korrespondent(?:in)?|reporterin|journalistin|volontär(?:in)?|ressortleiter(?:in)?|kolumnist(?:in)?|journaliste|rédacteur|rédactrice"
    r"|correspondante?|envoyée? spéciale?|periodista|redactora?|corresponsal|giornalista|inviat[oa]|correspondente|repórter|dziennikarz|dziennikarka"
    r"|корреспондент|журналист|редактор|muhabir|editör|yazar|президент|professor|specialist|strategist|translator|illustrator)",
    re.I,
)
#: What some scripts put behind a name: "reporter", "and one more".
_AFTER = re.compile(r"\s*(?:기자|특파원|선임기자|記者|记者|通讯员|さん)(?:\s*외 \d+명)?$|\s+외 \d+명$")
#: Words of a page's furniture; no name holds one.
_FURNITURE = re.compile(
    r"\b(?:reply|posts|related|takip|beiträge|modified|güncelleme|views?|deal|facebook|twitter|pinterest|whatsapp|email|orcid|insights|updated|published|posted|written|reviewed|read|reading|minutes?|share|shares|subscribe|disclosure|follow|followers|click|page|tips|events?|comments?"
    r"|foto|fotos|photo|photos|bild|bilder|image|images|credit|copyright|illustration|quelle|source|video|newsletter|cookies?|advertis\w*|sponsored|category|size|stories|sharing|options|menu|article|articles|login|register|archives?"
    r"|aktualisiert|veröffentlicht|lesezeit|lesedauer|publié|publicado|teilen|drucken|artikel|uhr|stand)\b",
    re.I,
)
#: The number of a footnote behind a surname: "Sara Amin1".
_AFFILIATION = re.compile(r"(?<=[^\W\d_]\s)([^\W\d_]{2,})\d{1,2}$")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,12}|[A-Z]{2,3})")
#: Words no person is called.
_ORGANISATION = re.compile(
    r"\b(?:news|nachrichten|noticias|agency|agencies|agentur|agenturen|agence|agences|agencias?|agenzia|ajansı|presse|prensa|media|medien|redaktion|rédaction|redacción"
    r"|redação|redazione|redactie|redaksjonen|redaktionen|toimitus|redakcja|редакция|newsroom|team|staff|desk|editors|editorial|board|gmbh|corp|plc|verlag"
    r"|magazine?|journal|tribune|herald|gazette|zeitung|tageblatt|anzeiger|courier|kurier|network|radio|university|universität|université"
    r"|institute?|institut|foundation|stiftung|association|verband|verein|society|ministry|ministerium|government|council|center|centre|company|partners"
    r"|solutions|services|reuters|bloomberg|xinhua|reporters|contributors|correspondents|hospital|department|studios?|productions?)\b"
    r"|وكالة|وکالة|هيئة التحرير|تحرير|خبرگزاری|ئاژانس|通信|通讯社|新闻|新聞|编辑部|編集部|日报|日報|時報|社$|뉴스|편집|डेस्क",
    re.I,
)
#: Words of what a paper says of itself.
_RULES = re.compile(
    r"\b(?:guidelines|policy|policies|standards|terms|privacy|subscribe|newsletters?|tags|richtlinien)\b",
    re.I,
)
#: Words and capitals that some people are called, too.
_PERHAPS = re.compile(
    r"\b(?:[Tt]imes|[Pp]ost|[Dd]aily|[Ww]eekly|[Tt]oday|[Oo]nline|TV|FM|Inc|Ltd|LLC|AG|SA|e\.V|[Gg]roup|[Gg]ruppe|[Bb]ank|[Cc]lub|[Cc]hurch|[Pp]ress|[Aa]ssociated|[Ww]ire"
    r"|[Rr]eport|[Gg]uest|[Cc]are|[Hh]ealth|[Cc]linic|[Ss]upport|[Mm]arketing|[Cc]ommunity|[Bb]log|[Bb]latt|AFP|dpa|DPA|APA|ANSA|EFE|TASS|PTI|ANI|IANS|UPI|SDA|SID|EPD|epd"
    r"|KNA|AP|BBC|CNN|CBS|NBC|ABC|NPR|PBS|CTK|MTI|PAP|NTB|TT|ANP|Belga|Getty|Keystone|WAM|KUNA|SANA|INA|IRNA)\b"
)
#: A role written behind a name without a comma: "Sara Amin Staff Writer".
_TRAILING_ROLE = re.compile(
    r"\s+(?:(?:senior|staff|chief|deputy|political|sports?|business|foreign|health|science|technology|education|special|contributing|assistant|managing|associate|guest)\s+)*"
    r"(?:writer|reporter|editor|correspondent|columnist|contributor|producer|photographer|journalist)s?$",
    re.I,
)


#: A role without a name: "Staff Writer", "Marketing Director", "Lead Reviewer".
_ONLY_ROLE = re.compile(
    r"(?:head|director|chief|ceo|c[ft]o|co-?founder|founder|president|vice president|manager)\b.*|(?:[A-Z]\w+(?: &)? ){0,3}(?:writer|reporter|editor|correspondent|columnist|contributor|producer|photographer|journalist|director"
    r"|manager|reviewer|fellow|intern|officer|specialist|strategist)",
    re.I,
)
#: Small words a line breaks off after: "Sara Amin In".
_DANGLING = re.compile(
    r"^(?:und|and|et|y)\s+|\s+(?:[Ii]n|on|[Aa]m|um|at|by|von|under|für|vor|il y a|and|und|&)$"
)


#: What stands where a name should and is none.
_NOT_A_NAME = frozenset(
    {
        "admin", "administrator", "root", "user", "unknown", "anonymous", "none", "null", "undefined", "n a",
        "na", "author", "autor", "auteur", "authors", "by", "von", "share", "follow", "comments", "comment",
        "kommentare", "name", "required", "erforderlich", "email", "e mail", "website", "reply", "antworten",
        "read more", "learn more", "mehr", "weiterlesen", "see bio", "bio", "profile", "view profile", "about the author",
        "about", "contact", "subscribe", "login", "log in", "sign in", "register", "search", "menu", "home",
        "facebook", "twitter", "instagram", "linkedin", "youtube", "whatsapp", "telegram", "tiktok",
        "pinterest", "reddit", "x", "rss", "print", "copy link", "photo", "video", "gallery", "image",
        "source", "quelle", "updated", "published", "posted", "author archive", "all posts",
        "view all posts", "more from", "latest", "newsletter", "advertisement", "anzeige", "sponsored",
        "webmaster", "super user", "wordpress", "test", "guest", "gast", "gastautor", "guest author",
        "user photo", "author photo", "avatar", "opens in new window", "opens in new tab", "see more",
        "show more", "mehr anzeigen", "external", "extern", "undisclosed", "false", "true", "object object",
        "default", "system", "site admin", "redaktor", "writer", "reporter", "staff", "contributor", "jr",
        "sr", "ii", "iii", "iv", "phd", "md", "editor", "ca", "vor", "min", "hace", "il y a", "post tags", "tags", "see full bio",
    }
)  # fmt: skip


def read_names(
    text: str, papers: frozenset[str] = frozenset(), *, person: bool = False
) -> tuple[Author, ...]:
    """The authors a byline names; *papers* are folded names of the newspaper, which is an organisation.

    With *person* the source says that it names a person: only words no person is called make it an organisation.

    >>> [author.name for author in read_names("By Sara Amin and Karwan Aziz, Political Editor")]
    ['Sara Amin', 'Karwan Aziz']
    >>> [author.name for author in read_names("Sara Amin Sara Amin")]
    ['Sara Amin']
    >>> read_names("The Example News Agency")[0].kind
    'organisation'
    """
    text = _GLUED.sub(", ", text.replace("\u200c", " ").replace("\u00ad", ""))
    line = _without_date(_AFTER.sub("", unicodedata.normalize("NFC", " ".join(text.split()))))
    if not line or len(line) > 400 or _EDITED.match(line):
        return ()
    line = _TWO_PARTS.sub("", _without_date(" ".join(_NOISE.sub(" ", line).split())))
    for _ in range(2):
        line = _LABEL.sub("", line, count=1).strip(" :,-–—|•·")
    whole = _as_organisation(_without_role(line), papers, person=person)
    if whole:
        return (whole,)
    end = _END.search(line)
    if end and end.start() > 2:
        line = line[: end.start()]
    pieces = _without_degrees([piece for piece in _SPLIT.split(line) if piece and piece.strip()])
    if "," in line:
        pieces = _surname_first(pieces)
    found: list[Author] = []
    for piece in pieces[:MAX_AUTHORS]:
        author = read_name(piece, papers, person=person)
        if author is not None:
            found.append(author)
        elif found and found[-1].kind == "person" and found[-1].role is None and is_role(piece):
            found[-1] = replace(found[-1], role=piece.strip(" .;|–—-"))
    return merge_authors(found)


def is_role(piece: str) -> bool:
    """What stands behind a name and says what its bearer does: "Political Editor", not a degree.

    >>> is_role("Political Editor"), is_role("MPH"), is_role("Updated")
    (True, False, False)
    """
    said = piece.strip(" .;|–—-")
    return (
        5 < len(said) <= MAX_NAME
        and _DOES.search(said) is not None
        and not any(char.isdigit() for char in said)
    )


def read_name(text: str, papers: frozenset[str] = frozenset(), *, person: bool = False) -> Author | None:
    """One name without what surrounds it; None when it is none.

    >>> read_name("Dr. Sara Amin, MD").name
    'Dr. Sara Amin'
    >>> read_name("Required") is None, read_name("sara@example.com") is None
    (True, True)
    """
    name = _LABEL.sub("", " ".join(_NOISE.sub(" ", text).split()), count=1)
    name = _AFFILIATION.sub(r"\1", name.strip(" \t,.:;|-–—/\\'’`<>_~#→"))
    name = _without_weekday(name)
    whole = _AFTER.sub("", _collapse(_DANGLING.sub("", name)))
    name = _without_role(whole)
    said = whole[len(name) :].strip(" ,-–—:")
    if (
        not name
        or len(name) > MAX_NAME
        or fold(name) in _NOT_A_NAME
        or _is_moment(name)
        or _ONLY_ROLE.fullmatch(name)
    ):
        return None
    organisation = _as_organisation(name, papers, person=person)
    if organisation:
        return organisation
    role = _ROLE.search(name)
    if role:
        said = said or name[role.start() :].strip(" ,-–—:")
        name = name[: role.start()].strip(" ,-–—:")
        if len(name.split()) < 2:
            return None
    if not _looks_like_name(name):
        return None
    return Author(name=_cased(_joined(name)), role=said if said and is_role(said) else None)


def _without_weekday(name: str) -> str:
    """A name without the weekday, or the next label, of the line it stands in."""
    words = name.split()
    while len(words) > 1 and (words[-1] in _AFTER_NAMES or words[-1].casefold() in _AFTER_NAMES):
        words.pop()
    return " ".join(words)


def _without_role(name: str) -> str:
    role = None if "," in name else _TRAILING_ROLE.search(name)
    if role and len(name[: role.start()].split()) >= 2 and not _ORGANISATION.search(name[: role.start()]):
        return name[: role.start()]
    return name


def merge_authors(authors: object) -> tuple[Author, ...]:
    """Each author once, in order; "S. Amin" and "Sara Amin" stay two, "SARA AMIN" and "Sara Amin" are one."""
    merged: dict[str, Author] = {}
    for author in authors:  # type: ignore[attr-defined]
        key = fold(author.name)
        known = merged.get(key)
        if key and known is None:
            merged[key] = author
        elif known is not None and known.role is None and author.role is not None:
            merged[key] = replace(known, role=author.role)
    return tuple(list(merged.values())[:MAX_AUTHORS])


def _collapse(name: str) -> str:
    """A name printed twice, or more, in a row is printed once."""
    words = name.split()
    for times in (4, 3, 2):
        size, rest = divmod(len(words), times)
        if (
            size
            and not rest
            and all(
                fold(" ".join(words[i * size : (i + 1) * size])) == fold(" ".join(words[:size]))
                for i in range(times)
            )
        ):
            return " ".join(words[:size])
    return name


def _as_organisation(name: str, papers: frozenset[str], *, person: bool = False) -> Author | None:
    folded = fold(name)
    if not folded or len(name) > MAX_NAME or folded in _NOT_A_NAME or _RULES.search(name):
        return None
    if _ONLY_ROLE.fullmatch(name) and folded not in papers and "staff" not in folded:
        return None
    is_paper = folded in papers or any(
        len(paper) > 5 and folded.replace(" ", "") == paper.replace(" ", "") for paper in papers
    )
    if (is_paper and not (person and len(name.split()) in (2, 3))) or _DOMAIN.fullmatch(name):
        return Author(name=name, kind="organisation")
    says = _ORGANISATION.search(name) or (None if person else _PERHAPS.search(name))
    if (
        says
        and not _SPLIT.search(name)
        and len(name.split()) <= 7
        and not any(char.isdigit() for char in name)
    ):
        return Author(name=name, kind="organisation")
    return None


def _without_date(line: str) -> str:
    """A byline without the date before or behind its names.

    >>> _without_date("Sara Amin December 2, 2025"), _without_date("18/03/2019 | Sara Amin")
    ('Sara Amin', 'Sara Amin')
    """
    tokens = line.split()
    first = next((number for number, token in enumerate(tokens) if _DATED.search(token)), None)
    if first is None:
        return line
    head = tokens[:first]
    while head and _is_date_word(head[-1]):
        head.pop()
    if head:
        return " ".join(head)
    rest = tokens[first:]
    while rest and (_is_date_word(rest[0]) or _DATED.search(rest[0])):
        rest.pop(0)
    return " ".join(rest)


#: A token that prints a number of a date or clock, rather than a number within a handle.
_DATED = re.compile(r"^\W*\d|\d[/.:]\d|年|월")


def _is_date_word(token: str) -> bool:
    word = token.strip(".,;:|·•-–—").lower()
    is_weekday = word[:3] in _WEEKDAYS and word.endswith(("day", "tag"))
    return not word or is_weekday or word in _DATE_WORDS or find_month(word) is not None


#: Zones, halves of the day, weekdays and small words that stand in a date, and never alone in a name.
_DATE_WORDS = frozenset(
    {
        "am", "pm", "a.m", "p.m", "uhr", "at", "um", "on", "le", "el", "the", "updated", "published", "posted", "modified",
        "est", "edt", "et", "cst", "cdt", "ct", "mst", "mdt", "mt", "pst", "pdt", "pt", "akst", "hst", "gmt", "utc", "bst", "ist",
        "cet", "cest", "mez", "mesz", "eet", "eest", "msk", "jst", "kst", "sgt", "hkt", "aest", "aedt", "acst", "awst", "nzst",
        "nzdt", "wib", "wita", "wit", "sast", "wat", "cat", "eat", "pkt", "gst", "ast", "brt", "art", "clt",
        "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
        "mittwoch", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miércoles",
        "jueves", "viernes", "sábado", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira",
        "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag",
        "zaterdag", "zondag", "pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi",
    }
)  # fmt: skip
#: What a line goes on with behind a name in scripts that mark no capitals: weekdays, and the label of the font control.
_AFTER_NAMES = frozenset(
    {
        "الأحد", "الاثنين", "الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "شنبه", "یکشنبه", "دوشنبه",
        "چهارشنبه", "پنجشنبه", "شەممە", "یەکشەممە", "دووشەممە", "سێشەممە", "چوارشەممە", "پێنجشەممە", "هەینی",
        "yekşem", "duşem", "sêşem", "çarşem", "pêncşem", "字号", "字體", "字体",
    }
)  # fmt: skip
_WEEKDAYS = frozenset(
    {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "die", "mit", "don", "fre", "sam", "son"}
)
#: Months cut to three letters; whole ones ("April", "June") are given names, too.
_SHORT_MONTHS = frozenset(
    {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}
)


def _is_moment(name: str) -> bool:
    """Weekdays, months, zones and halves of the day are nobody: "PT" of "4 AM PT", "Sat Jun"."""
    words = name.casefold().split()
    if len(words) == 1:
        word = words[0].strip(".,")
        is_weekday = word[:3] in _WEEKDAYS and word.endswith(("day", "tag"))
        return is_weekday or word in _DATE_WORDS or word in _SHORT_MONTHS - {"may", "jan"}
    return all(_is_date_word(word) for word in words)


def _without_degrees(pieces: list[str]) -> list[str]:
    """ "Sara Amin, MPH" without the degree; initials beside initials are writers."""
    if not pieces or _DEGREE.fullmatch(pieces[0].strip()):
        return pieces
    return [piece for piece in pieces if not _DEGREE.fullmatch(piece.strip(" ."))]


def _surname_first(pieces: list[str]) -> list[str]:
    """ "Amin, Sara" is one author, not two."""
    if len(pieces) == 2 and all(
        len(piece.split()) == 1 and piece[:1].isupper() and len(piece) > 1 and not piece.isupper()
        for piece in pieces
    ):
        return [f"{pieces[1].strip()} {pieces[0].strip()}"]
    return pieces


#: A pen name with a number: "karwan42".
_HANDLE = re.compile(r"[^\W\d_]{2,}\d{1,4}[^\W\d_]*")


def _looks_like_name(name: str) -> bool:
    words = name.split()
    # vowel signs of Indic scripts are letters to their readers
    letters = sum(unicodedata.category(char)[0] in "LM" for char in name)
    if _FURNITURE.search(name) or len(words) > 6 or letters < 2 or letters < 0.7 * len(name.replace(" ", "")):
        return False
    if any(char in "!?=<>{}#%$€:：【】（）[]" for char in name):
        return False
    if any(char.isdigit() for char in name) and not _HANDLE.fullmatch(name):
        return False
    if _has_case(name):
        # people write themselves with a capital; so do all but a few pen names
        small = [word for word in words if word[:1].islower()]
        return len(words) <= 2 or (len(small) < len(words) and len(small) <= 3)
    return len(name) <= 40


def _has_case(name: str) -> bool:
    return any(char.isupper() or char.islower() for char in name)


def _joined(name: str) -> str:
    """ "王 明" as "王明": two letters set apart to fill a line."""
    return re.sub(r"^([\u4e00-\u9fff]) ([\u4e00-\u9fff])$", r"\1\2", name)


def _cased(name: str) -> str:
    """ "SARA AMIN" as "Sara Amin"; short capitals such as "JD" stay."""
    if name.isupper() and len(name) > 4 and " " in name:
        return " ".join(word.title() if len(word) > 2 and "." not in word else word for word in name.split())
    return name
