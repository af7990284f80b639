## Frame

skip = Zum Inhalt springen
languages = Sprachen
language = Sprache
times-are-utc = Zeiten in UTC.
main-menu = Hauptmenü
menu = Menü
client = Mandant
help-desk = Helpdesk
own = Sie selbst
own-page = Ihre Seite
style = Gestaltung
find-a-person = Person suchen
sign-out = Abmelden
sign-in = Anmelden
error = Fehler
next = Weiter
cancel = Abbrechen
reason = Begründung
reason-hint = Sie bleibt im Protokoll.
way-here = Weg hierher
more-for = Mehr zu { $what }
to-start = Zum Anfang

## Signing in

login-id = Login
password = Passwort
code = Code
sign-in-no = Das hat nicht gepasst. Eingaben prüfen; nach mehreren Fehlversuchen wird ein Anmeldemittel gesperrt.
sign-in-change = Das Passwort muss zuerst geändert werden. Die Administration kann einen Link senden.
sign-in-no-factor = Es fehlt ein zweiter Faktor: Passkey, Authenticator-App oder Wiederherstellungscodes. Die Administration kann einen Link senden.
sign-in-link-hint = Kein Passwort? Der Betrieb erstellt einen Link mit sigill admin console-link.
second-title = Zweiter Faktor
second-by = Mit
second-no = Der Code stimmte nicht.
factor-app = Code der Authenticator-App
factor-app-named = Code der Authenticator-App «{ $label }»
factor-recovery = Wiederherstellungscode
factor-passkey = Ein Passkey oder Sicherheitsschlüssel
factor-passkey-do = Passkey verwenden
passkey-no = Der Passkey wurde nicht angenommen.
passkey-failed = Der Browser gab keinen Passkey. Nochmals versuchen oder einen anderen Weg nehmen.
passkey-script = Ein Passkey braucht JavaScript.
passkey-add = Passkey hinzufügen
passkey-add-hint = Der Browser verlangt Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel. Danach ist er ein zweiter Faktor bei der Anmeldung hier.
passkey-name = Ihr Name dafür
once-title = Mit Link anmelden
once-for = Dieser Link meldet { $user } von { $client } an, einmal.
once-until = Er gilt bis { $until }.

## Finding

who-needs-help = Wer braucht Hilfe?
find = Suchen
find-hint-short = Name, Nummer, Login, ID …
find-hint = Alles einfügen: eine Nummer in beliebiger Schreibweise, eine Seriennummer, eine E-Mail-Adresse. Die Taste / führt hierher.
find-tries = Zum Probieren
find-try-number = Eine Mobilnummer: 079 555 01 23
find-try-name = Der Anfang eines Namens: Keller Ida
find-try-id = Ein Login, eine ID, die Seriennummer eines Zertifikats
find-nothing-typed = Eingeben, was bekannt ist: höchstens 300 Zeichen.
found-title = Gefunden: { $q }
find-lacks-country = Wie geschrieben gelesen: Keine Richtlinie sagt, zu welchem Land nationale Nummern gehören. Mit Landesvorwahl wird vielleicht mehr gefunden.
nobody-found = Niemand gefunden
nobody-found-for = Nichts passt zu «{ $q }», wo Sie suchen dürfen.
nobody-found-next = Die Nummer mit Landesvorwahl versuchen, oder nur den Anfang des Namens.
hits = 
    { $count ->
        [one] 1 Person
       *[other] { $count } Personen
    }
person = Person
found-by = Gefunden über
state = Zustand
why-number = Mobilnummer
why-login = Login
why-user-id = ID der Person
why-credential-id = ID eines Anmeldemittels
why-email = E-Mail
why-identificator = Name beim Anbieter
why-certificate = Zertifikat
why-name = Name

## A person

id = ID
valid-until = Gültig bis
technical-user = Technischer Benutzer
user-active = Aktiv
user-disabled = Deaktiviert
user-archived = Archiviert
user-over = Nicht mehr gültig
user-not-yet = Noch nicht gültig
credentials = Anmeldemittel
no-credentials = Noch kein Anmeldemittel: ohne meldet sich niemand an.
no-credentials-right = Ihre Rollen zeigen hier keine Anmeldemittel.
timeline = Verlauf
timeline-of = Verlauf: { $name }
all-of-it = Alles
older = Älteres
nothing-happened = Noch nichts.
parts-of-sheet = Teile des Blatts
effective-rights = Wirksame Rechte
works = Funktioniert:
doesnt-work = Nicht:
told-by = durch { $who }

## Whether somebody can sign in

