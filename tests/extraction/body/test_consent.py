"""A page that asks for consent is no article; news of cookies, banners and partners is."""

from __future__ import annotations

import pytest

from newscrawl import extract
from tests.extraction.pages import URL

ADDRESSES = (URL, "https://www.exampletimes.com/", "https://consent.exampletimes.com/?url=x", None)
WALLS = {
    "zeit": (
        "ZEIT ONLINE | Lesen Sie zeit.de mit Werbung oder im PUR-Abo. Sie haben die Wahl.",
        "<h1>zeit.de mit Werbung</h1><p>Besuchen Sie zeit.de wie gewohnt mit Werbung und Tracking. Details zum "
        "Tracking finden Sie in der Datenschutzerklärung und im Privacy "
        "Center.</p><button>Einverstanden</button><h2>zeit.de Pur</h2><p>Nutzen Sie zeit.de mit weniger Werbung "
        "und ohne Werbetracking für 1,20 €/Woche (für Digital-Abonnenten nur 0,40 €/Woche).</p><p>Zu unserer "
        "Impressumsseite. Tracking: Zur Verbesserung und Finanzierung unseres Webangebots arbeiten wir mit "
        "Drittanbietern zusammen. Diese Drittanbieter und wir erheben und verarbeiten personenbezogene Daten auf "
        "unseren Plattformen. Mit auf Ihrem Gerät gespeicherten Cookies, persönlichen Identifikatoren wie bspw. "
        "Geräte-Kennungen oder IP-Adressen sowie basierend auf Ihrem individuellen Nutzungsverhalten können diese "
        "Drittanbieter und wir ...</p>",
    ),
    "yahoo": (
        "Yahoo is part of the Yahoo family of brands",
        "<h1>Yahoo is part of the Yahoo family of brands</h1><p>The sites and apps that we own and operate, "
        "including Yahoo and AOL, and our digital advertising service, Yahoo Advertising.</p><p>When you use our "
        "sites and apps, we use cookies to: provide our sites and apps to you, authenticate users, apply security "
        "measures, and prevent spam and abuse, and measure your use of our sites and apps.</p><p>If you click "
        "'Accept all', we and our partners, including 241 who are part of the IAB Transparency &amp; Consent "
        "Framework, will also store and/or access information on a device (in other words, use cookies) and use "
        "precise geolocation data and other personal data such as IP address and browsing and search data, for "
        "analytics, personalised advertising and content, advertising and content measurement, and audience "
        "research and services development.</p><p>If you do not want us and our partners to use cookies and "
        "personal data for these additional purposes, click 'Reject all'.</p><p>If you would like to customise "
        "your choices, click 'Manage privacy settings'.</p><p>You can withdraw your consent or change your "
        "choices at any time by clicking on the 'Privacy &amp; cookie settings' or 'Privacy dashboard' links on "
        "our sites and apps. Find out more about how we use your personal data in our privacy policy and cookie "
        "policy.</p><button>Accept all</button><button>Reject all</button>",
    ),
    "google": (
        "Before you continue to Google Search",
        "<h1>Before you continue to Google</h1><p>We use "
        "cookies and data to</p><ul><li>Deliver and "
        "maintain Google services</li><li>Track outages and "
        "protect against spam, fraud, and "
        "abuse</li><li>Measure audience engagement and site "
        "statistics to understand how our services are used "
        "and enhance the quality of those "
        "services</li></ul><p>If you choose to “Accept "
        "all,” we will also use cookies and data "
        "to</p><ul><li>Develop and improve new "
        "services</li><li>Deliver and measure the "
        "effectiveness of ads</li><li>Show personalized "
        "content, depending on your settings</li><li>Show "
        "personalized ads, depending on your "
        "settings</li></ul><p>If you choose to “Reject "
        "all,” we will not use cookies for these additional "
        "purposes.</p><p>Non-personalized content is "
        "influenced by things like the content you’re "
        "currently viewing, activity in your active Search "
        "session, and your location. Non-personalized ads "
        "are influenced by the content you’re currently "
        "viewing and your general location. Personalized "
        "content and ads can also include more relevant "
        "results, recommendations, and tailored ads based "
        "on past activity from this browser, like previous "
        "Google searches. We also use cookies and data to "
        "tailor the experience to be age-appropriate, if "
        "relevant.</p>",
    ),
    "dpg": (
        "DPG Media Privacy Gate",
        "<h1>Welkom bij de Volkskrant</h1><p>DPG Media en derden verwerken gegevens over je apparaat en gedrag "
        "voor het personaliseren van content en advertenties. Met jouw toestemming plaatsen wij en onze 145 "
        "partners cookies op jouw apparaat en verwerken wij persoonsgegevens zoals het IP-adres.</p><p>Door op "
        "Akkoord te klikken ga je hiermee akkoord. Via Instellen kun je jouw voorkeuren "
        "aanpassen.</p><button>Akkoord</button>",
    ),
    "lemonde": (
        "Le Monde.fr - Accepter ou s'abonner",
        "<h1>Le Monde avec ou sans publicité</h1><p>Pour accéder gratuitement à ce site, vous pouvez accepter que "
        "vos données soient collectées par nous et nos 106 partenaires, notamment par des cookies, pour afficher "
        "de la publicité et des contenus personnalisés, mesurer leur performance et étudier l'audience.</p><p>Ou "
        "vous pouvez refuser en vous abonnant pour 2 € par mois, sans traceurs publicitaires.</p><p>Vous pouvez "
        "retirer votre consentement à tout moment en cliquant sur le lien Gestion des cookies en bas de "
        "page.</p><button>Accepter et continuer</button>",
    ),
    "elpais": (
        "Aviso de privacidad",
        "<h1>Configura tus preferencias</h1><p>Con tu acuerdo, nosotros y nuestros 893 socios usamos cookies o "
        "tecnologías similares para almacenar, acceder y procesar datos personales, como tu visita a esta página "
        "web, las direcciones IP y los identificadores de cookies.</p><p>Algunos socios no te piden "
        "consentimiento para procesar tus datos y se amparan en su interés comercial legítimo. Puedes retirar tu "
        "consentimiento u oponerte al procesamiento de datos según el interés legítimo en cualquier momento "
        "haciendo clic en Saber más o en nuestra Política de privacidad.</p><button>Aceptar y cerrar</button>",
    ),
    "it": (
        "La tua privacy",
        "<h1>Il rispetto della tua privacy è la nostra "
        "priorità</h1><p>Noi e i nostri 312 fornitori "
        "archiviamo e/o accediamo a informazioni su un "
        "dispositivo, come identificatori univoci nei "
        "cookie, e trattiamo dati personali. Puoi accettare "
        "o gestire le tue scelte facendo clic di "
        "seguito.</p><p>In alternativa puoi abbonarti per "
        "9,99 euro all'anno e navigare senza pubblicità "
        "profilata.</p><button>Accetta</button>",
    ),
    "generic": (
        "News Example - your privacy",
        "<h1>We value your privacy</h1><p>We and our "
        "partners store and/or access information on a "
        "device, such as cookies and process personal data, "
        "such as unique identifiers and standard "
        "information sent by a device for personalised ads "
        "and content, ad and content measurement, and "
        "audience insights, as well as to develop and "
        "improve products.</p><p>With your permission we "
        "and our partners may use precise geolocation data "
        "and identification through device scanning. You "
        "may click to consent to our and our partners’ "
        "processing as described above. Alternatively you "
        "may access more detailed information and change "
        "your preferences before consenting or to refuse "
        "consenting.</p><p>Please note that some processing "
        "of your personal data may not require your "
        "consent, but you have a right to object to such "
        "processing. Your preferences will apply to this "
        "website only.</p><button>More "
        "options</button><button>Agree</button>",
    ),
    "pl": (
        "Dbamy o Twoją prywatność",
        "<h1>Dbamy o Twoją prywatność</h1><p>My i nasi partnerzy przechowujemy i/lub uzyskujemy dostęp do "
        "informacji na urządzeniu, takich jak unikalne identyfikatory w plikach cookie, w celu przetwarzania "
        "danych osobowych. Możesz zaakceptować lub zarządzać swoimi wyborami, klikając poniżej, w tym prawem do "
        "sprzeciwu w przypadku uzasadnionego interesu.</p><p>Kliknij „Przejdź do serwisu”, aby wyrazić zgodę na "
        "przetwarzanie Twoich danych.</p><button>Przejdź do serwisu</button>",
    ),
    "short": (
        "Cookies",
        "<h1>Cookies on News Example</h1><p>We use cookies to make this site work and to show you advertisements "
        "that fit you. To read on you must accept them or take out a subscription for 3 euros a month, which you "
        "can end whenever you like.</p><button>Accept and continue</button>",
    ),
    "ru": (
        "Согласие",
        "<h1>Мы заботимся о вашей конфиденциальности</h1><p>Мы и наши партнёры используем файлы cookie и "
        "обрабатываем персональные данные, чтобы показывать вам подходящую рекламу и измерять аудиторию. Нажимая "
        "«Принять», вы соглашаетесь на обработку персональных данных. Вы можете отозвать согласие в любое "
        "время.</p><button>Принять</button>",
    ),
    "ja": (
        "プライバシー",
        "<h1>プライバシーを尊重します</h1><p>当社とパートナーは、クッキーなどの技術を使用して、お"
        "客様の端末の情報を保存し、個人情報を処理します。「同意する」をクリックすると、これらの目的での利用に"
        "同意したことになります。同意はいつでも撤回できます。</p><button>同意する</button"
        ">",
    ),
    "wall inside site": (
        "A bridge is built in the harbour - News Example",
        "<nav><a href=/>Home</a><a href=/s>Sport</a></nav><div class='message-container'><p>We and our 812 "
        "partners store and access personal data, like browsing data or unique identifiers, on your device. "
        "Selecting I Accept enables tracking technologies to support the purposes shown under we and our partners "
        "process data to provide.</p><p>If trackers are disabled, some content and ads you see may not be as "
        "relevant to you. You can resurface this menu to change your choices or withdraw consent at any time by "
        "clicking the Manage Preferences link on the bottom of the webpage.</p><button>I "
        "accept</button></div><footer>Imprint</footer>",
    ),
    "Swedish": (
        "Vi bryr oss om din integritet",
        "<h1>Vi bryr oss om din integritet</h1><p>Vi och våra 780 partner lagrar information på din enhet, till "
        "exempel cookies, och behandlar personuppgifter för att visa annonser som passar dig. Du kan godkänna "
        "eller ändra dina val när som helst.</p><button>Godkänn alla</button>",
    ),
    "Turkish": (
        "Gizliliğiniz",
        "<h1>Gizliliğinize önem veriyoruz</h1><p>Biz ve iş ortaklarımız cihazınızda çerez (cookie) gibi bilgiler "
        "saklıyor ve kişisel verileri işliyoruz. Siz kabul ettiğinizde size uygun reklamlar gösteririz. "
        "Seçimlerinizi istediğiniz zaman değiştirebilirsiniz.</p><button>Kabul et</button>",
    ),
    "Czech": (
        "Soukromí",
        "<h1>Záleží nám na vašem soukromí</h1><p>My a naši partneři ukládáme do vašeho zařízení cookies a "
        "zpracováváme osobní údaje, abychom vám mohli ukazovat vhodnou reklamu. Svůj souhlas můžete kdykoli "
        "odvolat, jak je vám libo.</p><button>Souhlasím</button>",
    ),
    "Chinese": (
        "隐私设置",
        "<h1>我们重视您的隐私</h1><p>我们和合作伙伴使用 Cookie 存储您设备上的信息，并处理"
        "个人信息，以便向您展示合适的广告。点击“接受”即表示您同意上述用途，您可以随时撤回同意。</p><b"
        "utton>接受</button>",
    ),
    "Korean": (
        "개인정보",
        "<h1>귀하의 개인정보를 소중히 여깁니다</h1><p>당사와 파트너는 쿠키를 사용하여 "
        "귀하의 기기에 정보를 저장하고 개인정보를 처리합니다. 동의를 누르면 맞춤 광고에 동의하는 "
        "것입니다. 언제든지 동의를 철회할 수 있습니다.</p><button>동의</button>",
    ),
    "Portuguese": (
        "A sua privacidade",
        "<h1>Valorizamos a sua privacidade</h1><p>Nós e os "
        "nossos 500 parceiros armazenamos cookies no seu "
        "dispositivo e tratamos dados pessoais para mostrar "
        "anúncios. Você pode aceitar ou gerir as suas "
        "escolhas, e você pode retirar o consentimento a "
        "qualquer momento.</p><button>Aceitar</button>",
    ),
    "Ukrainian": (
        "Згода",
        "<h1>Ми дбаємо про вашу приватність</h1><p>Ми та наші партнери використовуємо файли cookie та обробляємо "
        "персональні дані, щоб показувати вам рекламу. Ви можете погодитися або відмовитися, і ви можете змінити "
        "свій вибір будь-коли.</p><button>Погоджуюсь</button>",
    ),
    "German social": (
        "Visit Austria",
        "<p>Wir verwenden Cookies, um Inhalte zu personalisieren, Werbeanzeigen maßzuschneidern und zu messen "
        "sowie die Sicherheit unserer Nutzer zu erhöhen. Wenn du auf unsere Webseite klickst oder hier "
        "navigierst, stimmst du der Erfassung von Informationen durch Cookies zu. Weitere Informationen zu "
        "unseren Cookies und dazu, wie du die Kontrolle darüber behältst, findest du hier: Cookie-Richtlinie.</p>",
    ),
}
NEWS = {
    "news cookies": (
        "Browser maker bans third-party cookies",
        "<h1>Browser maker bans third-party cookies</h1><p>The maker of the browser said on Monday that it will "
        "block third-party cookies for all users by spring, after years of delay. Advertisers use such cookies "
        "for tracking and had fought the plan.</p><p>Privacy groups called the step overdue. Under the new rules "
        "a site that wants to set tracking cookies must ask for consent, and the data protection authority may "
        "fine those that do not. Partners of the company have half a year to change their systems, a spokeswoman "
        "said.</p>",
    ),
    "news fine": (
        "Watchdog fines publisher over cookie banner",
        "<h1>Watchdog fines publisher over cookie banner</h1><p>The data protection watchdog on Tuesday fined a "
        "publisher 300,000 euros because its cookie banner had no button to refuse. Readers who did not consent "
        "to tracking by 700 partners could not read on.</p><p>The publisher said that it had asked for consent as "
        "the law demands and that personal data, such as IP addresses, had never been sold. It will appeal.</p>",
    ),
    "news de": (
        "Gericht kippt Cookie-Banner",
        "<h1>Gericht kippt Cookie-Banner</h1><p>Das Landgericht hat am Montag das Cookie-Banner eines Verlags für "
        "unzulässig erklärt. Die Einwilligung in das Tracking sei nicht freiwillig, weil Nutzer sie nicht ebenso "
        "leicht ablehnen könnten, teilte das Gericht mit.</p><p>Datenschützer begrüßten das Urteil. Der Verlag "
        "kündigte Widerspruch an: Man verarbeite personenbezogene Daten nur mit Zustimmung und nenne alle "
        "Partner.</p>",
    ),
    "news above a consent line": (
        "Sixteen new officers join the police",
        "<h1>Sixteen new officers join the police</h1><p>Sixteen new officers have joined the police department "
        "of the harbour town.</p><p>Ada Marlow, Bo Smith, Cy Twist, Di Brown, Ed Stone, Flo Green, Gus Pike, Hal "
        "Reed and eight others were all sworn in on Wednesday in the council chambers.</p><p>If you buy something "
        "by a link on our site, we may receive compensation. By using this site, you consent to our User "
        "Agreement and agree that your clicks and personal information may be collected and stored by us and our "
        "partners in accordance with our Privacy Policy.</p>",
    ),
    "French fine": (
        "Amende pour une bannière de cookies",
        "<h1>Amende pour une bannière de cookies</h1><p>Le gendarme des données personnelles a infligé mardi une "
        "amende de 300 000 euros à un éditeur dont la bannière ne permettait pas de refuser les cookies. Les "
        "lecteurs qui ne donnaient pas leur consentement au traçage par 700 partenaires ne pouvaient pas lire la "
        "suite.</p><p>L'éditeur, qui fera appel, assure avoir demandé le consentement comme la loi l'exige.</p>",
    ),
    "a quote": (
        "Publisher defends its wall",
        "<h1>Publisher defends its wall</h1><p>The head of "
        "the publishing house on Monday defended the wall "
        "in front of its articles. “We cannot live without "
        "advertising,” he said, “and whoever refuses "
        "cookies can take out a subscription.” Consent to "
        "tracking is asked of all readers since "
        "May.</p><p>The consumer office sees it otherwise "
        "and has gone to court, since personal data must "
        "not be the price of news. A ruling is expected in "
        "spring, the court said on Tuesday.</p>",
    ),
    "Spanish law": (
        "El parlamento endurece la ley de cookies",
        "<h1>El parlamento endurece la ley de "
        "cookies</h1><p>El parlamento aprobó el lunes una "
        "ley que obliga a las páginas web a pedir el "
        "consentimiento antes de instalar cookies. Las "
        "empresas y sus socios tendrán seis meses para "
        "adaptar el tratamiento de los datos personales, "
        "informó la portavoz del gobierno.</p>",
    ),
    "partners": (
        "Club presents new partners",
        "<h1>Club presents new partners</h1><p>The club presented two new advertising partners on Friday. The "
        "brewery and the bank will pay four million euros a year, and their advertisements will stand on the "
        "shirts from summer on, the club said. Fans had asked that the old crest stays.</p>",
    ),
    "bakery": (
        "Bakery wins prize with its cookies",
        "<h1>Bakery wins prize with its cookies</h1><p>A "
        "bakery from the harbour won the prize for the best "
        "cookies of the country on Sunday. “We are happy, "
        "and you taste it,” said the baker. Her cookies are "
        "made with butter only, and her partner brings them "
        "to the market each morning.</p>",
    ),
}


