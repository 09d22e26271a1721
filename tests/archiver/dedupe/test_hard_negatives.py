"""Stories written to one pattern, and others that look alike: kept apart, without missing the copies of each."""

from __future__ import annotations

import random
import unicodedata
import zlib
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.dedupe.kinship import Kind, Kinship, Printed, compare
from archiver.dedupe.shingles import shingle

MONDAY = date(2021, 3, 1)

#: pattern, the facts of one story, the facts of another
Form = tuple[str, tuple[str, ...], tuple[str, ...]]

FORMS: Final[dict[str, Form]] = {
    "match report": (
        (
            "{} came from behind to beat {} {}-{} on Saturday and climbed to {} in the table.\n\n"
            "{} put the visitors ahead after {} minutes, but {} levelled with a header and {} struck the winner "
            "in the {}th minute before a crowd of {}.\n\n"
            "“We never stopped believing, and the supporters carried us over the line,” the manager said. “Now we "
            "rest, we work, and we look to the next one.” Both sides finished with eleven men, and the referee had "
            "a quiet afternoon."
        ),
        ("Harwick", "Dunmore", "2", "1", "fourth", "Silva", "12", "Novak", "Reid", "88", "9,412"),
        ("Penrose", "Colby", "3", "2", "sixth", "Adeyemi", "31", "Larsson", "Quinn", "79", "4,087"),
    ),
    "market wrap": (
        (
            "Shares closed {} on {} as investors weighed company results, with the main index ending at {}, {} percent "
            "{} the day before.\n\n"
            "Volume came to {} million shares. {} led the gainers with {} percent, while {} lost {} percent.\n\n"
            "“People are waiting on the sidelines until the central bank has spoken,” said a trader at a local "
            "brokerage. The currency was little changed, and government bonds moved in a narrow range in a session "
            "without surprises."
        ),
        ("higher", "Monday", "4,120.55", "0.8", "above", "212", "Delta Cement", "4.1", "Orient Bank", "2.2"),
        (
            "lower",
            "Tuesday",
            "4,077.10",
            "1.0",
            "below",
            "187",
            "Lakeside Hotels",
            "3.3",
            "Delta Cement",
            "5.0",
        ),
    ),
    "money-market note": (
        (
            "The central bank lent the money market {} million in its {} operation at a rate of {} percent. The shortage "
            "had been put at {} million. Including this round the help given today comes to {} million."
        ),
        ("340", "morning", "4.25", "700", "340"),
        ("125", "afternoon", "4.25", "610", "465"),
    ),
    "weather of neighbouring days": (
        (
            "{} will see {} with a high of {} degrees and a low of {}, the weather service said. The wind will blow "
            "from the {} at {} kilometres an hour.\n\n"
            "Farmers are asked to cover young plants, and drivers to watch for fog in the valleys. The service will "
            "issue its next bulletin in the evening and warn of any change in good time."
        ),
        ("Tuesday", "sunny spells", "17", "6", "west", "15"),
        ("Wednesday", "light rain", "15", "7", "south-west", "25"),
    ),
    "earthquake": (
        (
            "An earthquake of magnitude {} struck {} kilometres {} of {} at {} on Sunday, the geological survey said. It "
            "occurred at a depth of {} kilometres.\n\n"
            "There were no reports of damage or casualties. The survey said aftershocks were to be expected and asked "
            "people to keep away from old buildings until they had been inspected."
        ),
        ("4.6", "18", "north", "Tell Hamra", "03:12", "10"),
        ("5.1", "44", "east", "Qasr Shirin", "16:40", "32"),
    ),
    "obituary": (
        (
            "{}, the {} who {}, has died in {} at the age of {}, the family said.\n\n"
            "Tributes came in from colleagues at home and abroad, who remembered a warm and witty companion with a sharp "
            "eye for detail. The funeral will be held among family and friends. In place of flowers the family asks for "
            "gifts to the children's hospital, where a ward is to bear the name."
        ),
        ("Elena Marquez", "painter", "made the harbour murals", "Lisbon", "84"),
        ("Tomas Reinholt", "cellist", "founded the summer festival", "Bergen", "91"),
    ),
    "quarterly result": (
        (
            "{} reported a {} quarter profit of {} million, against {} million a year before. Sales {} to {} million.\n\n"
            "The board proposes a dividend of {} cents. The chairman thanked staff for their work in a demanding year "
            "and said that the order book gave grounds for confidence."
        ),
        ("Norland Paper", "third", "41.2", "38.0", "rose", "612", "24"),
        ("Castor Glass", "third", "17.9", "22.4", "fell", "288", "11"),
    ),
    "court": (
        (
            "A {}-year-old from {} was sentenced to {} years in prison for {} by the district court on {}.\n\n"
            "The court found that the accused had acted with full intent and had shown little regret. Both sides may "
            "appeal within fourteen days. The sentence is not yet final, and the name has been withheld under the law "
            "that protects the families of the convicted."
        ),
        ("34", "Oldbury", "6", "robbery", "Thursday"),
        ("51", "Marsham", "9", "arson", "Friday"),
    ),
    "missing person": (
        (
            "Police have asked the public to help find {}, {}, who left home in {} on {} evening and has not been seen "
            "since.\n\n"
            "{} is {} tall, has {} hair, and wore a {} coat.\n\n"
            "Officers are worried about the cold nights and ask householders to look into their sheds and garages. "
            "Calls are taken at the station at any hour, and hints may also be left on the county's website."
        ),
        ("Karl Winther", "71", "Eastmoor", "Tuesday", "He", "1.80 metres", "white", "brown"),
        ("Asta Holm", "16", "Sund", "Friday", "She", "1.62 metres", "long dark", "yellow"),
    ),
    "names and no number": (
        (
            "{} received {} at {} on {}.\n\n"
            "The two sides reviewed relations between the friendly countries and ways to strengthen them in every field. "
            "They stressed that consultation should go on for the good of both peoples.\n\n"
            "Senior officials attended the meeting, which ended with an exchange of gifts and a joint photograph."
        ),
        ("The foreign minister", "the ambassador of Norvania", "the ministry", "Sunday"),
        ("The speaker of parliament", "the United Nations envoy", "the guest palace", "Monday"),
    ),
    "nothing but the figures differ": (
        (
            "The bakers' guild has set the price of a rye loaf at {} crowns and of a wheat loaf at {} crowns for the "
            "week, after {} and {} crowns the week before.\n\n"
            "The prices hold in all shops of the guild from Monday morning and are posted at every door. Shops may sell "
            "below them on market days, but not above. Complaints are heard at the guild hall on Thursdays, and a list "
            "of the weights that go with the prices may be had there free of charge. The guild reminds its members "
            "that bread of the day before must be kept apart and marked as such."
        ),
        ("14", "17", "13", "16"),
        ("15", "19", "14", "17"),
    ),
    "de: nothing but the figures differ": (
        (
            "Am Sonntag zählte der Alpenverein auf der Rothornhütte {} Gäste, davon {} mit Kindern. In der Nacht fielen "
            "{} Zentimeter Schnee, am Morgen zeigte das Thermometer {} Grad.\n\n"
            "Der Weg über den Grat ist mit Stangen bezeichnet und bei guter Sicht ohne Seil zu gehen. Wer bei Nebel "
            "aufbricht, sollte den unteren Weg durch den Wald nehmen und dem Hüttenwart vorher Bescheid geben. Hunde "
            "sind in der Stube erlaubt, in den Kammern nicht. Die Hütte bleibt bis Ostern an allen Wochenenden offen."
        ),
        ("48", "9", "12", "4"),
        ("61", "15", "3", "7"),
    ),
    "zh: nothing but the figures differ": (
        (
            "图书馆昨日接待读者{}人次，借出图书{}册，归还{}册，新办借书证{}张。\n\n"
            "图书馆提醒读者，阅览室每周一闭馆整理，其余时间从早上八点开放到晚上九点。逾期未还的图书请尽快归还，"
            "如有遗失可以用同一版本的新书替换。少年儿童阅览区每逢周末举办讲故事活动，家长可以在服务台登记。"
        ),
        ("1203", "846", "790", "35"),
        ("1388", "912", "1005", "41"),
    ),
    "ar: nothing but the figures differ": (
        (
            "بلغ منسوب المياه في سد الوادي اليوم {} مترا بعد أن كان أمس {} مترا، وبلغ الوارد المائي {} مترا مكعبا في الثانية.\n\n"
            "وقالت دائرة الموارد المائية إن المنسوب لا يدعو إلى القلق وإن البوابات مغلقة باستثناء بوابة واحدة لسقي البساتين، "
            "ودعت الصيادين وأصحاب القوارب إلى الابتعاد عن جدار السد وإلى متابعة النشرة التي تصدر كل صباح."
        ),
        ("٢١٤", "٢١٢", "٩٥"),
        ("٢١٧", "٢١٥", "١٣٠"),
    ),
    "de: accident": (
        (
            "Bei einem Zusammenstoß auf der {} bei {} sind am {} {} Menschen verletzt worden. Ein {}-Jähriger hatte die "
            "Vorfahrt missachtet.\n\n"
            "Rettungskräfte brachten die Verletzten in umliegende Kliniken. Die Straße blieb {} Stunden gesperrt, den "
            "Schaden schätzt die Polizei auf {} Euro. Zeugen werden gebeten, sich bei der Dienststelle zu melden."
        ),
        ("B3", "Lindau", "Montag", "3", "47", "2", "18.000"),
        ("L41", "Werda", "Sonntag", "5", "22", "4", "35.000"),
    ),
    "ar: earthquake": (
        (
            "سجلت محطات الرصد هزة أرضية بقوة {} درجات على بعد {} كيلومترا من {} عند الساعة {} وعلى عمق {} كيلومترات.\n\n"
            "ولم تسجل أي إصابات أو أضرار مادية بحسب الدفاع المدني الذي طلب من الأهالي التزام الهدوء وعدم دخول الأبنية "
            "القديمة قبل فحصها من قبل المهندسين المختصين."
        ),
        ("٤٫٢", "٢٠", "السليمانية", "٠٣:١٥", "٨"),
        ("٥٫٠", "٣٥", "خانقين", "١٤:٥٠", "١٢"),
    ),
    "ckb: exchange rates": (
        (
            "ئەمڕۆ {} لە بازاڕی {} نرخی سەد دۆلار گەیشتە {} هەزار دینار و نرخی یەک مسقاڵ زێڕ بوو بە {} هەزار دینار.\n\n"
            "بازرگانان دەڵێن جموجۆڵی بازاڕ کەمە و خەڵک چاوەڕێی دابەشکردنی مووچەن، هەروەها پێشبینی دەکەن نرخەکان لە "
            "ڕۆژانی داهاتوودا گۆڕانکاریی گەورەیان بەسەردا نەیەت."
        ),
        ("شەممە", "هەولێر", "١٤٥", "٤٣٠"),
        ("یەکشەممە", "سلێمانی", "١٤٧", "٤٢٤"),
    ),
    "zh: weather": (
        (
            "市气象台预计，{}白天{}，最高气温{}度，夜间最低气温{}度，{}风{}级。\n\n"
            "气象台提醒，清晨部分路段有雾，请驾驶员减速慢行，注意交通安全，老人和孩子出门请添加衣物。"
        ),
        ("星期二", "多云转晴", "21", "9", "东北", "3"),
        ("星期三", "阴有小雨", "16", "11", "西南", "4"),
    ),
    "ja: earthquake": (
        (
            "{}日{}時{}分ごろ、{}を震源とする地震があり、最大震度{}を観測した。震源の深さは約{}キロ、規模は{}と推定される。\n\n"
            "この地震による津波の心配はない。けが人や建物の被害の情報は入っていないが、気象台は今後の揺れに注意するよう呼びかけている。"
        ),
        ("3", "7", "12", "北浜湾", "3", "40", "4.6"),
        ("5", "18", "55", "東沢盆地", "4", "20", "5.2"),
    ),
    "hi: prices": (
        (
            "{} की मंडी में {} को गेहूँ का भाव {} रुपये प्रति क्विंटल रहा, जबकि चना {} रुपये और सरसों {} रुपये पर बिकी।\n\n"
            "व्यापारियों का कहना है कि आवक सामान्य रही और आने वाले दिनों में भाव में बड़े बदलाव की उम्मीद नहीं है। किसानों को सलाह दी गई "
            "है कि वे उपज सुखाकर ही लाएँ।"
        ),
        ("सागरपुर", "सोमवार", "2,410", "5,120", "5,480"),
        ("देवगाँव", "मंगलवार", "2,365", "5,305", "5,610"),
    ),
    "tr: gold": (
        (
            "Gram altın {} gününe {} liradan başladı. Çeyrek altın {} liradan, ons altın {} dolardan işlem görüyor.\n\n"
            "Uzmanlar yatırımcıların merkez bankasının kararını beklediğini, işlem hacminin düşük kaldığını ve kısa "
            "vadede büyük bir hareket beklenmediğini söylüyor."
        ),
        ("salı", "3.412,50", "5.640", "2.715"),
        ("çarşamba", "3.398,10", "5.612", "2.702"),
    ),
}