verdict-can = { $name } kann sich anmelden: { $what }.
verdict-cannot = { $name } kann sich nicht anmelden. { $what }: { $why }.
verdict-partly = { $name } kann nicht alles benutzen. { $what }: { $why }.
cause-user-archived = { $name } kann sich nicht anmelden: archiviert, und das ist endgültig.
cause-user-disabled = { $name } kann sich nicht anmelden: Das Konto ist deaktiviert.
cause-user-expired = { $name } kann sich nicht anmelden: Das Konto ist nicht mehr gültig.
cause-user-not-yet-valid = { $name } kann sich nicht anmelden: Das Konto ist noch nicht gültig.
cause-no-credential = { $name } kann sich nicht anmelden: Es gibt kein Anmeldemittel.
cause-asked-too-often = zu oft gefragt, einige Minuten warten
cause-last-outcome = die letzte Signatur schlug fehl
cause-message-failed = eine Nachricht konnte nicht gesendet werden
cause-number-unknown = der Anbieter kennt die Nummer nicht
cause-phone-inactive = keine SIM oder App der Nummer ist aktiv
cause-phone-unreachable = das Telefon antwortet nicht
cause-pin-blocked = der PIN ist laut Anbieter blockiert; entsperren hilft nicht
cause-provider-not-configured = der Anbieter ist hier nicht eingerichtet
cause-provider-refuses = der Anbieter wird zu dieser mobilen Signatur nicht gefragt
cause-provider-silent = der Anbieter antwortet nicht
cause-provider-trouble = der Anbieter hat eine Störung
cause-serial-mismatch = eine andere SIM als zuvor hat signiert
cause-signature-open = eine Signatur wird gerade verlangt
fact-user-archived = archiviert
fact-user-disabled = deaktiviert
fact-user-expired = Gültigkeit zu Ende
fact-user-not-yet-valid = Gültigkeit gesetzt
fact-no-credential = keine mobile Signatur
fact-credential-archived = mobile Signatur archiviert
fact-credential-disabled = mobile Signatur deaktiviert
fact-credential-fail-locked = mobile Signatur gesperrt
fact-credential-tmp-locked = mobile Signatur vorübergehend gesperrt
fact-credential-not-active = Anmeldemittel nicht aktiv
fact-credential-expired = mobile Signatur abgelaufen
fact-credential-not-yet-valid = mobile Signatur noch nicht gültig
fact-change-overdue = Änderung überfällig
fact-provider-not-configured = Anbieter nicht eingerichtet
fact-failed-attempts = letzter Fehlversuch
fact-refused-attempts = heute abgewiesene Versuche, der erste
fact-asked-too-often = zu oft gefragt, einige Minuten warten
fact-last-outcome = die letzte Signatur schlug fehl
fact-message-failed = Nachricht nicht gesendet
fact-number-unknown = der Anbieter kennt die Nummer nicht
fact-phone-inactive = keine SIM oder App der Nummer ist aktiv
fact-phone-unreachable = das Telefon antwortet nicht
fact-pin-blocked = der PIN ist laut Anbieter blockiert; entsperren hilft nicht
fact-provider-refuses = der Anbieter wird zu dieser mobilen Signatur nicht gefragt
fact-provider-silent = der Anbieter antwortet nicht
fact-provider-trouble = der Anbieter hat eine Störung
fact-serial-mismatch = eine andere SIM als zuvor hat signiert
fact-signature-open = eine Signatur wird gerade verlangt

## Credentials by their number

kind-1 = Passwort
kind-2 = Zertifikat
kind-3 = SecurID-Konto
kind-4 = Ticket
kind-5 = Safeword-Konto
kind-6 = Codekarte
kind-8 = Temporäres Passwort
kind-9 = Allgemeines Anmeldemittel
kind-10 = Kerberos-Konto
kind-11 = SMS-Code
kind-12 = Vasco-Token
kind-13 = PUK
kind-14 = Link per Mail
kind-15 = Gerätepasswort
kind-16 = Mobile Signatur
kind-17 = SAML-Föderation
kind-18 = Sicherheitsfragen
kind-19 = Kontextpasswort
kind-20 = Authenticator-App
kind-21 = Passkey (UAF)
kind-22 = Wiederherstellungscodes
kind-23 = Passkey

## Their states: parts of sentences, in small letters

state-active = funktioniert
state-initial = noch nie benutzt
state-tmp-locked = gesperrt bis { $until }
state-tmp-locked-after = 
    { $count ->
        [one] nach 1 Fehlversuch gesperrt, öffnet { $until }
       *[other] nach { $count } Fehlversuchen gesperrt, öffnet { $until }
    }
state-fail-locked = gesperrt, bis jemand entsperrt
state-fail-locked-after = 
    { $count ->
        [one] nach 1 Fehlversuch dauerhaft gesperrt
       *[other] nach { $count } Fehlversuchen dauerhaft gesperrt
    }
