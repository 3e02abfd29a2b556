# What people read, in Romanian: the pages' texts, the names of purposes and the words in which a yes is asked.
# The format is Fluent (projectfluent.org). Every language has the same names, each with the same { $values }; a test says which is missing.

# The language's own name, and its number: the next free one, and the same for ever, for the numbers of wordings hold it.
language_name = Română
language_number = 1
number_group = .
number_decimal = ,
money = { $amount }{ "\u00A0" }{ $currency }
date = { $day } { $month } { $year }, { $time }
day_1 = 1
number = nr. { $number }
month_1 = ianuarie
month_2 = februarie
month_3 = martie
month_4 = aprilie
month_5 = mai
month_6 = iunie
month_7 = iulie
month_8 = august
month_9 = septembrie
month_10 = octombrie
month_11 = noiembrie
month_12 = decembrie
channel_email = e-mail
channel_sms = SMS
yes = Da
no = Nu
notice = Nota de informare privind datele personale
error_prefix = Eroare:
authority = Plângeri se pot depune la
languages = Această pagină în alte limbi
to_preferences = Preferințele dumneavoastră

form_title = Abonați-vă la newsletter
form_email = Adresa de e-mail
form_trap = Lăsați gol acest câmp
form_choices = Dacă doriți, în plus:
form_button = Mă abonez
form_next = Veți primi un e-mail cu un buton de confirmare și un singur memento, dacă nu îl apăsați. Până atunci nu vă trimitem nimic altceva.
form_error_email = Vă rugăm să introduceți o adresă de e-mail, de exemplu nume@example.com.
form_error_too_many = Prea multe încercări din rețeaua dumneavoastră. Vă rugăm să reveniți mai târziu.

form_sent_title = Verificați-vă e-mailul
form_sent_text = Dacă adresa poate fi abonată, un e-mail cu un buton este deja pe drum. Deschideți-l și confirmați.
form_sent_days = { FORM($days) ->
    [one] Linkul din el este valabil timp de o zi.
    [few] Linkul din el este valabil timp de { $days } zile.
   *[other] Linkul din el este valabil timp de { $days } de zile.
}
form_sent_nothing = Dacă nu faceți nimic, veți primi un singur memento, iar după { $days } zile adresa se șterge. În acest caz nu sunteți abonat.

confirm_title = Încă un pas: confirmați
confirm_lead = Prin apăsarea butonului sunteți de acord, față de { $controller }, cu următoarele:
confirm_button = Da, sunt de acord
confirm_asked = Solicitat la { $at }.
confirm_asked_at = Solicitat la { $at } pe { $place }.
confirm_who = Nu ați fost dumneavoastră? Închideți pagina: nu vi se va trimite nimic în afară de o singură reamintire a acestei întrebări.

confirmed_title = Mulțumim, ne-am înțeles
confirmed_text = De acum { $controller } are acordul dumneavoastră pentru:
confirmed_change = Vă puteți răzgândi oricând: fiecare mesaj are un link cu care îl opriți printr-un singur clic.

unsubscribe_title = Dezabonare
unsubscribe_text = Cu acest buton nu veți mai primi mesaje prin { $channel } de la { $controller } în acest scop: { $purpose }.
unsubscribe_all_text = Cu acest buton nu veți mai primi mesaje de marketing prin { $channel } de la { $controller }.
unsubscribe_button = Mă dezabonez
unsubscribe_everything = Mă dezabonez de la tot
unsubscribe_nothing_else = Nu trebuie să vă autentificați și nici să dați un motiv. Are efect imediat.

unsubscribed_title = V-ați dezabonat
unsubscribed_text = { $controller } nu vă va mai trimite nimic prin { $channel } în acest scop: { $purpose }.
unsubscribed_all_text = { $controller } nu vă va mai trimite mesaje de marketing prin { $channel }.
unsubscribed_data = Ce s-a înregistrat despre reacțiile dumneavoastră la aceste mesaje se șterge după 24 de ore. Se păstrează doar o amprentă cu cheie a adresei, pentru ca aceasta să nu fie adăugată din nou.
everywhere_title = Și mesajele altor companii?
everywhere_text = Și alte companii își trimit mesajele cu același software. Un singur clic le oprește și pe acestea, la această adresă, de la toate companiile, de acum și din viitor, iar ce au înregistrat despre ea se șterge.
everywhere_button = Niciun mesaj de la nicio companie
everywhere_said = Nicio companie care folosește acest software nu va mai scrie la această adresă și nici nu o va adăuga din nou.
everywhere_undo_text = Puteți reveni până la { $until }. Celelalte companii vă vor putea scrie ca înainte; { $controller } nu.
everywhere_undo_button = Revin
undo_title = A fost o greșeală?
undo_text = Puteți reveni până la { $until }. Este un nou acord:
undo_button = Abonați-mă din nou