def printed(body: str, *, site: int = 1, day: date = MONDAY, title: str = "a headline") -> Printed:
    """An article of site *site*."""
    return Printed(
        site=site,
        key=f"https://site{site}.example/{day}/{zlib.crc32(body.encode('utf-8', 'replace'))}",
        title=title,
        day=day,
        seen=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        text=shingle(body.split("\n\n")),
    )


def is_one_story(kinship: Kinship | None) -> bool:
    return kinship is not None and kinship.kind is not Kind.PARTIAL


def write_long_story(seed: int, sentences: int = 30) -> list[str]:
    """Sentences that stand in no other seed's story."""
    chance = random.Random(seed)
    words = [
        "".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(4)) for _ in range(400)
    ]
    return [" ".join(chance.choices(words, k=14)).capitalize() + "." for _ in range(sentences)]


def lay_out(sentences: list[str]) -> str:
    """Paragraphs of two sentences."""
    return "\n\n".join(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2))


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("site", [1, 2], ids=["same site", "other site"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_two_stories_of_one_form_are_two_stories(form: Form, site: int, days: int) -> None:
    pattern, facts, others = form

    kinship = compare(
        printed(pattern.format(*facts)),
        printed(pattern.format(*others), site=site, day=MONDAY + timedelta(days=days)),
    )

    assert not is_one_story(kinship), kinship


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_story_printed_by_two_sites_is_one_story(form: Form) -> None:
    pattern, facts, _ = form
    body = pattern.format(*facts)
    restyled = unicodedata.normalize("NFD", "(Agency) - " + body.replace("“", "«").replace("”", "»"))

    kinship = compare(printed(body), printed(restyled, site=2))

    assert kinship is not None
    assert kinship.kind is Kind.COPY


def test_one_event_told_by_two_reporters_is_two_stories() -> None:
    quotation = "“The wind turned just in time, otherwise the whole street would be gone tonight,” said fire chief Marsh."
    one = (
        "A blaze in a carpet store drove 120 people from their homes in Eastmoor last night. Fourteen engines fought "
        f"it for five hours.\n\n{quotation}\n\nInvestigators will enter the ruin once the walls are propped up."
    )
    other = (
        "Families in Eastmoor spent the night in a gymnasium while fourteen engines, some from as far as the coast, "
        "stood in Mill Street. It took five hours until the flames were down; 120 residents were counted.\n\n"
        f"{quotation}\n\nAt noon thin smoke still rose, and the owner of the store had not been reached."
    )

    assert not is_one_story(compare(printed(one), printed(other, site=2)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "BREAKING: Magnitude 5.1 earthquake off Port Alder",
            "BREAKING: Magnitude 6.2 earthquake off Port Alder",
        ),
        (
            "Finance minister Kruger resigns, party sources say",
            "Finance minister Hartwig resigns, party sources say",
        ),
        ("عاجل: رئيس الوزراء يصل إلى طنجة", "عاجل: رئيس الوزراء يصل إلى حلب"),
        ("速報：信濃地方で震度4の地震、津波の心配なし", "速報：加賀地方で震度4の地震、津波の心配なし"),
    ],
)
def test_one_line_alerts_of_two_events_are_two_stories(one: str, other: str) -> None:
    assert not is_one_story(compare(printed(one), printed(other, site=2)))


def test_articles_of_one_house_do_not_become_one_story_by_what_stands_below_them() -> None:
    stub = " ".join(write_long_story(12, 9))
    one = f"{' '.join(write_long_story(13, 2))}\n\n{stub}"
    other = f"{' '.join(write_long_story(14, 2))}\n\n{stub}"

    kinship = compare(printed(one, title="frost in the hills"), printed(other, site=2, title="a new bridge"))

    assert not is_one_story(kinship)


@pytest.mark.parametrize(
    "alert", ["Breaking: bridge at Colby closed after barge hits pier", "عاجل: هزة أرضية قرب خانقين"]
)
def test_the_same_one_line_alert_at_two_sites_is_one_story(alert: str) -> None:
    kinship = compare(printed(alert), printed(alert.upper(), site=2))

    assert kinship is not None
    assert kinship.kind is Kind.COPY


def test_a_follow_up_that_repeats_the_background_is_a_story_of_its_own() -> None:
    background = write_long_story(1, 4)
    first = lay_out([*write_long_story(2, 16), *background])
    follow_up = lay_out([*write_long_story(3, 16), *background])

    kinship = compare(printed(first), printed(follow_up, site=2, day=MONDAY + timedelta(days=1)))

    assert kinship is not None
    assert kinship.kind is Kind.PARTIAL


def test_a_roundup_of_three_stories_belongs_to_none_of_them() -> None:
    stories = [write_long_story(seed, 16) for seed in (4, 5, 6)]
    roundup = lay_out([sentence for story in stories for sentence in story[:4]])

    kinds = [compare(printed(lay_out(story)), printed(roundup, site=2)) for story in stories]

    assert [kinship.kind if kinship else None for kinship in kinds] == [Kind.PARTIAL] * 3


def test_a_teaser_is_an_excerpt_whichever_was_seen_first() -> None:
    story = write_long_story(7)
    teaser = " ".join(story[:3])[:-9] + " …\n\nRead on"

    kinship = compare(printed(teaser), printed(lay_out(story), site=2, day=MONDAY + timedelta(days=1)))

    assert kinship is not None
    assert kinship.kind is Kind.EXCERPT
    assert kinship.child.startswith("https://site1.example/")


def test_a_long_story_keeps_its_copies_when_the_toll_rises() -> None:
    facts = [f"Rescuers found {count} people in the district of Arwa{count}." for count in (4, 9, 17)]
    story = write_long_story(8)
    first = lay_out([*facts, *story])
    later = lay_out([facts[0].replace("4 people", "11 people"), *facts[1:], *story])

    kinship = compare(printed(first), printed(later, site=2))

    assert kinship is not None
    assert kinship.kind is Kind.COPY


def test_a_copy_with_a_word_changed_here_and_there_and_sentences_left_out_is_a_copy() -> None:
    chance = random.Random(15)
    story = write_long_story(15)
    kept = [sentence for number, sentence in enumerate(story) if number % 6 != 5]
    words = [word if chance.random() > 0.05 else "namely" for word in " ".join(kept).split()]

    kinship = compare(printed(lay_out(story)), printed(" ".join(words), site=2, title="another headline"))

    assert kinship is not None
    assert kinship.kind is Kind.COPY


def test_clocks_that_disagree_by_a_day_hide_no_copy() -> None:
    body = lay_out(write_long_story(9))

    kinship = compare(printed(body), printed(body, site=2, day=MONDAY - timedelta(days=1)))

    assert kinship is not None
    assert (kinship.kind, kinship.child.startswith("https://site1.example/")) == (Kind.COPY, True)


@pytest.mark.parametrize("body", ["", "…", "—", "\u200b\u00ad", "12", "ok", "。", "🙂🙂🙂", "\ud800"])
def test_a_body_of_next_to_nothing_is_nobodys_copy(body: str) -> None:
    long = lay_out(write_long_story(10))

    assert compare(printed(body), printed(long, site=2)) is None
    assert not is_one_story(compare(printed(body, site=1), printed(body + " 7", site=2)))


def test_scripts_may_be_mixed_in_one_body() -> None:
    mixed = "\n\n".join(
        FORMS[name][0].format(*FORMS[name][1]) for name in ("zh: weather", "ar: earthquake", "court")
    )

    kinship = compare(printed(mixed), printed(mixed.replace("，", ","), site=2))

    assert kinship is not None
    assert kinship.kind is Kind.COPY


@given(
    one=st.lists(st.sampled_from(write_long_story(11, 40)), max_size=30),
    other=st.lists(st.sampled_from(write_long_story(11, 40)), max_size=30),
    same_site=st.booleans(),
    days=st.integers(-9, 9),
)
@settings(max_examples=150, deadline=None)
def test_the_verdict_does_not_depend_on_who_is_asked_first(
    one: list[str], other: list[str], same_site: bool, days: int
) -> None:
    first = printed(lay_out(one))
    second = printed(lay_out(other), site=1 if same_site else 2, day=MONDAY + timedelta(days=days))

    if first.key != second.key:
        assert compare(first, second) == compare(second, first)
