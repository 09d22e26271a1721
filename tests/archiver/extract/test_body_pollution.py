"""What newspapers print between and around their paragraphs stays out of the body; every paragraph stays in."""

from __future__ import annotations

import pytest

POLICY = (
    "<p>Comments</p><p>Silvan Post moderates all comments submitted on our website. We welcome comments which are relevant"
    " to the article.</p><p>To be approved for publication, your comments must meet our community guidelines.</p>"
    "<p>We will not tolerate the following: profanity, threats, personal attacks, vulgarity or commercial promotion.</p>"
    "<p>Comments that do not meet our guidelines will be rejected.</p><p>Post a comment</p><p>Required</p><p>Required</p>"
)


def texts(body) -> tuple[str, ...]:
    return tuple(block.text for block in body.blocks if block.kind != "caption")


def between(story, extra: str) -> str:
    """The story in paragraphs, with *extra* after the third."""
    return (
        "".join(f"<p>{text}</p>" for text in story[:3])
        + extra
        + "".join(f"<p>{text}</p>" for text in story[3:])
    )


def removed(body) -> str:
    return "\n".join(part.text for part in body.removed)


CONTAINERS = {
    "semantic": (
        '<main><article><h1>Bridge over the Silvan valley to open in spring</h1><div class="article-body">',
        "</div></article></main>",
    ),
    "neutral": (
        '<div class="a1"><div class="b7"><h1>Bridge over the Silvan valley to open in spring</h1><div class="c3">',
        "</div></div></div>",
    ),
    "bare": ("<div><h1>Bridge over the Silvan valley to open in spring</h1><div>", "</div></div>"),
    "table": (
        '<table width="100%"><tr><td><h1>Bridge over the Silvan valley to open in spring</h1>',
        "</td></tr></table>",
    ),
}

AMONG = {
    "related link line": '<p><a href="/2021/other">Read more: Dam near Akre inspected after heavy rain</a></p>',
    "related label and list": '<p>Related articles</p><ul class="related"><li><a href="/a">Dam near Akre inspected after heavy rain</a></li></ul>',
    "lone link": '<p><a href="/2021/dam">Dam near Akre inspected after weeks of heavy rain</a></p>',
    "newsletter": "<p>Sign up for our daily newsletter and get the news in your inbox.</p>",
    "newsletter box": '<div class="newsletter-box"><h3>Morning briefing</h3><p>Enter your address and never miss a story from the valley.</p></div>',
    "advertisement label": "<p>Advertisement</p>",
    "story continues": "<p>Story continues below advertisement</p>",
    "share bar": '<div class="x9"><p>Share</p><p>Facebook</p><p>Twitter</p><p>WhatsApp</p><p>Copy link</p></div>',
    "font control": "<p>A+ A-</p>",
    "follow us": "<p>Follow us on Facebook, Twitter and Telegram.</p>",
    "form": '<form action="/subscribe"><label>Your e-mail</label><input name="m"><button>Subscribe</button></form>',
    "hidden copy": '<div style="display:none"><p>Nineteen families whose houses stood below the crossing, in a hidden text.</p></div>',
    "screen reader words": '<span class="sr-only">Opens in a new window, press escape to return to the page.</span>',
    "cookie note": "<p>We use cookies and similar technologies to improve your experience on this website. Accept all cookies.</p>",
    "cookie banner": '<div id="cookie-consent"><p>This page would like to store data on your device. You can object to that at any time.</p></div>',
    "photo credit": "<p>Photo: Lana Example/Silvan Post</p>",
    "second copy": "",
    "script": "<script>var teaser = 'Dam near Akre inspected';</script><noscript>Please switch on scripts.</noscript>",
    "pop-up": '<div role="dialog"><p>You have read your last free article of this month, dear reader of ours.</p></div>',
}


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("shape", AMONG)
def test_nothing_printed_between_paragraphs_gets_into_the_body(read, page_of, story, container, shape):
    opening, closing = CONTAINERS[container]
    extra = f"<p>{story[1]}</p>" if shape == "second copy" else AMONG[shape]

    body = read(page_of(opening + between(story, extra) + closing))

    assert texts(body) == story


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_comment_policy_in_the_body_is_cut_and_kept_with_its_reason(
    read, page_of, in_paragraphs, story, container
):
    opening, closing = CONTAINERS[container]

    body = read(page_of(opening + in_paragraphs() + POLICY + closing))

    assert texts(body) == story
    assert "moderates all comments" in removed(body)
    assert {part.reason for part in body.removed} >= {"comments"}


def test_a_story_about_comment_rules_keeps_its_paragraphs(read, page_of, in_paragraphs, story):
    own = (
        "The newspaper said that it moderates all comments and that those who break its guidelines are rejected.",
        *story,
    )

    body = read(page_of(f"<article>{in_paragraphs(*own)}</article>"))

    assert texts(body) == own