preferences_title = Preferințele dumneavoastră
preferences_lead = Ce vă poate trimite { $controller } și cum. Bifați ce doriți, lăsați nebifat ce nu doriți.
preferences_legend = Sunt de acord cu:
preferences_none = Dacă nu rămâne bifat niciun fel de mesaje, aceasta este o dezabonare: o puteți anula timp de 24 de ore, apoi datele păstrate pentru ele se șterg.
preferences_save = Salvează
pace_legend = Cât de des, cel mult
pace_any = Ori de câte ori { $controller } are ceva de spus
pace_week = O dată pe săptămână
pace_month = O dată pe lună
pause_legend = O pauză
pause_none = Fără pauză
pause_keep = Ca până acum: nimic până la { $until }
pause_days = { FORM($days) ->
    [one] Nimic timp de o zi
    [few] Nimic timp de { $days } zile
   *[other] Nimic timp de { $days } de zile
}
pause_still = La ce comandați sau întrebați vi se răspunde în continuare. Acordurile dumneavoastră rămân neschimbate.
saved_pace = Cât de des, cel mult: { $pace }
saved_paused = Nu vine nimic până la { $until }.
state_on = Acord dat la { $at }
state_off = Încheiat la { $at }
state_never = Fără acord
saved_title = Salvat
saved_text = Alegerea dumneavoastră este valabilă de acum:

renewal_title = Continuăm?
renewal_lead = V-ați dat acordul pentru cele de mai jos. Fără un nou acord, acesta se încheie la { $until }: { $controller } nu vă va mai trimite nimic, iar datele păstrate despre dumneavoastră în acest scop vor fi șterse.
renewal_yes = Da, scrieți-mi în continuare
renewal_no = Nu, dezabonați-mă
renewal_nothing = Vă întrebăm o singură dată. Dacă nu faceți nimic, înțelegem că nu doriți.
renewal_over_title = Acordul dumneavoastră s-a încheiat
renewal_over_text = { $controller } nu vă mai trimite nimic, iar datele păstrate despre dumneavoastră în acest scop au fost șterse.
renewal_over_back = Puteți reveni oricând, la fel ca oricine se abonează.
rights_title = Drepturile dumneavoastră
rights_short = Puteți cere oricând rectificarea sau ștergerea datelor dumneavoastră la { $controller } și vă puteți retrage acordul.
rights_withdraw = Vă puteți retrage acordul oricând, la fel de ușor cum l-ați dat.
rights_access = Puteți primi o copie a datelor dumneavoastră și puteți afla de unde provin.
rights_rectify = Puteți cere rectificarea datelor greșite.
rights_erase = Puteți cere ștergerea datelor dumneavoastră.
rights_object = Vă puteți opune oricând marketingului direct; acesta încetează.
rights_complain = Puteți depune plângere la autoritatea pentru protecția datelor.
rights_contact = Scrieți la { $controller }:

receipts = Acordurile dumneavoastră într-un fișier
receipts_text = Fiecare „da” și fiecare „nu” al acestei adrese, în cuvintele care erau scrise acolo, ca să le păstrați sau să le dați altcuiva. Pentru programe: JSON-LD, după ISO/IEC TS 27560.
receipts_servers = Serverele pe care rulează acest program pentru { $controller }; programul nu știe în ce țară se află.

why_title = De ce am primit acest mesaj?
why_lead = { $controller } vi l-a trimis prin { $channel } la { $at }. Scopul: { $purpose }.
why_evidence = V-ați dat acordul pentru
why_used = Ce s-a folosit
why_used_text = Aceste produse apar în mesaj datorită a ceea ce ați făcut în magazinul { $controller }. Ce seamănă sau se potrivește cu ele s-a aflat din ce au văzut și au cumpărat împreună toți vizitatorii lui care și-au dat acordul, fără nume; nu s-a folosit nimic altceva.
why_source = De unde provine adresa dumneavoastră
why_may_use = Ce se poate folosi în acest scop
why_received = Cine primește datele dumneavoastră în acest scop
why_received_none = Nimeni în afară de { $controller } și de cei care operează pentru acesta programul și serverele de e-mail.
why_received_only = În afara acestora, numai { $controller } și cei care operează pentru acesta programul și serverele de e-mail.
source_form = A fost introdusă într-un formular al magazinului și confirmată de la această adresă.
source_shop = A fost dată în magazin, care păstrează dovada acordului dumneavoastră.
source_event = A fost dată la un eveniment și există dovada acordului dumneavoastră.
source_list = A venit cu o listă și există dovada acordului dumneavoastră.
use_contact = Această adresă
use_behaviour = Ce ați vizualizat, căutat și pus în coș în magazin
use_orders = Ce ați comandat
use_engagement = Ce mesaje ați deschis și ce linkuri ați urmat
use_preferences = Ce ați spus că vă place
use_location = Unde vă aflați
use_special = Date sensibile, așa cum le spune descrierea
why_do = Ce puteți face