state-disabled = deaktiviert durch { $who }, { $at }
state-archived = archiviert; kann nur gelöscht werden
state-over = abgelaufen am { $at }
state-not-yet = gültig ab { $at }
state-admin-changed = muss bei der nächsten Anmeldung geändert werden
state-reset-code = ein Rücksetzcode ist unterwegs
state-ends-in = 
    { $count ->
        [0] läuft heute ab
        [one] läuft in 1 Tag ab
       *[other] läuft in { $count } Tagen ab
    }
by-policy = Richtlinie { $policy }
fact-number = Nummer
fact-provider = Anbieter
fact-subject = Inhaber
fact-issuer = Aussteller
fact-serial = Seriennummer
fact-name-there = Name dort
fact-context = Kontext
fact-site = Website
fact-method = Verfahren
fact-identification = Kennung
fact-made = Erstellt
made-by = { $at } durch { $who }
fact-success = Erfolg
fact-failure = Fehlversuch
so-often = 
    { $count ->
        [one] { $at } · einmal
       *[other] { $at } · { $number } insgesamt
    }
so-often-since = 
    { $count ->
        [0] { $at } · keiner seit einem Erfolg
        [one] { $at } · einer seit einem Erfolg
       *[other] { $at } · { $number } seit einem Erfolg
    }
never = nie
is-now = Jetzt: { $state }.

## What may be done with a credential

unlock = Entsperren
unlock-now = Jetzt entsperren
lock = Sperren
enable = Aktivieren
disable = Deaktivieren
archive = Archivieren
delete = Löschen
unlock-what = { $what } von { $name } entsperren?
lock-what = { $what } von { $name } sperren?
enable-what = { $what } von { $name } aktivieren?
disable-what = { $what } von { $name } deaktivieren?
archive-what = { $what } von { $name } archivieren?
delete-what = { $what } von { $name } löschen?
unlock-effect = Es funktioniert sofort wieder, und Fehlversuche zählen von null.
lock-effect = Es funktioniert nicht mehr, bis jemand entsperrt.
enable-effect = Es funktioniert sofort wieder.
disable-effect = Es funktioniert nicht mehr, bis jemand aktiviert.
archive-effect = Das ist endgültig: Archiviertes kann nur gelöscht werden.
delete-effect = Es ist weg; das Protokoll erinnert sich.
person-enable-what = { $name } aktivieren?
person-disable-what = { $name } deaktivieren?
person-archive-what = { $name } archivieren?
person-delete-what = { $name } löschen?
person-endless-what = Ende der Gültigkeit von { $name } aufheben?
person-now-what = Gültigkeit von { $name } jetzt beginnen lassen?
person-enable-effect = Anmelden geht sofort wieder, und die Profile mit ihren Rollen.
person-disable-effect = Niemand meldet sich mehr als diese Person an, und was angemeldet ist, endet.
person-archive-effect = Das ist endgültig: Alle Anmeldemittel und Rollen gehen. Das Protokoll bleibt.
person-delete-effect = Die Person geht mit allem, was dazugehört. Das Protokoll bleibt.
person-endless-effect = Das Konto ist ohne Ende gültig.
person-now-effect = Das Konto ist sofort gültig.
take-end-away = Ende aufheben
begin-now = Jetzt beginnen

## Times

today = Heute
today-at = heute, { $time }
yesterday-at = gestern, { $time }
tomorrow-at = morgen, { $time }

## What happened

event-user-create = Registriert
event-user-modify = Daten geändert
event-user-archive = Archiviert
event-user-delete = Gelöscht
event-credential-create = Anmeldemittel erstellt
event-credential-modify = Anmeldemittel geändert
event-credential-delete = Anmeldemittel gelöscht
event-credential-show = Geheimnis angezeigt
event-credential-challenge = Abfrage gestellt
event-login-success = Angemeldet
event-login-failure = Fehlversuch
event-attempt-refused = Versuch abgewiesen
event-authorization-denied = Etwas wurde verweigert
event-profile-create = Profil erstellt
event-profile-modify = Profil geändert
event-profile-delete = Profil gelöscht
event-authorization-create = Rolle erteilt
event-authorization-modify = Datenräume einer Rolle geändert
event-authorization-delete = Rolle entzogen
event-session-begin = An der Konsole angemeldet
event-session-end = Sitzung beendet
event-signature-request = Signatur verlangt
event-signature-pending = Signatur auf dem Telefon
event-signature-settle = Signatur abgeschlossen
event-history-erase = Protokoll gelöscht

## Rights

