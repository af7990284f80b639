## Frame

skip = Vai al contenuto
languages = Lingue
language = Lingua
times-are-utc = Orari in UTC.
main-menu = Menu principale
menu = Menu
client = Mandante
help-desk = Assistenza
own = Lei
own-page = La sua pagina
style = Stile
find-a-person = Cerca una persona
sign-out = Esci
sign-in = Accedi
error = Errore
next = Avanti
cancel = Annulla
reason = Motivo
reason-hint = Resta nello storico.
way-here = Percorso
more-for = Altro per { $what }
to-start = All’inizio

## Signing in

login-id = Login
password = Password
code = Codice
sign-in-no = Non corrisponde. Controlli i dati; dopo più errori un mezzo viene bloccato.
sign-in-change = La password va prima cambiata. L’amministrazione può inviare un link.
sign-in-no-factor = Manca un secondo fattore: passkey, app di autenticazione o codici di recupero. L’amministrazione può inviare un link.
sign-in-link-hint = Nessuna password? L’esercizio crea un link con sigill admin console-link.
second-title = Secondo fattore
second-by = Con
second-no = Il codice non era giusto.
factor-app = Codice dell’app di autenticazione
factor-app-named = Codice dell’app di autenticazione «{ $label }»
factor-recovery = Codice di recupero
factor-passkey = Una passkey o una chiave di sicurezza
factor-passkey-do = Usa la passkey
passkey-no = La passkey non è stata accettata.
passkey-failed = Il browser non ha dato alcuna passkey. Riprovi, o scelga un altro mezzo.
passkey-script = Una passkey richiede JavaScript.
passkey-add = Aggiungi una passkey
passkey-add-hint = Il browser chiede un’impronta, un volto, un PIN o una chiave di sicurezza. Da allora è un secondo fattore per accedere qui.
passkey-name = Come la chiama
once-title = Accedi con il link
once-for = Questo link fa accedere { $user } di { $client }, una volta.
once-until = Vale fino a: { $until }.

## Finding

who-needs-help = Chi ha bisogno di aiuto?
find = Cerca
find-hint-short = Nome, numero, login, ID …
find-hint = Incolli qualsiasi cosa: un numero in ogni forma, un numero di serie, un indirizzo e-mail. Il tasto / riporta qui.
find-tries = Da provare
find-try-number = Un numero di cellulare: 079 555 01 23
find-try-name = L’inizio di un nome: Keller Ida
find-try-id = Un login, un ID, il numero di serie di un certificato
find-nothing-typed = Scriva ciò che è noto: al massimo 300 caratteri.
found-title = Trovato: { $q }
find-lacks-country = Letto come scritto: nessuna direttiva dice di quale paese sono i numeri nazionali. Con il prefisso si trova forse di più.
nobody-found = Nessun risultato
nobody-found-for = Nulla corrisponde a «{ $q }» dove può cercare.
nobody-found-next = Provi il numero con il prefisso, o solo l’inizio del nome.
hits = 
    { $count ->
        [one] 1 persona
       *[other] { $count } persone
    }
person = Persona
found-by = Trovato per
state = Stato
why-number = Numero di cellulare
why-login = Login
why-user-id = ID della persona
why-credential-id = ID di un mezzo di autenticazione
why-email = E-mail
why-identificator = Nome presso il fornitore
why-certificate = Certificato
why-name = Nome

## A person

id = ID
valid-until = Valido fino al
technical-user = Utente tecnico
user-active = Attivo
user-disabled = Disattivato
user-archived = Archiviato
user-over = Scaduto
user-not-yet = Non ancora valido
credentials = Mezzi di autenticazione
no-credentials = Ancora nessun mezzo: senza, nessuno accede.
no-credentials-right = I suoi ruoli qui non mostrano i mezzi di autenticazione.
timeline = Cronologia
timeline-of = Cronologia: { $name }
all-of-it = Tutto
older = Meno recenti
nothing-happened = Ancora nulla.
parts-of-sheet = Parti della scheda
effective-rights = Diritti effettivi
works = Funziona:
doesnt-work = Non funziona:
told-by = da { $who }

## Whether somebody can sign in

