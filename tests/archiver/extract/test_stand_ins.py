"""What servers send in the place of an article, with status 200, is told apart and refused by its own name."""

from __future__ import annotations

import pytest

from archiver.errors import NotAnArticle
from archiver.extract.article import extract_article

#: Kind: language: title and text of the page.
STAND_INS = {
    "soft 404": {
        "en": ("Oops! That page can’t be found – Silvan Post", "It looks like nothing was found at this location."),
        "de": ("Seite nicht gefunden | Talbote", "Die gewünschte Seite gibt es hier nicht mehr."),
        "fr": ("Page introuvable - Le Courrier", "Nous n’avons pas trouvé ce que vous cherchez."),
        "es": ("Página no encontrada", "La dirección puede estar mal escrita."),
        "tr": ("Sayfa bulunamadı", "Aradığınız sayfa kaldırılmış olabilir."),
        "ar": ("الصفحة غير موجودة", "ربما نُقل المقال الذي تبحث عنه."),
        "ckb": ("پەڕە نەدۆزرایەوە", "ئەو بابەتەی بۆی دەگەڕێیت لێرە نییە."),
        "ru": ("Страница не найдена — Вестник", "Возможно, она была удалена."),
        "zh": ("页面不存在", "您要看的文章可能已被移走。"),
        "ja": ("ページが見つかりません", "お探しの記事は移動した可能性があります。"),
        "pl": ("Strona nie istnieje", "Sprawdź adres i spróbuj ponownie."),
    },
    "maintenance page": {
        "en": ("Silvan Post: we’ll be back soon", "Our presses are being oiled."),
        "de": ("Wartungsarbeiten", "Wir sind in einer Stunde zurück."),
        "fr": ("Site en maintenance", "Revenez dans une heure."),
        "es": ("En mantenimiento", "Volvemos en una hora."),
        "ru": ("Технические работы на сайте", "Зайдите через час."),
        "tr": ("Bakım çalışması", "Bir saat sonra yine buradayız."),
        "ar": ("الموقع تحت الصيانة", "نعود بعد ساعة."),
        "ja": ("メンテナンス中", "一時間後にまたお越しください。"),
    },
    "region block": {
        "en": ("Silvan Post", "This content is not available in your region."),
        "de": ("Talbote", "Dieser Inhalt ist in Ihrem Land nicht verfügbar."),
        "fr": ("Le Courrier", "Ce contenu n’est pas disponible dans votre pays."),
        "es": ("El Diario", "Este contenido no está disponible en su país."),
        "ru": ("Вестник", "Этот материал недоступен в вашей стране."),
        "zh": ("河湾日报", "您所在的地区无法查看此内容。"),
    },
    "unsupported browser": {
        "en": ("Unsupported browser", "Choose another one to read the Silvan Post."),
        "de": ("Ihr Browser wird nicht unterstützt", "Bitte nehmen Sie einen anderen."),
        "fr": ("Votre navigateur n’est plus pris en charge", "Choisissez-en un autre."),
        "es": ("Su navegador no es compatible", "Elija otro."),
        "ru": ("Ваш браузер устарел", "Выберите другой."),
        "zh": ("您的浏览器版本过低", "请换一个浏览器。"),
    },
    "robot check": {
        "en": ("Security check", "Tell us that you are not a bot to go on."),
        "de": ("Überprüfung Ihres Browsers", "Einen Augenblick bitte."),
        "fr": ("Un instant", "Confirmez que vous n’êtes pas un robot."),
        "es": ("Un momento", "Estamos comprobando su navegador."),
        "ru": ("Проверка браузера", "Подождите несколько секунд."),
        "zh": ("人机验证", "请稍候。"),
        "pl": ("Chwileczkę", "Potwierdź, że nie jesteś robotem."),
    },
    "parked domain": {
        "en": ("silvanpost.example", "This domain is for sale. Make an offer."),
        "de": ("silvanpost.example", "Diese Domain steht zum Verkauf."),
        "fr": ("silvanpost.example", "Ce nom de domaine est à vendre."),
        "es": ("silvanpost.example", "Este dominio está en venta."),
        "ru": ("silvanpost.example", "Домен продаётся."),
        "zh": ("silvanpost.example", "域名出售"),
    },
    "consent page": {
        "en": ("Your privacy", "We and our partners use cookies. Do you accept?"),
        "de": ("Datenschutz", "Wir verwenden Cookies. Mit „Akzeptieren“ willigen Sie ein."),
        "fr": ("Votre vie privée", "Nous utilisons des cookies avec votre consentement."),
        "es": ("Su privacidad", "Usamos cookies con su consentimiento. ¿Acepta?"),
        "pl": ("Twoja prywatność", "Używamy plików cookies i ciasteczek. Zgadzam się."),
        "ja": ("プライバシー", "クッキーの使用に同意してください。"),
    },
}  # fmt: skip
CASES = [(kind, language) for kind, pages in STAND_INS.items() for language in pages]