rights-of = Wirksame Rechte: { $name }
rights-idle = Diese Person ist jetzt nicht aktiv oder gültig und darf deshalb nichts.
rights-for = Für wen?
rights-for-hint = Die ID einer Person desselben Mandanten; leer: irgendwo.
ask = Fragen
roles = Rollen
role = Rolle
holds = Gilt
rooms = Datenräume
no-roles = Keine Rollen.
profile = Profil
yes = Ja
no = Nein
all-clients = Alle Mandanten
all-units = Alle Einheiten
holds-holds = wo ihre Datenräume es sagen
holds-inClient = im ganzen Mandanten
holds-inUnit = in einer Einheit der Person
holds-oneself = über sich selbst
holds-onlyOneself = nur über sich selbst
holds-otherClient = in anderen Mandanten
holds-otherUnits = in anderen Einheiten
holds-otherApplications = für andere Anwendungen
holds-otherEnterpriseRoles = für andere Unternehmensrollen
holds-ofApplication = eine Rolle einer anderen Anwendung: sie gibt hier kein Recht
holds-notValid = sie ist jetzt nicht gültig
holds-profileDisabled = das Profil ist deaktiviert
holds-profileNotValid = das Profil ist jetzt nicht gültig
rights-count = 
    { $count ->
        [0] Kein Recht
        [one] 1 Recht
       *[other] { $count } Rechte
    }
rights-elsewhere = Vorhanden, aber nicht hier

## Own page

own-signed-in = Angemeldet { $by }, { $at }, von { $from }.
by-link = mit Link
by-app = mit Passwort und Code
by-passkey = mit Passwort und Passkey
by-recovery = mit Passwort und Wiederherstellungscode
own-ways = Ihre Anmeldemittel
own-none = Noch kein Anmeldemittel.
own-not = Ihre Rollen zeigen Ihre eigenen Anmeldemittel nicht.
own-history = Ihr Verlauf
own-sessions = Ihre Sitzungen
session = Sitzung
last-seen = Zuletzt aktiv
this-session = Diese hier
end-session = Beenden
end-others = Alle anderen beenden

## What is refused

trouble-forbidden = Nicht erlaubt
trouble-forbidden-next = Ihre Rollen erlauben das nicht.
trouble-missing = Nicht vorhanden
trouble-missing-next = Diese Seite gibt es nicht, oder sie ist nicht für Sie.
trouble-moved = Inzwischen geändert
trouble-moved-next = Jemand war schneller. Noch einmal ansehen, dann entscheiden.
trouble-gone = Der Link gilt nicht mehr
trouble-gone-next = Einen neuen verlangen.
trouble-too-many = Zu oft
trouble-too-many-next = Kurz warten, dann noch einmal.
trouble-ours = Der Fehler liegt bei uns
trouble-ours-next = Der Betrieb sieht es im Protokoll. Später noch einmal.
trouble-busy = Gerade nicht
trouble-busy-next = Es gibt gerade zu viel zu tun. Noch einmal versuchen.
trouble-not-so = So nicht
trouble-not-so-next = Was gesendet wurde, geht so nicht.
lacks-right = Fehlendes Recht:

## Organisation

organisation = Organisation
users = Benutzer
users-of = Benutzer von { $client }
nobody-here = Niemand.
further = Weitere
units = Einheiten
units-of = Einheiten von { $client }
units-more = Es gibt mehr Einheiten, als hier stehen.
unit-disabled = Deaktiviert
policies = Richtlinien
policies-of = Richtlinien von { $client }
no-policies = Keine Richtlinien: Es gelten die eingebauten Vorgaben.
policy-default = Standard
policy-plain = Kein Parameter gesetzt: Es gelten die eingebauten Vorgaben.
clients = Mandanten
no-clients = Keine, die Sie sehen dürfen.
look-at = Ansehen
as-calls = Als Aufrufe der API
as-csv = Als CSV, höchstens { $count }
unit = Einheit
unit-path = Wo sie ist
unit-active = Aktiv

## Giving and changing credentials

add = Hinzufügen
add-credential = Anmeldemittel hinzufügen
add-for = Was erhält { $name }?
add-usual = Üblich
add-further = Weitere
add-by-others = Wie ein anderer Server sie führt
add-what = { $what } für { $name }
add-nothing = Auszufüllen ist nichts: Sigill erzeugt es und zeigt es einmal.
add-more = Weitere Angaben
add-do = Erstellen
add-try = Nur prüfen
it-fits = Alle Regeln sind eingehalten.
not-yet-so = Noch nicht so:
optional = (freiwillig)
choose = – wählen –
noted = Notiert, zurück zur Person
back-to-person = Zurück zur Person
save = Speichern
change = Ändern
change-what = { $what } von { $name } ändern
stays-where-empty = Jetzt { $number }. Leer: bleibt, wie es ist.
secret-stays = Leer: bleibt, wie es ist.
reset = Neu vergeben
reset-what = { $what } von { $name } neu vergeben?
reset-effect = Das alte gilt nicht mehr. Das neue wird gemäss Richtlinie gesendet oder hier einmal gezeigt.
remake = Neue Codes
remake-what = Neue Codes anstelle von { $what } von { $name }?
remake-effect = Die alten Codes gelten nicht mehr. Die neuen werden hier gezeigt.
reveal = Anzeigen
reveal-recorded = Wird protokolliert
reveal-noted = Das Protokoll hält fest, dass Sie es gesehen haben.
print = Drucken
seen-in-it = Was im Zertifikat steht
fact-validity = Gültig
fact-sha256 = SHA-256
begins-active = gilt sofort
begins-initial = noch nie benutzt
begins-change = muss bei der ersten Anmeldung geändert werden
begins-disabled = deaktiviert
from-file = Oder aus einer Datei