verdict-can = { $name } può accedere: { $what }.
verdict-cannot = { $name } non può accedere. { $what }: { $why }.
verdict-partly = { $name } non può usare tutto. { $what }: { $why }.
cause-user-archived = { $name } non può accedere: account archiviato, definitivamente.
cause-user-disabled = { $name } non può accedere: l’account è disattivato.
cause-user-expired = { $name } non può accedere: l’account non è più valido.
cause-user-not-yet-valid = { $name } non può accedere: l’account non è ancora valido.
cause-no-credential = { $name } non può accedere: non c’è alcun mezzo di autenticazione.
cause-asked-too-often = richiesto troppo spesso, attendere qualche minuto
cause-last-outcome = l’ultima firma è fallita
cause-message-failed = un messaggio non è stato inviato
cause-number-unknown = il fornitore non conosce il numero
cause-phone-inactive = nessuna SIM o app del numero è attiva
cause-phone-unreachable = il telefono non risponde
cause-pin-blocked = il PIN è bloccato secondo il fornitore; sbloccare qui non serve
cause-provider-not-configured = il fornitore non è configurato qui
cause-provider-refuses = il fornitore non viene interrogato su questa firma mobile
cause-provider-silent = il fornitore non risponde
cause-provider-trouble = il fornitore ha un guasto
cause-serial-mismatch = ha firmato una SIM diversa da prima
cause-signature-open = una firma è in corso
fact-user-archived = archiviato
fact-user-disabled = disattivato
fact-user-expired = validità scaduta
fact-user-not-yet-valid = validità impostata
fact-no-credential = nessuna firma mobile
fact-credential-archived = firma mobile archiviata
fact-credential-disabled = firma mobile disattivata
fact-credential-fail-locked = firma mobile bloccata
fact-credential-tmp-locked = firma mobile bloccata temporaneamente
fact-credential-not-active = mezzo non attivo
fact-credential-expired = firma mobile scaduta
fact-credential-not-yet-valid = firma mobile non ancora valida
fact-change-overdue = cambio scaduto
fact-provider-not-configured = fornitore non configurato
fact-failed-attempts = ultimo tentativo fallito
fact-refused-attempts = tentativi respinti oggi, il primo
fact-asked-too-often = richiesto troppo spesso, attendere qualche minuto
fact-last-outcome = l’ultima firma è fallita
fact-message-failed = messaggio non inviato
fact-number-unknown = il fornitore non conosce il numero
fact-phone-inactive = nessuna SIM o app del numero è attiva
fact-phone-unreachable = il telefono non risponde
fact-pin-blocked = il PIN è bloccato secondo il fornitore; sbloccare qui non serve
fact-provider-refuses = il fornitore non viene interrogato su questa firma mobile
fact-provider-silent = il fornitore non risponde
fact-provider-trouble = il fornitore ha un guasto
fact-serial-mismatch = ha firmato una SIM diversa da prima
fact-signature-open = una firma è in corso

## Credentials by their number

kind-1 = Password
kind-2 = Certificato
kind-3 = Account SecurID
kind-4 = Ticket
kind-5 = Account Safeword
kind-6 = Tessera di codici
kind-8 = Password temporanea
kind-9 = Mezzo generico
kind-10 = Account Kerberos
kind-11 = Codice SMS
kind-12 = Token Vasco
kind-13 = PUK
kind-14 = Link per mail
kind-15 = Password del dispositivo
kind-16 = Firma mobile
kind-17 = Federazione SAML
kind-18 = Domande di sicurezza
kind-19 = Password di contesto
kind-20 = App di autenticazione
kind-21 = Passkey (UAF)
kind-22 = Codici di recupero
kind-23 = Passkey

## Their states: parts of sentences, in small letters

state-active = funziona
state-initial = mai utilizzato finora
state-tmp-locked = blocco fino a { $until }
state-tmp-locked-after = 
    { $count ->
        [one] blocco dopo 1 errore, riapre { $until }
       *[other] blocco dopo { $count } errori, riapre { $until }
    }
state-fail-locked = blocco fino allo sblocco
state-fail-locked-after = 
    { $count ->
        [one] blocco definitivo dopo 1 errore
       *[other] blocco definitivo dopo { $count } errori
    }
