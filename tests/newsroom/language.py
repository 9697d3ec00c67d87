"""The words of the three editions: labels of the page, names, and sentence patterns. All invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """One edition's words. ``sentences`` and ``headlines`` are patterns over {who} {place} {thing} {n}."""

    code: str
    direction: str
    outlet: str
    agencies: tuple[str, ...]
    by: str
    source: str
    minutes: str
    read_more: str
    related: str
    most_read: str
    coverage: str
    read_next: str
    breaking: str
    load_more: str
    next_page: str
    browse_all: str
    rights: str
    self_description: str
    months: tuple[str, ...]
    months_other: tuple[str, ...]
    digits: str
    menu: dict[str, str]
    regions: tuple[str, ...]
    people: tuple[str, ...]
    places: tuple[str, ...]
    things: tuple[str, ...]
    tags: tuple[str, ...]
    topics: tuple[str, ...]
    writers: tuple[str, ...]
    headlines: tuple[str, ...]
    sentences: tuple[str, ...]
    subheads: tuple[str, ...]
    speakers: tuple[str, ...]
    photographers: tuple[str, ...]
    posts: tuple[str, ...]
    blurb: str
    edited: str
    not_found: str


ENGLISH = Language(
    code="en",
    direction="ltr",
    outlet="Al Mayadeen English",
    agencies=("Agencies", "News websites", "Reuters", "AFP"),
    by="By",
    source="Source:",
    minutes="{n} Min Read",
    read_more="Read more:",
    related="Related News",
    most_read="Most Read",
    coverage="Coverage",
    read_next="Read Next",
    breaking="BREAKING",
    load_more="Load more",
    next_page="Next",
    browse_all="All",
    rights="All Rights Reserved",
    self_description="Al Mayadeen is an Arab Independent Media Satellite Channel.",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    months_other=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    digits="0123456789",
    menu={
        "news": "News", "politics": "Politics", "economy": "Economy", "sports": "Sports",
        "arts-culture": "Arts & Culture", "health": "Health", "miscellaneous": "Miscellaneous",
        "technology": "Technology", "environment": "Environment", "articles": "Articles",
        "opinion": "Opinion", "analysis": "Analysis", "blog": "Blog", "features": "Features",
        "videos": "Videos", "newsfeed": "NewsFeed", "explainers": "Explainers",
        "infographs": "Infographs", "in-pictures": "In Pictures", "live": "LIVE",
    },
    regions=("Africa", "Asia", "Asia-Pacific", "Europe", "Latin America", "MENA", "Palestine", "US & Canada"),
    people=(
        "Minister Lena Harrow", "envoy Tomas Breck", "President Idris Vane", "spokesman Karim Odell",
        "Judge Marta Quill", "Governor Samir Latch", "economist Dana Frost", "captain Yusuf Tarn",
        "Mayor Elif Sorin", "negotiator Paul Wren", "Ambassador Nadia Holt", "Professor Omar Pell",
    ),
    places=(
        "Turkey", "Iran", "Gaza", "Beirut", "Cairo", "Baghdad", "Damascus", "Sanaa", "Caracas",
        "Havana", "Nairobi", "Ankara", "Tehran", "Madrid", "Geneva", "Jakarta",
    ),
    things=(
        "a regional conference", "the ceasefire proposal", "new grain shipments", "the border crossing",
        "the water treaty", "port workers' demands", "the energy budget", "the election law",
        "medical supplies", "the railway project", "press freedoms", "the refugee convoy",
        "olive harvests", "the solar plant", "prisoner releases", "the fishing agreement",
    ),
    tags=(
        "Turkey", "Iran", "war on Gaza", "ceasefire", "Hakan Breck", "Genocide", "economy", "United Nations",
        "elections", "energy", "Beirut", "resistance", "climate", "human rights", "football", "drones",
        "oil", "Lebanon", "US foreign policy", "South-South cooperation",
    ),
    topics=("War on Gaza", "The Grain Corridor", "Summit of the South", "Cedar Elections"),
    writers=("Rana Whitlock", "Hugo Marden", "Sila Okoro", "Ines Calloway"),
    headlines=(
        "{who} and {place} discuss {thing}",
        "'{place} has decided': {who} on {thing}",
        "{place}: {who} warns over {thing}",
        "Hundreds in {place} rally for {thing}",
        "Why {thing} matters -- and what {place} wants",
        "{who}: \"No deal\" without {thing} in {place}",
        "Talks in {place} stall as {who} rejects {thing}",
        "{place} announces {thing}, says {who}",
        "In {place}, {thing} divides opinion; {who} responds",
        "Exclusive: how {who} brought {thing} to {place}",
    ),
    sentences=(
        "{who} said in {place} that {thing} would be settled within {n} days.",
        "Officials in {place} confirmed that {thing} remained on the table after {n} rounds of talks.",
        "According to the health authority in {place}, more than {n},{m} families were affected.",
        "\"We do not want {thing} to become a burden on {place},\" {who} told reporters.",
        "The statement from {place} did not mention {thing}, which {who} described as a mistake.",
        "Markets in {place} rose by {n} percent once the news about {thing} had spread.",
        "A delegation led by {who} is expected to arrive in {place} on Sunday.",
        "Residents of {place} have been waiting for {thing} since the winter of 20{m}.",
        "Analysts say {thing} could change the balance between {place} and its neighbours.",
        "Earlier this week, {who} visited a hospital in {place} and met {n} doctors.",
        "The proposal covers {thing}, the roads around {place} and a fund of {n} million.",
        "Without a lasting solution in {place}, {who} warned, the crisis will only grow.",
        "Several unions in {place} called for a strike of {n} hours to defend {thing}.",
        "The committee will publish its report on {thing} before the end of the month.",
        "Journalists at the scene in {place} counted {n} vehicles moving north.",
        "{who} thanked the people of {place} and insisted that {thing} was never in doubt.",
        "It remains unclear who will pay for {thing}; {place} has offered {n} percent.",
        "The ministry's figures on {thing} differ from those published in {place} last year.",
    ),
    subheads=("What comes next", "A long road", "Voices from the street", "The numbers"),
    speakers=("Civil Defense spokesman", "Our correspondent", "Foreign Ministry", "Port authority", "Union leader"),
    photographers=("AP Photo/Nour Selwan", "AFP", "Reuters/Theo Brandt", "Social media"),
    posts=(
        "{who} after the meeting: {thing} cannot wait any longer",
        "Pictures from {place} this morning, as crews prepare {thing}",
        "JUST IN: {place} confirms talks on {thing}",
    ),
    blurb="{topic}: follow our continuous coverage of the events, the reactions and their consequences in the region.",
    edited="Update {n}: officials in {place} later corrected the figures on {thing}.",
    not_found="Sorry, the page you are looking for could not be found.",
)

