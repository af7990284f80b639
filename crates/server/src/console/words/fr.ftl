## Frame

skip = Aller au contenu
languages = Langues
language = Langue
times-are-utc = Heures en UTC.
main-menu = Menu principal
menu = Menu
client = Mandant
help-desk = Assistance
own = Vous
own-page = Votre page
style = Style
find-a-person = Rechercher une personne
sign-out = Se déconnecter
sign-in = Se connecter
error = Erreur
next = Suivant
cancel = Annuler
reason = Motif
reason-hint = Il reste dans l’historique.
way-here = Chemin
more-for = Plus pour { $what }
to-start = Retour au début

## Signing in

login-id = Identifiant
password = Mot de passe
code = Code
sign-in-no = Cela ne correspond pas. Vérifier la saisie ; après plusieurs échecs, un moyen est bloqué.
sign-in-change = Le mot de passe doit d’abord être changé. L’administration peut envoyer un lien.
sign-in-no-factor = Il manque un second facteur : clé d’accès, application d’authentification ou codes de récupération. L’administration peut envoyer un lien.
sign-in-link-hint = Pas de mot de passe ? L’exploitation crée un lien avec sigill admin console-link.
second-title = Second facteur
second-by = Avec
second-no = Le code n’était pas juste.
factor-app = Code de l’application d’authentification
factor-app-named = Code de l’application d’authentification « { $label } »
factor-recovery = Code de récupération
factor-passkey = Une clé d’accès ou une clé de sécurité
factor-passkey-do = Utiliser la clé d’accès
passkey-no = La clé d’accès n’a pas été acceptée.
passkey-failed = Le navigateur n’a donné aucune clé d’accès. Réessayer, ou prendre un autre moyen.
passkey-script = Une clé d’accès a besoin de JavaScript.
passkey-add = Ajouter une clé d’accès
passkey-add-hint = Le navigateur demande une empreinte, un visage, un code PIN ou une clé de sécurité. Ensuite, c’est un second facteur pour se connecter ici.
passkey-name = Comment vous l’appelez
once-title = Se connecter par lien
once-for = Ce lien connecte { $user } de { $client }, une fois.
once-until = Il est valable jusqu’à : { $until }.

## Finding

who-needs-help = Qui a besoin d’aide ?
find = Rechercher
find-hint-short = Nom, numéro, identifiant, ID …
find-hint = Coller n’importe quoi : un numéro sous toute forme, un numéro de série, une adresse e-mail. La touche / ramène ici.
find-tries = À essayer
find-try-number = Un numéro de mobile : 079 555 01 23
find-try-name = Le début d’un nom : Keller Ida
find-try-id = Un identifiant, un ID, le numéro de série d’un certificat
find-nothing-typed = Saisir ce qui est connu : 300 caractères au plus.
found-title = Trouvé : { $q }
find-lacks-country = Lu tel quel : aucune directive ne dit de quel pays sont les numéros nationaux. Avec l’indicatif, on trouvera peut-être plus.
nobody-found = Aucun résultat
nobody-found-for = Rien ne correspond à « { $q } » là où vous pouvez chercher.
nobody-found-next = Essayer le numéro avec l’indicatif, ou seulement le début du nom.
hits = 
    { $count ->
        [one] 1 personne
       *[other] { $count } personnes
    }
person = Personne
found-by = Trouvé par
state = État
why-number = Numéro de mobile
why-login = Identifiant
why-user-id = ID de la personne
why-credential-id = ID d’un moyen d’authentification
why-email = E-mail
why-identificator = Nom chez le fournisseur
why-certificate = Certificat
why-name = Nom

## A person

id = ID
valid-until = Valable jusqu’au
technical-user = Utilisateur technique
user-active = Actif
user-disabled = Désactivé
user-archived = Archivé
user-over = Échu
user-not-yet = Pas encore valable
credentials = Moyens d’authentification
no-credentials = Encore aucun moyen : sans lui, personne ne se connecte.
no-credentials-right = Vos rôles ne montrent pas ici les moyens d’authentification.
timeline = Chronologie
timeline-of = Chronologie : { $name }
all-of-it = Tout
older = Plus ancien
nothing-happened = Encore rien.
parts-of-sheet = Parties de la fiche
effective-rights = Droits effectifs
works = Fonctionne :
doesnt-work = Pas :
told-by = par { $who }

## Whether somebody can sign in