state-disabled = disattivazione da { $who }, { $at }
state-archived = archivio; si può solo eliminare
state-over = scadenza il { $at }
state-not-yet = valido da { $at }
state-admin-changed = da cambiare al prossimo accesso
state-reset-code = un codice di ripristino è in arrivo
state-ends-in = 
    { $count ->
        [0] scade oggi
        [one] scade tra 1 giorno
       *[other] scade tra { $count } giorni
    }
by-policy = Direttiva { $policy }
fact-number = Numero
fact-provider = Fornitore
fact-subject = Titolare
fact-issuer = Emittente
fact-serial = N. di serie
fact-name-there = Nome là
fact-context = Contesto
fact-site = Sito
fact-method = Metodo
fact-identification = Identificazione
fact-made = Creato
made-by = { $at } da { $who }
fact-success = Successo
fact-failure = Errore
so-often = 
    { $count ->
        [one] { $at } · una volta
       *[other] { $at } · { $number } in tutto
    }
so-often-since = 
    { $count ->
        [0] { $at } · nessuno dopo un successo
        [one] { $at } · uno dopo un successo
       *[other] { $at } · { $number } dopo un successo
    }
never = mai
is-now = Ora: { $state }.

## What may be done with a credential

unlock = Sblocca
unlock-now = Sblocca ora
lock = Blocca
enable = Attiva
disable = Disattiva
archive = Archivia
delete = Elimina
unlock-what = Sbloccare: { $what } – { $name }?
lock-what = Bloccare: { $what } – { $name }?
enable-what = Attivare: { $what } – { $name }?
disable-what = Disattivare: { $what } – { $name }?
archive-what = Archiviare: { $what } – { $name }?
delete-what = Eliminare: { $what } – { $name }?
unlock-effect = Funziona subito di nuovo, e gli errori ripartono da zero.
lock-effect = Non funziona finché qualcuno non sblocca.
enable-effect = Funziona subito di nuovo.
disable-effect = Non funziona finché qualcuno non attiva.
archive-effect = È definitivo: ciò che è archiviato si può solo eliminare.
delete-effect = Scompare; lo storico lo ricorda.
person-enable-what = Attivare { $name }?
person-disable-what = Disattivare { $name }?
person-archive-what = Archiviare { $name }?
person-delete-what = Eliminare { $name }?
person-endless-what = Togliere la fine di validità di { $name }?
person-now-what = Far iniziare ora la validità di { $name }?
person-enable-effect = L’accesso funziona subito di nuovo, e i profili con i loro ruoli.
person-disable-effect = Nessuno accede più con questo account, e le sessioni terminano.
person-archive-effect = È definitivo: tutti i mezzi e i ruoli scompaiono. Lo storico resta.
person-delete-effect = La persona scompare con tutto ciò che le appartiene. Lo storico resta.
person-endless-effect = L’account è valido senza fine.
person-now-effect = L’account è subito valido.
take-end-away = Togli la fine
begin-now = Inizia ora

## Times

today = Oggi
today-at = oggi, { $time }
yesterday-at = ieri, { $time }
tomorrow-at = domani, { $time }

## What happened

event-user-create = Registrazione
event-user-modify = Dati modificati
event-user-archive = Archiviazione
event-user-delete = Eliminazione
event-credential-create = Mezzo creato
event-credential-modify = Mezzo modificato
event-credential-delete = Mezzo eliminato
event-credential-show = Segreto mostrato
event-credential-challenge = Sfida richiesta
event-login-success = Accesso
event-login-failure = Tentativo fallito
event-attempt-refused = Tentativo respinto
event-authorization-denied = Accesso negato
event-profile-create = Profilo creato
event-profile-modify = Profilo modificato
event-profile-delete = Profilo eliminato
event-authorization-create = Ruolo assegnato
event-authorization-modify = Spazi di un ruolo modificati
event-authorization-delete = Ruolo tolto
event-session-begin = Accesso alla console
event-session-end = Sessione terminata
event-signature-request = Firma richiesta
event-signature-pending = Firma sul telefono
event-signature-settle = Firma conclusa
event-history-erase = Storico cancellato

## Rights