def test_the_byline_printed_twice_and_the_date_are_no_words_of_the_body(read, page_of, in_paragraphs, story):
    head = "<p>19-02-2021</p><p>Sara Amin</p><p>Sara Amin</p><p>A+ A-</p>"

    body = read(
        page_of(f"<div><h1>x</h1><div>{head}{in_paragraphs()}</div></div>"),
        printed=("19-02-2021", "Sara Amin"),
    )

    assert texts(body) == story


def test_the_dateline_stays(read, page_of, in_paragraphs):
    body = read(page_of(f"<article>{in_paragraphs()}</article>"))

    assert body.text.startswith("DUHOK, Kurdistan Region — ")


def test_the_headline_is_not_repeated_in_the_body(read, page_of, in_paragraphs, story):
    headline = "Bridge over the Silvan valley to open in spring"

    body = read(page_of(f"<article><h2>{headline}</h2><p><b>{headline}</b></p>{in_paragraphs()}</article>"))

    assert texts(body) == story


def test_a_biography_under_the_article_is_no_part_of_it(read, page_of, in_paragraphs, story):
    biography = (
        "<p>Sara Amin is a reporter in Duhok who covers roads, rivers and the people who live by them.</p>"
    )

    body = read(page_of(f"<article>{in_paragraphs()}{biography}</article>"))

    assert texts(body) == story


def test_a_copyright_line_under_the_article_is_no_part_of_it(read, page_of, in_paragraphs, story):
    notice = "<p>© 2021 Silvan Post. This material may not be published, broadcast or rewritten.</p>"

    body = read(page_of(f"<article>{in_paragraphs()}{notice}</article>"))

    assert texts(body) == story


def test_readers_comments_are_no_part_of_the_article(read, page_of, in_paragraphs, story):
    comments = "".join(
        f'<div class="comment"><b>Reader {number}</b><p>I have waited for this bridge for years and drive there every day, number {number}.</p></div>'
        for number in range(30)
    )

    body = read(page_of(f'<article>{in_paragraphs()}</article><div id="comments">{comments}</div>'))

    assert texts(body) == story


def test_a_second_article_loaded_under_the_first_stays_out(read, page_of, in_paragraphs, story):
    other = (
        "<article><h1>Dam near Akre inspected</h1>"
        + "<p>The dam near Akre was inspected after rain that lasted for nine days and nights, said the office of water.</p>"
        * 9
        + "</article>"
    )

    body = read(
        page_of(
            f"<article><h1>Bridge over the Silvan valley to open in spring</h1>{in_paragraphs()}</article>{other}"
        )
    )

    assert texts(body) == story


def test_a_body_split_over_several_containers_is_read_whole(read, page_of, story):
    parts = "".join(
        f'<div class="grid"><div class="chunk">{"".join(f"<p>{text}</p>" for text in story[i : i + 2])}</div></div><div class="slot"></div>'
        for i in (0, 2, 4)
    )

    body = read(page_of(f"<main><article>{parts}</article></main>"))

    assert texts(body) == story


def test_a_form_around_the_whole_page_hides_nothing(read, page_of, in_paragraphs, story):
    body = read(page_of(f'<form id="aspnetForm"><div><div>{in_paragraphs()}</div></div></form>'))

    assert texts(body) == story


def test_a_container_named_after_its_sidebar_is_still_the_article(read, page_of, in_paragraphs, story):
    body = read(
        page_of(
            f'<div class="content has-sidebar comments-open share-enabled related-on">{in_paragraphs()}</div>'
        )
    )

    assert texts(body) == story


def test_paragraphs_parted_by_line_breaks_are_paragraphs(read, page_of, story):
    body = read(page_of(f'<div class="story">{"<br><br>".join(story)}</div>'))

    assert texts(body) == story


@pytest.mark.parametrize("levels", [100, 300])
def test_a_story_nested_three_hundred_levels_deep_is_read(read, page_of, in_paragraphs, story, levels):
    body = read(page_of(f"{'<div>' * levels}{in_paragraphs()}{'</div>' * levels}"))

    assert texts(body) == story


def test_a_story_with_a_control_reference_is_read_whole(read, page_of, story):
    broken = (story[0].replace("spring", "spr&#1;ing"), *story[1:])

    body = read(page_of(f"<article>{''.join(f'<p>{text}</p>' for text in broken)}</article>"))

    assert texts(body) == story


