"""Names of the months in the languages of the news, as dates print them."""

from __future__ import annotations

import unicodedata
from functools import cache

#: Per language the twelve months, parted by "|"; the forms of one month by spaces; a space within a name is "_".
#: Forms after Unicode CLDR 47 and what newspapers print. Where two languages disagree, the earlier one is believed
#: unless the language is known: "listopad" is November in Poland and October in Croatia.
_NAMES = {
    "en": "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct|november nov|december dec",
    "de": "januar jan jänner|februar feb febr feber|märz mär maerz|april apr|mai|juni jun|juli jul|august aug|september sept sep|oktober okt|november nov|dezember dez",
    "fr": "janvier janv|février févr fevr|mars|avril avr|mai|juin|juillet juil|août|septembre sept|octobre oct|novembre nov|décembre déc",
    "es": "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago|septiembre sept sep setiembre|octubre oct|noviembre nov|diciembre dic",
    "pt": "janeiro jan|fevereiro fev|março mar|abril abr|maio mai|junho jun|julho jul|agosto ago|setembro set|outubro out|novembro nov|dezembro dez",
    "it": "gennaio gen|febbraio feb|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug|agosto ago|settembre set sett|ottobre ott|novembre nov|dicembre dic",
    "nl": "januari jan|februari feb|maart mrt mar|april apr|mei|juni jun|juli jul|augustus aug|september sep|oktober okt|november nov|december dec",
    "sv": "januari jan|februari feb|mars mar|april apr|maj|juni jun|juli jul|augusti aug|september sep|oktober okt|november nov|december dec",
    "no": "januar jan|februar feb|mars mar|april apr|mai|juni jun|juli jul|august aug|september sep|oktober okt|november nov|desember des",
    "da": "januar jan|februar feb|marts mar|april apr|maj|juni jun|juli jul|august aug|september sep|oktober okt|november nov|december dec",
    "fi": "tammikuuta tammi tammikuu|helmikuuta helmi helmikuu|maaliskuuta maalis maaliskuu|huhtikuuta huhti huhtikuu|toukokuuta touko toukokuu|kesäkuuta kesä kesäkuu|heinäkuuta heinä heinäkuu|elokuuta elo elokuu|syyskuuta syys syyskuu|lokakuuta loka lokakuu|marraskuuta marras marraskuu|joulukuuta joulu joulukuu",
    "is": "janúar jan|febrúar feb|mars mar|apríl apr|maí|júní jún|júlí júl|ágúst ágú|september sep|október okt|nóvember nóv|desember des",
    "pl": "stycznia sty styczeń|lutego lut luty|marca mar marzec|kwietnia kwi kwiecień|maja maj|czerwca cze czerwiec|lipca lip lipiec|sierpnia sie sierpień|września wrz wrzesień|października paź październik|listopada lis listopad|grudnia gru grudzień",
    "cs": "ledna led leden|února úno únor|března bře březen|dubna dub duben|května kvě květen|června čvn červen|července čvc červenec|srpna srp srpen|září zář|října říj říjen|listopadu lis listopad|prosince pro prosinec",
    "sk": "januára jan január|februára feb február|marca mar marec|apríla apr apríl|mája máj|júna jún|júla júl|augusta aug august|septembra sep september|októbra okt október|novembra nov november|decembra dec december",
    "sl": "januar jan|februar feb|marec mar|april apr|maj|junij jun|julij jul|avgust avg|september sep|oktober okt|november nov|december dec",
    "hr": "siječnja sij siječanj|veljače velj veljača|ožujka ožu ožujak|travnja tra travanj|svibnja svi svibanj|lipnja lip lipanj|srpnja srp srpanj|kolovoza kol kolovoz|rujna ruj rujan|listopada lis listopad|studenoga stu studeni|prosinca pro prosinac",
    "sr": "јануар јан|фебруар феб|март мар|април апр|мај|јун|јул|август авг|септембар сеп|октобар окт|новембар нов|децембар дец",
    "sr-Latn": "januar jan|februar feb|mart mar|april apr|maj|jun|jul|avgust avg|septembar sep|oktobar okt|novembar nov|decembar dec",
    "bg": "януари яну|февруари фев|март|април апр|май|юни|юли|август авг|септември сеп|октомври окт|ноември ное|декември дек",
    "mk": "јануари јан|февруари фев|март мар|април апр|мај|јуни јун|јули јул|август авг|септември сеп|октомври окт|ноември ное|декември дек",
    "ru": "января янв январь|февраля февр февраль фев|марта мар март|апреля апр апрель|мая май|июня июн июнь|июля июл июль|августа авг август|сентября сент сентябрь сен|октября окт октябрь|ноября нояб ноябрь ноя|декабря дек декабрь",
    "uk": "січня січ січень|лютого лют лютий|березня бер березень|квітня квіт квітень|травня трав травень|червня черв червень|липня лип липень|серпня серп серпень|вересня вер вересень|жовтня жовт жовтень|листопада лист листопад|грудня груд грудень",
    "be": "студзеня сту студзень|лютага лют люты|сакавіка сак сакавік|красавіка кра красавік|мая май|чэрвеня чэр чэрвень|ліпеня ліп ліпень|жніўня жні жнівень|верасня вер верасень|кастрычніка кас кастрычнік|лістапада ліс лістапад|снежня сне снежань",
    "ro": "ianuarie ian|februarie feb|martie mar|aprilie apr|mai|iunie iun|iulie iul|august aug|septembrie sept sep|octombrie oct|noiembrie nov|decembrie dec",
    "hu": "január jan|február febr feb|március márc|április ápr|május máj|június jún|július júl|augusztus aug|szeptember szept szep|október okt|november nov|december dec",
    "tr": "ocak oca|şubat şub|mart mar|nisan nis|mayıs may|haziran haz|temmuz tem|ağustos ağu|eylül eyl|ekim eki|kasım kas|aralık ara",
    "az": "yanvar yan|fevral fev|mart mar|aprel apr|may|iyun iyn|iyul iyl|avqust avq|sentyabr sen|oktyabr okt|noyabr noy|dekabr dek",
    "el": "ιανουαρίου ιαν ιανουάριος|φεβρουαρίου φεβ φεβρουάριος|μαρτίου μαρ μάρτιος μάρ|απριλίου απρ απρίλιος|μαΐου μαΐ μάιος μάι|ιουνίου ιουν ιούνιος ιούν|ιουλίου ιουλ ιούλιος ιούλ|αυγούστου αυγ αύγουστος αύγ|σεπτεμβρίου σεπ σεπτέμβριος|οκτωβρίου οκτ οκτώβριος|νοεμβρίου νοε νοέμβριος νοέ|δεκεμβρίου δεκ δεκέμβριος",
    "ca": "gener gen|febrer febr|març|abril abr|maig|juny|juliol jul|agost ag|setembre set|octubre oct|novembre nov|desembre des",
    "eu": "urtarrila urt|otsaila ots|martxoa|apirila api|maiatza mai|ekaina eka|uztaila uzt|abuztua abu|iraila ira|urria urr|azaroa aza|abendua abe",
    "gl": "xaneiro xan|febreiro feb|marzo|abril abr|maio|xuño|xullo xul|agosto ago|setembro set|outubro out|novembro nov|decembro dec",
    "lt": "sausio saus sausis|vasario vas vasaris|kovo kov kovas|balandžio bal balandis|gegužės geg gegužė|birželio birž birželis|liepos liep liepa|rugpjūčio rugp rugpjūtis|rugsėjo rugs rugsėjis|spalio spal spalis|lapkričio lapkr lapkritis|gruodžio gruod gruodis",
    "lv": "janvāris janv|februāris febr|marts|aprīlis apr|maijs|jūnijs jūn|jūlijs jūl|augusts aug|septembris sept|oktobris okt|novembris nov|decembris dec",
    "et": "jaanuar jaan|veebruar veebr|märts|aprill apr|mai|juuni|juuli|august aug|september sept|oktoober okt|november nov|detsember dets",
    "sq": "janar jan|shkurt shk|mars mar|prill pri|maj|qershor qer|korrik korr|gusht gush|shtator sht|tetor tet|nëntor nën|dhjetor dhj",
    "ar": "يناير كانون_الثاني جانفي|فبراير شباط فيفري|مارس آذار اذار|أبريل نيسان أفريل إبريل|مايو أيار ماي|يونيو حزيران جوان يونية يونيه|يوليو تموز جويلية يولية يوليه|أغسطس آب أوت|سبتمبر أيلول|أكتوبر تشرين_الأول|نوفمبر تشرين_الثاني|ديسمبر كانون_الأول",
    "fa": "ژانویهٔ ژانویه|فوریهٔ فوریه|مارس|آوریل اپریل|مهٔ مه می|ژوئن|ژوئیهٔ ژوئیه جولای|اوت آگوست اگست|سپتامبر|اکتبر|نوامبر|دسامبر",
    "ckb": "کانوونی_دووەم کانونی_دووەم|شوبات|ئازار|نیسان|ئایار مایس|حوزەیران|تەمووز تەموز تەمموز|ئاب|ئەیلوول ئەیلول|تشرینی_یەکەم|تشرینی_دووەم|کانونی_یەکەم",
    "ku": "rêbendan rbn çile|sibat sbt reşemî|adar adr|nîsan nsn avrêl|gulan gln|hezîran hzr pûşper|tîrmeh trm|tebax tbx gelawêj|îlon îln rezber|cotmeh cot kewçêr|mijdar mjd sermawez|berfanbar brf kanûn befranbar",
    "he": "ינואר ינו|פברואר פבר|מרץ|אפריל אפר|מאי|יוני|יולי|אוגוסט אוג|ספטמבר ספט|אוקטובר אוק|נובמבר נוב|דצמבר דצמ",
    "hi": "जनवरी जन|फ़रवरी फ़र|मार्च|अप्रैल|मई|जून|जुलाई जुल|अगस्त अग|सितंबर सित|अक्टूबर अक्टू|नवंबर नव|दिसंबर दिस",
    "bn": "জানুয়ারী জানু|ফেব্রুয়ারী ফেব|মার্চ|এপ্রিল এপ্রি|মে|জুন|জুলাই জুল|আগস্ট আগ|সেপ্টেম্বর সেপ|অক্টোবর অক্টো|নভেম্বর নভে|ডিসেম্বর ডিসে",
    "ur": "جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر",
    "ta": "ஜனவரி ஜன|பிப்ரவரி பிப்|மார்ச் மார்|ஏப்ரல் ஏப்|மே|ஜூன்|ஜூலை|ஆகஸ்ட் ஆக|செப்டம்பர் செப்|அக்டோபர் அக்|நவம்பர் நவ|டிசம்பர் டிச",
    "id": "januari jan|februari feb|maret mar|april apr|mei|juni jun|juli jul|agustus agu ags agt|september sep|oktober okt|november nov|desember des",
    "ms": "januari jan|februari feb|mac|april apr|mei|jun|julai jul|ogos ogo|september sep|oktober okt|november nov|disember dis",
    "th": "มกราคม ม.ค|กุมภาพันธ์ ก.พ|มีนาคม มี.ค|เมษายน เม.ย|พฤษภาคม พ.ค|มิถุนายน มิ.ย|กรกฎาคม ก.ค|สิงหาคม ส.ค|กันยายน ก.ย|ตุลาคม ต.ค|พฤศจิกายน พ.ย|ธันวาคม ธ.ค",
    "sw": "januari jan|februari feb|machi mac mar|aprili apr|mei|juni jun|julai jul|agosti ago|septemba sep|oktoba okt|novemba nov|desemba des",
    "af": "januarie jan|februarie feb|maart mrt mar|april apr|mei|junie jun|julie jul|augustus aug|september sep|oktober okt|november nov|desember des",
    "hy": "հունվարի հնվ հունվար|փետրվարի փտվ փետրվար|մարտի մրտ մարտ|ապրիլի ապր ապրիլ|մայիսի մյս մայիս|հունիսի հնս հունիս|հուլիսի հլս հուլիս|օգոստոսի օգս օգոստոս|սեպտեմբերի սեպ սեպտեմբեր|հոկտեմբերի հոկ հոկտեմբեր|նոյեմբերի նոյ նոյեմբեր|դեկտեմբերի դեկ դեկտեմբեր",
    "ka": "იანვარი იან|თებერვალი თებ|მარტი მარ|აპრილი აპრ|მაისი მაი|ივნისი ივნ|ივლისი ივლ|აგვისტო აგვ|სექტემბერი სექ|ოქტომბერი ოქტ|ნოემბერი ნოე|დეკემბერი დეკ",
    "kk": "қаңтар қаң|ақпан ақп|наурыз нау|сәуір сәу|мамыр мам|маусым мау|шілде шіл|тамыз там|қыркүйек қыр|қазан қаз|қараша қар|желтоқсан жел",
    "uz": "yanvar yan|fevral fev|mart mar|aprel apr|may|iyun iyn|iyul iyl|avgust avg|sentabr sen|oktabr okt|noyabr noy|dekabr dek",
}