rights-of = Diritti effettivi: { $name }
rights-idle = Questo account non è attivo o valido, e non dà alcun diritto.
rights-for = Verso chi?
rights-for-hint = L’ID di una persona dello stesso mandante; vuoto: ovunque.
ask = Chiedi
roles = Ruoli
role = Ruolo
holds = Vale
rooms = Spazi dati
no-roles = Nessun ruolo.
profile = Profilo
yes = Sì
no = No
all-clients = Tutti i mandanti
all-units = Tutte le unità
holds-holds = dove dicono i suoi spazi
holds-inClient = in tutto il mandante
holds-inUnit = in un’unità della persona
holds-oneself = su sé stessi
holds-onlyOneself = solo su sé stessi
holds-otherClient = in altri mandanti
holds-otherUnits = in altre unità
holds-otherApplications = per altre applicazioni
holds-otherEnterpriseRoles = per altri ruoli aziendali
holds-ofApplication = un ruolo di un’altra applicazione: qui non dà alcun diritto
holds-notValid = non è valido ora
holds-profileDisabled = il profilo è disattivato
holds-profileNotValid = il profilo non è valido ora
rights-count = 
    { $count ->
        [0] Nessun diritto
        [one] 1 diritto
       *[other] { $count } diritti
    }
rights-elsewhere = Presenti, ma non qui

## Own page

own-signed-in = Accesso { $by }, { $at }, da { $from }.
by-link = con link
by-app = con password e codice
by-passkey = con password e passkey
by-recovery = con password e codice di recupero
own-ways = I suoi mezzi di accesso
own-none = Ancora nessun mezzo.
own-not = I suoi ruoli non mostrano i suoi mezzi.
own-history = La sua cronologia
own-sessions = Le sue sessioni
session = Sessione
last-seen = Ultima attività
this-session = Questa
end-session = Termina
end-others = Termina tutte le altre

## What is refused

trouble-forbidden = Non consentito
trouble-forbidden-next = I suoi ruoli non lo consentono.
trouble-missing = Non trovato
trouble-missing-next = Questa pagina non esiste, o non è per lei.
trouble-moved = Modificato nel frattempo
trouble-moved-next = Qualcuno è stato più veloce. Guardi di nuovo, poi decida.
trouble-gone = Il link non vale più
trouble-gone-next = Ne chieda un altro.
trouble-too-many = Troppo spesso
trouble-too-many-next = Attenda un momento, poi riprovi.
trouble-ours = L’errore è nostro
trouble-ours-next = L’esercizio lo vede nel registro. Riprovi più tardi.
trouble-busy = Non ora
trouble-busy-next = Troppo lavoro al momento. Riprovi.
trouble-not-so = Non così
trouble-not-so-next = Quanto inviato non è possibile così.
lacks-right = Diritto mancante:

## Organisation

organisation = Organizzazione
users = Utenti
users-of = Utenti di { $client }
nobody-here = Nessuno.
further = Altri
units = Unità
units-of = Unità di { $client }
units-more = Ci sono più unità di quelle mostrate.
unit-disabled = Disattivata
policies = Direttive
policies-of = Direttive di { $client }
no-policies = Nessuna direttiva: valgono i valori predefiniti.
policy-default = Predefinita
policy-plain = Nessun parametro: valgono i valori predefiniti.
clients = Mandanti
no-clients = Nessuno che possa vedere.
look-at = Vedere
as-calls = Come chiamate dell’API
as-csv = Come CSV, al massimo { $count }
unit = Unità
unit-path = Dove si trova
unit-active = Attiva

## Giving and changing credentials

add = Aggiungi
add-credential = Aggiungi mezzo
add-for = Che cosa riceve { $name }?
add-usual = Consueti
add-further = Altri
add-by-others = Come li tiene un altro server
add-what = { $what } per { $name }
add-nothing = Non c’è nulla da compilare: Sigill lo crea e lo mostra una sola volta.
add-more = Altre indicazioni
add-do = Crea
add-try = Solo verificare
it-fits = Tutte le regole sono rispettate.
not-yet-so = Non ancora così:
optional = (facoltativo)
choose = – scegliere –
noted = Annotato, torna alla persona
back-to-person = Torna alla persona
save = Salva
change = Modifica
change-what = Modifica { $what } di { $name }
stays-where-empty = Ora { $number }. Vuoto: resta com’è.
secret-stays = Vuoto: resta com’è.
reset = Rinnova
reset-what = Rinnovare { $what } di { $name }?
reset-effect = Il vecchio segreto non vale più. Quello nuovo è inviato secondo la direttiva, o mostrato qui una sola volta.
remake = Nuovi codici
remake-what = Nuovi codici al posto di { $what } di { $name }?
remake-effect = I vecchi codici non valgono più. Quelli nuovi sono mostrati qui.
reveal = Mostra
reveal-recorded = Viene registrato
reveal-noted = Lo storico registra che lo ha visto.
print = Stampa
seen-in-it = Che cosa dice il certificato
fact-validity = Validità
fact-sha256 = SHA-256
begins-active = vale subito
begins-initial = mai utilizzato finora
begins-change = da cambiare al primo accesso
begins-disabled = disattivato
from-file = Oppure da un file