verdict-can = { $name } peut se connecter : { $what }.
verdict-cannot = { $name } ne peut pas se connecter. { $what } : { $why }.
verdict-partly = { $name } ne peut pas tout utiliser. { $what } : { $why }.
cause-user-archived = { $name } ne peut pas se connecter : compte archivé, c’est définitif.
cause-user-disabled = { $name } ne peut pas se connecter : le compte est désactivé.
cause-user-expired = { $name } ne peut pas se connecter : le compte n’est plus valable.
cause-user-not-yet-valid = { $name } ne peut pas se connecter : le compte n’est pas encore valable.
cause-no-credential = { $name } ne peut pas se connecter : il n’y a aucun moyen d’authentification.
cause-asked-too-often = demandé trop souvent, attendre quelques minutes
cause-last-outcome = la dernière signature a échoué
cause-message-failed = un message n’a pas pu être envoyé
cause-number-unknown = le fournisseur ne connaît pas le numéro
cause-phone-inactive = aucune SIM ni application du numéro n’est active
cause-phone-unreachable = le téléphone ne répond pas
cause-pin-blocked = le PIN est bloqué selon le fournisseur; débloquer ici n’aide pas
cause-provider-not-configured = le fournisseur n’est pas configuré ici
cause-provider-refuses = le fournisseur n’est pas interrogé au sujet de cette signature mobile
cause-provider-silent = le fournisseur ne répond pas
cause-provider-trouble = le fournisseur a une panne
cause-serial-mismatch = une autre SIM qu’avant a signé
cause-signature-open = une signature est en cours
fact-user-archived = archivé
fact-user-disabled = désactivé
fact-user-expired = validité échue
fact-user-not-yet-valid = validité fixée
fact-no-credential = pas de signature mobile
fact-credential-archived = signature mobile archivée
fact-credential-disabled = signature mobile désactivée
fact-credential-fail-locked = signature mobile bloquée
fact-credential-tmp-locked = signature mobile bloquée temporairement
fact-credential-not-active = moyen inactif
fact-credential-expired = signature mobile échue
fact-credential-not-yet-valid = signature mobile pas encore valable
fact-change-overdue = changement en retard
fact-provider-not-configured = fournisseur non configuré
fact-failed-attempts = dernier échec
fact-refused-attempts = tentatives refusées aujourd’hui, la première
fact-asked-too-often = demandé trop souvent, attendre quelques minutes
fact-last-outcome = la dernière signature a échoué
fact-message-failed = message non envoyé
fact-number-unknown = le fournisseur ne connaît pas le numéro
fact-phone-inactive = aucune SIM ni application du numéro n’est active
fact-phone-unreachable = le téléphone ne répond pas
fact-pin-blocked = le PIN est bloqué selon le fournisseur; débloquer ici n’aide pas
fact-provider-refuses = le fournisseur n’est pas interrogé au sujet de cette signature mobile
fact-provider-silent = le fournisseur ne répond pas
fact-provider-trouble = le fournisseur a une panne
fact-serial-mismatch = une autre SIM qu’avant a signé
fact-signature-open = une signature est en cours

## Credentials by their number

kind-1 = Mot de passe
kind-2 = Certificat
kind-3 = Compte SecurID
kind-4 = Ticket
kind-5 = Compte Safeword
kind-6 = Carte à codes
kind-8 = Mot de passe temporaire
kind-9 = Moyen générique
kind-10 = Compte Kerberos
kind-11 = Code SMS
kind-12 = Jeton Vasco
kind-13 = PUK
kind-14 = Lien par mail
kind-15 = Mot de passe d’appareil
kind-16 = Signature mobile
kind-17 = Fédération SAML
kind-18 = Questions de sécurité
kind-19 = Mot de passe de contexte
kind-20 = Application d’authentification
kind-21 = Clé d’accès (UAF)
kind-22 = Codes de récupération
kind-23 = Clé d’accès

## Their states: parts of sentences, in small letters

state-active = fonctionne
state-initial = encore jamais utilisé
state-tmp-locked = blocage jusqu’à { $until }
state-tmp-locked-after = 
    { $count ->
        [one] blocage après { $count } échec, ouverture { $until }
       *[other] blocage après { $count } échecs, ouverture { $until }
    }
state-fail-locked = blocage jusqu’au déblocage
state-fail-locked-after = 
    { $count ->
        [one] blocage définitif après { $count } échec
       *[other] blocage définitif après { $count } échecs
    }