def test_words_in_time_and_label_like_markup_stay_in_their_sentence(read, page_of, story):
    marked = (
        story[0]
        .replace("Thursday", '<time datetime="2021-02-18">Thursday</time>')
        .replace("Silvan valley", '<a href="/silvan">Silvan <b>valley</b></a>')
    )

    body = read(page_of(f"<article>{''.join(f'<p>{text}</p>' for text in (marked, *story[1:]))}</article>"))

    assert texts(body) == story


ARABIC = (
    "دهوك - قال مجلس المحافظة يوم الخميس إن الجسر الجديد فوق وادي سيلفان سيفتح أمام المرور في الربيع المقبل بعد تأخير دام عامين كاملين.",
    "وقالت المهندسة هناء ريبوار في مؤتمر صحفي: «اختبرنا كل حبل من حبال الجسر مرتين»، مضيفة أن الشاحنات الثقيلة ستعبره منذ اليوم الأول.",
    "وانتقلت تسع عشرة عائلة كانت بيوتها أسفل المعبر القديم إلى حي مالطا حيث يدفع المجلس إيجار مساكنها حتى شهر حزيران.",
    "وتوقف العمل أحد عشر شهرا بعد أن جرف سيل السقالة الشرقية دون أن يصاب أحد بأذى، بحسب بيان للمجلس نشر في اليوم نفسه.",
)
SORANI = (
    "دهۆک، هەرێمی کوردستان - ئەنجوومەنی پارێزگا ڕۆژی پێنجشەممە ڕایگەیاند کە پردی نوێی سەر دۆڵی سیلڤان لە بەهاردا دەکرێتەوە، دوو ساڵ دواتر لە کاتی خۆی.",
    "ئەندازیار هانا ڕێبوار لە کۆنگرەیەکی ڕۆژنامەوانیدا گوتی: «هەموو کێبڵێکمان دوو جار تاقی کردووەتەوە»، هەروەها گوتی بارهەڵگرە قورسەکانیش لە یەکەم ڕۆژەوە دەپەڕنەوە.",
    "نۆزدە خێزان کە ماڵەکانیان لە خوار پەڕینەوە کۆنەکە بوو، گواستراونەتەوە بۆ گەڕەکی ماڵتا و ئەنجوومەن تا مانگی حوزەیران کرێی خانووەکانیان دەدات.",
    "کارەکە بۆ ماوەی یازدە مانگ وەستا دوای ئەوەی لافاوێک ئیسکەڵەی ڕۆژهەڵاتی ڕاماڵی، بەڵام هیچ کەسێک زیانی پێنەگەیشت.",
)
CHINESE = (
    "锡尔万谷地大桥将于明年春季通车，比原计划推迟两年，省议会星期四在杜胡克举行的新闻发布会上宣布了这一消息。",
    "议会工程师哈娜·雷布瓦尔说：“每一根缆索我们都检测了两遍。”她还表示，重型卡车从通车第一天起就可以通行。",
    "原渡口下方的十九户居民已经搬到马耳他区，议会为他们支付房租直至六月，其中包括三户有老人的家庭。",
    "工程曾经中断十一个月，因为洪水冲走了东侧的脚手架，所幸没有人员受伤，损失由保险公司承担。",
)
IN_OTHER_SCRIPTS = {
    "ar": (
        ARABIC,
        "<p>اقرأ أيضا: تفقد سد قرب عقرة بعد أمطار غزيرة</p>",
        "<h3>التعليقات</h3><p>مطلوب</p><p>أضف تعليقا</p>",
    ),
    "ckb": (SORANI, "<p>هەواڵی پەیوەندیدار</p><p>ڕیکلام</p>", "<p>لێدوانەکان</p><p>پێویستە</p><p>ناردن</p>"),
    "zh": (CHINESE, "<p>相关阅读：阿克雷附近大坝接受检查</p>", "<p>网友评论</p><p>必填</p><p>发表评论</p>"),
}


@pytest.mark.parametrize("language", IN_OTHER_SCRIPTS)
@pytest.mark.parametrize("container", CONTAINERS)
def test_arabic_sorani_and_chinese_pages_come_out_whole_and_clean(read, page_of, language, container):
    story, among, after = IN_OTHER_SCRIPTS[language]
    opening, closing = CONTAINERS[container]
    middle = f"<p>{story[0]}</p><p>{story[1]}</p>{among}<p>{story[2]}</p><p>{story[3]}</p>{after}"

    body = read(page_of(opening + middle + closing, lang=language))

    assert texts(body) == story


def test_joiners_that_shape_kurdish_and_persian_words_stay(read, page_of):
    story = tuple(text.replace("ەکان", "ە\u200cکان") for text in SORANI)

    body = read(page_of(f"<article>{''.join(f'<p>{text}</p>' for text in story)}</article>", lang="ckb"))

    assert texts(body) == story