## Shown once

once-only = Das wird nur einmal gezeigt. Danach sieht es niemand mehr.
once-app = Authenticator-App einrichten
once-app-scan = Diesen Code mit der App scannen.
once-qr = QR-Code für die Authenticator-App
once-app-key = Oder diesen Schlüssel eintippen:
once-app-uri = Als Adresse
once-codes = Wiederherstellungscodes
once-codes-hint = Jeder gilt einmal. Zum Ausdrucken und sicheren Aufbewahren.
once-card = Codekarte
once-link = Link
once-secret = Geheimnis

## What a credential has, by the names of the API

member-extId = ID
member-extId-hint = Wird erzeugt, wo es leer ist.
member-policyExtId = ID der Richtlinie
member-policyExtId-hint = Leer: die Standardrichtlinie des Mandanten.
member-stateName = Wie es beginnt
member-validity-from = Gültig ab
member-validity-to = Gültig bis
member-password = Passwort
member-password-hint = Leer, wo die Richtlinie Passwörter erzeugt: Dann wird es einmal gezeigt.
member-passwordHash = Hash eines anderen Produkts
member-certificate = Zertifikat
member-certificate-hint = Ein Zertifikat in PEM, zum Einfügen.
member-signerCert = Zertifikat der Unterzeichnerin
member-signerCert-hint = Ein Zertifikat in PEM, zum Einfügen.
member-username = Name dort
member-identification = Identifikation
member-context = Wo es gilt
member-kerberosId = Konto
member-kerberosId-hint = Als login@REALM.
member-mobileNumber = Mobilnummer
member-mobileNumber-hint = Mit Landesvorwahl: +41 79 …
member-msisdn = Mobilnummer
member-msisdn-hint = Mit Landesvorwahl: +41 79 …
member-urlPrefix = Anfang des Links
member-identificator = Name beim Anbieter
member-sigill-nationalIdentityNumber = Persönliche Identifikationsnummer
member-sigill-nationalIdentityNumber-hint = Elf Ziffern, für Mobile-ID in Estland und Litauen.
member-msspIdentifier = Anbieter
member-msspIdentifier-hint = Seine Adresse, wie sie konfiguriert ist.
member-subjectNameId = Name der Person dort
member-subjectNameIdFormat = Form dieses Namens
member-issuerNameId = Identitätsanbieter
member-issuerNameIdFormat = Form seines Namens
member-label = Name des Geräts
member-otpauthUri = Adresse eines bestehenden Tokens

## What each type is for, by its number

kind-about-1 = Was jemand weiss, um sich anzumelden.
kind-about-2 = Die öffentliche Hälfte eines Schlüssels, den jemand hat.
kind-about-3 = Der Name bei einem SecurID-Server, der prüft.
kind-about-4 = Ein Geheimnis, das für einige Tage Zutritt gibt.
kind-about-5 = Der Name bei einem Safeword-Server, der prüft.
kind-about-6 = Eine Karte mit 168 Codes zum Ausdrucken.
kind-about-8 = Ersetzt Verlorenes für einige Tage.
kind-about-9 = Ein Name in einem anderen System, das prüft.
kind-about-10 = Das Konto in einem Kerberos-Realm.
kind-about-11 = Codes kommen per SMS an eine Mobilnummer.
kind-about-12 = Ein Gerät, das Codes zeigt; es wird zugewiesen, nicht erstellt.
kind-about-13 = Ein Code, mit dem jemand Gesperrtes entsperrt.
kind-about-14 = Ein Link, der Zutritt gibt.
kind-about-15 = Das Geheimnis eines technischen Benutzers: Damit erhält er Token.
kind-about-16 = Ein Schlüssel auf der SIM oder in einer App des Telefons.
kind-about-17 = Wer jemand für einen Identitätsanbieter ist.
kind-about-18 = Wird leer erstellt; die Person beantwortet die Fragen.
kind-about-19 = Ein Passwort, das nur an einem Ort gilt.
kind-about-20 = Eine App auf dem Telefon zeigt Codes; eingerichtet per QR-Code.
kind-about-21 = Wie ein FIDO-UAF-Server es schreibt.
kind-about-22 = Sechzehn Codes; jeder gilt einmal, wenn sonst nichts geht.
kind-about-23 = Wie ein FIDO2-Server es schreibt. Ihre eigenen registrieren Personen selbst.

