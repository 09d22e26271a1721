"""Text in other scripts: read in order, with the marks that shape it, and without those that only guide a reader."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from archiver.article import Block, BlockKind
from archiver.extract.article import extract_article
from archiver.render import to_html, to_text

ARABIC = (
    "قال مجلس المحافظة يوم الخميس إن الجسر الجديد (٤١٢ متراً) سيُفتح في الربيع، أي بعد عامين من الموعد المقرر، بحسب شركة Silvan Works.",
    "وانتقلت تسع عشرة عائلة كانت بيوتها تحت المعبر القديم إلى حي مالطا، ويدفع المجلس إيجارها حتى حزيران المقبل.",
    "وتوقف العمل أحد عشر شهراً بعدما جرف الفيضان السقالة الشرقية، ولم يُصب أحد، وفق ما قاله المهندس للصحفيين.",
)
SORANI = (
    "ئەنجوومەنی پارێزگا ڕۆژی پێنجشەممە ڕایگەیاند پردە نوێیەکە لە بەهاردا دەکرێتەوە، دوو ساڵ دواتر لەوەی بڕیار بوو.",
    "نۆزدە خێزان کە ماڵەکانیان لە ژێر پردە کۆنەکەدا بوو گواستراونەتەوە بۆ گەڕەکی ماڵتا و ئەنجوومەن کرێیان دەدات.",
    "کارەکە یازدە مانگ ڕاگیرا دوای ئەوەی لافاو ستوونە ڕۆژهەڵاتییەکەی بردبوو؛ کەس زیانی پێ نەگەیشت، می‌گوێت ئەندازیارەکە.",
)
CHINESE = (
    "省议会星期四表示，横跨河谷的新大桥将于明年春季通车，比原计划晚两年，并将取代自一九八七年起运营的渡轮。",
    "住在旧桥下的十九户人家已经搬到马尔他街区，议会将为他们支付房租至六月底，随后再作安排。",
    "洪水冲走东侧脚手架之后，工程停顿了十一个月，没有人员受伤，工程师在记者会上这样说明。",
)
JAPANESE = (
    "県議会は十九日、新しい橋が来年の春に開通すると発表した。計画より二年遅れで、八七年から続く渡し船は役目を終える。",
    "古い橋の下に住んでいた十九世帯はすでに丘の上の地区に移り、県が六月まで家賃を負担することになっている。",
    "洪水で東側の足場が流され、工事は十一か月にわたって止まったが、けが人はなかったと担当の技師は話している。",
)
THAI = (
    "สภาจังหวัดกล่าวเมื่อวันพฤหัสบดีว่าสะพานใหม่จะเปิดในฤดูใบไม้ผลิ\u200bช้ากว่ากำหนดสองปี และเรือข้ามฟากจะหยุดให้บริการในวันเดียวกัน",
    "สิบเก้าครอบครัวที่บ้านอยู่ใต้สะพานเก่าได้ย้ายไปอยู่ย่านใหม่แล้ว โดยสภาจะจ่ายค่าเช่าให้จนถึงเดือนมิถุนายน",
    "งานหยุดไปสิบเอ็ดเดือนหลังจากน้ำท่วมพัดนั่งร้านฝั่งตะวันออกไป ไม่มีผู้ได้รับบาดเจ็บ วิศวกรกล่าวกับผู้สื่อข่าว",
)


def read(capture_of, title: str, paragraphs: tuple[str, ...], lang: str, markup: str = "{}"):
    text = "".join(f"<p>{markup.format(paragraph)}</p>" for paragraph in paragraphs)
    html = f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>'
    return extract_article(capture_of(html))


@pytest.mark.parametrize(
    ("title", "paragraphs", "lang"),
    [
        ("الجسر الجديد يُفتح في الربيع", ARABIC, "ar"),
        ("پردە نوێیەکە لە بەهاردا دەکرێتەوە", SORANI, "ckb"),
        ("新大桥将于春季通车", CHINESE, "zh"),
        ("新しい橋、春に開通へ", JAPANESE, "ja"),
        ("สะพานใหม่เปิดฤดูใบไม้ผลิ", THAI, "th"),
    ],
    ids=["Arabic", "Sorani", "Chinese", "Japanese", "Thai"],
)
def test_the_words_come_in_the_order_they_are_written(title, paragraphs, lang, capture_of):
    article = read(capture_of, title, paragraphs, lang)

    assert article.body == "\n\n".join(paragraphs)


def test_marks_of_direction_and_joining_are_kept(capture_of):
    marked = (f"\u200f{ARABIC[0]}\u200e", ARABIC[1].replace("إلى", "إلى\u200c"), f"\u2067{ARABIC[2]}\u2069")

    article = read(capture_of, "الجسر الجديد يُفتح في الربيع", marked, "ar")

    assert article.body == "\n\n".join(marked)


def test_readings_above_the_letters_are_no_words_of_the_text(capture_of):
    ruby = tuple(
        text.replace("橋", "<ruby>橋<rp>（</rp><rt>はし</rt><rp>）</rp></ruby>") for text in JAPANESE
    )

    article = read(capture_of, "新しい橋、春に開通へ", ruby, "ja")

    assert article.body == "\n\n".join(JAPANESE)


def test_a_line_end_of_the_source_between_ideographs_is_no_word_break_that_changes_the_word_count(capture_of):
    one = read(capture_of, "新大桥将于春季通车", CHINESE, "zh")
    folded = read(
        capture_of, "新大桥将于春季通车", tuple(text.replace("，", "，\n") for text in CHINESE), "zh"
    )

    assert one.word_count == folded.word_count


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("ckb", "rtl"), ("he-IL", "rtl"), ("ku", "ltr"), ("zh", "ltr")]
)
def test_html_says_in_which_direction_it_is_read(language, direction):
    html = to_html([Block(kind=BlockKind.PARAGRAPH, text=ARABIC[0])], language=language)

    article = ElementTree.fromstring(html)
    assert (article.get("lang"), article.get("dir")) == (language, direction)
    assert "".join(article.itertext()).strip() == ARABIC[0]


def test_bars_between_words_are_text():
    blocks = [Block(kind=BlockKind.PARAGRAPH, text="东京｜大阪 | 京都")]

    assert to_text(blocks) == "东京｜大阪 | 京都"