## Shown once

once-only = È mostrato una sola volta. Poi nessuno lo rivede.
once-app = Configurare l’app
once-app-scan = Scansionare questo codice con l’app.
once-qr = Codice QR per l’app
once-app-key = Oppure digitare questa chiave:
once-app-uri = Come indirizzo
once-codes = Codici di recupero
once-codes-hint = Ognuno vale una volta. Da stampare e conservare al sicuro.
once-card = Tessera di codici
once-link = Link
once-secret = Segreto

## What a credential has, by the names of the API

member-extId = ID
member-extId-hint = Creato se il campo è vuoto.
member-policyExtId = ID della direttiva
member-policyExtId-hint = Vuoto: quella predefinita del mandante.
member-stateName = Come inizia
member-validity-from = Valido dal
member-validity-to = Valido fino al
member-password = Password
member-password-hint = Vuoto se la direttiva crea le password: allora è mostrata una volta.
member-passwordHash = Hash di un altro prodotto
member-certificate = Certificato
member-certificate-hint = Un certificato PEM, da incollare.
member-signerCert = Certificato del firmatario
member-signerCert-hint = Un certificato PEM, da incollare.
member-username = Nome lì
member-identification = Identificazione
member-context = Dove vale
member-kerberosId = Conto
member-kerberosId-hint = Come login@REALM.
member-mobileNumber = Numero di cellulare
member-mobileNumber-hint = Con il prefisso del Paese: +41 79 …
member-msisdn = Numero di cellulare
member-msisdn-hint = Con il prefisso del Paese: +41 79 …
member-urlPrefix = Inizio del link
member-identificator = Nome presso il fornitore
member-sigill-nationalIdentityNumber = Numero d’identificazione nazionale
member-sigill-nationalIdentityNumber-hint = Undici cifre, per Mobile-ID in Estonia e Lituania.
member-msspIdentifier = Fornitore
member-msspIdentifier-hint = Il suo indirizzo, come configurato.
member-subjectNameId = Nome della persona lì
member-subjectNameIdFormat = Forma di tale nome
member-issuerNameId = Fornitore d’identità
member-issuerNameIdFormat = Forma del suo nome
member-label = Nome del dispositivo
member-otpauthUri = Indirizzo di un token esistente

## What each type is for, by its number

kind-about-1 = Ciò che la persona sa, per accedere.
kind-about-2 = La metà pubblica di una chiave che la persona possiede.
kind-about-3 = Il nome presso un server SecurID, che verifica.
kind-about-4 = Un segreto che dà accesso per qualche giorno.
kind-about-5 = Il nome presso un server Safeword, che verifica.
kind-about-6 = Una tessera di 168 codici da stampare.
kind-about-8 = Sostituisce ciò che è perso, per qualche giorno.
kind-about-9 = Un nome in un altro sistema, che verifica.
kind-about-10 = Il conto in un realm Kerberos.
kind-about-11 = I codici arrivano per SMS su un cellulare.
kind-about-12 = Un dispositivo che mostra codici; è assegnato, non creato.
kind-about-13 = Un codice che sblocca ciò che era bloccato.
kind-about-14 = Un link che dà accesso.
kind-about-15 = Il segreto di un utente tecnico: con esso ottiene i token.
kind-about-16 = Una chiave sulla SIM o in un’app del telefono.
kind-about-17 = Chi è la persona per un fornitore d’identità.
kind-about-18 = Creato vuoto; la persona risponde alle domande.
kind-about-19 = Una password che vale in un solo luogo.
kind-about-20 = Un’app del telefono mostra codici; configurata con un codice QR.
kind-about-21 = Come lo scrive un server FIDO UAF.
kind-about-22 = Sedici codici; ognuno vale una volta quando nient’altro funziona.
kind-about-23 = Come la scrive un server FIDO2. Ognuno registra la propria.