evidence_at = Dat la
evidence_ended = Încetat la
evidence_method = Cum
evidence_place = Unde
evidence_version = Versiunea textului
evidence_entry = Înregistrarea în registru
evidence_notice = Nota de informare din acea zi
method_double_opt_in = formular, confirmat prin e-mail
method_confirmed_by_mail = formular, confirmat prin e-mail
method_banner = bannerul de consimțământ al site-ului
method_consent_manager = managerul de consimțământ al site-ului
method_form = formular
method_preferences = pagina de preferințe
method_undo = dezabonare anulată
method_renewal_page = pagina de reînnoire
method_import = import cu dovadă
method_api = sistemul magazinului
item_cart = era în coș
item_viewed = a fost văzut
item_like = seamănă cu ce ați văzut: văzut de alții împreună cu acela, descris asemănător sau cel mai văzut de felul lui
item_together = se potrivește cu ce este în coș: alții le-au cumpărat împreună sau au cumpărat împreună produse de aceste feluri

notice_lead = { $controller } răspunde de cele spuse aici. Nota este făcută din regulile după care lucrează programul.
notice_without = Fără acordul dumneavoastră nu se păstrează și nu se trimite nimic despre dumneavoastră, în afară de ce cere un contract cu dumneavoastră sau legea. Orice acord poate fi retras la fel de ușor cum a fost dat.
notice_purposes = Ce se face cu datele și de ce
notice_basis = Temei
notice_kept = Se păstrează
notice_days = { FORM($days) ->
    [one] cel mult o zi
    [few] cel mult { $days } zile
   *[other] cel mult { $days } de zile
}
notice_more = Mai multe despre aceasta
notice_profiling = Cum sunt alese mesajele
notice_profiling_text = Dacă ați fost de acord cu o selecție personală, un program alege produse după ce ați vizualizat, pus în coș și cumpărat în magazinul { $controller } și după ce au privit și au cumpărat alții împreună, fără nume. El hotărăște numai ce produse vi se arată și când: nimic cu efect juridic, niciun preț, niciun credit.
notice_version = Versiunea { $version }, din { $at }
notice_was = Așa era nota de informare de la { $since } până la { $until }.
notice_today = Nota de informare de astăzi
notice_earlier = Versiuni anterioare
notice_span = Versiunea { $version }, de la { $since } până la { $until }
basis_consent = Consimțământul dumneavoastră
basis_contract = Un contract cu dumneavoastră sau demersuri cerute de dumneavoastră înaintea lui
basis_legal_obligation = O obligație legală
basis_vital_interests = Protejarea vieții cuiva
basis_public_task = O sarcină de interes public
basis_legitimate_interests = Interese legitime, dacă nu prevalează ale dumneavoastră; vă puteți opune
does_remembers = Browserul dumneavoastră este recunoscut și se reține ce faceți în magazin.
does_markets = Se trimit mesaje de marketing.
does_personalises = Mesajele arată ce se potrivește cu ce faceți în magazin.
does_notices = Se observă ce mesaje deschideți.
does_locates = Se folosește locul în care vă aflați.
does_discloses = Se transmit date altora.
does_informs = Vi se comunică ce ați comandat, ce ați cerut sau ce trebuie să știți.
does_keeps = Se păstrează comenzile.
does_surveys = Vi se cere părerea.

