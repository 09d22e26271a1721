"""Lines that newspapers print beside and between their paragraphs, told by their words, in the languages of the news.

Three strengths. A *label* is a whole line ("Share", "Advertisement", "Required") and is never an article's own
sentence. An *appeal* is a sentence that asks the reader to do something with the newspaper (subscribe, follow, read
another article). What is *edge* matter (bylines, dates, copyright, tags, comment policies) is only that at the head or
foot of an article; in the middle it may be what the article is about.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Characters beyond which a block is a paragraph whatever it begins with.
LONGEST_LABEL = 60
LONGEST_APPEAL = 320
LONGEST_POLICY = 900
LONGEST_CAPTION = 160


#: Arabic script is written with and without vowel marks, hamza and dots; a label means the same. Not in place: marks
#: are dropped, so what is folded has other offsets.
_ARABIC = str.maketrans(
    {
        **dict.fromkeys(map(chr, range(0x064B, 0x0653))),
        "\u0640": None,
        **dict.fromkeys("أإآ", "ا"),
        **dict.fromkeys("ىی", "ي"),
        "ک": "ك",
        "ة": "ه",
    }
)


def _bare(text: str) -> str:
    return text if text.isascii() else text.translate(_ARABIC)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(_bare(pattern), re.I)


def _any(*words: str) -> str:
    return "|".join(word for group in words for word in group.split("|"))


def _hints(words: str) -> tuple[str, ...]:
    """Words one of which a text must have for a pattern to be worth trying; "_" is a space."""
    return tuple(word.replace("_", " ") for word in _bare(words).split())


def _whole(*words: str) -> re.Pattern[str]:
    """A line that is one of *words* and nothing more, marks and counts aside."""
    return _compile(rf"\W*(?:\d+ )?(?:{_any(*words)})[\W\d_]*")


_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "advertisement",
        _whole(
            "advertisement|advertisements|advert|ad|ads|sponsored|sponsored content|promoted|paid post|advertise with us|pr|ad feature|advertorial",
            "anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie|annons|annonse|annonce|reklama|reklam|mainos",
            "реклама|διαφήμιση|إعلان|اعلان|تبلیغات|آگهی|ڕیکلام|ڕێکلام|פרסומת|广告|廣告|広告|광고|quảng cáo|iklan|विज्ञापन|publicité|inzerce|reclame|hirdetés|oglas|oglasi|οι διαφημίσεις|إعلان ممول|إعلانات|اشتہار|বিজ্ঞাপন|โฆษณา|реклама на правах|спонсорирано|sponsorlu|sponsored by.{0,30}|tangazo|annuncio|anúncio",
            r"(?:article|story|content) continues (?:below|after)(?: th[ei]s?)?(?: advertisement| ad)?|scroll (?:down )?to continue.*",
            r"continue reading(?: the main story| below)?|read more below|mehr nach der anzeige|nach der anzeige geht.s weiter|lea también tras el anuncio",
        ),
    ),
    (
        "share",
        _whole(
            r"(?:(?:share|tweet|retweet|pin it|pin|e-?mail|print|copy (?:the )?link|link copied|whats ?app|facebook|twitter|linked ?in|telegram|reddit|messenger|"
            r"pinterest|flipboard|pocket|instagram|threads|bluesky|x|viber|vk|line|save|like|bookmark|comments?|shares?|close|mailen|kopieren|"
            r"שתפו|שתף|פייסבוק|וואטסאפ|ווטסאפ|טוויטר|טלגרם|הדפסה|הדפיסו|שלחו לחבר|העתיקו קישור|शेयर करें|शेयर|फ़ेसबुक|फेसबुक|ट्विटर|व्हाट्सऐप|व्हाट्सएप|वॉट्सऐप|टेलीग्राम|लिंक कॉपी करें|कॉपी लिंक|"
            r"فيسبوك|فيس بوك|تويتر|واتساب|تلغرام|تيليجرام|لينكد إن|ماسنجر|مشاركة|شارك|طباعة|نسخ الرابط|فەیسبووک|تویتەر|تێلێگرام|واتسئاپ|تلگرام|واتس‌?اپ|фейсбук|вконтакте|телеграм|твиттер|ватсап|поделиться|печать|"
            r"微信|微博|QQ空间|QQ好友|朋友圈|分享到?|打印|收藏|フェイスブック|ツイッター|シェア|はてな|페이스북|트위터|카카오톡|카카오스토리|밴드|네이버|블로그|URL ?복사|공유|인쇄|프린트|스크랩|기사 ?보내기|글씨 ?(?:크기|키우기|줄이기)|본문 글씨 (?:키우기|줄이기))[\W\d_]*)+",
            r"(?:like it\W*)?pin(?: it| this| me)?(?: for later)?|save (?:this|it) for later|share (?:this|on|via|with|the|your|it)\b.{0,40}|share article|send (?:to a friend|by e-?mail)|click to (?:share|print|email).{0,50}|follow us(?: on.{0,40})?",
            "teilen|drucken|merken|artikel teilen|auf facebook teilen|per e-?mail|folgen sie uns|partager|partager l.article|imprimer|suivez-nous|compartir|compartir en.{0,30}|imprimir|síguenos",
            "condividi|stampa|compartilhar|compartilhe|partilhar|delen|dela|del|del artikkel|udostępnij|drukuj|поделиться|поделиться в.{0,20}|распечатать|paylaş|yazdır",
            "مشاركة|شارك|شارك المقال|شاركها|طباعة|حفظ|نسخ الرابط|تابعنا|تابعونا على.{0,30}|اشتراک گذاری|به اشتراک بگذارید|بڵاوکردنەوە|هاوبەشکردن|هاوبەشی بکە|شێر بکە|چاپ|چاپکردن|parve bike|غرّد|تغريد|إرسال بالبريد|أرسل بالبريد(?: الإلكتروني)?|per e-?mail (?:senden|teilen|versenden)|link kopieren|artikel drucken|(?:print|e-?mail|save) this (?:page|article|story)|copier le lien|envoyer par e-?mail|copiar enlace|enviar por (?:correo|e-?mail)|copia link|copiar link|kopiuj link|копировать ссылку|скопировать ссылку|твитнуть|bağlantıyı kopyala|tweetle|salin tautan",
            "שתפו|שתף|הדפסה|分享|分享到|打印|收藏|转发|轉發|シェア|シェアする|ツイート|印刷|保存|공유|공유하기|인쇄|스크랩|chia sẻ|bagikan|शेयर करें|शेयर",
        ),
    ),
    (
        "form",
        _whole(
            r"(?:\W*(?:jump to|print|view|zum|springe zum|drucke|imprimer la|ver|ir a la) (?:recipe|rezept|recette|receta))+|required|required fields?.{0,30}|fields? (?:marked|with).{0,40}required.{0,10}|your name|your e-?mail(?: address)?|your comment|your message|e-?mail(?: address)?|submit|send|cancel|log ?in|sign ?in|sign ?up|"
            r"log ?out|register|subscribe|subscribe now|search|password|username|post (?:a )?comment|leave a (?:reply|comment)|add (?:a |your )?comment|write a comment|join the (?:conversation|discussion)|view comments|show comments|load more(?: comments)?|reply",
            "pflichtfeld|erforderlich|absenden|senden|anmelden|abbrechen|registrieren|suchen|kommentar schreiben|kommentare anzeigen|jetzt kommentieren|obligatoire|envoyer|se connecter|s.inscrire|laisser un commentaire|réagir|commenter",
            "obligatorio|campo obligatorio|enviar|iniciar sesión|registrarse|deja un comentario|deje un comentario|comentar|obbligatorio|invia|accedi|registrati|lascia un commento|obrigatório|entrar|deixe um comentário|verplicht|verzenden|inloggen|reageer",
            "обязательное поле|отправить|войти|добавить комментарий|оставить комментарий|комментировать|zorunlu|gönder|giriş yap|yorum yap|yorum yaz|wymagane|wyślij|zaloguj się|dodaj komentarz",
            "مطلوب|إرسال|ارسال|تسجيل الدخول|أضف تعليق(?:ا|ك|اً)?|اترك تعليق(?:ا|ك|اً)?|پێویستە|پێویست|ناردن|بنێرە|چوونەژوورەوە|لێدوان بنووسە|کۆمێنت بنووسە|نظر بدهید|ارسال نظر|ورود|pêwîst|bişîne",
            "必填|必填项|提交|发送|登录|登錄|注册|发表评论|我要评论|發表評論|必須|送信|ログイン|コメントする|コメントを書く|필수|보내기|로그인|댓글 쓰기",
        ),
    ),
    (
        "font control",
        _compile(
            r"(?:\W*[AaАа][+\-−–—]?\W*){2,6}|(?:text|font) ?size\W*(?:[Aa+\-\s\W]|small|medium|large)*|schriftgröße.{0,20}|(?:размер|увеличить|уменьшить) шрифта?.{0,20}|lettergrootte.{0,20}|dimensione (?:del )?(?:testo|carattere).{0,20}|yazı boyutu.{0,20}|taille du texte.{0,10}|tamaño de (?:la )?letra.{0,10}"
            r"|حجم الخط.{0,20}|تكبير الخط|تصغير الخط|قەبارەی فۆنت.{0,10}|قەبارەی نووسین.{0,10}|اندازه قلم.{0,10}|(?:字号|字體|字体)?[：:\s]*大\W*中\W*小|文字サイズ.{0,10}|글자 ?크기.{0,10}"
        ),
    ),
    (
        "related",
        _whole(
            r"related|related (?:articles?|stories|story|content|topics?|news|coverage|posts?|reading|links?|videos?|items)|read (?:more|also|next|now|on|the full (?:story|article))|see also|see more|also read|"
            r"recommended(?: (?:for you|reading|stories|articles|by))?|you (?:may|might) (?:also )?(?:like|be interested in|have missed)|most (?:read|popular|viewed|shared)|popular (?:now|stories|posts)|trending(?: now| stories)?|"
            r"further reading|latest(?: news| stories| articles| posts)?|top stories|editor.?s.? picks?|more stories|more news|more from.{0,40}|more on (?:this|the) (?:story|topic|subject)|more on this|don.t miss|in case you missed it|up next|"
            r"what to read next|keep reading|watch(?: now)?|watch:|listen|learn more|find out more|click here|view gallery|view all|see all|next article|previous article|previous|next|back to top|newsletter",
            r"(?:mehr|weiteres|weitere (?:beiträge|artikel|meldungen|nachrichten|themen|texte|berichte|geschichten|infos|informationen)) (?:zum thema|zu diesem thema|aus der (?:kolumne|serie|reihe|rubrik)|aus dem ressort)(?: (?:auf|bei|in) .{0,30})?|auch auf \S{3,30}|(?:das|dieses) thema könnte (?:dich|sie) auch interessieren|(?:vorschau auf den )?(?:nächste[rn]?|vorherige[rn]?) (?:artikel|beitrag)|(?:entdecke|entdecken sie|lies|lesen sie) (?:weitere|mehr) .{0,30}|zum (?:weiter|nach)lesen|auch lesen|weiterlesen(?: \d+ min\w*)?",
            "mehr zum thema|zum thema|mehr dazu|lesen sie auch|lesen sie mehr|auch interessant|das könnte sie auch interessieren|das könnte dich auch interessieren|siehe auch|weiterlesen|weiterführende links|mehr lesen|meistgelesen|lesetipps?|empfohlen|mehr artikel|ähnliche artikel|zur startseite|mehr aus.{0,30}",
            "lire aussi|à lire aussi|à lire|lire la suite|voir aussi|sur le même sujet|à lire également|lisez aussi|articles? (?:liés|similaires|connexes|associés)|les plus lus|en savoir plus|pour aller plus loin|dans l.actualité",
            "lea también|lee también|leer más|leer también|te puede interesar|le puede interesar|ver también|ver más|más información|noticias relacionadas|artículos relacionados|contenido relacionado|relacionad[oa]s?|te recomendamos|lo más leído|más noticias|además",
            "leggi anche|leggi di più|leggi tutto|per approfondire|vedi anche|potrebbe interessarti(?: anche)?|articoli correlati|i più letti|approfondisci|leia (?:também|mais)|veja (?:também|mais)|saiba mais|notícias relacionadas|confira também|mais lidas|ler mais",
            "lees ook|lees meer|lees verder|zie ook|bekijk ook|gerelateerd|meer over|läs (?:också|även|mer)|se (?:också|även)|les (?:også|mer)|læs (?:også|mere)|se også|lue (?:myös|lisää)|czytaj (?:też|także|również|więcej|dalej)|zobacz (?:też|także|również|więcej)|przeczytaj (?:też|także|również)|polecamy",
            "čtěte (?:také|dále)|přečtěte si(?: také)?|související|kapcsolódó.{0,20}|citește și|citeşte şi|читайте также|читать далее|читать также|подробнее|по теме|смотрите также|ещё по теме|еще по теме|материалы по теме|читайте ще|читайте також|вижте още|прочетете още|още по темата|διαβάστε (?:επίσης|ακόμη|περισσότερα)",
            "ilgili haber(?:ler)?|bunlar da ilginizi çekebilir|devamını oku|ayrıca bakınız|اقرأ(?:وا)? (?:أيضا|أيضاً|ايضا|ايضاً|المزيد)|إقرأ (?:أيضا|أيضاً)|(?:مواضيع|أخبار|مقالات|اخبار) (?:ذات صلة|متعلقة)|ذات صلة|شاهد (?:أيضا|أيضاً|ايضا)|قد يهمك(?: أيضا)?|المزيد|للمزيد|الأكثر قراءة|قد يعجبك أيضا|"
            "بیشتر بخوانید|همچنین بخوانید|مطالب مرتبط|اخبار مرتبط|مزید پڑھیں|یہ بھی پڑھیں|(?:بابەتی|هەواڵی|بابەتە|هەواڵە) پەیوەندیدار(?:ەکان)?|پەیوەندیدار|زیاتر بخوێنەوە|زیاتر بخوێنەرەوە|بخوێنەرەوە|هەروەها بخوێنەرەوە|زۆرترین خوێنراوە|nûçeyên têkildar|zêdetir bixwîne|her wiha bixwîne",
            "קראו (?:גם|עוד)|כתבות נוספות|עוד בנושא|相关(?:阅读|新闻|报道|文章|链接|推荐)|相關(?:新聞|閱讀|報導|文章|連結)|延伸阅读|延伸閱讀|推荐阅读|推薦閱讀|更多(?:阅读|新闻|新聞|内容)?|点击查看|阅读原文|閱讀更多|热门(?:文章|新闻)?|関連(?:記事|ニュース|リンク|情報)|あわせて読みたい|おすすめ(?:記事)?|続きを読む|もっと見る|"
            "관련 ?(?:기사|뉴스)|더 ?보기|추천 ?기사|많이 본 뉴스|(?:यह|ये) भी पढ़ें|और पढ़ें|संबंधित खबरें|xem thêm|đọc thêm|tin liên quan|baca (?:juga|selengkapnya)|lihat juga|berita terkait|simak juga|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง",
        ),
    ),
    (
        "reading time",
        _compile(
            r"\W*(?:\d+\s*[-–]?\s*min(?:ute)?s?\.?(?: read| reading time| to read)?|(?:reading time|read time|estimated reading time|lesezeit|temps de lecture|lecture|tiempo de lectura|tempo di lettura|leitura)\W*\d+.{0,15}|\d+ (?:min\w*|dk) (?:de lectura|de lecture|lesezeit|di lettura|de leitura|leestijd|okuma\w*)"
            r"|(?:مدة القراءة|وقت القراءة|کاتی خوێندنەوە|阅读时间)\W*\d+.{0,12})\W*",
        ),
    ),
)

#: Lines that begin with a pointer to another article: "Read more: …", "اقرأ أيضا: …".
_POINTER = _compile(
    r"\W*(?:read (?:more|also|next|the full)|also read|related(?: (?:articles?|stories|story|content|news|coverage|posts?))?|see (?:also|more)|more(?: (?:on|from|about|in|stories))?|don.t miss|watch(?: (?:now|more|live))?|listen(?: now)?|recommended(?: reading)?|further reading|in other news|exclusive|click here"
    r"|auch lesen|lesen sie (?:auch|hier|dazu|mehr|außerdem|hierzu)|lies auch|mehr zum thema|mehr dazu|siehe auch|auch interessant|lesetipp|(?:à )?lire (?:aussi|également|la suite)|à lire|voir aussi|lisez aussi|>>|lea (?:también|además|aquí)|lee (?:también|además)|leer (?:más|también)|te puede interesar|le puede interesar|vea también|puede[sn]? (?:ver|leer)(?: también)?|mira también|más información"
    r"|leggi anche|vedi anche|per approfondire|leia (?:também|mais)|veja (?:também|mais)|saiba mais|lees (?:ook|meer)|zie ook|läs (?:också|även|mer)|les (?:også|mer)|læs (?:også|mere)|lue myös|czytaj (?:też|także|również|więcej)|dowiedz się więcej|zobacz (?:też|także|również)|przeczytaj (?:też|także|również)|čtěte také|přečtěte si|citește și"
    r"|читайте (?:также|також|ещё|еще)|читать также|подробнее|по теме|смотрите также|вижте още|διαβάστε (?:επίσης|ακόμη)|ilgili haber|(?:اقرأ|إقرأ|اقرأوا|شاهد|اقرا) (?:أيضا|أيضاً|ايضا|ايضاً|المزيد)|قد يهمك|للمزيد|بیشتر بخوانید|همچنین بخوانید|مزید پڑھیں|(?:زیاتر|هەروەها) بخوێنەرەوە|بابەتی پەیوەندیدار|هەواڵی پەیوەندیدار"
    r"|相关(?:阅读|新闻|报道|文章)|相關(?:新聞|閱讀|報導)|延伸[阅閱][读讀]|推荐阅读|関連記事|あわせて読みたい|관련 ?기사|(?:यह|ये) भी पढ़ें|xem thêm|đọc thêm|baca juga|simak juga|lihat juga|bacalah juga|soma (?:pia|zaidi)|basahin (?:din|rin)|อ่าน(?:เพิ่มเติม|ต่อ|ข่าว)|ข่าวที่เกี่ยวข้อง|আরও পড়ুন|یہ بھی پڑھیں|नीचे पढ़ें|ये भी पढ़ें|और पढ़ें|קראו (?:גם|עוד)|ראו גם"
    r"|kapcsolódó|olvassa el|olvasd el|lásd még|čtěte (?:také|dále)|související|prečítajte si(?: aj)?|čítajte aj|preberite (?:tudi|še)|pročitajte (?:i|još)|procitajte (?:i|još)|čitajte|прочитајте (?:и|још)|прочетете (?:още|и)|четете още|lexo (?:edhe|gjithashtu)|citiți și|citește și|vezi și|skaityk(?:ite)? (?:taip pat|daugiau)|lasi (?:arī|vēl)|loe (?:ka|veel|lisaks)|lesa (?:líka|einnig)"
    r"|lue (?:myös|lisää)|δείτε (?:επίσης|ακόμη)|oxu(?:yun)?|həmçinin oxu(?:yun)?|ayrıca oku(?:yun)?|bunu da oku(?:yun)?|კითხეთ აგრეთვე|წაიკითხეთ(?: ასევე)?|կարդացեք նաև|կարդա՛? նաև|llegiu també|llegeix també|irakurri (?:ere|gehiago)|le tamén|darllenwch (?:hefyd|mwy)|lees ook)"
    r"\s*(?:[:：|»›→>—–-]|\.\.\.|…)",
)

#: "Advertisement: …": what follows a label and a colon, in one line or the next, is what the label says.
_LABELLED = re.compile(r"\W*(?!ads?\b)([^:：\n]{2,40}?)\s*(?:[:：]\s*|\n)(?=\S)", re.I)
#: Marks between the entries of a bar: "Share | Tweet | Print".
_BAR = re.compile(r"\s*[|·•¦▪‖]\s*|\s+/\s+|\n|\t")
_MIN_ENTRIES = 2
#: Reasons a labelled line can have; "e-mail:" or "related:" may begin a sentence.
_OPENING = frozenset({"advertisement"})

_APPEALS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    (
        "newsletter",
        _hints(
            "newsletter inbox in_box e-mail email briefing alert mailing subscri sign_up _app abon inscri inscre suscr bolet assine nieuwsbrief подпи bülten abone النشرة البريد قناة خبرنامه کانال هەواڵنامە کەناڵ 订阅 メール 뉴스레터 whats וואטסאפ ווטסאפ וטסאפ טלגרם व्हाट्स वॉट्स टेलीग्राम واتس تێلێگرام 카카오 채널 telegram телеграм recevez cadastre receb apúntate regístrate recibe canal anmelden تلغرام واتساب"
        ),
        _compile(
            r"\b(?:sign(?:ing)?[ -]up|subscrib(?:e|ing)|register|join|get (?:our|the|all|more)|receive (?:our|the)|want)\b.{0,120}\b(?:newsletters?|your in ?box|e-?mail (?:alerts?|updates?)|daily briefing|news alerts?|mailing list)\b"
            r"|\b(?:newsletter|briefing)\b.{0,60}\b(?:sign up|subscribe|inbox)\b|^\W*(?:sign up|subscribe) (?:to|for|now|here|today)\b.{0,160}$|^\W*(?:please )?subscribe\b.{0,80}$"
            r"|\b(?:delivered |sent |stories )?(?:straight|directly|delivered|right) (?:in)?to your (?:inbox|email|phone)\b|\bin your inbox\b|^\W*(?:download|get|install) (?:the|our|your) .{0,40}\bapps?\b|^\W*for the latest (?:news|stories|headlines|updates|breaking).{0,120}\b(?:apps?|newsletters?)\b|^\W*(?:lade|laden sie|télécharge[rz]?|descarga|descargue|scarica|baixe) .{0,60}\b(?:app|appli(?:cation)?|aplicación|aplicativo)\b"
            r"|newsletter (?:abonnieren|bestellen|anmelden)|(?:abonnieren sie|abonniere|melden sie sich|jetzt anmelden|hier anmelden|jetzt abonnieren).{0,120}(?:newsletter|kanal|whatsapp)?|(?:inscrivez|abonnez)-vous.{0,120}|(?:recevez|s.inscrire).{0,60}(?:newsletter|lettre d.information)"
            r"|(?:suscríbe(?:te|se)|suscriba|apúntate|regístrate|recibe).{0,100}(?:bolet|newsletter|canal|correo)|iscriviti.{0,80}(?:newsletter|canale)|(?:assine|inscreva-se|cadastre-se|receba).{0,100}(?:newsletter|boletim|canal|e-mail|whatsapp)|nieuwsbrief.{0,60}(?:aanmelden|inschrijven)|(?:schrijf|meld) (?:je|u).{0,60}nieuwsbrief|\bsign up (?:here|now|today)\W*$"
            r"|(?:הצטרפו|הצטרף|הירשמו).{0,40}(?:וואטסאפ|ווטסאפ|טלגרם|קבוצ|ערוץ|ניוזלטר)|(?:व्हाट्स|वॉट्स|टेलीग्राम|चैनल|ऐप).{0,60}(?:जुड़ें|जुड़िए|डाउनलोड करें|फ़ॉलो करें|फॉलो करें|सब्सक्राइब)|\bjoin (?:our|the|us on|[A-Z]\w+.s)\b.{0,40}(?:whats ?app|telegram|channel|group)|(?:tritt|treten sie|beitreten|abonnier\w*).{0,60}(?:whats ?app|telegram)-?(?:kanal|gruppe)|카카오(?:톡)? ?채널.{0,30}(?:추가|구독)"
            r"|подпи(?:шитесь|сывайтесь) на|bültenimize|abone ol(?:un)?\b|(?:اشترك|سجل|اشتركوا|انضم) .{0,60}(?:النشرة|البريد|قناة|القناة|تلغرام|واتساب)|عضو(?:یت)? در .{0,20}(?:خبرنامه|کانال)|بەشداری .{0,40}(?:هەواڵنامە|کەناڵ)|订阅.{0,20}(?:通讯|邮件|频道)|メールマガジン.{0,20}登録|뉴스레터.{0,20}구독",
        ),
    ),
    (
        "follow us",
        _hints(
            "twitter facebook instagram whats telegram youtube linked tik google_news threads bluesky _x suivez retrouvez seguici volg_ons فيسبوك تويتر تلغرام واتساب يوتيوب انستغرام غوغل جوجل تلگرام اینستاگرام فۆڵۆو 公众号 微信 微博 フォロー siga sigue"
        ),
        _compile(
            r"^\W*(?:you can )?(?:also )?(?:follow|like|find|join|connect with|add) (?:us|me|our|him|her|the [A-Z]|@|[A-Z][\w ]{0,40}\bon\b).{0,120}\b(?:twitter|facebook|instagram|whats ?app|telegram|youtube|linked ?in|tik ?tok|x|google news|threads|bluesky)\b"
            r"|^\W*(?:folgen sie|folge) .{0,80}(?:facebook|twitter|instagram|whatsapp|google news)|^\W*(?:suivez|retrouvez)-nous|^\W*(?:s[ií]guenos|s[ií]ganos|sigue a|siga)\b.{0,80}(?:facebook|twitter|instagram|whatsapp|telegram|google)|(?:nuestro|nosso|unsere[nm]?|notre|nostro|our) (?:canal|kanal|chaîne|canale|channel)(?: de| di| do| sur| auf| on)? ?youtube|^\W*seguici|^\W*siga (?:o|a|nos|nosso).{0,60}(?:instagram|facebook|twitter|whatsapp|youtube)|^\W*volg ons"
            r"|(?:تابعنا|تابعونا|تابع صفحتنا|لمتابعة) .{0,60}(?:فيسبوك|تويتر|تلغرام|واتساب|يوتيوب|انستغرام|غوغل|جوجل)|(?:ما را|به کانال) .{0,60}(?:تلگرام|اینستاگرام)|فۆڵۆو.{0,40}|关注.{0,12}(?:公众号|微信|微博)|フォローする",
        ),
    ),
    (
        "support us",
        (),
        _compile(
            r"^\W*(?:please )?(?:support|donate to|help (?:us|support)|become a (?:member|subscriber|supporter)|make a (?:donation|contribution)|consider (?:supporting|donating|subscribing))\b.{0,200}\b(?:journalism|newsroom|reporting|us today|our work|donat\w+|contribut\w+|membership|subscri\w+)\b"
            r"|^\W*(?:this (?:article|content|story) is (?:only )?(?:for|available to|exclusive).{0,30}(?:subscribers|members)|already (?:a )?(?:subscriber|member|registered|have an account)|to (?:continue|keep) reading,? .{0,80}|subscribe to (?:read|continue|unlock|access).{0,80})",
        ),
    ),
    (
        "paywall notice",
        _hints(
            "abon subscri suscri membe 会員 会员 유료 mitglied registr angemeldet paywall подписчик abonn"
        ),
        _compile(
            r"この記事は.{0,20}(?:会員|有料)|(?:無料|有料)?会員(?:登録|限定).{0,40}(?:ください|できます|です|はこちら)|本文.{0,10}(?:会员|付费)|剩余.{0,10}(?:内容|付费)|유료 ?(?:기사|회원).{0,30}"
            r"|^\W*(?:this (?:article|content|story|post) is (?:only |exclusively )?(?:for|available (?:only )?to|reserved for|exclusive to).{0,40}(?:subscribers|members)|(?:if )?you(?:.re| are) already a (?:subscriber|member)|if you.re seeing this message|(?:you have|you.ve) (?:reached|\d+).{0,60}free (?:articles|stories)|to (?:view|read) the (?:full|rest of the) (?:article|story).{0,120})"
            r"|^\W*(?:dieser (?:artikel|inhalt|beitrag) (?:ist|steht) (?:nur|exklusiv|ausschließlich).{0,60}|weiterlesen mit .{0,60}|jetzt weiterlesen.{0,60}|sie (?:sind|haben) (?:bereits|schon) (?:abonnent|ein abo|registriert|kunde).{0,80})"
            r"|^\W*(?:cet article est réservé.{0,60}|(?:il vous reste|la suite (?:de cet article )?est réservée).{0,80}|déjà abonné.{0,60}|este (?:artículo|contenido) es (?:exclusivo|solo) para.{0,60}|¿?ya (?:eres|es usted) suscriptor.{0,60}|conteúdo exclusivo para.{0,60}|já é assinante.{0,60}|questo (?:articolo|contenuto) è riservato.{0,60}|dit artikel is (?:alleen|exclusief) voor.{0,60}|этот материал доступен только.{0,60})",
        ),
    ),
    (
        "consent notice",
        _hints(
            "extern inhalt einbl consent einverstanden privatsph drittanb drittpl contenu content datenschutz privacy 外部"
        ),
        _compile(
            r"(?:empfohlener|externer) (?:redaktioneller |externer )?inhalt\W*$|an dieser stelle (?:finden|findest|befindet|steht|ist) .{0,160}(?:extern|inhalt|ergänzt)|(?:ich bin|sie sind) damit einverstanden, dass .{0,80}(?:extern|inhalte|daten)|externen? inhalte? (?:anzeigen|laden|von .{0,40}(?:anzeigen|laden))|(?:personenbezogene|meine) daten (?:können |werden )?(?:dabei |dann )?an (?:dritt|den anbieter)"
            r"|\bwir respektieren (?:deine|ihre) privatsphäre\b|(?:ce|le) contenu (?:n.est pas (?:visible|disponible)|est (?:fourni|bloqué)).{0,120}(?:cookies|consentement|tiers)|(?:this|the) content (?:is|was) (?:provided|hosted|served) by (?:a |an )?(?:third|external).{0,120}|(?:deze|externe) inhoud .{0,80}(?:cookies|toestemming)|este contenido .{0,60}(?:tercero|cookies).{0,60}",
        ),
    ),
    (
        "form",
        _hints("ctrl Ctrl"),
        _compile(r"\bctrl\s*\+\s*enter\b"),
    ),
    (
        "cookie notice",
        _hints("cookie куки ارتباط çerez browser javascript"),
        _compile(
            r"^\W*(?:we(?: and our partners)?|this (?:web)?site|our (?:web)?site|by (?:continuing|clicking|using|accepting)|wir|diese (?:web)?seite|wij|we gebruiken|vi (?:bruger|använder|bruker)|strona|nous|ce site|utilizamos|usamos|este sitio|questo sito|este site|deze website|мы используем|сайт использует|يستخدم|نستخدم|bu site).{0,160}(?:cookies?|куки|ملفات تعريف الارتباط|çerez)"
            r"|(?:accept|allow|manage) (?:all )?cookies|to (?:view|see|display) this (?:content|video|tweet|embed).{0,80}(?:cookies|consent|javascript)|(?:enable|activate|turn on) (?:javascript|cookies)|(?:please )?(?:update|upgrade) your browser|your browser (?:does not|doesn.t) support",
        ),
    ),
)

_EDGE: tuple[tuple[str, tuple[str, ...], int, re.Pattern[str]], ...] = (
    ("address", (), 300, re.compile(r"^\W*(?:https?://|www\.)\S+\s*$", re.I)),
    (
        "copyright",
        _hints(
            "© (c) copyright rights may_not_be reproduc republish rechte droits derechos diritti direitos права prawa saklıdır حقوق ماف 版权 版權 未经 转载 転載 複製 전재 복제 저작권 riproduzione"
        ),
        420,
        _compile(
            r"^\W*(?:©|\(c\)|copyright\b)|\ball rights reserved\b|may not be (?:published|reproduced|republished|broadcast|copied)|not be reproduced|republish(?:ed)? (?:this|with|under)|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|tutti i diritti riservati|riproduzione riservata|todos os direitos reservados"
            r"|все права защищены|wszelkie prawa zastrzeżone|her hakkı saklıdır|tüm hakları saklıdır|(?:جميع|كافة|كل) الحقوق محفوظة|حقوق النشر|مافی (?:بڵاوکردنەوە|چاپ).{0,30}پارێزراو|هەموو مافەکان?ی?.{0,30}پارێزراو|تمام حقوق .{0,60}محفوظ|版权所有|版權所有|未经.{0,10}(?:授权|许可|允许)|不得转载|無断(?:転載|複製)|무단 ?(?:전재|복제)|저작권자",
        ),
    ),
    (
        "comments policy",
        _hints(
            "comment komment coment tolerate community_ netiquette комментари التعليق 评论 コメント 댓글 yorum نظرات كۆمێنت کۆمێنت لێدوان سەرنج"
        ),
        LONGEST_POLICY,
        _compile(
            r"\b(?:moderat\w+|review\w*|approv\w+|reject\w+|edit\w*|delet\w+|remov\w+|publish\w*|accept\w+)\b.{0,80}\bcomments?\b|\bcomments?\b.{0,160}\b(?:moderat\w+|guidelines|approved|rejected|edited|policy|deleted|removed|closed|community|welcome|tolerate|abus\w+|respectful|opinions? of)\b"
            r"|\b(?:will|do|does) not tolerate\b.{0,120}\b(?:profanity|abuse|attacks?|racis[mt]|hate|insult\w*)|community (?:guidelines|standards|rules)|\bkommentare?\b.{0,120}\b(?:moderiert|freigeschaltet|richtlinien|netiquette|geprüft|gelöscht|geschlossen)|netiquette|\bcommentaires?\b.{0,120}\b(?:modér\w+|charte|publiés|fermés)"
            r"|\bcomentarios?\b.{0,120}\b(?:moder\w+|normas|publicad\w+|responsabilidad|ofensiv\w+)|\bcommenti?\b.{0,120}\b(?:moderat\w+|regole|pubblicat\w+)|\bcomentários?\b.{0,120}\b(?:moder\w+|regras|responsabilidade|publicad\w+|aprovad\w+|ofensiv\w+|respeito)|комментари\w+.{0,120}(?:модер|правил|удал|запрещ)|التعليقات?.{0,160}(?:مراجعة|نشر|الإدارة|تعبر|مسؤولية|المخالفة|قواعد|لا تعبر)"
            r"|نظرات.{0,160}(?:منتشر|توهین|تایید|تأیید)|(?:كۆمێنت|کۆمێنت|لێدوان|سەرنج)ەکان.{0,160}(?:بڵاو|ڕێنمایی|ڕەت|پەسەند|سووکایەتی|یاسا)|评论.{0,60}(?:审核|守则|网友|立场)|コメント.{0,60}(?:承認|投稿|禁止|ガイドライン)|댓글.{0,60}(?:삭제|운영|정책)|yorum\w*.{0,80}(?:onay|yayın|hakaret|sorumlu)",
        ),
    ),
    (
        "byline",
        ("@",),
        80,
        re.compile(r"^[^.!?@]{2,50}[\s(|,·=-]+[\w.+-]+@[\w-]+(?:\.[\w-]+)+\)?$"),
    ),
    (
        "advertisement",
        _hints("affiliate commission provision werbung compensation advertis affilié afilia partenaire"),
        LONGEST_POLICY,
        _compile(
            r"\b(?:this|dieser|dieses|cet|este|questo) (?:post|article|page|story|site|beitrag|artikel|contenu|artículo|articolo)\b.{0,60}\b(?:affiliate|advertis\w+|werbung|commissions?|affiliés?|afiliad\w+)\b|\b(?:contains?|enthält|enthalten|are|sind|handelt es sich um)\b.{0,60}\baffiliate[- ]?links?\b|^\W*affiliate[- ]?(?:links?|disclosure|disclaimer)\b"
            r"|\b(?:we|i) (?:may|might|will|can)? ?(?:earn|receive|get|make) (?:a |an |some )?(?:small )?(?:affiliate |referral )?(?:commissions?|compensation)\b|\bis supported by (?:commissions|advertis\w+)\b|\b(?:erhalten|bekommen) wir .{0,60}\bprovision\b|\bliens? (?:affiliés?|partenaires?)\b|\benlaces? de afilia\w+",
        ),
    ),
    (
        "date",
        _hints("aktualis update veröffentlicht publi erschien"),
        300,
        _compile(
            r"^\W*(?:zuletzt |letzte )?(?:aktualisi(?:ert|erung)|veröffentlicht|erschienen)(?: am| um)?\W*\d[\d.:\s/–-]*(?:uhr)?\W*$|^\W*(?:last )?(?:updated|published|modified)(?: on| at)?\W*\d[\d.:\s/–-]*\W*$"
            r"|^(?:der|dieser) (?:beitrag|artikel|eintrag) (?:wurde|ist) (?:am|zuerst|erstmals)\b.{0,200}\b(?:veröffentlicht|erschienen|publiziert|verfasst)\b|^this (?:entry|post|article|story) was (?:posted|published|written|first published) (?:on|in|by|at)\b.{0,240}$",
        ),
    ),
    (
        "legal",
        _hints("gewähr responsib advice verantwort"),
        LONGEST_POLICY,
        _compile(
            r"^\W*(?:alle )?(?:angaben|preise) ohne gewähr|\b(?:is|are) not (?:responsible|liable) for (?:the )?(?:opinions?|views?|content|statements?)\b|\b(?:views|opinions)\b.{0,60}\bare (?:those of|the author.?s)\b.{0,120}|\b(?:does|do) not (?:constitute|represent) (?:financial|legal|medical|investment|professional) advice\b"
            r"|^\W*(?:für den inhalt|für die inhalte) .{0,80}\bverantwortlich\b",
        ),
    ),
    (
        "legal",
        (),
        LONGEST_POLICY,
        _compile(
            r"^\W*(?:disclaimers?|haftungsausschluss|avertissement légal|aviso legal|descargo de responsabilidad|isenção de responsabilidade|免责声明|免責聲明|免責事項|إخلاء (?:ال)?مسؤولية)\b",
        ),
    ),
    (
        "tags",
        (),
        200,
        _compile(
            r"^\W*(?:tags?|topics?|keywords?|filed under|posted in|categor(?:y|ies)|schlagw[oö]rte?r?|themen?|stichworte|mots[- ]clés|thèmes?|etiquetas|temas|tag|argomenti|palavras-chave|trefwoorden|ämnen|emneord|tagi|теги|ключевые слова|etiketler|(?:ال)?كلمات (?:ال)?(?:دلالية|مفتاحية)|الوسوم|وسوم|برچسب\w*|تاگ\w*|标签|標籤|关键词|關鍵字|タグ|태그)\s*[:：]",
        ),
    ),
    (
        "editor's note",
        (),
        260,
        _compile(
            r"^\W*(?:(?:reporting|writing|editing|additional reporting|edited|compiled|produced|written|translated) by\b.{0,160}$|(?:责任编辑|责编|编辑|編輯|責任編輯|审核|来源|來源|记者|校对|作者)\s*[:：].{0,40}$|\(?(?:责任编辑|责编|编辑)[:：]?.{0,12}\)?$|(?:source|quelle|bron|fonte|fuente|kaynak|المصدر|سەرچاوە|منبع|источник|źródło)\s*[:：].{0,60}$)",
        ),
    ),
    (
        "about the author",
        (),
        500,
        _compile(
            r"^\W*(?:about (?:the|our) authors?|about the writer|über den autor|zur person|à propos de l.auteur|sobre el autor|sull.autore|sobre o autor|об авторе|عن الكاتب|دەربارەی نووسەر|yazar hakkında)\b",
        ),
    ),
    (
        "contact",
        (),
        300,
        _compile(
            r"^\W*(?:(?:puedes?|pueden) escribir(?:nos|me|le)|escr[ií]banos|schreiben sie uns|schreibt uns|schreib uns|écrivez-nous|scriveteci|scrivici)\b.{0,200}|^\W*(?:(?:contact|e-?mail|write to|reach|tweet) (?:us|me|the (?:author|writer|reporter|editor)|our newsroom|[A-Z]\w+(?: [A-Z]\w+)? at)\b.{0,160}|(?:got|do you have|have you got|have) (?:a |any )?(?:story|tips?|news|question|opinion|confidential).{0,160}|(?:send|submit) (?:us )?(?:your|a) .{0,100}|.{0,60}\bcan be (?:reached|contacted) (?:at|on|by)\b.{0,120}|for more (?:information|news|stories).{0,140}|[\w.+-]+@[\w-]+\.[\w.]+)$",
        ),
    ),
)

#: Headings and lines after which comes what is no more the article.
_ENDS = _compile(
    r"\W*(?:\d+\s*)?(?:comments?|leave a (?:reply|comment)|post a comment|join the (?:conversation|discussion)|add (?:a |your )?comment|your comments?|reader comments|have your say|what do you think\??|kommentare?|kommentar schreiben|leserkommentare|ihr kommentar|commentaires?|laisser un commentaire|réactions?|vos réactions|comentarios?|deja (?:un|tu) comentario|"
    r"commenti|lascia un commento|comentários?|deixe (?:um|seu) comentário|reacties|reageer|kommentarer|komentarze|dodaj komentarz|комментарии|добавить комментарий|обсуждение|yorumlar?|yorum yap|(?:ال)?تعليقات?|التعليقات|أضف تعليق(?:ا|ك|اً)?|اترك تعليق(?:ا|ك|اً)?|نظرات|دیدگاه(?:‌?ها)?|نظر بدهید|(?:لێدوان|کۆمێنت|سەرنج|بۆچوون)(?:ەکان)?|şîrove|תגובות|הוסף תגובה|评论|評論|网友评论|发表评论|コメント|댓글)\s*(?:\(?\d+\)?)?\W*",
)

_CREDIT = re.compile(
    r"\W*(?:(?:image|photo|picture|video|media) ?(?:source|credit|caption|courtesy|by|copyright)?|photograph(?:s|y)?(?: by)?|file (?:photo|image)|pic|fotos?|bild(?:quelle)?|crédit(?: photo)?|photo d.illustration|crédito|imagen|imagem|фото|fotoğraf|(?:ال)?صورة|تصوير|عدسة|وێنە|عکس|צילום|图片(?:来源)?|图|圖|写真|사진|wêne|foto-?archiv|getty images|hide caption|toggle caption|enlarge(?: this)? image)\s*(?:[:：]|©|/ )"
    r"|^\W*©.{0,60}$|^\(?(?:AP|Reuters|AFP|Getty Images?)(?: (?:photo|file|images))?[/ ].{0,60}\)?$",
    re.I,
)


_CREDIT_MARKS = (":", "：", "/", "©", " by ", " By ", " BY ")
#: A credit at the end of a caption.
CREDIT_AT_END = re.compile(
    r"(?:[(\[|–—]\s*)?(?:(?:file |archive )?(?:photo(?:graph)?|foto|wêne|image|picture|bild|crédits?|photo credit|credit|صورة|الصورة|تصوير|عدسة|وێنە|عکس|фото|fotoğraf|zdjęcie|kuva|φωτο|תמונה|צילום|फोटो|写真|사진)s?\s*(?:by|:|：|/)|©)\s*(?P<credit>[^()\[\]|]{2,80})[)\]]?\s*$",
    re.I,
)


#: A credit at the end of a caption that names no kind of picture: Japanese and Chinese papers', and picture libraries'.
_CREDIT_MADE = re.compile(
    r"[（(＝=][^（）()。]{0,24}(?:撮影|提供|摄|攝|供图|供圖)[）)]?\s*$"
    r"|\([^()]{0,60}?(?:getty images|i?stock(?:photo)?(?:\.com)?|shutterstock(?:\.com)?|adobe ?stock(?:\.com)?|alamy|unsplash|pexels|pixabay)\)\s*$",
    re.I,
)


@lru_cache(maxsize=4_096)
def line_reason(text: str) -> str | None:
    """Why a line is no sentence of an article wherever it stands; None when nothing says so.

    >>> line_reason("Required")
    'form'
    >>> line_reason("A+ A-")
    'font control'
    >>> line_reason("اقرأ أيضا: مباحثات في بغداد")
    'related'
    >>> line_reason("Teilen | Merken | Link kopieren")
    'share'
    >>> line_reason("Anzeige: Gummistiefel in allen Größen.")
    'advertisement'
    >>> line_reason("MORE : Ferry back in service")
    'related'
    >>> line_reason("He shared the prize with his sister.")
    """
    if len(text) > LONGEST_APPEAL:
        return None
    bare = _bare(text)
    return (
        _label_reason(bare)
        or bar_reason([entry for entry in _BAR.split(bare) if entry.strip()])
        or _appeal_reason(bare)
    )


def _label_reason(text: str) -> str | None:
    """A line that is a label, or opens with one that names what follows."""
    if len(text) <= LONGEST_LABEL:
        for reason, pattern in _LABELS:
            if pattern.fullmatch(text):
                return reason
    opened = _LABELLED.match(text)
    named = _label_reason(opened.group(1)) if opened else None
    return named if named in _OPENING else None


def heads_links(text: str) -> bool:
    """Whether the first of several lines announces other articles, which the rest then links to.

    >>> heads_links("DON'T MISS\\nStorm over the lake")
    True
    """
    first, _, rest = _bare(text).partition("\n")
    return bool(rest) and (_label_reason(first) == "related" or _POINTER.match(first) is not None)


def bar_reason(entries: Sequence[str]) -> str | None:
    """Why a line made of *entries* is no sentence: most of them are labels.

    >>> bar_reason(["Share", "Tweet", "Skeet"])
    'share'
    """
    if len(entries) < _MIN_ENTRIES or max(map(len, entries)) > LONGEST_LABEL:
        return None
    reasons = [reason for entry in entries if (reason := _label_reason(_bare(entry)))]
    # an entry in another tongue or the name of a network does not make a sentence of it
    return reasons[0] if reasons and len(reasons) * 3 >= len(entries) * 2 else None


def _appeal_reason(text: str) -> str | None:
    if _POINTER.match(text):
        return "related"
    lower = text.lower()
    for reason, hints, pattern in _APPEALS:
        if _hinted(lower, hints) and pattern.search(text):
            return reason
    return None


@lru_cache(maxsize=4_096)
def edge_reason(text: str) -> str | None:
    """Why a line at the head or foot of an article is not its own; None when nothing says so.

    >>> edge_reason("Comments that do not meet our guidelines will be rejected.")
    'comments policy'
    """
    size = len(text)
    if size > LONGEST_POLICY:
        return None
    text = _bare(text)
    lower = text.lower()
    for reason, hints, longest, pattern in _EDGE:
        if size <= longest and _hinted(lower, hints) and pattern.search(text):
            return reason
    return None


def _hinted(lower: str, hints: tuple[str, ...]) -> bool:
    for hint in hints:  # any() with a generator takes twice the time, and this runs 500 times a page
        if hint in lower:
            return True
    return not hints


def is_end(text: str) -> bool:
    """A line after which comes what is no more the article: "Comments", "التعليقات".

    >>> is_end("Comments (12)")
    True
    """
    return len(text) <= LONGEST_LABEL and _ENDS.fullmatch(_bare(text)) is not None


def is_credit(text: str) -> bool:
    """A line under or beside a picture: "Photo: Anna Example", "Image source, AFP".

    >>> is_credit("Foto: dpa")
    True
    >>> is_credit("試運転で海岸通りを走る新型車両（港町市提供）")
    True
    """
    if len(text) > LONGEST_CAPTION:
        return False
    if text[-1:] in ")）撮供摄攝影图圖" and _CREDIT_MADE.search(text):
        return True
    return (_hinted(text, _CREDIT_MARKS) and CREDIT_AT_END.search(text) is not None) or (
        len(text) <= 140 and _CREDIT.match(text) is not None
    )