state-disabled = désactivation par { $who }, { $at }
state-archived = archive; suppression seule possible
state-over = échéance le { $at }
state-not-yet = valable dès { $at }
state-admin-changed = à changer à la prochaine connexion
state-reset-code = un code de réinitialisation est en route
state-ends-in = 
    { $count ->
        [0] expire aujourd’hui
        [one] expire dans { $count } jour
       *[other] expire dans { $count } jours
    }
by-policy = Directive { $policy }
fact-number = Numéro
fact-provider = Fournisseur
fact-subject = Titulaire
fact-issuer = Émetteur
fact-serial = N° de série
fact-name-there = Nom là-bas
fact-context = Contexte
fact-site = Site
fact-method = Méthode
fact-identification = Identification
fact-made = Créé
made-by = { $at } par { $who }
fact-success = Succès
fact-failure = Échec
so-often = 
    { $count ->
        [one] { $at } · une fois
       *[other] { $at } · { $number } en tout
    }
so-often-since = 
    { $count ->
        [0] { $at } · aucun depuis un succès
        [one] { $at } · un depuis un succès
       *[other] { $at } · { $number } depuis un succès
    }
never = jamais
is-now = Maintenant : { $state }.

## What may be done with a credential

unlock = Débloquer
unlock-now = Débloquer maintenant
lock = Bloquer
enable = Activer
disable = Désactiver
archive = Archiver
delete = Supprimer
unlock-what = Débloquer : { $what } – { $name } ?
lock-what = Bloquer : { $what } – { $name } ?
enable-what = Activer : { $what } – { $name } ?
disable-what = Désactiver : { $what } – { $name } ?
archive-what = Archiver : { $what } – { $name } ?
delete-what = Supprimer : { $what } – { $name } ?
unlock-effect = Il fonctionne aussitôt, et les échecs repartent de zéro.
lock-effect = Il ne fonctionne plus jusqu’à ce que quelqu’un débloque.
enable-effect = Il fonctionne aussitôt.
disable-effect = Il ne fonctionne plus jusqu’à ce que quelqu’un active.
archive-effect = C’est définitif : ce qui est archivé ne peut qu’être supprimé.
delete-effect = Il disparaît; l’historique s’en souvient.
person-enable-what = Activer { $name } ?
person-disable-what = Désactiver { $name } ?
person-archive-what = Archiver { $name } ?
person-delete-what = Supprimer { $name } ?
person-endless-what = Retirer la fin de validité de { $name } ?
person-now-what = Faire débuter la validité de { $name } maintenant ?
person-enable-effect = La connexion refonctionne aussitôt, et les profils avec leurs rôles.
person-disable-effect = Plus personne ne se connecte à ce compte, et les sessions prennent fin.
person-archive-effect = C’est définitif : tous les moyens et rôles disparaissent. L’historique reste.
person-delete-effect = La personne disparaît avec tout ce qui lui appartient. L’historique reste.
person-endless-effect = Le compte est valable sans fin.
person-now-effect = Le compte est valable aussitôt.
take-end-away = Retirer la fin
begin-now = Commencer maintenant

## Times

today = Aujourd’hui
today-at = aujourd’hui, { $time }
yesterday-at = hier, { $time }
tomorrow-at = demain, { $time }

## What happened

event-user-create = Enregistrement
event-user-modify = Données modifiées
event-user-archive = Archivage
event-user-delete = Suppression
event-credential-create = Moyen créé
event-credential-modify = Moyen modifié
event-credential-delete = Moyen supprimé
event-credential-show = Secret affiché
event-credential-challenge = Défi demandé
event-login-success = Connexion
event-login-failure = Échec
event-attempt-refused = Tentative refusée
event-authorization-denied = Accès refusé
event-profile-create = Profil créé
event-profile-modify = Profil modifié
event-profile-delete = Profil supprimé
event-authorization-create = Rôle attribué
event-authorization-modify = Espaces d’un rôle modifiés
event-authorization-delete = Rôle retiré
event-session-begin = Connexion à la console
event-session-end = Session terminée
event-signature-request = Signature demandée
event-signature-pending = Signature sur le téléphone
event-signature-settle = Signature conclue
event-history-erase = Historique effacé

## Rights