## The data of a person

edit = Modifica i dati
edit-what = Dati di { $name }
new-person = Nuova persona in { $client }
add-person = Aggiungi persona
first-name = Nome
family-name = Cognome
email = E-mail
mobile = Numero di cellulare
telephone = Telefono
form-of-address = Titolo
sex = Sesso
sex-female = femminile
sex-male = maschile
sex-other = altro
birth-date = Data di nascita
street = Via
house-number = Numero civico
address-line = Riga d’indirizzo
postal-code = Codice postale
city = Località
country = Paese (due lettere)
remarks = Osservazioni
stays-or-dash = Ora { $number }. Vuoto: resta com’è; un trattino lo toglie.
unit-or-default = Vuoto: quella indicata dalla direttiva, o quella predefinita.
login-as-id = Vuoto: come l’ID.

## Profiles and roles

profiles = Profili e ruoli
profiles-of = Profili e ruoli: { $name }
no-profiles = Nessun profilo: in nessuna unità e senza ruoli.
profile-add = Aggiungi profilo
profile-default = Predefinito
profile-name = Nome del profilo
profile-new-what = Nuovo profilo per { $name }
profile-move-what = Sposta { $what } di { $name }
profile-delete-effect = I suoi ruoli spariscono con esso; lo storico lo ricorda.
roles-stay = I ruoli del profilo restano.
make-default = Rendi predefinito
move = Sposta
give-role = Assegna ruolo
give-role-what = Assegna un ruolo a { $name } in { $what }
give-role-hint = Nessuno assegna un diritto che non ha a sua volta.
role-units = Solo in queste unità
role-units-hint = ID separati da virgole; vale anche ciò che sta sotto. Vuoto: in tutte.
role-clients = In questi mandanti
role-clients-hint = ID separati da virgole. Vuoto: in questo.
take-role = Revoca ruolo
take-role-what = Revocare { $what } a { $name }?
take-role-effect = I suoi diritti cessano subito, ovunque.
sessions-end = Termina le sessioni
person-sessions-what = Terminare tutte le sessioni di { $name }?
person-sessions-effect = Chi è connesso alla console come questa persona deve accedere di nuovo. I token non sono toccati.

## History

history = Storico
history-of = Storico di { $client }
history-kind = Che cosa
history-by = Chi
history-by-hint = Come mandante/utente, o system.
history-credential = ID di un mezzo
history-from = Dal
history-to = Prima del
filter = Filtra
nothing-found = Nulla corrisponde.

## Units and policies

description = Descrizione
location = Luogo
unit-add = Aggiungi unità
unit-add-below = Aggiungi sotto
unit-new = Nuova unità in { $client }
unit-title = Unità { $name }
unit-above = Unità superiore
unit-above-hint = Vuoto: nessuna, sta in cima.
unit-profileless = Nessuno vi appartiene: ordina solo le altre
unit-move-what = Sposta { $name }
unit-move-effect = Tutto ciò che sta sotto segue. Chi vi ha ruoli può allora raggiungere altre persone.
unit-delete-what = Eliminare { $name }?
unit-delete-effect = Si elimina solo un’unità vuota.
policy-title = Direttiva { $name }
policy-new = Nuova direttiva in { $client }
policy-add = Aggiungi direttiva
policy-type = Tipo
policy-becomes-default = È quella predefinita del suo tipo
policy-parameters = Parametri
by-default = Se non indicato: { $value }.
what-would-change = Che cosa cambierebbe?
misfits-users = { $found } persone su { $checked } non sarebbero conformi.
misfits-credentials = { $found } registrati su { $checked } non sarebbero conformi.
misfits-more = Non tutti sono stati esaminati.
pattern-tester = Provare i modelli
pattern-values = Valori da provare
pattern-values-hint = Uno per riga. Non sono conservati.
pattern-fits = conforme
pattern-doesnt = non conforme

## Custom properties