def html(title: str, body: str, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize("url", ADDRESSES)
@pytest.mark.parametrize("name", WALLS)
def test_a_page_that_asks_for_consent_is_a_wall_at_any_address(name: str, url: str | None) -> None:
    record = extract(html(*WALLS[name]), url)
    assert (record.access.observed, record.meta.quality.is_article) == ("wall", False)
    assert record.meta.quality.warnings == ("wall: the page shows a consent or login wall instead of a text",)


@pytest.mark.parametrize("name", ["yahoo", "wall inside site", "generic"])
def test_nor_does_it_help_that_the_page_calls_itself_an_article(name: str) -> None:
    head = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-30">'
    assert extract(html(*WALLS[name], head), URL).access.observed == "wall"


@pytest.mark.parametrize("name", NEWS)
def test_news_of_cookies_and_partners_is_news(name: str) -> None:
    record = extract(html(*NEWS[name]), URL)
    assert (record.access.observed, record.meta.quality.is_article) == ("full", True)


def test_a_wall_that_lists_its_purposes_is_told_from_a_long_text_that_gives_advice() -> None:
    title, start = WALLS["generic"]
    purposes = "".join(
        f"<p>With your permission we and our partners may keep what you read of your interests {number}, such as"
        " the pages you visit, the advertisements you see and the device you use, to build a profile about you.</p>"
        for number in range(8)
    )
    assert extract(html(title, start + purposes), URL).access.observed == "wall"
    dated = '<meta property="article:published_time" content="2026-11-30T10:00:00Z">'
    assert extract(html(title, start + purposes, dated), URL).access.observed == "full"