rights-of = Droits effectifs : { $name }
rights-idle = Ce compte n’est pas actif ou valable, et ne donne aucun droit.
rights-for = Envers qui ?
rights-for-hint = L’ID d’une personne du même mandant; vide : partout.
ask = Demander
roles = Rôles
role = Rôle
holds = Valable
rooms = Espaces de données
no-roles = Aucun rôle.
profile = Profil
yes = Oui
no = Non
all-clients = Tous les mandants
all-units = Toutes les unités
holds-holds = là où ses espaces le disent
holds-inClient = dans tout le mandant
holds-inUnit = dans une unité de la personne
holds-oneself = sur soi-même
holds-onlyOneself = sur soi-même seulement
holds-otherClient = dans d’autres mandants
holds-otherUnits = dans d’autres unités
holds-otherApplications = pour d’autres applications
holds-otherEnterpriseRoles = pour d’autres rôles d’entreprise
holds-ofApplication = un rôle d’une autre application : il ne donne aucun droit ici
holds-notValid = il n’est pas valable maintenant
holds-profileDisabled = le profil est désactivé
holds-profileNotValid = le profil n’est pas valable
rights-count = 
    { $count ->
        [0] Aucun droit
        [one] 1 droit
       *[other] { $count } droits
    }
rights-elsewhere = Détenus, mais pas ici

## Own page

own-signed-in = Connexion { $by }, { $at }, depuis { $from }.
by-link = par lien
by-app = par mot de passe et code
by-passkey = par mot de passe et clé d’accès
by-recovery = par mot de passe et code de récupération
own-ways = Vos moyens d’accès
own-none = Encore aucun moyen.
own-not = Vos rôles ne montrent pas vos propres moyens.
own-history = Votre historique
own-sessions = Vos sessions
session = Session
last-seen = Vue la dernière fois
this-session = Celle-ci
end-session = Terminer
end-others = Terminer toutes les autres

## What is refused

trouble-forbidden = Non autorisé
trouble-forbidden-next = Vos rôles ne le permettent pas.
trouble-missing = Introuvable
trouble-missing-next = Cette page n’existe pas, ou n’est pas pour vous.
trouble-moved = Modifié entre-temps
trouble-moved-next = Quelqu’un a été plus rapide. Regarder à nouveau, puis décider.
trouble-gone = Le lien ne sert plus
trouble-gone-next = En demander un autre.
trouble-too-many = Trop souvent
trouble-too-many-next = Attendre un instant, puis réessayer.
trouble-ours = L’erreur vient de nous
trouble-ours-next = L’exploitation le voit dans le journal. Réessayer plus tard.
trouble-busy = Pas maintenant
trouble-busy-next = Trop de travail en ce moment. Réessayer.
trouble-not-so = Pas ainsi
trouble-not-so-next = Ce qui a été envoyé n’est pas possible ainsi.
lacks-right = Droit manquant :

## Organisation

organisation = Organisation
users = Utilisateurs
users-of = Utilisateurs de { $client }
nobody-here = Personne.
further = Suivants
units = Unités
units-of = Unités de { $client }
units-more = Il y a plus d’unités que celles affichées.
unit-disabled = Désactivée
policies = Directives
policies-of = Directives de { $client }
no-policies = Aucune directive : les valeurs par défaut s’appliquent.
policy-default = Par défaut
policy-plain = Aucun paramètre : les valeurs par défaut s’appliquent.
clients = Mandants
no-clients = Aucun que vous puissiez voir.
look-at = Voir
as-calls = En appels de l’API
as-csv = En CSV, { $count } au plus
unit = Unité
unit-path = Où elle se trouve
unit-active = Active

## Giving and changing credentials

add = Ajouter
add-credential = Ajouter un moyen
add-for = Que reçoit { $name } ?
add-usual = Courants
add-further = Autres
add-by-others = Tels qu’un autre serveur les tient
add-what = { $what } pour { $name }
add-nothing = Rien à remplir : Sigill le crée et le montre une seule fois.
add-more = Autres indications
add-do = Créer
add-try = Vérifier seulement
it-fits = Toutes les règles sont respectées.
not-yet-so = Pas encore ainsi :
optional = (facultatif)
choose = – choisir –
noted = C’est noté, retour à la personne
back-to-person = Retour à la personne
save = Enregistrer
change = Modifier
change-what = Modifier { $what } de { $name }
stays-where-empty = Actuellement { $number }. Vide : inchangé.
secret-stays = Vide : inchangé.
reset = Renouveler
reset-what = Renouveler { $what } de { $name } ?
reset-effect = L’ancien secret ne vaut plus. Le nouveau est envoyé selon la directive, ou montré ici une seule fois.
remake = Nouveaux codes
remake-what = Nouveaux codes à la place de { $what } de { $name } ?
remake-effect = Les anciens codes ne valent plus. Les nouveaux sont montrés ici.
reveal = Afficher
reveal-recorded = C’est journalisé
reveal-noted = L’historique retient que vous l’avez vu.
print = Imprimer
seen-in-it = Ce que dit le certificat
fact-validity = Validité
fact-sha256 = SHA-256
begins-active = vaut aussitôt
begins-initial = encore jamais utilisé
begins-change = à changer à la première connexion
begins-disabled = désactivé
from-file = Ou depuis un fichier