#: The Persian (Solar Hijri) months, as Iranian and Afghan papers print them.
_PERSIAN = "فروردین حمل|اردیبهشت ثور|خرداد جوزا|تیر سرطان|مرداد امرداد اسد|شهریور سنبله|مهر میزان|آبان عقرب|آذر قوس|دی جدی|بهمن دلو|اسفند حوت"

_LETTERS = str.maketrans("يىكٱ", "ییکا")


def fold_word(word: str) -> str:
    """A word without case, accents and the letter variants of Arabic script, for looking up names.

    >>> fold_word("FÉVRIER") == fold_word("fevrier")
    True
    """
    decomposed = unicodedata.normalize("NFKD", word.translate(_LETTERS).casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LETTERS)


def find_month(word: str, language: str | None = None) -> int | None:
    """The month a word names in *language* (BCP-47), else in any language; None when it names none.

    >>> find_month("Feb"), find_month("février"), find_month("شباط"), find_month("Monday")
    (2, 2, 2, None)
    >>> find_month("listopada"), find_month("listopada", "hr")
    (11, 10)
    """
    folded = fold_word(word.strip(".׳'’"))
    if language:
        own = _months_of(language.lower().partition("-")[0])
        if folded in own:
            return own[folded]
    months = _all_months()
    if folded in months:
        return months[folded]
    # Kurdish joins its "of" to the month, Hebrew its "in": "شوباتی ٢٠٢١", "Sibatê 2021", "ביולי 2021"
    if word.endswith(("ی", "ê")):
        return months.get(folded[:-1])
    return months.get(folded[1:].lstrip("-")) if folded.startswith("ב") else None