properties = Proprietà
no-properties = Ancora nessuna proprietà.
property-add = Aggiungi proprietà
property-new = Nuova proprietà
property-for-good = Non cambia mai più.
property-scope = Che cosa la possiede
property-len = Testo più lungo, in caratteri
property-pattern = Modello dell’intero testo
property-values = Valori ammessi
property-values-hint = Solo per ENUM, uno per riga.
property-encrypted = I valori sono cifrati
property-encrypted-hint = Con la chiave principale, perché nessuno li legga nella banca dati. Non possono essere univoci.
property-among = Valori
property-among-none = Possono ripetersi
property-among-client = Unico in un mandante
property-among-users = Unico fra gli utenti
property-among-unit = Unico nell’unità
property-client = Solo per il mandante
property-application = Solo per l’applicazione
property-whose-hint = Il suo id esterno; vuoto: per tutti.
property-application-hint = Il suo id esterno, per ruoli e profili per un’applicazione; vuoto: per tutte.

## Which users

users-which = Quali utenti
users-all = Tutti
users-people = Persone
users-technical = Tecnici

## What happened to other things

event-client-create = Mandante creato
event-client-modify = Mandante modificato
event-client-delete = Mandante eliminato
event-policy-create = Direttiva creata
event-policy-modify = Direttiva modificata
event-policy-delete = Direttiva eliminata
event-unit-create = Unità creata
event-unit-modify = Unità modificata
event-unit-delete = Unità eliminata
event-dispatch-target-create = Destinazione di messaggi creata
event-dispatch-target-modify = Destinazione di messaggi modificata
event-dispatch-target-delete = Destinazione di messaggi eliminata
event-app-attestation-create = Attestazione di app creata
event-app-attestation-modify = Attestazione di app modificata
event-app-attestation-delete = Attestazione di app eliminata
event-personal-question-create = Domanda di sicurezza creata
event-personal-question-modify = Domanda di sicurezza modificata
event-personal-question-delete = Domanda di sicurezza eliminata
event-application-create = Applicazione creata
event-application-modify = Applicazione modificata
event-application-delete = Applicazione eliminata
event-role-create = Ruolo creato
event-role-modify = Ruolo modificato
event-role-delete = Ruolo eliminato
event-enterprise-role-create = Ruolo aziendale creato
event-enterprise-role-modify = Ruolo aziendale modificato
event-enterprise-role-delete = Ruolo aziendale eliminato
event-property-create = Proprietà definita
event-client-application-create = Applicazione assegnata al mandante
event-client-application-delete = Applicazione tolta al mandante
event-enterprise-role-member-create = Ruolo aggiunto a un ruolo aziendale
event-enterprise-role-member-delete = Ruolo tolto da un ruolo aziendale
event-enterprise-authorization-create = Ruolo aziendale assegnato
event-enterprise-authorization-modify = Ruolo aziendale modificato per qualcuno
event-enterprise-authorization-delete = Ruolo aziendale revocato
event-terms-create = Condizioni create
event-terms-modify = Condizioni modificate
event-consent-create = Consenso dato
event-signature-repeat = Firma richiesta di nuovo
event-signature-receipt = Ricevuta di una firma
event-message-queue = Messaggio da inviare
event-message-send = Messaggio inviato
event-message-fail = Messaggio non inviato

## Trying a signature

sign-try = Prova una firma
sign-try-what = Prova la firma mobile di { $name }
sign-counts = È una firma vera: viene registrata e il suo esito conta come sempre.
sign-text = Testo sul telefono
sign-text-hint = In fondo viene aggiunto un codice da confrontare.
sign-text-default = Prova della sua firma mobile.
sign-start = Invia al telefono
sign-code = Lo stesso codice deve apparire sul telefono:
sign-requested = In viaggio verso il fornitore
sign-pending = Sul telefono, in attesa della persona
sign-left = 
    { $count ->
        [one] ancora 1 secondo
       *[other] ancora { $count } secondi
    }
sign-live = 
    { $count ->
        [one] Questa pagina si aggiorna ogni secondo.
       *[other] Questa pagina si aggiorna ogni { $count } secondi.
    }
sign-look = Controlla ora
sign-withdraw = Rinuncia
sign-again = Prova di nuovo
sign-asked = Chiesta
sign-took = Durata
sign-checks = Controlli eseguiti
sign-approved = Approvate
sign-not-approved = Non approvate
seconds = 
    { $count ->
        [one] 1 secondo
       *[other] { $count } secondi
    }