## Shown once

once-only = Ceci n’est montré qu’une fois. Ensuite, personne ne le revoit.
once-app = Configurer l’application
once-app-scan = Scanner ce code avec l’application.
once-qr = Code QR pour l’application
once-app-key = Ou saisir cette clé :
once-app-uri = Sous forme d’adresse
once-codes = Codes de récupération
once-codes-hint = Chacun vaut une fois. À imprimer et à garder en lieu sûr.
once-card = Carte à codes
once-link = Lien
once-secret = Secret

## What a credential has, by the names of the API

member-extId = ID
member-extId-hint = Créé si le champ est vide.
member-policyExtId = ID de la directive
member-policyExtId-hint = Vide : celle par défaut du mandant.
member-stateName = Comment il commence
member-validity-from = Valable dès le
member-validity-to = Valable jusqu’au
member-password = Mot de passe
member-password-hint = Vide si la directive crée les mots de passe : il est alors montré une fois.
member-passwordHash = Hachage d’un autre produit
member-certificate = Certificat
member-certificate-hint = Un certificat PEM, à coller.
member-signerCert = Certificat du signataire
member-signerCert-hint = Un certificat PEM, à coller.
member-username = Nom là-bas
member-identification = Identification
member-context = Où il vaut
member-kerberosId = Compte
member-kerberosId-hint = Sous la forme login@REALM.
member-mobileNumber = Numéro de mobile
member-mobileNumber-hint = Avec l’indicatif du pays : +41 79 …
member-msisdn = Numéro de mobile
member-msisdn-hint = Avec l’indicatif du pays : +41 79 …
member-urlPrefix = Début du lien
member-identificator = Nom chez le fournisseur
member-sigill-nationalIdentityNumber = Numéro d’identification national
member-sigill-nationalIdentityNumber-hint = Onze chiffres, pour le Mobile-ID d’Estonie et de Lituanie.
member-msspIdentifier = Fournisseur
member-msspIdentifier-hint = Son adresse, telle que configurée.
member-subjectNameId = Nom de la personne là-bas
member-subjectNameIdFormat = Forme de ce nom
member-issuerNameId = Fournisseur d’identité
member-issuerNameIdFormat = Forme de son nom
member-label = Nom de l’appareil
member-otpauthUri = Adresse d’un jeton existant

## What each type is for, by its number

kind-about-1 = Ce que la personne sait, pour se connecter.
kind-about-2 = La moitié publique d’une clé que la personne détient.
kind-about-3 = Le nom auprès d’un serveur SecurID, qui vérifie.
kind-about-4 = Un secret qui donne accès pour quelques jours.
kind-about-5 = Le nom auprès d’un serveur Safeword, qui vérifie.
kind-about-6 = Une carte de 168 codes à imprimer.
kind-about-8 = Remplace ce qui est perdu, pour quelques jours.
kind-about-9 = Un nom dans un autre système, qui vérifie.
kind-about-10 = Le compte dans un domaine Kerberos.
kind-about-11 = Des codes arrivent par SMS sur un mobile.
kind-about-12 = Un appareil qui affiche des codes; il est attribué, non créé.
kind-about-13 = Un code qui débloque ce qui était bloqué.
kind-about-14 = Un lien qui donne accès.
kind-about-15 = Le secret d’un utilisateur technique : il en obtient ses jetons.
kind-about-16 = Une clé sur la carte SIM ou dans une app du téléphone.
kind-about-17 = Qui est la personne pour un fournisseur d’identité.
kind-about-18 = Créé vide; la personne répond aux questions.
kind-about-19 = Un mot de passe qui ne vaut qu’à un endroit.
kind-about-20 = Une app du téléphone affiche des codes; configurée par code QR.
kind-about-21 = Tel qu’un serveur FIDO UAF l’écrit.
kind-about-22 = Seize codes; chacun vaut une fois quand rien d’autre ne marche.
kind-about-23 = Telle qu’un serveur FIDO2 l’écrit. Chacun enregistre la sienne.