## The data of a person

edit = Bearbeiten
edit-what = Daten von { $name }
new-person = Neue Person in { $client }
add-person = Person erfassen
first-name = Vorname
family-name = Nachname
email = E-Mail
mobile = Mobilnummer
telephone = Telefon
form-of-address = Titel
sex = Geschlecht
sex-female = weiblich
sex-male = männlich
sex-other = anderes
birth-date = Geburtsdatum
street = Strasse
house-number = Hausnummer
address-line = Adresszeile
postal-code = Postleitzahl
city = Ort
country = Land (zwei Buchstaben)
remarks = Bemerkungen
stays-or-dash = Jetzt { $number }. Leer: bleibt, wie es ist; ein Strich entfernt es.
unit-or-default = Leer: die von der Richtlinie genannte oder die Standardeinheit.
login-as-id = Leer: wie die ID.

## Profiles and roles

profiles = Profile und Rollen
profiles-of = Profile und Rollen: { $name }
no-profiles = Kein Profil: in keiner Einheit und ohne Rollen.
profile-add = Profil hinzufügen
profile-default = Standard
profile-name = Name des Profils
profile-new-what = Weiteres Profil für { $name }
profile-move-what = { $what } von { $name } verschieben
profile-delete-effect = Seine Rollen gehen mit; das Protokoll behält es.
roles-stay = Die Rollen des Profils bleiben.
make-default = Als Standard
move = Verschieben
give-role = Rolle vergeben
give-role-what = { $name } in { $what } eine Rolle vergeben
give-role-hint = Niemand vergibt ein Recht, das er nicht selbst hat.
role-units = Nur in diesen Einheiten
role-units-hint = IDs mit Kommas; was darunter liegt, zählt mit. Leer: in allen.
role-clients = In diesen Mandanten
role-clients-hint = IDs mit Kommas. Leer: in diesem.
take-role = Rolle entziehen
take-role-what = { $name } die Rolle { $what } entziehen?
take-role-effect = Ihre Rechte enden sofort und überall.
sessions-end = Sitzungen beenden
person-sessions-what = Alle Sitzungen von { $name } beenden?
person-sessions-effect = Wer als diese Person an der Konsole angemeldet ist, muss sich neu anmelden. Token bleiben unberührt.

## History

history = Protokoll
history-of = Protokoll von { $client }
history-kind = Was
history-by = Wer
history-by-hint = Als mandant/benutzer oder system.
history-credential = ID eines Anmeldemittels
history-from = Von
history-to = Vor
filter = Filtern
nothing-found = Nichts passt dazu.

## Units and policies

description = Beschreibung
location = Ort
unit-add = Einheit hinzufügen
unit-add-below = Darunter hinzufügen
unit-new = Neue Einheit in { $client }
unit-title = Einheit { $name }
unit-above = Übergeordnete Einheit
unit-above-hint = Leer: keine, sie steht zuoberst.
unit-profileless = Niemand ist darin: Sie ordnet nur andere
unit-move-what = { $name } verschieben
unit-move-effect = Was darunter liegt, geht mit. Wer dort Rollen hat, erreicht dann womöglich andere Personen.
unit-delete-what = { $name } löschen?
unit-delete-effect = Nur eine leere Einheit lässt sich löschen.
policy-title = Richtlinie { $name }
policy-new = Neue Richtlinie in { $client }
policy-add = Richtlinie hinzufügen
policy-type = Typ
policy-becomes-default = Sie ist der Standard ihres Typs
policy-parameters = Parameter
by-default = Ohne Angabe: { $value }.
what-would-change = Was würde sich ändern?
misfits-users = { $found } von { $checked } Personen würden nicht passen.
misfits-credentials = { $found } von { $checked } gespeicherten würden nicht passen.
misfits-more = Nicht alle wurden angeschaut.
pattern-tester = Muster ausprobieren
pattern-values = Werte zum Ausprobieren
pattern-values-hint = Einer je Zeile. Sie werden nicht gespeichert.
pattern-fits = passt
pattern-doesnt = passt nicht

## Custom properties