outcome-approved = Funziona: la persona ha firmato questo testo e tutti i controlli sono riusciti.
outcome-invalid-signature = La risposta non è una firma valida.
outcome-other-text = È stato firmato un altro testo.
outcome-other-person = Ha firmato qualcun altro: altro numero o altra SIM.
outcome-revoked = Il certificato è revocato.
outcome-cancelled = La persona ha rifiutato. Non conta.
outcome-timed-out = Nessuno ha risposto in tempo. Non conta.
outcome-unreachable = Il telefono non è raggiungibile. Non conta.
outcome-blocked = PIN o conto è bloccato secondo il fornitore.
outcome-unable = Il fornitore non conosce il numero, o non ha una chiave.
outcome-busy = Il fornitore mostra un’altra richiesta a questa persona.
outcome-refused = Il fornitore non ha accettato la richiesta. L’esercizio ne vede il motivo nel log.
outcome-geofenced = Il telefono non è dove deve essere.
outcome-unverifiable = La firma non può essere giudicata qui. Riguarda l’esercizio e non conta.
outcome-provider-trouble = Il fornitore o il collegamento è guasto. Non conta.
outcome-withdrawn = È stata abbandonata.

## Pictures

as-table = Come tabella
logins-of = 
    { $count ->
        [one] Accessi dell’ultimo giorno
       *[other] Accessi degli ultimi { $count } giorni
    }
logins-worked = Riusciti
logins-failed = Falliti
logins-cut = Sono stati più di quanti sono disegnati qui.

## The installation

installation = Installazione
since-start = Su questo nodo, dal suo avvio: { $at }.
providers = Fornitori
no-providers = Nessun fornitore di firme mobili è configurato.
provider-answers = Risponde
provider-silent = Ultimo messaggio senza risposta
provider-unasked = Non ancora interpellato
provider-family = Regole
provider-time = Tempo per la persona
provider-numbers = Numeri che iniziano con
provider-own = Il nostro certificato
provider-messages = Messaggi
provider-failures = Senza risposta
provider-latency = Durata delle risposte, in secondi
provider-outcomes = Esito delle firme
signing-keys = Chiavi di firma
key-from = Firma da
key-to = Firma fino al
key-signs = Firma
key-waits = Non ancora
key-verifies = Solo verifica
keys-hint = L’esercizio crea un’altra chiave con sigill admin keys.
jobs = Attività e code
job = Attività
job-rounds = Ciò che il server fa da sé
job-lifecycle = Disattivare e archiviare ciò che è scaduto, avvisando prima
job-purge = Rimuovere ciò che non si conserva più
jobs-hint = Ciò che la prima farebbe lo dice sigill admin lifecycle --dry-run.
job-last = Ultimo giro
job-dealt = Trattati
job-not-yet = Non ancora
job-whole = Fatto
job-broken = Non tutto: vedi il log
queue = In attesa di invio
queue-empty = Nulla attende.
queue-since = Da
queue-tries = Tentativi
queue-due = Prossimo tentativo
message = Messaggio
sent = Inviati da questo nodo
sent-by = Per
sent-by-nobody = Non configurato
sent-sms = SMS
sent-taken = Accettati
sent-failed = Falliti
sent-postponed = Rinviati

## Templates

templates = Modelli
templates-of = Modelli di { $client }
templates-hint = Ciò che dicono i messaggi, con il suo nome e codici inventati. L’esercizio li modifica in file.
template-subject = Oggetto
template-text = Mail
template-send = Inviamelo per mail
template-send-what = Inviami «{ $what }» per mail
template-no-mail = Nessun server di posta è configurato: da qui non si può inviare nulla.
template-taken = Il server di posta l’ha accettato.
template-not-now = Il server di posta non l’accetta ora.
template-refused = Il server di posta lo rifiuta.
template-no-address = Lei non ha un indirizzo a cui inviare mail.
purpose-reset-code = Nuova password
purpose-ticket = Ticket
purpose-url-ticket = Link di accesso
purpose-temporary-strong-password = Password temporanea
purpose-puk = PUK
purpose-mtan = Codice SMS
purpose-user-ends = Un account scade
purpose-credential-ends = Un mezzo scade
