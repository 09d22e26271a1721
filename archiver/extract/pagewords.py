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
    r"\b(?:404|410)\b|(?:page|article|story|content|url)\b.{0,30}\bnot (?:be )?found|\bnot found\b|can(?:.t|not) be found|page (?:does not|doesn.t|you.{1,40}not) exist|no longer (?:available|exists)|(?:page|article|story) (?:has been|was) (?:removed|deleted)|nothing (?:was )?found here|"
    r"seite (?:wurde |konnte )?(?:leider )?nicht gefunden|(?:seite|artikel) (?:existiert|ist) nicht(?: mehr)? ?(?:verfügbar|vorhanden)?|page introuvable|page non trouvée|(?:page|article) n.existe (?:pas|plus)|página no (?:encontrada|existe|disponible)|no (?:se )?(?:ha |hemos )?encontra(?:do|mos) (?:la|esta) página|"
    r"pagina non (?:trovata|esiste)|página não (?:foi )?encontrada|página não existe|pagina (?:is )?niet gevonden|strona nie (?:istnieje|została znaleziona)|nie znaleziono strony|страниц[аы] не (?:найдена|существует)|сторінк[ауи] не (?:знайдено|існує)|(?:sayfa|haber) bulunamad[ıi]|"
    r"sidan (?:kunde inte hittas|hittades inte|finns inte)|siden (?:ble ikke funnet|blev ikke fundet|finnes ikke|findes ikke|kunne ikke findes)|sivua ei löy|stránka (?:nebyla nalezena|neexistuje|nenájdená|sa nenašla)|pagina nu (?:a fost găsită|există)|az oldal nem található|η σελίδα δεν βρέθηκε|stranic[ae] nije pronađena|"
    r"không tìm thấy trang|halaman tidak ditemukan|ไม่พบหน้า|"
    r"الصفحة (?:المطلوبة )?(?:غير موجودة|غير متوفرة|غير متاحة)|لم يتم العثور على الصفحة|صفحه(?: مورد نظر)?(?: شما)? (?:پیدا|یافت) نشد|(?:پەڕە|لاپەڕە|پەڕەکە)\w* نەدۆزرایەوە|rûpel nehat? dîtin|הדף (?:המבוקש )?לא נמצא|פשוט לא נמצא|पृष्ठ नहीं मिला|पेज नहीं मिला|"
    r"页面不存在|页面未找到|頁面不存在|找不到(?:该|您|此|這個|您要的|您访问的)?(?:页面|網頁|网页|頁面)|ページが見つかりません|ページは(?:存在しません|見つかりませんでした)|페이지를 찾을 수 (?:없|업)|존재하지 않는 (?:페이지|기사)",
    re.I,
)
MAINTENANCE = re.compile(
    r"(?:under|down for|undergoing|scheduled|site|routine|for) maintenance|maintenance (?:mode|work|page)|(?:we.ll|we will|will) be (?:right )?back (?:soon|shortly)|(?:is |being )(?:upgraded|updated|repaired|improved) (?:right now|at the moment)|service (?:is )?(?:temporarily )?unavailable|temporarily (?:unavailable|offline)|"
    r"wartungs(?:arbeiten|modus|pause)|wegen wartung|(?:en|site en|travaux de) maintenance|momentanément indisponible|en mantenimiento|(?:mantenimiento|manutenção) programad[oa]|in manutenzione|em manutenção|onderhoud(?:swerkzaamheden)?\b.{0,40}(?:site|website|terug)|(?:site|website) in onderhoud|przerwa techniczna|prace (?:konserwacyjne|serwisowe)|"
    r"технические работы|технічні роботи|техническое обслуживание|bakım (?:çalışması|modu)|bakımda(?:dır|yız)?\b|underhåll(?:sarbete)?\b.{0,40}(?:tillbaka|webbplats)|vedligeholdelse|údržb[aěy]|تحت الصيانة|قيد الصيانة|أعمال صيانة|در (?:دست|حال) (?:تعمیر|بروزرسانی|به‌روزرسانی)|לצורך תחזוקה|בתחזוקה|रखरखाव|系统维护|系統維護|网站维护|維護中|维护中|メンテナンス中|メンテナンスのため|점검 중|서비스 점검",
    re.I,
)
REGION = re.compile(
    r"(?:not|un)available in your (?:region|country|location|area)|not available (?:in|from) (?:the )?(?:european union|eu|eea|your)|unavailable for legal reasons|(?:visitors|readers) (?:from|in) (?:the )?(?:european|most european)|your (?:country|region|location) (?:is|has been) (?:blocked|not supported)|blocked in your (?:country|region)|"
    r"in (?:ihrem land|ihrer region) nicht verfügbar|(?:pas|non|n.est pas) disponible dans votre (?:pays|région)|no (?:está )?disponible en (?:su|tu) (?:país|región)|non (?:è )?disponibile nel (?:tuo|suo|vostro) paese|não (?:está )?disponível (?:no seu país|na sua região|em seu país)|niet beschikbaar in (?:uw|jouw) (?:land|regio)|niedostępn\w+ w (?:twoim kraju|twoim regionie)|"
    r"недоступ\w+ в (?:вашей стране|вашем регионе)|(?:bölgenizde|ülkenizde|bulunduğunuz ülkede) .{0,20}(?:kullanılamıyor|erişilemiyor|mevcut değil)|غير متاح\w* في (?:بلدك|منطقتك|بلدكم)|您所在的(?:地区|地區|国家|國家)|お住まいの(?:地域|国)では|(?:귀하의|해당) (?:국가|지역)에서(?:는)?",
    re.I,
)
BROWSER = re.compile(
    r"(?:your|this) (?:web )?browser (?:is|version is) (?:not supported|no longer supported|unsupported|out ?of ?date|outdated|too old)|unsupported browser|(?:update|upgrade) your browser|we (?:do not|don.t|no longer) support (?:your|this) browser|"
    r"browser wird nicht (?:mehr )?unterstützt|browser ist veraltet|navigateur (?:n.est (?:pas|plus) (?:pris en charge|supporté|compatible)|est obsolète)|navegador (?:no (?:es compatible|está soportado)|está (?:desactualizado|obsoleto)|não é (?:compatível|suportado))|browser non (?:è )?supportato|browser wordt niet (?:meer )?ondersteund|przeglądarka (?:nie jest obsługiwana|jest nieaktualna)|"
    r"браузер (?:не поддерживается|устарел)|tarayıcınız (?:desteklenmiyor|güncel değil)|متصفحك? غير مدعوم|المتصفح (?:غير مدعوم|قديم)|浏览器(?:版本过低|不受支持|不支持)|お使いのブラウザ|지원(?:되|하)지 않는 브라우저",
    re.I,
)
PARKED = re.compile(
    r"domain (?:name )?(?:is |may be )?(?:for sale|parked|has expired)|(?:buy|purchase) this domain|this domain (?:is|may be|has)|parked (?:free|domain|page)|(?:diese )?domain (?:steht|ist) (?:zum verkauf|zu verkaufen)|domaine? est (?:à vendre|en vente)|dominio (?:está |è )?(?:en venta|in vendita)|domínio (?:está )?à venda|domein (?:is|staat) te koop|домен (?:продаётся|продается|выставлен)|domena (?:jest )?na sprzedaż|alan adı satılık|域名(?:出售|转让)|ドメイン(?:は|を)(?:販売|売却)",
    re.I,
)
#: What a page says whose text only a program in the browser would bring.
SCRIPTS = re.compile(
    r"(?:enable|activate|turn on|requires?|need|without|use) javascript|javascript (?:is |must be |to be )?(?:required|enabled|disabled|not enabled|deactivated)|javascript (?:aktivieren|einschalten|muss)|activ(?:er|ez|a|e|ar|ate) (?:le )?javascript|abilita(?:re)? javascript|(?:ative|habilite|habilitar) (?:o )?javascript|javascript in te schakelen|(?:включите|включить) (?:поддержку )?javascript|włącz(?:yć)? (?:obsługę )?javascript|javascript.{0,12}etkinleştir|(?:تفعيل|فعل|قم بتفعيل) .{0,12}(?:javascript|جافا)|(?:启用|啟用|开启) ?javascript|javascript ?を(?:有効|オン)|자바스크립트",
    re.I,
)
ERROR = re.compile(
    r"\b(?:403|500|502|503|504)\b|access denied|forbidden|bad gateway|gateway time-?out|internal server error|error page|something went wrong|(?:technical|server|unexpected) error|"
    r"zugriff verweigert|ein fehler ist aufgetreten|accès (?:refusé|interdit)|une erreur est survenue|acceso (?:denegado|prohibido)|se ha producido un error|accesso negato|si è verificato un errore|acesso negado|ocorreu um erro|toegang geweigerd|er is (?:een fout|iets misgegaan|iets fout)|odmowa dostępu|wystąpił błąd|доступ (?:запрещ|закрыт)|ошибка сервера|erişim engellendi|bir hata oluştu|تم رفض (?:الوصول|الدخول)|حدث خطأ|访问被拒绝|存取被拒|アクセスが拒否|エラーが発生|접근이 거부|오류가 발생",
    re.I,
)
ROBOT_CHECK = re.compile(
    r"just a moment|attention required|are you (?:a )?(?:human|robot)|(?:verify|verifying|confirm) (?:that )?you are (?:a )?(?:human|not a robot)|checking (?:your browser|if the site connection)|captcha|unusual traffic|ddos protection|"
    r"security check|bot (?:detection|verification)|not a bot|one more step|request (?:unsuccessful|blocked)|you have been blocked|pardon our interruption|enable javascript and cookies|access to this page has been denied|(?:dass sie )?kein roboter sind|vous n.êtes pas un robot|no (?:eres|es) un robot|не робот|перевірка браузера|проверка браузера|robot olmadığınız|tarayıcınız(?:ı)? kontrol|لست روبوت|التحقق من (?:متصفحك|أنك)|من أنك إنسان|إنسان ولست|ربات نیستید|sicherheitsüberprüfung|überprüfung ihres browsers|vérification de (?:votre navigateur|sécurité)|comprobando (?:su|tu) navegador|verificando (?:o seu|seu|que) (?:navegador|você)|(?:verifica|controllo) (?:del browser|di sicurezza)|geen robot|nie jesteś robotem|jestem robotem|אינך רובוט|人机验证|人機驗證|真人|不是(?:机器人|機器人)|安全验证|安全檢查|ロボットではない|私はロボット|로봇이 아닙니다|보안 (?:확인|문자)",
    re.I,
)
CONSENT = re.compile(
    r"cookies?|consent|privacy|datenschutz|einwilligung|rgpd|gdpr|confidentialité|vie privée|consentement|privacidad|consentimiento|çerez|gizlili[kğ]|خصوصي|ملفات تعريف|تایبەتمەندی|隐私|隱私|プライバシー|クッキー|쿠키|개인정보|ciasteczk|prywatnoś|конфиденциальн|куки|файл\w* cookie|kakor|informasjonskapsler|samtycke|samtykke|toestemming|עוגיות|פרטיות|کوکی|حریم خصوصی|ملفات الارتباط|kurabiye|souhlas|soukrom|evästee|συγκατάθεση|απόρρητο",
    re.I,
)
AGREEMENT = re.compile(
    r"accept|agree|consent|akzeptier|zustimm|einwillig|einverstanden|accepte|consentement|acepta|consentimiento|accett|aceitar|toestemming|akkoord|onay|kabul|قبول|موافق|بموافق|ڕەزامەندی|قبووڵ|接受|同意|동의|zgadzam|akceptuj|zgod[aęy]|принять|принимаю|соглас|godkänn|godta|accepter|hyväksy|souhlas|אישור|מסכים|پذیر|می‌پذیرم|αποδοχή|συμφωνώ",
    re.I,
)
LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|anmelden|einloggen|se connecter|connexion|iniciar sesión|accedi|entrar|войти|giriş yap|تسجيل الدخول|چوونەژوورەوە|登录|登入|ログイン|로그인|logga in|logg inn|log ind|zaloguj|inloggen|aanmelden|accede|увійти|вхід|вход|ورود|התחבר|כניסה|přihlásit|bejelentkezés|kirjaudu|σύνδεση|đăng nhập|masuk|เข้าสู่ระบบ|लॉग ?इन)",
    re.I,
)