@pytest.mark.parametrize(("kind", "language"), CASES, ids=[" ".join(case) for case in CASES])
def test_what_stands_in_for_an_article_is_refused_by_its_own_name(capture_of, kind, language):
    title, text = STAND_INS[kind][language]
    html = f"<html lang='{language}'><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"

    with pytest.raises(NotAnArticle) as caught:
        extract_article(capture_of(html))

    assert caught.value.reason == kind


LOGINS = {"en": "Sign in", "de": "Anmelden", "fr": "Connexion", "es": "Iniciar sesión", "tr": "Giriş yap", "ja": "ログイン", "pl": "Zaloguj się"}  # fmt: skip


@pytest.mark.parametrize("language", LOGINS)
def test_a_page_that_asks_for_a_name_first_is_a_login_page(capture_of, language):
    html = f"<html><head><meta charset=utf-8><title>{LOGINS[language]}</title></head><body><form><input type=email name=user><button>→</button></form></body></html>"

    with pytest.raises(NotAnArticle, match="login page"):
        extract_article(capture_of(html))


SHELLS = {
    "words for readers without scripts": "<noscript>You need to enable JavaScript to run this app.</noscript><div id='root'></div><script src=/a.js></script>",
    "the same in German": "<noscript>Bitte JavaScript aktivieren.</noscript><div></div><script src=/a.js></script>",
    "an empty root": "<div id='__next'></div><script src=/a.js></script>",
}


@pytest.mark.parametrize("kind", SHELLS)
def test_the_empty_shell_of_a_program_needs_scripts(capture_of, kind):
    html = f"<html><head><title>Silvan Post</title></head><body>{SHELLS[kind]}</body></html>"

    with pytest.raises(NotAnArticle, match="needs scripts"):
        extract_article(capture_of(html))


def test_a_challenge_without_words_is_known_by_its_program(capture_of):
    html = "<html><head><title>silvanpost.example</title></head><body><script>window._cf_chl_opt={}</script></body></html>"

    with pytest.raises(NotAnArticle, match="robot check"):
        extract_article(capture_of(html))


WALLS = {
    "a paragraph": "<p>Subscribe to continue reading.</p>",
    "a box": "<div class='paywall'><h3>This article is for subscribers only</h3><p>Already a subscriber? Log in</p></div>",
    "a box of another name": "<div id='offer'><p>To keep reading, become a member.</p></div>",
    "German": "<aside class='offer'><p>Weiterlesen mit Talbote plus</p></aside>",
    "French": "<div class='paywall'><p>Cet article est réservé aux abonnés.</p></div>",
    "Spanish": "<div id='muro'><p>Contenido exclusivo para suscriptores</p></div>",
    "Russian": "<div><p>Полный текст доступен только для подписчиков</p></div>",
    "Turkish": "<div class='duvar'><p>Okumaya devam etmek için abone olun</p></div>",
    "Japanese": "<div class='wall'><p>この記事は会員限定です。</p></div>",
}


@pytest.mark.parametrize("wall", WALLS)
def test_the_beginning_before_a_wall_is_kept_and_flagged(page_of, capture_of, story, wall):
    beginning = "".join(f"<p>{text}</p>" for text in story[:2])

    article = extract_article(capture_of(page_of(f"<article>{beginning}{WALLS[wall]}</article>")))

    assert article.paywalled is True
    assert story[1] in article.body


def test_a_hidden_wall_says_nothing_of_a_free_page(page_of, capture_of, in_paragraphs):
    html = page_of(
        f"<article>{in_paragraphs()}</article><div style='display: none'><p>Subscribe to continue reading.</p></div>"
    )

    assert extract_article(capture_of(html)).paywalled is None


ABOUT = {
    "missing pages": "404: the strange life of pages not found",
    "captchas": "Captcha puzzles: are you a robot?",
    "maintenance": "City website down for maintenance until Friday",
    "consent": "Court rules on cookies and consent",
    "region blocks": "Streaming service not available in your country? Here is why",
    "browsers": "Your browser is no longer supported: what to do",
    "domains": "Town hall’s domain is for sale after a slip",
    "logins": "Log in or leave: the new rules of the library",
}


@pytest.mark.parametrize("subject", ABOUT)
def test_an_article_about_such_pages_is_an_article(page_of, capture_of, in_paragraphs, subject):
    html = page_of(
        f"<article><h1>{ABOUT[subject]}</h1><p>{ABOUT[subject]}.</p>{in_paragraphs()}</article>",
        title=ABOUT[subject],
    )

    assert extract_article(capture_of(html)).title == ABOUT[subject]


@pytest.mark.parametrize("subject", ABOUT)
def test_a_dated_flash_about_such_pages_is_an_article(page_of, capture_of, subject):
    text = f"{ABOUT[subject]}, the council’s office said on Friday. It could not say how many readers had been troubled by it, nor when the mayor would speak about it in the town hall."
    html = page_of(
        f"<article><h1>{ABOUT[subject]} in Akre</h1><p>{text}</p></article>",
        title=f"{ABOUT[subject]} in Akre",
        head='<meta name="date" content="2021-02-19">',
    )

    assert text in extract_article(capture_of(html)).body