## The data of a person

edit = Modifier les données
edit-what = Données de { $name }
new-person = Nouvelle personne dans { $client }
add-person = Ajouter une personne
first-name = Prénom
family-name = Nom de famille
email = E-mail
mobile = Numéro de mobile
telephone = Téléphone
form-of-address = Titre
sex = Sexe
sex-female = féminin
sex-male = masculin
sex-other = autre
birth-date = Date de naissance
street = Rue
house-number = Numéro de maison
address-line = Ligne d’adresse
postal-code = Code postal
city = Localité
country = Pays (deux lettres)
remarks = Remarques
stays-or-dash = Actuellement { $number }. Vide : inchangé; un tiret le retire.
unit-or-default = Vide : celle que nomme la directive, ou celle par défaut.
login-as-id = Vide : comme l’ID.

## Profiles and roles

profiles = Profils et rôles
profiles-of = Profils et rôles : { $name }
no-profiles = Aucun profil : dans aucune unité, et sans rôle.
profile-add = Ajouter un profil
profile-default = Par défaut
profile-name = Nom du profil
profile-new-what = Nouveau profil pour { $name }
profile-move-what = Déplacer { $what } de { $name }
profile-delete-effect = Ses rôles partent avec lui; l’historique s’en souvient.
roles-stay = Les rôles du profil restent.
make-default = Par défaut
move = Déplacer
give-role = Attribuer un rôle
give-role-what = Attribuer un rôle à { $name } dans { $what }
give-role-hint = Personne n’attribue un droit qu’il n’a pas lui-même.
role-units = Seulement dans ces unités
role-units-hint = ID séparés par des virgules; ce qui est dessous compte aussi. Vide : dans toutes.
role-clients = Dans ces mandants
role-clients-hint = ID séparés par des virgules. Vide : dans celui-ci.
take-role = Retirer le rôle
take-role-what = Retirer { $what } à { $name } ?
take-role-effect = Ses droits cessent aussitôt, partout.
sessions-end = Terminer les sessions
person-sessions-what = Terminer toutes les sessions de { $name } ?
person-sessions-effect = Qui est connecté à la console sous ce nom doit se reconnecter. Les jetons ne sont pas touchés.

## History

history = Historique
history-of = Historique de { $client }
history-kind = Quoi
history-by = Qui
history-by-hint = Sous la forme mandant/utilisateur, ou system.
history-credential = ID d’un moyen
history-from = Dès le
history-to = Avant le
filter = Filtrer
nothing-found = Rien ne correspond.

## Units and policies

description = Description
location = Lieu
unit-add = Ajouter une unité
unit-add-below = Ajouter dessous
unit-new = Nouvelle unité dans { $client }
unit-title = Unité { $name }
unit-above = Unité supérieure
unit-above-hint = Vide : aucune, elle est au sommet.
unit-profileless = Personne n’y est : elle ne fait qu’en ordonner d’autres
unit-move-what = Déplacer { $name }
unit-move-effect = Tout ce qui est dessous suit. Qui y a des rôles peut alors atteindre d’autres personnes.
unit-delete-what = Supprimer { $name } ?
unit-delete-effect = Seule une unité vide peut être supprimée.
policy-title = Directive { $name }
policy-new = Nouvelle directive dans { $client }
policy-add = Ajouter une directive
policy-type = Type
policy-becomes-default = C’est celle par défaut de son type
policy-parameters = Paramètres
by-default = Par défaut : { $value }.
what-would-change = Qu’est-ce qui changerait ?
misfits-users = { $found } personnes sur { $checked } ne conviendraient pas.
misfits-credentials = { $found } enregistrés sur { $checked } ne conviendraient pas.
misfits-more = Tous n’ont pas été examinés.
pattern-tester = Essayer les motifs
pattern-values = Valeurs à essayer
pattern-values-hint = Une par ligne. Elles ne sont pas gardées.
pattern-fits = convient
pattern-doesnt = ne convient pas

## Custom properties

