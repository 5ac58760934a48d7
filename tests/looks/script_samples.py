"""A question of a module in each script that the house has letters for, under a bar in English or Arabic."""

from types import SimpleNamespace as Handed

from looks.player_samples import form

ASKED = {
    "ar": ("كم الثمن على الإيصال؟", ("مئة وعشرون شلنا", "١٢٠٫٥٠ شلن", "لا يظهر الثمن"), "انظر إلى السطر الأخير."),
    "uk": ("Яка сума стоїть на чеку?", ("Сто двадцять гривень", "Ґанок і під’їзд", "Суми не видно"), "Подивіться на останній рядок."),
    "kk": ("Түбіртекте қандай сома жазылған?", ("Жүз жиырма теңге", "Үш мың әңгіме", "Сома көрінбейді"), "Соңғы жолға қараңыз."),
    "el": ("Ποιο ποσό γράφει η απόδειξη;", ("Εκατόν είκοσι ευρώ", "Τριάντα λεπτά", "Το ποσό δεν φαίνεται"), "Κοιτάξτε την τελευταία γραμμή."),
    "vi": ("Hóa đơn ghi bao nhiêu tiền?", ("Một trăm hai mươi nghìn đồng", "Năm mươi nghìn đồng", "Không thấy số tiền"), "Hãy nhìn vào dòng cuối."),
    "hi": ("रसीद पर कितनी रक़म लिखी है?", ("एक सौ बीस रुपये", "क्षेत्र और ज्ञान", "रक़म नहीं दिखती"), "आख़िरी पंक्ति देखिए।"),
    "bn": ("রসিদে কত টাকা লেখা আছে?", ("একশ বিশ টাকা", "ক্ষুদ্র কাজ", "টাকা দেখা যায় না"), "শেষ লাইনটি দেখুন।"),
    "am": ("በደረሰኙ ላይ ስንት ብር ተጽፏል?", ("አንድ መቶ ሃያ ብር", "ሃምሳ ብር", "ገንዘቡ አይታይም"), "የመጨረሻውን መስመር ይመልከቱ።"),
}  # fmt: skip


def pages(bar, item):
    """One question a language, wrong once: its hint stands beside it."""
    for language, (prompt, options, hint) in ASKED.items():
        shown = item(
            form=form(prompt, "choice", options=list(options)),
            lang=language,
            dir="rtl" if language == "ar" else "ltr",
            given={"it": options[1]},
            wrong={"it": (options[1],)},
            feedback=Handed(good=False, title=hint, words=prompt),
            hints=(hint,),
        )
        yield (
            f"script-{language}",
            "learn/item.html",
            {"bar": bar(), "item": shown, "errors": []},
        )