SPANISH = Language(
    code="es",
    direction="ltr",
    outlet="Al Mayadeen Español",
    agencies=("Agencias", "Sitios web", "Prensa Latina", "EFE"),
    by="Por",
    source="Fuente:",
    minutes="{n} Min de lectura",
    read_more="Leer más:",
    related="Noticias relacionadas",
    most_read="Más leídas",
    coverage="Coberturas",
    read_next="Leer a continuación",
    breaking="ÚLTIMA HORA",
    load_more="Cargar más",
    next_page="Siguiente",
    browse_all="Todo",
    rights="Todos los derechos reservados",
    self_description="Al Mayadeen es un canal satelital de medios árabe independiente.",
    months=("Ene", "Feb", "Mar", "Abr", "May", "Jun", "Jul", "Ago", "Sep", "Oct", "Nov", "Dic"),
    months_other=(
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
    digits="0123456789",
    menu={
        "news": "Noticias", "politics": "Política", "economy": "Economía", "sports": "Deportes",
        "arts-culture": "Arte y Cultura", "health": "Salud", "miscellaneous": "Misceláneas",
        "technology": "Tecnología", "environment": "Medio ambiente", "articles": "Artículos",
        "opinion": "Opinión", "analysis": "Análisis", "blog": "Blog", "features": "Reportajes",
        "videos": "Videos", "newsfeed": "Noticiero", "explainers": "Explicativos",
        "infographs": "Infografías", "in-pictures": "En imágenes", "live": "EN VIVO",
    },
    regions=("África", "Asia", "Asia-Pacífico", "Europa", "América Latina", "MENA", "Palestina", "EE. UU. y Canadá"),
    people=(
        "la ministra Elena Haro", "el enviado Tomás Breca", "el presidente Isidro Vania", "el portavoz Carlos Odel",
        "la jueza Marta Quintal", "el gobernador Samuel Lago", "la economista Diana Frías", "el capitán José Tarín",
        "la alcaldesa Elisa Soria", "el negociador Pablo Urén", "la embajadora Nadia Holgado", "el profesor Omar Peral",
    ),
    places=(
        "Turquía", "Irán", "Gaza", "Beirut", "El Cairo", "Bagdad", "Damasco", "Saná", "Caracas",
        "La Habana", "Nairobi", "Ankara", "Teherán", "Madrid", "Ginebra", "Yakarta",
    ),
    things=(
        "una conferencia regional", "la propuesta de alto el fuego", "nuevos envíos de granos", "el paso fronterizo",
        "el tratado del agua", "las demandas de los portuarios", "el presupuesto energético", "la ley electoral",
        "los suministros médicos", "el proyecto ferroviario", "la libertad de prensa", "la caravana de refugiados",
        "la cosecha de aceitunas", "la planta solar", "la liberación de presos", "el acuerdo pesquero",
    ),
    tags=(
        "Turquía", "Irán", "guerra contra Gaza", "alto el fuego", "Hakan Breca", "Genocidio", "economía",
        "Naciones Unidas", "elecciones", "energía", "Beirut", "resistencia", "clima", "derechos humanos",
        "fútbol", "drones", "petróleo", "Líbano", "política exterior", "cooperación Sur-Sur",
    ),
    topics=("Guerra contra Gaza", "El corredor de granos", "Cumbre del Sur", "Elecciones del Cedro"),
    writers=("Rosa Villalba", "Hugo Marín", "Silvia Ocaso", "Inés Callejas"),
    headlines=(
        "{who} y {place} analizan {thing}",
        "«{place} ha decidido»: {who} sobre {thing}",
        "{place}: {who} advierte sobre {thing}",
        "Cientos en {place} se manifiestan por {thing}",
        "¿Por qué importa {thing}? Lo que quiere {place}",
        "{who}: \"No habrá acuerdo\" sin {thing} en {place}",
        "Se estancan las conversaciones en {place}; {who} rechaza {thing}",
        "{place} anuncia {thing}, según {who}",
        "En {place}, {thing} divide opiniones; responde {who}",
        "Exclusiva: cómo {who} llevó {thing} a {place}",
    ),
    sentences=(
        "En {place}, {who} afirmó que {thing} quedará resuelto en {n} días.",
        "Funcionarios de {place} confirmaron que {thing} sigue sobre la mesa tras {n} rondas de diálogo.",
        "Según la autoridad sanitaria de {place}, más de {n} mil {m} familias resultaron afectadas.",
        "\"No queremos que {thing} se convierta en una carga para {place}\", dijo a la prensa {who}.",
        "El comunicado de {place} no menciona {thing}, algo que {who} calificó de error.",
        "Los mercados de {place} subieron un {n} por ciento al difundirse la noticia sobre {thing}.",
        "Una delegación encabezada por {who} llegará el domingo a {place}.",
        "Los habitantes de {place} esperan {thing} desde el invierno de 20{m}.",
        "Los analistas creen que {thing} podría cambiar el equilibrio entre {place} y sus vecinos.",
        "A comienzos de esta semana, {who} visitó un hospital de {place} y saludó a {n} médicos.",
        "La iniciativa abarca {thing}, las carreteras de {place} y un fondo de {n} millones.",
        "Sin una solución duradera en {place}, advirtió {who}, la crisis no hará más que crecer.",
        "Varios sindicatos de {place} convocaron a un paro de {n} horas para defender {thing}.",
        "La comisión publicará su informe sobre {thing} antes de fin de mes.",
        "Los periodistas en {place} contaron {n} vehículos que avanzaban hacia el norte.",
        "Al pueblo de {place} le agradeció {who}, y aseguró que {thing} nunca estuvo en duda.",
        "No está claro quién pagará {thing}; {place} ofrece el {n} por ciento.",
        "Las cifras del ministerio sobre {thing} difieren de las publicadas en {place} el año pasado.",
    ),
    subheads=("Qué viene ahora", "Un largo camino", "Voces de la calle", "Las cifras"),
    speakers=("Portavoz de Defensa Civil", "Nuestro corresponsal", "Cancillería", "Autoridad portuaria", "Líder sindical"),
    photographers=("AP/Nur Selva", "AFP", "Reuters/Teo Brando", "Redes sociales"),
    posts=(
        "Tras la reunión, {who}: {thing} no puede esperar más",
        "Imágenes de {place} esta mañana, mientras preparan {thing}",
        "AHORA: {place} confirma conversaciones sobre {thing}",
    ),
    blurb="{topic}: siga nuestra cobertura continua de los hechos, las reacciones y sus consecuencias en la región.",
    edited="Actualización {n}: funcionarios de {place} corrigieron más tarde las cifras sobre {thing}.",
    not_found="Lo sentimos, no se encontró la página que busca.",
)

ARABIC = Language(
    code="ar",
    direction="rtl",
    outlet="الميادين نت",
    agencies=("وكالات", "مواقع إخبارية", "رويترز", "سانا"),
    by="الكاتب:",
    source="المصدر:",
    minutes="{n} دقائق للقراءة",
    read_more="اقرأ أيضاً:",
    related="أخبار ذات صلة",
    most_read="الأكثر قراءة",
    coverage="تغطيات",
    read_next="اقرأ التالي",
    breaking="عاجل",
    load_more="تحميل المزيد",
    next_page="التالي",
    browse_all="تصفح المزيد",
    rights="جميع الحقوق محفوظة",
    self_description="شبكة الميادين الإعلامية قناة فضائية عربية إخبارية مستقلة.",
    months=(
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
        "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
    ),
    months_other=(
        "كانون الثاني", "شباط", "اذار", "نيسان", "ايار", "حزيران",
        "تموز", "اب", "ايلول", "تشرين الاول", "تشرين الثاني", "كانون الاول",
    ),
    digits="٠١٢٣٤٥٦٧٨٩",
    menu={
        "news": "الأخبار", "politics": "سياسة", "economic": "اقتصاد", "sports": "رياضة",
        "arts-culture": "ثقافة وفن", "health": "صحة", "miscellaneous": "منوعات",
        "technology": "تكنولوجيا", "environment": "بيئة", "articles": "مقالات",
        "opinion": "رأي", "analysis": "تحليل", "blog": "مدونة", "features": "تقارير",
        "tv-reports": "تقارير إخبارية", "video": "فيديو", "newscast": "نشرة الأخبار",
        "research-papers": "أوراق بحثية", "infographs": "إنفوغراف", "in-pictures": "صور", "live": "مباشر",
    },
    regions=("أفريقيا", "آسيا", "آسيا والمحيط الهادئ", "أوروبا", "أميركا اللاتينية", "الشرق الأوسط", "فلسطين", "أميركا وكندا"),
    people=(
        "الوزيرة لينا حرو", "المبعوث توما بريك", "الرئيس إدريس فاني", "المتحدث كريم عودل",
        "القاضية مرتا قويل", "المحافظ سمير لاش", "الخبيرة دانا فرست", "القبطان يوسف طرن",
        "رئيسة البلدية إليف سورن", "المفاوض أحمد رين", "السفيرة ناديا هلت", "الأستاذ عمر بيل",
    ),
    places=(
        "تركيا", "إيران", "غزة", "بيروت", "القاهرة", "بغداد", "دمشق", "صنعاء", "كاراكاس",
        "هافانا", "نيروبي", "أنقرة", "طهران", "مدريد", "جنيف", "جاكرتا",
    ),
    things=(
        "المؤتمر الإقليمي", "مقترح وقف إطلاق النار", "شحنات القمح الجديدة", "المعبر الحدودي",
        "معاهدة المياه", "مطالب عمال المرفأ", "موازنة الطاقة", "قانون الانتخابات",
        "الإمدادات الطبية", "مشروع السكك الحديدية", "حرية الصحافة", "قافلة اللاجئين",
        "موسم الزيتون", "المحطة الشمسية", "الإفراج عن الأسرى", "اتفاق الصيد",
    ),
    tags=(
        "تركيا", "إيران", "الحرب على غزة", "وقف إطلاق النار", "هاكان بريك", "إبادة جماعية", "اقتصاد",
        "الأمم المتحدة", "انتخابات", "طاقة", "بيروت", "المقاومة", "المناخ", "حقوق الإنسان",
        "كرة القدم", "مسيّرات", "النفط", "لبنان", "السياسة الأميركية", "التعاون",
    ),
    topics=("الحرب على غزة", "ممر القمح", "قمة الجنوب", "انتخابات الأرز"),
    writers=("رنا الوادي", "هادي مردان", "سلمى عكر", "إيناس كلاوي"),
    headlines=(
        "{who} وممثلو {place} يبحثون {thing}",
        "\"{place} قررت\": {who} عن {thing}",
        "{place}: {who} يحذّر من تأجيل {thing}",
        "المئات في {place} يتظاهرون من أجل {thing}",
        "لماذا يهم {thing}؟ وماذا تريد {place}",
        "{who}: لا اتفاق من دون {thing} في {place}",
        "تعثر المحادثات في {place} بعد رفض {who} {thing}",
        "{place} تعلن {thing} بحسب {who}",
        "في {place}.. {thing} يقسم الآراء و{who} يرد",
        "خاص: كيف وصل {thing} إلى {place} مع {who}",
    ),
    sentences=(
        "قال {who} في {place} إن {thing} سيُحسم خلال {n} يوماً.",
        "وأكد مسؤولون في {place} أن {thing} ما زال مطروحاً بعد {n} جولة من المحادثات.",
        "وبحسب هيئة الصحة في {place}، تضررت أكثر من {n} ألفاً و{m} عائلة.",
        "\"لا نريد أن يصبح {thing} عبئاً على {place}\"، قال {who} للصحافيين.",
        "ولم يذكر البيان الصادر في {place} {thing}، وهو ما عدّه {who} خطأً.",
        "وارتفعت الأسواق في {place} بنسبة {n} في المئة بعد انتشار الخبر عن {thing}.",
        "ومن المتوقع أن يصل وفد برئاسة {who} إلى {place} يوم الأحد.",
        "وينتظر سكان {place} {thing} منذ شتاء عام 20{m}.",
        "ويرى محللون أن {thing} قد يغيّر التوازن بين {place} وجيرانها.",
        "وفي وقت سابق هذا الأسبوع، زار {who} مستشفى في {place} والتقى {n} طبيباً.",
        "ويشمل المقترح {thing} والطرق حول {place} وصندوقاً بقيمة {n} مليوناً.",
        "ومن دون حل دائم في {place}، حذّر {who}، ستتفاقم الأزمة والمقاومة مستمرة.",
        "ودعت نقابات عدة في {place} إلى إضراب مدته {n} ساعة دفاعاً عن {thing}.",
        "وستنشر اللجنة تقريرها عن {thing} قبل نهاية الشهر.",
        "وأحصى صحافيون في {place} {n} مركبة متجهة شمالاً.",
        "وشكر {who} أهالي {place}، مؤكداً أن {thing} لم يكن موضع شك.",
        "ولم يتضح بعد من سيدفع ثمن {thing}، فيما عرضت {place} نسبة {n} في المئة.",
        "وتختلف أرقام الوزارة عن {thing} عن تلك المنشورة في {place} العام الماضي.",
    ),
    subheads=("ماذا بعد؟", "طريق طويل", "أصوات من الشارع", "بالأرقام"),
    speakers=("الدفاع المدني", "مراسل الميادين", "الخارجية", "سلطة المرفأ", "مسؤول نقابي"),
    photographers=("أ ب/نور سلوان", "أ ف ب", "رويترز", "مواقع التواصل"),
    posts=(
        "{who} بعد الاجتماع: {thing} لا يحتمل التأجيل",
        "صور من {place} هذا الصباح أثناء التحضير لـ{thing}",
        "عاجل: {place} تؤكد المحادثات عن {thing}",
    ),
    blurb="{topic}: تابعوا تغطيتنا المستمرة للأحداث وردود الفعل عليها وتداعياتها في المنطقة والعالم.",
    edited="تحديث {n}: صحّح مسؤولون في {place} لاحقاً الأرقام عن {thing}.",
    not_found="عذراً، الصفحة التي تبحث عنها غير موجودة.",
)

LANGUAGES = {"ar": ARABIC, "en": ENGLISH, "es": SPANISH}