properties = Propriétés
no-properties = Encore aucune propriété.
property-add = Ajouter une propriété
property-new = Nouvelle propriété
property-for-good = Elle ne change plus jamais.
property-scope = Ce qui la possède
property-len = Texte le plus long, en caractères
property-pattern = Motif du texte entier
property-values = Valeurs permises
property-values-hint = Seulement pour ENUM, une par ligne.
property-encrypted = Les valeurs sont chiffrées
property-encrypted-hint = Par la clé maîtresse, pour que personne ne les lise dans la base de données. Elles ne peuvent pas être uniques.
property-among = Valeurs
property-among-none = Peuvent se répéter
property-among-client = Unique dans un mandant
property-among-users = Unique parmi les utilisateurs
property-among-unit = Unique dans l’unité
property-client = Seulement pour le mandant
property-application = Seulement pour l’application
property-whose-hint = Son identifiant externe. Vide pour tous.
property-application-hint = Son identifiant externe, pour les rôles et les profils par application. Vide pour toutes.

## Which users

users-which = Quels utilisateurs
users-all = Tous
users-people = Personnes
users-technical = Techniques

## What happened to other things

event-client-create = Mandant créé
event-client-modify = Mandant modifié
event-client-delete = Mandant supprimé
event-policy-create = Directive créée
event-policy-modify = Directive modifiée
event-policy-delete = Directive supprimée
event-unit-create = Unité créée
event-unit-modify = Unité modifiée
event-unit-delete = Unité supprimée
event-dispatch-target-create = Destination de messages créée
event-dispatch-target-modify = Destination de messages modifiée
event-dispatch-target-delete = Destination de messages supprimée
event-app-attestation-create = Attestation d’app créée
event-app-attestation-modify = Attestation d’app modifiée
event-app-attestation-delete = Attestation d’app supprimée
event-personal-question-create = Question de sécurité créée
event-personal-question-modify = Question de sécurité modifiée
event-personal-question-delete = Question de sécurité supprimée
event-application-create = Application créée
event-application-modify = Application modifiée
event-application-delete = Application supprimée
event-role-create = Rôle créé
event-role-modify = Rôle modifié
event-role-delete = Rôle supprimé
event-enterprise-role-create = Rôle d’entreprise créé
event-enterprise-role-modify = Rôle d’entreprise modifié
event-enterprise-role-delete = Rôle d’entreprise supprimé
event-property-create = Propriété définie
event-client-application-create = Application attribuée au mandant
event-client-application-delete = Application retirée au mandant
event-enterprise-role-member-create = Rôle ajouté à un rôle d’entreprise
event-enterprise-role-member-delete = Rôle retiré d’un rôle d’entreprise
event-enterprise-authorization-create = Rôle d’entreprise attribué
event-enterprise-authorization-modify = Rôle d’entreprise modifié pour quelqu’un
event-enterprise-authorization-delete = Rôle d’entreprise retiré
event-terms-create = Conditions créées
event-terms-modify = Conditions modifiées
event-consent-create = Consentement donné
event-signature-repeat = Signature redemandée
event-signature-receipt = Quittance d’une signature
event-message-queue = Message à envoyer
event-message-send = Message envoyé
event-message-fail = Message non envoyé

## Trying a signature

sign-try = Tester une signature
sign-try-what = Tester la signature mobile de { $name }
sign-counts = C’est une vraie signature: elle est journalisée et son issue compte comme toujours.
sign-text = Texte sur le téléphone
sign-text-hint = Un code à comparer est ajouté à la fin.
sign-text-default = Test de votre signature mobile.
sign-start = Envoyer au téléphone
sign-code = Le même code doit figurer sur le téléphone:
sign-requested = En route vers le fournisseur
sign-pending = Sur le téléphone, en attente de la personne
sign-left = 
    { $count ->
        [one] encore { $count } seconde
       *[other] encore { $count } secondes
    }
sign-live = 
    { $count ->
        [one] Cette page s’actualise chaque seconde.
       *[other] Cette page s’actualise toutes les { $count } secondes.
    }
sign-look = Vérifier maintenant
sign-withdraw = Abandonner
sign-again = Tester à nouveau
sign-asked = Demandée
sign-took = Durée
sign-checks = Contrôles effectués
sign-approved = Approuvées
sign-not-approved = Non approuvées
seconds = 
    { $count ->
        [one] { $count } seconde
       *[other] { $count } secondes
    }