def find_persian_month(word: str) -> int | None:
    """The month of the Solar Hijri year a word names, or None.

    >>> find_persian_month("بهمن")
    11
    """
    return _read_months(_PERSIAN_KEY).get(fold_word(word))


def join_month_names(line: str) -> str:
    """The line with each month name of two words written as one: "كانون الثاني" becomes "كانون_الثاني".

    >>> join_month_names("19 كانون الثاني 2021") == "19 كانون_الثاني 2021"
    True
    """
    if line.isascii():
        return line
    for name in _two_word_names():
        if name in line:
            line = line.replace(name, name.replace(" ", "_"))
    return line


@cache
def _two_word_names() -> tuple[str, ...]:
    words = {
        word
        for names in _NAMES.values()
        for group in names.split("|")
        for word in group.split()
        if "_" in word
    }
    return tuple(sorted((word.replace("_", " ") for word in words), key=len, reverse=True))


_PERSIAN_KEY = "persian"


@cache
def _read_months(language: str) -> dict[str, int]:
    names = _PERSIAN if language == _PERSIAN_KEY else _NAMES.get(language, "")
    found: dict[str, int] = {}
    for number, group in enumerate(names.split("|") if names else (), start=1):
        for word in group.split():
            found.setdefault(fold_word(word), number)
    return found


def _months_of(language: str) -> dict[str, int]:
    return _read_months({"nb": "no", "nn": "no", "sr": "sr", "kmr": "ku"}.get(language, language))


@cache
def _all_months() -> dict[str, int]:
    merged: dict[str, int] = {}
    for language in _NAMES:
        for word, number in _read_months(language).items():
            merged.setdefault(word, number)
    return merged
