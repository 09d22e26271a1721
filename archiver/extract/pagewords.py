"""Words by which pages that are no article are known: in addresses, headlines and texts, in the languages of the news."""

from __future__ import annotations

import re

#: Parts of an address under which a newspaper speaks of itself.
SERVICE = re.compile(
    r"(?:about|about[-_]?us|who[-_]we[-_]are|contact|contacts|contact[-_]?us|imprint|masthead|privacy|privacy[-_](?:policy|notice|statement)|cookies?(?:[-_]policy)?|terms|terms[-_](?:of|and)[-_]\w+(?:[-_]\w+)?|legal|legal[-_]notice|disclaimer|advertise|advertise[-_]with[-_]us|advertising|careers|jobs|help|faq|"
    r"subscribe|subscriptions?|subscribe[-_]now|newsletters?|sitemap|accessibility|impressum|kontakt|ueber[-_]uns|über[-_]uns|datenschutz|datenschutzerklaerung|agb|nutzungsbedingungen|mediadaten|abo|abonnement|stellenmarkt|a[-_]propos|qui[-_]sommes[-_]nous|mentions[-_]legales|politique[-_]de[-_]\w+|nous[-_]contacter|contactez[-_]nous|quienes[-_]somos|quiénes[-_]somos|contacto|contactenos|aviso[-_]legal|politica[-_]de[-_]\w+|"
    r"chi[-_]siamo|contatti|quem[-_]somos|fale[-_]conosco|contato|over[-_]ons|om[-_]oss|om[-_]os|o[-_]nas|kontakty|hakkimizda|iletisim|kunye|من-نحن|اتصل-بنا|derbare-me|تماس-با-ما|درباره-ما)(?:\.(?:html?|php|aspx?))?",
    re.I,
)
#: Folders of an address whose pages list articles of one subject, of one author, or that a reader searched for.
LISTS = {
    "tag page": re.compile(
        r"tags?|topics?|keywords?|subjects?|labels?|themen?|thema|schlagwort|schlagworte|stichwort|etiquetas?|etiquettes?|temas?|tema|sujets?|mots?-cles|argomenti|tagi|tegi|konu|etiket|etiketler|وسم|وسوم|برچسب",
        re.I,
    ),
    "author page": re.compile(
        r"authors?|by|profiles?|people|staff|journalists?|writers?|contributors?|columnists?|autor|autore?n?|autores|autori|autorinnen|auteurs?|redacteur|yazar|yazarlar|كاتب|كتاب|نویسنده",
        re.I,
    ),
    "search page": re.compile(
        r"search|suche|recherche|buscar|busqueda|busca|cerca|ricerca|zoeken|sok|szukaj|arama|ara|بحث|جستجو",
        re.I,
    ),
}
#: Names of search parameters: /?s=bridge
SEARCH_QUERY = re.compile(r"(?:^|&)(?:q|s|query|search|keyword|keywords|suche|term)=[^&]", re.I)

MISSING = re.compile(
    r"\b(?:404|410)\b|(?:page|article|story|content|url)\b.{0,30}\bnot (?:be )?found|\bnot found\b|page (?:does not|doesn.t|you.{1,40}not) exist|no longer (?:available|exists)|"
    r"seite (?:wurde )?nicht gefunden|page introuvable|page non trouvée|página no encontrada|pagina non trovata|página não encontrada|pagina niet gevonden|strona nie istnieje|nie znaleziono strony|страница не найдена|sayfa bulunamadı|"
    r"الصفحة غير موجودة|صفحه (?:پیدا|یافت) نشد|پەڕە نەدۆزرایەوە|rûpel nehat dîtin|הדף לא נמצא|פשוט לא נמצא|पृष्ठ नहीं मिला|पेज नहीं मिला|页面不存在|找不到(?:页面|網頁)|ページが見つかりません|페이지를 찾을 수 없",
    re.I,
)
ERROR = re.compile(
    r"\b(?:403|500|502|503|504)\b|access denied|forbidden|service unavailable|temporarily unavailable|bad gateway|gateway time-?out|internal server error|error page|something went wrong|"
    r"not available in your (?:region|country|location)|unavailable for legal reasons|under maintenance|wartungsarbeiten|zugriff verweigert|accès refusé|acceso denegado|доступ запрещ|erişim engellendi|访问被拒绝",
    re.I,
)
ROBOT_CHECK = re.compile(
    r"just a moment|attention required|are you (?:a )?(?:human|robot)|(?:verify|verifying|confirm) (?:that )?you are (?:a )?(?:human|not a robot)|checking (?:your browser|if the site connection)|captcha|unusual traffic|ddos protection|"
    r"request (?:unsuccessful|blocked)|pardon our interruption|enable javascript and cookies|access to this page has been denied|(?:dass sie )?kein roboter sind|vous n.êtes pas un robot|no (?:eres|es) un robot|не робот|robot olmadığınız|لست روبوت|不是机器人|安全验证",
    re.I,
)
CONSENT = re.compile(
    r"cookies?|consent|privacy|datenschutz|einwilligung|rgpd|gdpr|confidentialité|vie privée|consentement|privacidad|consentimiento|çerez|gizlili[kğ]|خصوصي|ملفات تعريف|تایبەتمەندی|隐私|プライバシー",
    re.I,
)
AGREEMENT = re.compile(
    r"accept|agree|consent|akzeptier|zustimm|einwillig|einverstanden|accepte|consentement|acepta|consentimiento|accett|aceitar|toestemming|akkoord|onay|kabul|قبول|موافق|بموافق|ڕەزامەندی|قبووڵ|接受|同意",
    re.I,
)
LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|anmelden|einloggen|se connecter|connexion|iniciar sesión|accedi|entrar|войти|giriş yap|تسجيل الدخول|چوونەژوورەوە|登录|ログイン|로그인)",
    re.I,
)