outcome-approved = Tout fonctionne: la personne a signé ce texte et tous les contrôles ont réussi.
outcome-invalid-signature = La réponse n’est pas une signature valable.
outcome-other-text = Un autre texte a été signé.
outcome-other-person = Quelqu’un d’autre a signé: autre numéro ou autre SIM.
outcome-revoked = Le certificat est révoqué.
outcome-cancelled = La personne a refusé. Cela ne compte pas.
outcome-timed-out = Personne n’a répondu à temps. Cela ne compte pas.
outcome-unreachable = Le téléphone n’a pas pu être joint. Cela ne compte pas.
outcome-blocked = Le PIN ou le compte est bloqué selon le fournisseur.
outcome-unable = Le fournisseur ne connaît pas le numéro, ou il n’a pas de clé.
outcome-busy = Le fournisseur montre une autre demande à cette personne.
outcome-refused = Le fournisseur n’a pas accepté la demande. L’exploitation en voit la raison dans le journal.
outcome-geofenced = Le téléphone n’est pas là où il doit être.
outcome-unverifiable = La signature ne peut pas être jugée ici. C’est à l’exploitation d’agir, et cela ne compte pas.
outcome-provider-trouble = Le fournisseur ou la liaison est en panne. Cela ne compte pas.
outcome-withdrawn = Elle a été abandonnée.

## Pictures

as-table = Sous forme de tableau
logins-of = 
    { $count ->
        [one] Connexions du dernier jour
       *[other] Connexions des { $count } derniers jours
    }
logins-worked = Réussies
logins-failed = Échouées
logins-cut = Il y en a eu plus que ce qui est dessiné ici.

## The installation

installation = Installation
since-start = Sur ce nœud, depuis son démarrage: { $at }.
providers = Fournisseurs
no-providers = Aucun fournisseur de signatures mobiles n’est configuré.
provider-answers = Répond
provider-silent = Dernier message sans réponse
provider-unasked = Pas encore interrogé
provider-family = Règles
provider-time = Temps pour la personne
provider-numbers = Numéros commençant par
provider-own = Notre certificat
provider-messages = Messages
provider-failures = Sans réponse
provider-latency = Durée des réponses, en secondes
provider-outcomes = Issue des signatures
signing-keys = Clés de signature
key-from = Signe dès
key-to = Signe jusqu’au
key-signs = Signe
key-waits = Pas encore
key-verifies = Ne fait que vérifier
keys-hint = L’exploitation crée une autre clé avec sigill admin keys.
jobs = Tâches et files d’attente
job = Tâche
job-rounds = Ce que le serveur fait de lui-même
job-lifecycle = Désactiver et archiver ce qui est échu, avertir avant
job-purge = Supprimer ce qui n’est plus conservé
jobs-hint = Ce que la première ferait, sigill admin lifecycle --dry-run le dit.
job-last = Dernier passage
job-dealt = Traités
job-not-yet = Pas encore
job-whole = Terminé
job-broken = Pas tout: voir le journal
queue = En attente d’envoi
queue-empty = Rien n’attend.
queue-since = Depuis
queue-tries = Essais
queue-due = Prochain essai
message = Message
sent = Envoyés depuis ce nœud
sent-by = Par
sent-by-nobody = Pas configuré
sent-sms = SMS
sent-taken = Acceptés
sent-failed = Échoués
sent-postponed = Reportés

## Templates

templates = Modèles
templates-of = Modèles de { $client }
templates-hint = Ce que disent les messages, avec votre nom et des codes inventés. L’exploitation les modifie dans des fichiers.
template-subject = Objet
template-text = Mail
template-send = Me l’envoyer par mail
template-send-what = M’envoyer «{ $what }» par mail
template-no-mail = Aucun serveur de mail n’est configuré: rien ne peut être envoyé d’ici.
template-taken = Le serveur de mail l’a accepté.
template-not-now = Le serveur de mail ne l’accepte pas maintenant.
template-refused = Le serveur de mail le refuse.
template-no-address = Vous n’avez pas d’adresse à laquelle un mail peut être envoyé.
purpose-reset-code = Nouveau mot de passe
purpose-ticket = Ticket
purpose-url-ticket = Lien de connexion
purpose-temporary-strong-password = Mot de passe temporaire
purpose-puk = PUK
purpose-mtan = Code SMS
purpose-user-ends = Un compte arrive à échéance
purpose-credential-ends = Un moyen arrive à échéance
