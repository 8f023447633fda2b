"""Words of pages that stand in place of a text: notices, errors, forms, offers, and how they speak to the reader; and
words of reports, which such pages do not need: weekdays, and the verbs with which someone is quoted.

No word condemns a page: how many of a text's words are of each kind are signs that the verdict weighs
(`article_signs`). The words are those of notices in general, form by form, as a list that a native speaker can review.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

KINDS = ("reader", "consent", "account", "failure", "browser")
"""What a word speaks of: the reader and what is asked, data, account or money, a failure, the browser."""
REPORT = "report"
_ALL = (*KINDS, REPORT)

_SPACED = {
    "reader": """
        en you your yours yourself please we our us click tap
        de sie ihr ihre ihrem ihren ihrer ihnen bitte du dein deine deinem deinen wir unsere unserer unseren klicken
        de öffnen bestätigen danken
        fr vous votre vos veuillez nous notre nos cliquez ton lisez saisissez téléchargez choisissez confirmez cochez
        fr patientez remercions
        es usted ustedes su sus tu tus favor haga haz nosotros nuestro nuestra nuestros nuestras pulse debes puedes
        es confirme lea introduzca descargue descarga pedimos agradecemos lamentamos
        it lei suo sua tuo tua tuoi noi nostro nostra nostri clicca prego vostra devi puoi conferma spunta leggi
        it inserisci scarica ringraziamo scusiamo scusi contiamo
        pt você vocês seu sua seus suas nós nosso nossa nossos nossas clique favor confirme leia insira baixe escolha
        pt pedimos agradecemos esperamos
        nl u uw jij je jouw wij we ons onze klik alstublieft lees bevestig vink kies uzelf danken
        pl państwo państwa twój twoje twoja twoich twoim ciebie prosimy nasz nasze naszej naszych kliknij masz musisz
        pl możesz jesteś potwierdź zaznacz zapisz czytaj odbieraj pobierz otwórz wybierz wrócimy przepraszamy
        pl dziękujemy naszą naszego nam naszym uważasz szukasz
        ru вы вас вам ваш ваша ваше ваши вашего вашей ваших пожалуйста мы наш наши нашей наших нажмите введите откройте
        ru читайте создайте подпишитесь подтвердите выберите получайте подождите нашем нашего нашу нашим благодарим
        ru приносим вами
        uk ви вас вам ваш ваша ваше ваші вашого ласка ми наш наші натисніть введіть відкрийте зачекайте підтвердіть
        uk нашому нашого нашою вами дякуємо
        tr siz size sizin sizi lütfen biz bizim tıklayın sizlere sitemiz sitemizde sitemizi uygulamamızda uygulamamızı
        tr tarayıcınızı izniniz sıranız okuyun açın girin bekleyin işaretleyin onaylayın indirin düşünüyorsanız
        tr bulunduğunuz olmalısınız okurlarımıza döneceğiz dileriz haklarımızın
        sv du din ditt dina dig ni er vi vår våra vänligen klicka
        no du dere deg din ditt dine vi vår våre vennligst klikk
        da du dig din dit dine jer jeres vi vores venligst klik
        cs vy vás vám váš vaše vašeho vaší vašich prosím naše našich našim klikněte
        hu ön önt önnek kérjük kattintson
        ro dumneavoastră dvs vă rugăm nostru noastră noștri apăsați
        el σας εσείς παρακαλώ μας εμείς πατήστε
        id anda kamu silakan kami klik mohon
        vi bạn vui lòng chúng nhấn
        fi sinä sinun sinulle voit ole hyvä me meidän napsauta
        ar أنت يرجى الرجاء نحن لدينا اضغط لك بك عليك لديك يمكنك بريدك حسابك جهازك متصفحك منطقتك موقعنا تطبيقنا نشرتنا
        ar قراءنا نعتذر نشكر نتوقع أدخل أنشئ افتح حمل عمرك
        fa شما لطفا کنید ما
        he אתה בבקשה אנחנו שלך שלנו לחץ אנא
    """,
    "consent": """
        en cookie cookies consent privacy gdpr tracking vendors personalised personalized partners purposes identifiers
        de cookies datenschutz einwilligung zustimmung zustimmen einwilligen datenschutzerklärung partner verarbeitung
        fr cookies confidentialité consentement traceurs partenaires personnelles accepter refuser
        es cookies privacidad consentimiento socios aceptar rechazar personales
        it cookie consenso informativa privacy partner accettare rifiutare
        pt cookies privacidade consentimento parceiros aceitar recusar
        nl cookies toestemming privacybeleid accepteren weigeren
        pl cookie cookies ciasteczka zgoda zgodę prywatności przetwarzanie
        ru куки cookie cookies согласие конфиденциальности персональных
        uk cookie згода згоду конфіденційності персональних
        tr çerez çerezler çerezleri onay gizlilik
        sv cookies samtycke integritet kakor
        no cookies samtykke personvern informasjonskapsler
        da cookies samtykke privatliv
        cs cookies souhlas soukromí
        hu sütik süti adatvédelem hozzájárulás
        ro cookie consimțământ confidențialitate
        el cookies απορρήτου συγκατάθεση
        id kuki cookie privasi persetujuan
        vi cookie riêng
        fi evästeet evästeitä suostumus tietosuoja
        ar الخصوصية الموافقة الارتباط
        fa کوکی حریم رضایت
        he פרטיות עוגיות הסכמה
    """,
    "account": """
        en subscribe subscriber subscribers subscription subscriptions password username login log sign signup signin
        en register registration account newsletter unlock trial unlimited membership cancel email inbox checkout
        en basket
        de abonnieren abo abonnent abonnenten abonnement passwort kennwort benutzername anmelden registrieren konto
        de kündbar kostenlos testen weiterlesen freischalten warenkorb
        fr abonnez abonné abonnés connexion connecter connectez inscription inscrivez compte offre résiliable panier
        es suscríbete suscribirse suscripción suscriptor suscriptores contraseña usuario sesión registrarse regístrate
        es cuenta gratis boletín
        it abbonati abbonamento abbonato accedi accesso registrati password account offerta carrello
        pt assine assinatura assinante assinantes senha entrar cadastre cadastro conta
        nl abonneren wachtwoord inloggen registreren aanmelden gratis abonnees abonnement
        pl prenumerata subskrypcja zaloguj hasło zarejestruj konto dostęp prenumeratorów
        ru подписка подписку подписаться подписчиков пароль войти вход войдите зарегистрируйтесь регистрация аккаунт
        uk підписка підписку пароль увійти вхід зареєструйтесь
        tr abone şifre parola giriş üye hesap kayıt
        sv prenumerera prenumerant lösenord logga konto
        no abonner abonnent passord logg brukernavn konto
        da abonner abonnent adgangskode log konto
        cs předplatné předplatitele heslo přihlásit přihlaste účet registrace
        hu előfizetés előfizetők jelszó bejelentkezés fiók regisztráció
        ro abonament abonați parola autentificare cont
        el συνδρομή συνδρομητές κωδικός σύνδεση λογαριασμός
        id langganan berlangganan masuk sandi daftar akun
        vi nhập mật khẩu khoản
        fi tilaa tilaaja salasana kirjaudu rekisteröidy tunnus
        ar اشترك الاشتراك تسجيل الدخول المرور حساب
        fa اشتراک ورود رمز حساب
        he מנוי התחבר סיסמה הרשמה
    """,
    "failure": """
        en error errors found unavailable expired moved removed deleted sorry oops wrong again retry wait refresh
        en reload redirected redirecting request requests timeout maintenance forbidden denied blocked unexpected
        en temporarily homepage link broken server exist exists available longer 404 403 500 502 503 429 page pages
        en address
        de fehler gefunden verfügbar leider entschuldigung gelöscht verschoben erneut versuchen wartung weitergeleitet
        de anfragen startseite gesperrt unerwarteter aufgerufene 404 seite seiten adresse
        fr erreur introuvable trouvée disponible désolé désolés déplacée supprimée réessayez réessayer indisponible
        fr accueil requêtes maintenance interdit 404 page pages adresse retournez
        es error encontrada encontrado disponible lamentamos sentimos eliminada eliminado movida inténtelo inténtalo
        es nuevo inicio solicitudes mantenimiento denegado 404 página páginas dirección vuelva vuelve
        it errore trovata trovato disponibile spiacenti rimossa spostata riprova richieste manutenzione negato 404
        it dispiace pagina pagine indirizzo torna iniziale controlla disagio
        pt erro encontrada encontramos desculpe indisponível removida tente novamente página inicial solicitações 404
        pt páginas endereço volte manutenção disponível
        nl fout gevonden beschikbaar helaas verwijderd verplaatst opnieuw probeer verzoeken onderhoud geweigerd pagina
        nl pagina's adres
        pl błąd znaleziono niedostępna przepraszamy usunięta przeniesiona ponownie spróbuj żądań strona strony stronę
        pl stron adres adresu wróć sprawdź uprawnień konserwacyjne dostępny przerwa utrudnienia
        ru ошибка найдена найден недоступна недоступен извините удалена удален перемещена попробуйте позже запросов
        ru страница страницу страницы адрес вернитесь проверьте доступна недоступно обслуживание неудобства
        uk помилка знайдено недоступна вибачте спробуйте сторінка сторінку сторінки адресу
        tr hata bulunamadı mevcut üzgünüz kaldırılmış taşınmış tekrar deneyin istek anasayfa sayfa sayfayı sayfaya
        tr adresi dönün bakım bakımda bakımdadır yenileyin yanlışlık
        sv fel hittades tillgänglig tyvärr borttagen försök igen sidan sida adressen
        no feil finnes funnet beklager prøv igjen nettsiden adressen
        da fejl findes fundet desværre prøv igen hjemmesiden adressen
        cs chyba nenalezena nenalezeno bohužel omlouváme odstraněna zkuste znovu požadavků stránka stránku stránky
        cs adresu
        hu hiba található sajnos próbálja újra oldal oldalt
        ro eroare găsită rău încercați pagina paginii adresa
        el σφάλμα βρέθηκε διαθέσιμη λυπούμαστε δοκιμάστε ξανά σελίδα διεύθυνση
        id kesalahan ditemukan maaf tersedia coba lagi halaman alamat
        vi lỗi tìm thấy xin thử trang
        fi virhe löydy löytynyt pahoittelemme yritä uudelleen sivu sivua sivulle osoite
        ar خطأ العثور عذرا عذراً متاح متاحة المحاولة الصفحة صفحة العنوان صيانة الإزعاج متاحا متوفرة متوفر إذن
        fa یافت متاسفانه خطا صفحه نشانی
        he שגיאה נמצא מצטערים נסה דף הדף כתובת
    """,
    "browser": """
        en javascript browser browsers cookies robot robots bot bots human captcha automated traffic verify
        en verification checking cloudflare device app download install enable enabled disable adblocker blocker ip
        de javascript browser aktivieren deaktivieren roboter mensch überprüfung werbeblocker herunterladen gerät app
        fr javascript navigateur activer désactiver humain vérification bloqueur télécharger appareil application
        es javascript navegador activar desactivar humano verificación bloqueador descargar dispositivo aplicación
        it javascript browser verifica attivare disattivare umano scarica dispositivo app
        pt javascript navegador ativar desativar humano verificação baixar aplicativo dispositivo
        nl javascript browser inschakelen uitschakelen mens controle downloaden apparaat app
        pl javascript przeglądarka przeglądarce przeglądarki włącz wyłącz człowiekiem weryfikacja pobierz aplikacji
        ru javascript браузер браузере браузера включите отключите человек проверка робот скачайте приложение
        uk javascript браузері увімкніть перевірка
        tr javascript tarayıcı tarayıcınız tarayıcınızda etkinleştirin doğrulama insan indirin
        sv javascript webbläsare aktivera människa
        no javascript nettleser nettleseren aktiver menneske
        da javascript browser aktiver menneske
        cs javascript prohlížeč prohlížeči povolte
        hu javascript böngésző böngészője engedélyezze
        ro javascript browserul activați
        el javascript φυλλομετρητή ενεργοποιήστε
        id javascript peramban browser aktifkan
        vi javascript trình duyệt
        fi javascript selain selaimessa ota käyttöön
        ar المتصفح متصفح جافا
        fa مرورگر
        he דפדפן
    """,
    "report": """
        en monday tuesday wednesday thursday friday saturday sunday said says told announced reported according
        en yesterday police minister mayor council court spokesman spokeswoman spokesperson
        de montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag sagte sagten teilte teilten mitgeteilt
        de laut polizei erklärte berichtete gestern sprecher sprecherin bürgermeister gericht
        fr lundi mardi mercredi jeudi vendredi samedi dimanche annoncé déclaré indiqué expliqué affirmé selon hier
        fr police ministre maire tribunal gouvernement
        es lunes martes miércoles jueves viernes sábado domingo dijo dijeron informó anunció explicó afirmó según ayer
        es policía ministro alcalde tribunal gobierno
        it lunedì martedì mercoledì giovedì venerdì sabato domenica detto annunciato spiegato dichiarato secondo ieri
        it polizia ministro sindaco governo
        pt segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo disse informou anunciou
        pt explicou afirmou segundo ontem polícia ministro prefeito governo
        nl maandag dinsdag woensdag donderdag vrijdag zaterdag zondag zei zegt meldde meldt gisteren volgens politie
        nl minister burgemeester rechtbank
        pl poniedziałek wtorek środę czwartek piątek sobotę niedzielę poniedziałku powiedział powiedziała poinformował
        pl poinformowała podała podał wyjaśnił wczoraj policja minister burmistrz sąd
        ru понедельник вторник среду четверг пятницу субботу воскресенье сообщил сообщила сообщили сообщило сообщает
        ru заявил заявила рассказал рассказала сказал сказала объяснил словам вчера полиция полиции министр мэр суд
        uk понеділок вівторок середу четвер п'ятницю суботу неділю повідомив повідомила повідомили заявив заявила
        uk розповів сказав словами вчора поліція міністр суд
        tr pazartesi salı çarşamba perşembe cuma cumartesi dedi söyledi açıkladı bildirdi belirtti göre dün polis
        tr bakanı
        sv måndagen tisdagen onsdagen torsdagen fredagen lördagen söndagen måndag fredag sade säger enligt igår polisen
        no mandag tirsdag onsdag torsdag fredag lørdag søndag sa sier ifølge går politiet opplyser
        da mandag tirsdag onsdag torsdag fredag lørdag søndag sagde siger oplyser ifølge går politiet
        cs pondělí úterý středu čtvrtek pátek sobotu neděli řekl řekla uvedl uvedla sdělil podle včera policie ministr
        hu hétfőn kedden szerdán csütörtökön pénteken szombaton vasárnap mondta közölte szerint tegnap rendőrség
        ro luni marți miercuri joi vineri sâmbătă duminică declarat spus anunțat potrivit ieri poliția
        el δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή είπε δήλωσε ανακοίνωσε σύμφωνα χθες αστυνομία
        id senin selasa rabu kamis jumat sabtu minggu kata ujar mengatakan menurut kemarin polisi
        vi hai ba tư năm sáu bảy nhật nói cho biết theo hôm công an
        fi maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina sanoi kertoi mukaan eilen
        ar الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد قال قالت وقال وقالت أعلن أعلنت وأعلنت أكد وأوضح ذكرت
        ar وأضاف الشرطة أمس وفق
        fa دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه شنبه یکشنبه گفت اعلام افزود گزارش دیروز پلیس
        he שני שלישי רביעי חמישי שישי שבת ראשון אמר אמרה הודיע הודיעה מסר לפי אתמול המשטרה
        hi सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार कहा बताया अनुसार पुलिस
    """,
}
_UNSPACED = {
    "reader": """
        您 你的 请 我们 點擊 点击 请您
        ください お使いの ご覧 お待ち お試し ご愛読 ご迷惑 お客様 あなた 当社 弊社 クリック
        당신 귀하 주세요 십시오 하세요 마세요 드립니다 드려 주셔서 저희 คุณ กรุณา โปรด
    """,
    "consent": """
        隐私 隱私 同意 个人信息 プライバシー クッキー 個人情報
        개인정보 쿠키 동의 คุกกี้
    """,
    "account": """
        订阅 訂閱 登录 登入 密码 密碼 注册 註冊 账号 帳號 会员 會員
        ログイン パスワード 会員登録 購読 有料会員 アカウント
        로그인 비밀번호 회원가입 구독 เข้าสู่ระบบ รหัสผ่าน สมัคร
    """,
    "failure": """
        错误 錯誤 找不到 不存在 抱歉 已删除 已刪除 稍后 稍後 重试 重試 维护 維護
        エラー 見つかりません 申し訳 削除 メンテナンス 再度 アクセスできません
        오류 찾을 없습니다 죄송 삭제 다시 시도 점검 ไม่พบ ขออภัย ข้อผิดพลาด
    """,
    "browser": """
        浏览器 瀏覽器 验证码 驗證 机器人 启用 啟用 客户端 客戶端 下载 下載 ブラウザ アプリ 有効に ロボット 認証
        브라우저 로봇 เบราว์เซอร์
    """,
    "report": """
        周一 周二 周三 周四 周五 周六 周日 星期 表示 报道 報道 记者 記者 宣布 警方 昨日 透露 指出
        月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 述べた 話した 語った 発表し 明らかにし によると 警察
        월요일 화요일 수요일 목요일 금요일 토요일 일요일
        밝혔다 말했다 전했다 보도했다 설명했다 따르면 경찰 วันจันทร์ วันอังคาร วันพุธ วันศุกร์ กล่าวว่า เปิดเผย ตำรวจ
    """,
}
_SIGNS = '.,?!:;"“”„()|'
_LONGEST_WORDS = 9  # signs a word: a text with longer ones has no spaces


@cache
def _kinds(language: str) -> dict[str, int]:
    """Word -> its place in `_ALL`, in a language and in English; a word of two kinds is of the first."""
    found: dict[str, int] = {}
    for place, kind in enumerate(_ALL):
        for code, *words in map(str.split, _SPACED[kind].strip().splitlines()):
            if code in (language, "en"):
                for word in words:
                    found.setdefault(word, place)
    return found


def count_notice_words(text: str, language: str) -> tuple[list[int], int]:
    """How many words of each of KINDS and of REPORT stand in a text, and how many words it has in all (in unspaced
    scripts a third of the signs). `language` is a code as `Language.code`.
    """
    text = text.casefold()
    for sign in _SIGNS:  # a quarter of what a pattern for words takes
        text = text.replace(sign, " ")
    words = text.split()
    counts, kinds = [0] * len(_ALL), _kinds(language)
    for place in [kinds[word] for word in words if word in kinds]:
        counts[place] += 1
    if text.isascii():
        return counts, max(1, len(words))
    is_unspaced = len(text) > _LONGEST_WORDS * len(words)
    if is_unspaced or language == "ko":  # which joins its endings to the words
        for place, kind in enumerate(_ALL):
            counts[place] += sum(map(text.count, _parts(kind)))
    return counts, max(1, len(text) // 3 if is_unspaced else len(words))


@cache
def _parts(kind: str) -> Sequence[str]:
    return tuple(_UNSPACED[kind].split())