properties = Eigenschaften
no-properties = Noch keine eigene Eigenschaft.
property-add = Eigenschaft hinzufügen
property-new = Neue Eigenschaft
property-for-good = Sie ändert sich nie mehr, wenn sie da ist.
property-scope = Was sie hat
property-len = Längster Text, in Zeichen
property-pattern = Muster für den ganzen Text
property-values = Erlaubte Werte
property-values-hint = Nur bei ENUM, einer je Zeile.
property-encrypted = Werte sind verschlüsselt
property-encrypted-hint = Mit dem Hauptschlüssel, damit sie niemand in der Datenbank liest. Eindeutig können sie nicht sein.
property-among = Werte
property-among-none = Dürfen mehrfach vorkommen
property-among-client = Einmalig im Mandanten
property-among-users = Einmalig unter den Benutzern
property-among-unit = Einmalig in der Einheit
property-client = Nur für den Mandanten
property-application = Nur für die Anwendung
property-whose-hint = Die externe Id; leer: für alle.
property-application-hint = Die externe Id, bei Rollen und bei Profilen für eine Anwendung; leer: für alle.

## Which users

users-which = Welche Benutzer
users-all = Alle
users-people = Personen
users-technical = Technische

## What happened to other things

event-client-create = Mandant erstellt
event-client-modify = Mandant geändert
event-client-delete = Mandant gelöscht
event-policy-create = Richtlinie erstellt
event-policy-modify = Richtlinie geändert
event-policy-delete = Richtlinie gelöscht
event-unit-create = Einheit erstellt
event-unit-modify = Einheit geändert
event-unit-delete = Einheit gelöscht
event-dispatch-target-create = Ziel für Meldungen erstellt
event-dispatch-target-modify = Ziel für Meldungen geändert
event-dispatch-target-delete = Ziel für Meldungen gelöscht
event-app-attestation-create = Attest einer App erstellt
event-app-attestation-modify = Attest einer App geändert
event-app-attestation-delete = Attest einer App gelöscht
event-personal-question-create = Sicherheitsfrage erstellt
event-personal-question-modify = Sicherheitsfrage geändert
event-personal-question-delete = Sicherheitsfrage gelöscht
event-application-create = Anwendung erstellt
event-application-modify = Anwendung geändert
event-application-delete = Anwendung gelöscht
event-role-create = Rolle erstellt
event-role-modify = Rolle geändert
event-role-delete = Rolle gelöscht
event-enterprise-role-create = Unternehmensrolle erstellt
event-enterprise-role-modify = Unternehmensrolle geändert
event-enterprise-role-delete = Unternehmensrolle gelöscht
event-property-create = Eigenschaft definiert
event-client-application-create = Anwendung dem Mandanten zugeteilt
event-client-application-delete = Anwendung dem Mandanten entzogen
event-enterprise-role-member-create = Rolle in Unternehmensrolle aufgenommen
event-enterprise-role-member-delete = Rolle aus Unternehmensrolle entfernt
event-enterprise-authorization-create = Unternehmensrolle vergeben
event-enterprise-authorization-modify = Unternehmensrolle bei jemandem geändert
event-enterprise-authorization-delete = Unternehmensrolle entzogen
event-terms-create = Bedingungen erstellt
event-terms-modify = Bedingungen geändert
event-consent-create = Zugestimmt
event-signature-repeat = Signatur erneut angefordert
event-signature-receipt = Quittung einer Signatur
event-message-queue = Meldung zu senden
event-message-send = Meldung gesendet
event-message-fail = Meldung nicht gesendet

## Trying a signature

sign-try = Signatur testen
sign-try-what = Mobile Signatur von { $name } testen
sign-counts = Das ist eine echte Signatur: sie steht im Protokoll, und ihr Ausgang zählt wie immer.
sign-text = Text auf dem Telefon
sign-text-hint = Dahinter steht ein Code zum Vergleichen.
sign-text-default = Test Ihrer Mobile Signatur.
sign-start = An das Telefon senden
sign-code = Derselbe Code muss auf dem Telefon stehen:
sign-requested = Unterwegs zum Anbieter
sign-pending = Auf dem Telefon, wartet auf die Person
sign-left = 
    { $count ->
        [one] noch 1 Sekunde
       *[other] noch { $count } Sekunden
    }
sign-live = 
    { $count ->
        [one] Diese Seite sieht jede Sekunde von selbst nach.
       *[other] Diese Seite sieht alle { $count } Sekunden von selbst nach.
    }
sign-look = Jetzt nachsehen
sign-withdraw = Abbrechen
sign-again = Nochmals testen
sign-asked = Gefragt
sign-took = Dauer
sign-checks = Prüfungen
sign-approved = Bestätigt
sign-not-approved = Nicht bestätigt
seconds = 
    { $count ->
        [one] 1 Sekunde
       *[other] { $count } Sekunden
    }
