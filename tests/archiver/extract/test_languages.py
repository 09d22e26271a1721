"""The language of a text is told from its words, neighbours in script and vocabulary kept apart."""

from __future__ import annotations

import pytest

from archiver.extract.language import find_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "ckb",
            "شارەوانی بڕیاری دا پردە کۆنەکە لە بەهاردا بکاتەوە، دوو ساڵ دوای ئەوەی کارەکە دەستی پێ کرد و دانیشتووان چاوەڕێیان دەکرد.",
        ),
        (
            "ckb",
            "وەزیری تەندروستی ڕایگەیاند کە نەخۆشخانەکە لە مانگی داهاتوودا دەکرێتەوە و سەد کارمەندی نوێ دادەمەزرێنێت.",
        ),
        (
            "kmr",
            "Şaredariyê biryar da ku pira kevn di biharê de veke, du sal piştî ku kar dest pê kir û rûniştvan li benda wê bûn.",
        ),
        (
            "kmr",
            "Wezîrê tenduristiyê got ku nexweşxane dê meha bê were vekirin û sed karmendên nû dê werin girtin, lê gel hîn jî bawer nake.",
        ),
        (
            "ar",
            "قررت البلدية افتتاح الجسر القديم في الربيع بعد عامين من بدء العمل فيه، وقال السكان إنهم انتظروا هذا اليوم طويلا.",
        ),
        (
            "fa",
            "شهرداری تصمیم گرفت پل قدیمی را در بهار باز کند، دو سال پس از آن که کار آغاز شد و ساکنان چشم به راه بودند.",
        ),
        (
            "fa",
            "وزیر بهداشت گفت بیمارستان تازه ماه آینده گشوده می‌شود و صد کارمند در آن به کار گرفته خواهند شد.",
        ),
        (
            "ur",
            "بلدیہ نے فیصلہ کیا ہے کہ پرانا پل بہار میں کھول دیا جائے گا، کام شروع ہونے کے دو سال بعد، اور لوگ اس دن کا انتظار کر رہے تھے۔",
        ),
        (
            "ps",
            "ښاروالۍ پرېکړه وکړه چې زوړ پل به په پسرلي کې پرانيزي، د کار له پيل دوه کاله وروسته، او خلک يې په تمه وو.",
        ),
        (
            "ug",
            "شەھەرلىك ھۆكۈمەت كونا كۆۋرۈكنى ئەتىيازدا ئېچىشنى قارار قىلدى، خىزمەت باشلانغىلى ئىككى يىل بولدى.",
        ),
        (
            "he",
            "העירייה החליטה לפתוח את הגשר הישן באביב, שנתיים אחרי שהעבודות התחילו, והתושבים אמרו שחיכו ליום הזה זמן רב.",
        ),
        (
            "zh",
            "市政府决定在春天重新开放老桥，这距离工程开始已经过去两年，附近的居民说他们等这一天等了很久。",
        ),
        (
            "ja",
            "市は春に古い橋を再び開通させることを決めた。工事が始まってから二年が過ぎ、住民はこの日を長く待っていたと話した。",
        ),
        (
            "ko",
            "시는 봄에 낡은 다리를 다시 열기로 결정했다. 공사가 시작된 지 이 년이 지났고 주민들은 이 날을 오래 기다렸다고 말했다.",
        ),
        (
            "hi",
            "नगरपालिका ने पुराने पुल को वसंत में खोलने का निर्णय लिया है, काम शुरू होने के दो साल बाद, और लोग इस दिन का इंतज़ार कर रहे थे।",
        ),
        (
            "mr",
            "महापालिकेने जुना पूल वसंत ऋतूत उघडण्याचा निर्णय घेतला आहे, काम सुरू झाल्यानंतर दोन वर्षांनी, आणि रहिवासी या दिवसाची वाट पाहत होते.",
        ),
        (
            "bn",
            "পৌরসভা সিদ্ধান্ত নিয়েছে যে পুরোনো সেতুটি বসন্তে খুলে দেওয়া হবে, কাজ শুরুর দুই বছর পরে, আর মানুষ এই দিনের অপেক্ষায় ছিল।",
        ),
        (
            "tr",
            "Belediye eski köprüyü ilkbaharda açmaya karar verdi, çalışmaların başlamasından iki yıl sonra, ve sakinler bu günü uzun süredir beklediklerini söyledi.",
        ),
        (
            "tr",
            "Bakan yeni hastanenin gelecek ay hizmete girecegini ve burada yüzlerce kişinin çalışacağını açıkladı.",
        ),
        (
            "az",
            "Bələdiyyə köhnə körpünü yazda açmaq qərarına gəldi, işlərin başlanmasından iki il sonra və sakinlər bu günü çoxdan gözləyirdilər.",
        ),
        (
            "ru",
            "Мэрия решила открыть старый мост весной, через два года после начала работ, и жители сказали, что давно ждали этого дня.",
        ),
        (
            "uk",
            "Мерія вирішила відкрити старий міст навесні, через два роки після початку робіт, і мешканці сказали, що давно чекали цього дня.",
        ),
        (
            "bg",
            "Общината реши да отвори стария мост през пролетта, две години след началото на работата, и жителите казаха, че отдавна чакат този ден.",
        ),
        (
            "fr",
            "La mairie a décidé d'ouvrir le vieux pont au printemps, deux ans après le début des travaux, et les habitants l'attendaient.",
        ),
        (
            "ro",
            "Primăria a hotărât să deschidă podul vechi în primăvară, la doi ani după începerea lucrărilor, iar locuitorii așteptau de mult această zi.",
        ),
        (
            "sq",
            "Bashkia vendosi ta hapë urën e vjetër në pranverë, dy vjet pas fillimit të punimeve, dhe banorët e prisnin prej kohësh këtë ditë.",
        ),
        (
            "vi",
            "Thành phố quyết định mở lại cây cầu cũ vào mùa xuân, hai năm sau khi công việc bắt đầu, và người dân nói họ đã chờ ngày này từ lâu.",
        ),
        ("th", "เทศบาลตัดสินใจเปิดสะพานเก่าในฤดูใบไม้ผลิ สองปีหลังจากเริ่มงาน และชาวบ้านบอกว่ารอวันนี้มานานแล้ว"),
        (
            "el",
            "Ο δήμος αποφάσισε να ανοίξει την παλιά γέφυρα την άνοιξη, δύο χρόνια μετά την έναρξη των εργασιών, και οι κάτοικοι περίμεναν αυτή τη μέρα.",
        ),
        (
            "nl",
            "De gemeente heeft besloten de oude brug in het voorjaar te openen, twee jaar na het begin van het werk, en de bewoners wachtten er lang op.",
        ),
        (
            "pl",
            "Miasto postanowiło otworzyć stary most wiosną, dwa lata po rozpoczęciu prac, a mieszkańcy mówią, że długo czekali na ten dzień.",
        ),
    ],
)
def test_two_lines_of_a_text_tell_its_language(language: str, text: str) -> None:
    found = find_language(text)

    assert found is not None
    assert found[0] == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("شارەوانی بڕیاری دا پردە کۆنەکە لە بەهاردا بکاتەوە، دوو ساڵ دوای ئەوەی کارەکە دەستی پێ کرد.", "ckb"),
        (
            "Şaredariyê biryar da ku pira kevn di biharê de veke, du sal piştî ku kar dest pê kir li bajêr.",
            "kmr",
        ),
    ],
)
def test_a_page_that_declares_kurdish_is_told_which(text: str, language: str) -> None:
    found = find_language(text, "ku")

    assert found is not None
    assert found[0] == language


@pytest.mark.parametrize("text", ["", "2021", "Foto: dpa", "تصویر: ایسنا", "图：新华社"])
def test_a_caption_is_too_short_to_tell(text: str) -> None:
    assert find_language(text) is None