cookies_title = Cookie-uri
cookies_lead = { $controller } folosește prin Placet aceste cookie-uri și niciun altul. Fiecare aparține doar { $controller }.
cookies_lead_all = { $controller } folosește pe propriul site aceste cookie-uri și niciun altul.
cookies_none = Niciunul.
cookie_purpose = Scop
cookie_supplier = Setat de
cookie_kept = Păstrat
cookie_days = { FORM($days) ->
    [one] o zi
    [few] { $days } zile
   *[other] { $days } de zile
}
cookie_days_refused = { FORM($days) ->
    [one] ; o zi dacă ați refuzat totul
    [few] ; { $days } zile dacă ați refuzat totul
   *[other] ; { $days } de zile dacă ați refuzat totul
}
cookie_third = Terți
cookie_third_none = Nu îl primește nimeni
cookie_third_policy = Ce spune acesta despre el
cookie_session = Până la închiderea browserului
cookie_category_necessary = Strict necesare
cookie_category_performance = Performanță
cookie_category_advertising = Publicitate și urmărire
cookie_category_text_necessary = Site-ul nu poate funcționa fără ele. Cele care rețin răspunsul dumneavoastră despre cookie-uri există numai după ce ați răspuns și nu spun nimic despre cine sunteți.
cookie_category_text_performance = Există numai după acordul dumneavoastră și numără vizitele fără să spună cine sunteți.
cookie_category_text_advertising = Există numai după acordul dumneavoastră și încetează odată cu refuzul. Conținutul celor puse de noi este criptat: niciun script și nimeni altcineva nu îl poate citi.
cookie_use_id = Recunoaște acest browser după un număr aleatoriu, pentru ca ceea ce vedeți, puneți în coș și cumpărați aici să poată influența ce vi se arată
cookie_use_term = Reține până când poate fi recunoscut acest browser; următoarea vizită nu schimbă termenul
cookie_use_seen = Reține când a fost ultima dată aici acest browser, pentru a deosebi o vizită de următoarea
cookie_use_choices = Reține ce categorii ați ales
cookie_use_disclaimer = Reține ce versiune a informării ați acceptat
cookies_end = Cum puneți capăt
cookies_end_text = Puteți schimba alegerea pe orice pagină a magazinului, puteți șterge cookie-urile din browser sau le puteți bloca acolo. Ce a fost șters nu este adus înapoi și sunteți cineva nou până la un nou acord. Dacă le blocați și pe cele necesare, magazinul funcționează la fel și vă întreabă la fiecare vizită. Un browser care trimite Global Privacy Control este socotit un refuz.

trouble_title_not_found = Nu este nimic aici
trouble_text_not_found = Adresa nu este completă sau pagina nu mai există. Vă rugăm să deschideți din nou linkul din mesaj.
trouble_title_gone = Acest link nu mai este valabil
trouble_text_gone = Astfel de linkuri sunt valabile un timp limitat. Dacă mai primiți mesaje, cel mai nou are un link care funcționează.
trouble_title_past = Acest mesaj nu mai este afișat aici
trouble_text_past = Conținutul unui mesaj se păstrează șase zile. Mesajul însuși rămâne în căsuța dumneavoastră poștală cât timp îl păstrați.
trouble_title_bad_form = Acest formular nu funcționează
trouble_text_bad_form = A trimis ceva ce nu putem accepta și nu s-a păstrat nimic. Magazinul trebuie să îl repare; dumneavoastră nu ați greșit cu nimic.
trouble_title_closed = Momentan nu se primesc abonări noi
trouble_text_closed = Compania nu poate scrie nimănui acum, așa că nu s-a păstrat nimic din ce ați completat. Vă rugăm să reveniți în altă zi.
trouble_to_form = La formular
trouble_title_too_many = Vă rugăm să așteptați puțin
trouble_text_too_many = Această pagină a fost cerută de prea multe ori acum. Vă rugăm să încercați din nou peste câteva clipe.
trouble_title_internal = Ceva nu a mers
trouble_text_internal = Greșeala este a noastră. Vă rugăm să încercați din nou; dacă se repetă, scrieți-ne cu acest număr.
trouble_title_unavailable = Momentan indisponibil
trouble_text_unavailable = Nu s-a pierdut nimic. Vă rugăm să încercați din nou într-un minut.
trouble_request = Număr:

# Purposes: what they are called, and in which words a company asks for them that has not written its own.
purpose_tracking = Reținerea acestui dispozitiv
purpose_tracking_asked = { $company } poate recunoaște acest dispozitiv pe propriul site și poate reține ce este vizualizat, pus în coș și cumpărat aici.
purpose_marketing = Mesaje de marketing
purpose_marketing_asked = { $company } îmi poate trimite mesaje de marketing la această adresă. Mă pot dezabona oricând, cu un singur clic.
purpose_personalisation = Selecție personală
purpose_personalisation_asked = { $company } poate alege conținutul acestor mesaje după ce vizualizez, pun în coș și cumpăr din magazinul său.
purpose_open_tracking = Observarea mesajelor deschise
purpose_open_tracking_asked = { $company } poate observa când deschid mesajele sale.
purpose_location = Localizare
purpose_audiences = Audiențe ale platformelor publicitare
purpose_audiences_asked = { $company } poate transmite platformelor publicitare o amprentă a acestei adrese, pentru ca ele să îmi arate reclamele sale.
purpose_service = Informații despre serviciu
purpose_orders = Comenzi
purpose_survey = Sondaje
purpose_survey_asked = { $company } îmi poate cere din când în când părerea la această adresă.
purpose_support = Asistență