outcome-approved = Es funktioniert: die Person hat diesen Text signiert, und alle Prüfungen sind bestanden.
outcome-invalid-signature = Was zurückkam, ist keine gültige Signatur.
outcome-other-text = Ein anderer Text wurde signiert.
outcome-other-person = Jemand anderes hat signiert: andere Nummer oder andere SIM.
outcome-revoked = Das Zertifikat ist widerrufen.
outcome-cancelled = Die Person hat abgelehnt. Es zählt nicht.
outcome-timed-out = Niemand hat rechtzeitig geantwortet. Es zählt nicht.
outcome-unreachable = Das Telefon war nicht erreichbar. Es zählt nicht.
outcome-blocked = PIN oder Konto ist laut Anbieter blockiert.
outcome-unable = Der Anbieter kennt die Nummer nicht, oder sie hat keinen Schlüssel.
outcome-busy = Der Anbieter zeigt der Person gerade eine andere Anfrage.
outcome-refused = Der Anbieter hat die Anfrage nicht angenommen. Der Betrieb sieht den Grund im Log.
outcome-geofenced = Das Telefon ist nicht dort, wo es sein muss.
outcome-unverifiable = Die Signatur kann hier nicht beurteilt werden. Das ist Sache des Betriebs und zählt nicht.
outcome-provider-trouble = Der Anbieter oder der Weg zu ihm ist gestört. Es zählt nicht.
outcome-withdrawn = Sie wurde abgebrochen.

## Pictures

as-table = Als Tabelle
logins-of = 
    { $count ->
        [one] Anmeldungen des letzten Tages
       *[other] Anmeldungen der letzten { $count } Tage
    }
logins-worked = Gelungen
logins-failed = Misslungen
logins-cut = Es waren mehr, als hier gezeichnet sind.

## The installation

installation = Installation
since-start = Auf diesem Knoten, seit seinem Start: { $at }.
providers = Anbieter
no-providers = Kein Anbieter von Mobile Signaturen ist konfiguriert.
provider-answers = Antwortet
provider-silent = Letzte Nachricht unbeantwortet
provider-unasked = Noch nicht gefragt
provider-family = Regeln
provider-time = Zeit für die Person
provider-numbers = Nummern, die beginnen mit
provider-own = Unser Zertifikat
provider-messages = Nachrichten
provider-failures = Ohne Antwort
provider-latency = Dauer der Antworten, in Sekunden
provider-outcomes = Ausgang der Signaturen
signing-keys = Signaturschlüssel
key-from = Signiert ab
key-to = Signiert bis
key-signs = Signiert
key-waits = Noch nicht
key-verifies = Prüft nur noch
keys-hint = Der Betrieb erstellt mit sigill admin keys einen weiteren Schlüssel.
jobs = Aufträge und Warteschlangen
job = Auftrag
job-rounds = Was der Server von selbst tut
job-lifecycle = Abgelaufenes deaktivieren und archivieren, vorher warnen
job-purge = Entfernen, was nicht mehr aufbewahrt wird
jobs-hint = Was der erste tun würde, sagt sigill admin lifecycle --dry-run.
job-last = Letzte Runde
job-dealt = Erledigt
job-not-yet = Noch nicht
job-whole = Erledigt
job-broken = Nicht alles: siehe Log
queue = Warten auf den Versand
queue-empty = Nichts wartet.
queue-since = Seit
queue-tries = Versuche
queue-due = Nächster Versuch
message = Nachricht
sent = Von diesem Knoten versandt
sent-by = Per
sent-by-nobody = Nicht konfiguriert
sent-sms = SMS
sent-taken = Angenommen
sent-failed = Gescheitert
sent-postponed = Verschoben

## Templates

templates = Vorlagen
templates-of = Vorlagen von { $client }
templates-hint = Was Nachrichten den Leuten sagen, mit Ihrem Namen und erfundenen Codes darin. Der Betrieb ändert sie in Dateien.
template-subject = Betreff
template-text = Mail
template-send = Mir per Mail senden
template-send-what = «{ $what }» mir per Mail senden
template-no-mail = Kein Mailserver ist konfiguriert: von hier kann nichts gesendet werden.
template-taken = Der Mailserver hat sie angenommen.
template-not-now = Der Mailserver nimmt sie jetzt nicht an.
template-refused = Der Mailserver lehnt sie ab.
template-no-address = Sie haben keine Adresse, an die Mail gesendet werden kann.
purpose-reset-code = Neues Passwort
purpose-ticket = Ticket
purpose-url-ticket = Link zum Anmelden
purpose-temporary-strong-password = Temporäres Passwort
purpose-puk = PUK
purpose-mtan = SMS-Code
purpose-user-ends = Ein Konto läuft ab
purpose-credential-ends = Ein Anmeldemittel läuft ab
