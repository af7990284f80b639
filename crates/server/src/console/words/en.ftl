## Frame

skip = Skip to content
languages = Languages
language = Language
times-are-utc = Times are in UTC.
main-menu = Main menu
menu = Menu
client = Client
help-desk = Help desk
own = You
own-page = Your page
style = Style
find-a-person = Find a person
sign-out = Sign out
sign-in = Sign in
error = Error
next = Next
cancel = Cancel
reason = Reason
reason-hint = It is kept in the history.
way-here = Way here
more-for = More for { $what }
to-start = To the start

## Signing in

login-id = Login
password = Password
code = Code
sign-in-no = That didn’t match. Check what was typed; after several failures a credential is locked.
sign-in-change = The password must be changed first. An administrator can send a link.
sign-in-no-factor = A second factor is missing: a passkey, an authenticator app or recovery codes. An administrator can send a link.
sign-in-link-hint = No password? An operator makes a link with sigill admin console-link.
second-title = Second factor
second-by = By
second-no = The code wasn’t right.
factor-app = Code of the authenticator app
factor-app-named = Code of the authenticator app “{ $label }”
factor-recovery = Recovery code
factor-passkey = A passkey or security key
factor-passkey-do = Use the passkey
passkey-no = The passkey wasn’t accepted.
passkey-failed = The browser gave no passkey. Try again, or take another way.
passkey-script = A passkey needs JavaScript.
passkey-add = Add a passkey
passkey-add-hint = The browser asks for a fingerprint, a face, a PIN or a security key. From then on it is a second factor when you sign in here.
passkey-name = What you call it
once-title = Sign in by link
once-for = This link signs in { $user } of { $client }, once.
once-until = It is good until { $until }.

## Finding

who-needs-help = Who needs help?
find = Find
find-hint-short = Name, number, login, id …
find-hint = Paste anything: a number in any notation, a serial number, an e-mail address. The key / comes back here.
find-tries = Things to try
find-try-number = A mobile number: 079 555 01 23
find-try-name = The beginning of a name: Keller Ida
find-try-id = A login, an id, a serial number of a certificate
find-nothing-typed = Type what is known: 300 characters at most.
found-title = Found: { $q }
find-lacks-country = Read as written: no client policy says of which country national numbers are. With the country code, more may be found.
nobody-found = Nobody found
nobody-found-for = Nothing fits “{ $q }” where you may look.
nobody-found-next = Try the number with its country code, or only the beginning of the name.
hits = 
    { $count ->
        [one] 1 person
       *[other] { $count } people
    }
person = Person
found-by = Found by
state = State
why-number = Mobile number
why-login = Login
why-user-id = Id of the person
why-credential-id = Id of a credential
why-email = E-mail
why-identificator = Name at the provider
why-certificate = Certificate
why-name = Name

## A person

id = Id
valid-until = Valid until
technical-user = Technical user
user-active = Active
user-disabled = Disabled
user-archived = Archived
user-over = No longer valid
user-not-yet = Not yet valid
credentials = Credentials
no-credentials = No credential yet: with none, nobody signs in.
no-credentials-right = Your roles don’t show credentials here.
timeline = Timeline
timeline-of = Timeline: { $name }
all-of-it = All of it
older = Older
nothing-happened = Nothing yet.
parts-of-sheet = Parts of the sheet
effective-rights = Effective rights
works = Works:
doesnt-work = Doesn’t:
told-by = by { $who }

## Whether somebody can sign in

verdict-can = { $name } can sign in: { $what }.
verdict-cannot = { $name } can’t sign in. { $what }: { $why }.
verdict-partly = { $name } can’t use everything. { $what }: { $why }.
cause-user-archived = { $name } can’t sign in: archived, and that is final.
cause-user-disabled = { $name } can’t sign in: the account is disabled.
cause-user-expired = { $name } can’t sign in: the account is no longer valid.
cause-user-not-yet-valid = { $name } can’t sign in: the account isn’t valid yet.
cause-no-credential = { $name } can’t sign in: there is no credential.
cause-asked-too-often = asked too often, wait a few minutes
cause-last-outcome = the last signature failed
cause-message-failed = a message couldn’t be sent
cause-number-unknown = the provider doesn’t know the number
cause-phone-inactive = no SIM or app of the number is active
cause-phone-unreachable = the phone doesn’t answer
cause-pin-blocked = the PIN is blocked, says the provider; unlocking here doesn’t help
cause-provider-not-configured = the provider isn’t configured here
cause-provider-refuses = the provider isn’t asked about this mobile signature
cause-provider-silent = the provider doesn’t answer
cause-provider-trouble = the provider has trouble
cause-serial-mismatch = another SIM signed than before
cause-signature-open = a signature is being asked for
fact-user-archived = archived
fact-user-disabled = disabled
fact-user-expired = validity ended
fact-user-not-yet-valid = validity set
fact-no-credential = no mobile signature
fact-credential-archived = mobile signature archived
fact-credential-disabled = mobile signature disabled
fact-credential-fail-locked = mobile signature locked
fact-credential-tmp-locked = mobile signature locked for a while
fact-credential-not-active = credential not active
fact-credential-expired = mobile signature ended
fact-credential-not-yet-valid = mobile signature not yet valid
fact-change-overdue = change overdue
fact-provider-not-configured = provider not configured
fact-failed-attempts = last failed attempt
fact-refused-attempts = attempts refused today, the first of them
fact-asked-too-often = asked too often, wait a few minutes
fact-last-outcome = the last signature failed
fact-message-failed = message not sent
fact-number-unknown = the provider doesn’t know the number
fact-phone-inactive = no SIM or app of the number is active
fact-phone-unreachable = the phone doesn’t answer
fact-pin-blocked = the PIN is blocked, says the provider; unlocking here doesn’t help
fact-provider-refuses = the provider isn’t asked about this mobile signature
fact-provider-silent = the provider doesn’t answer
fact-provider-trouble = the provider has trouble
fact-serial-mismatch = another SIM signed than before
fact-signature-open = a signature is being asked for

## Credentials by their number

kind-1 = Password
kind-2 = Certificate
kind-3 = SecurID account
kind-4 = Ticket
kind-5 = Safeword account
kind-6 = Code card
kind-8 = Temporary password
kind-9 = Generic credential
kind-10 = Kerberos account
kind-11 = SMS code
kind-12 = Vasco token
kind-13 = PUK
kind-14 = Link by mail
kind-15 = Device password
kind-16 = Mobile signature
kind-17 = SAML federation
kind-18 = Security questions
kind-19 = Context password
kind-20 = Authenticator app
kind-21 = Passkey (UAF)
kind-22 = Recovery codes
kind-23 = Passkey

## Their states: parts of sentences, in small letters

state-active = works
state-initial = never used yet
state-tmp-locked = locked until { $until }
state-tmp-locked-after = 
    { $count ->
        [one] locked after 1 failure, opens { $until }
       *[other] locked after { $count } failures, opens { $until }
    }
state-fail-locked = locked until somebody unlocks it
state-fail-locked-after = 
    { $count ->
        [one] locked for good after 1 failure
       *[other] locked for good after { $count } failures
    }
state-disabled = disabled by { $who }, { $at }
state-archived = archived; can only be deleted
state-over = ended on { $at }
state-not-yet = valid from { $at }
state-admin-changed = must be changed at the next sign-in
state-reset-code = a reset code is on its way
state-ends-in = 
    { $count ->
        [0] ends today
        [one] ends in 1 day
       *[other] ends in { $count } days
    }
by-policy = Policy { $policy }
fact-number = Number
fact-provider = Provider
fact-subject = Subject
fact-issuer = Issuer
fact-serial = Serial
fact-name-there = Name there
fact-context = Context
fact-site = Site
fact-method = Method
fact-identification = Identification
fact-made = Made
made-by = { $at } by { $who }
fact-success = Success
fact-failure = Failure
so-often = 
    { $count ->
        [one] { $at } · once
       *[other] { $at } · { $number } in all
    }
so-often-since = 
    { $count ->
        [0] { $at } · none since a success
        [one] { $at } · one since a success
       *[other] { $at } · { $number } since a success
    }
never = never
is-now = Now: { $state }.

## What may be done with a credential

unlock = Unlock
unlock-now = Unlock now
lock = Lock
enable = Enable
disable = Disable
archive = Archive
delete = Delete
unlock-what = Unlock { $what } of { $name }?
lock-what = Lock { $what } of { $name }?
enable-what = Enable { $what } of { $name }?
disable-what = Disable { $what } of { $name }?
archive-what = Archive { $what } of { $name }?
delete-what = Delete { $what } of { $name }?
unlock-effect = It works again at once, and failures count from zero.
lock-effect = It doesn’t work until somebody unlocks it.
enable-effect = It works again at once.
disable-effect = It doesn’t work until somebody enables it.
archive-effect = That is final: what is archived can only be deleted.
delete-effect = It is gone for good; history remembers it.
person-enable-what = Enable { $name }?
person-disable-what = Disable { $name }?
person-archive-what = Archive { $name }?
person-delete-what = Delete { $name }?
person-endless-what = Take the end of validity of { $name } away?
person-now-what = Let the validity of { $name } begin now?
person-enable-effect = Sign-in works again at once, and the profiles with their roles.
person-disable-effect = Nobody signs in as this person any more, and what is signed in ends.
person-archive-effect = That is final: all credentials and roles go. History stays.
person-delete-effect = The person goes with everything that belongs to it. History stays.
person-endless-effect = The account is valid without end.
person-now-effect = The account is valid at once.
take-end-away = Take the end away
begin-now = Begin now

## Times

today = Today
today-at = today, { $time }
yesterday-at = yesterday, { $time }
tomorrow-at = tomorrow, { $time }

## What happened

event-user-create = Registered
event-user-modify = Data changed
event-user-archive = Archived
event-user-delete = Deleted
event-credential-create = Credential made
event-credential-modify = Credential changed
event-credential-delete = Credential deleted
event-credential-show = Secret shown
event-credential-challenge = Challenge asked for
event-login-success = Signed in
event-login-failure = Failed attempt
event-attempt-refused = Attempt refused
event-authorization-denied = Something was denied
event-profile-create = Profile made
event-profile-modify = Profile changed
event-profile-delete = Profile deleted
event-authorization-create = Role given
event-authorization-modify = Rooms of a role changed
event-authorization-delete = Role taken
event-session-begin = Signed in at the console
event-session-end = Session ended
event-signature-request = Signature asked for
event-signature-pending = Signature on the phone
event-signature-settle = Signature settled
event-history-erase = History erased

## Rights

rights-of = Effective rights: { $name }
rights-idle = This person isn’t active or valid now, and so may do nothing.
rights-for = To whom?
rights-for-hint = The id of a person of the same client; empty: anywhere.
ask = Ask
roles = Roles
role = Role
holds = Holds
rooms = Rooms
no-roles = No roles.
profile = Profile
yes = Yes
no = No
all-clients = All clients
all-units = All units
holds-holds = where its rooms say
holds-inClient = in the whole client
holds-inUnit = in a unit of the person
holds-oneself = about oneself
holds-onlyOneself = about oneself only
holds-otherClient = in other clients
holds-otherUnits = in other units
holds-otherApplications = for other applications
holds-otherEnterpriseRoles = for other enterprise roles
holds-ofApplication = a role of another application: it gives no right here
holds-notValid = it isn’t valid now
holds-profileDisabled = its profile is disabled
holds-profileNotValid = its profile isn’t valid now
rights-count = 
    { $count ->
        [0] No right
        [one] 1 right
       *[other] { $count } rights
    }
rights-elsewhere = Held, but not here

## Own page

own-signed-in = Signed in { $by }, { $at }, from { $from }.
by-link = by link
by-app = with password and code
by-passkey = with password and passkey
by-recovery = with password and recovery code
own-ways = Your ways in
own-none = No credential yet.
own-not = Your roles don’t show your own credentials.
own-history = Your history
own-sessions = Your sessions
session = Session
last-seen = Last seen
this-session = This one
end-session = End
end-others = End all others

## What is refused

trouble-forbidden = Not allowed
trouble-forbidden-next = Your roles don’t let you do this.
trouble-missing = Not there
trouble-missing-next = There is no such page, or it isn’t for you.
trouble-moved = It has changed meanwhile
trouble-moved-next = Somebody else was quicker. Look again, then decide.
trouble-gone = The link no longer serves
trouble-gone-next = Ask for another one.
trouble-too-many = Too often
trouble-too-many-next = Wait a moment, then try again.
trouble-ours = The fault is ours
trouble-ours-next = Operators see it in the log. Try again later.
trouble-busy = Not just now
trouble-busy-next = There is too much to do at the moment. Try again.
trouble-not-so = Not so
trouble-not-so-next = What was sent can’t be done so.
lacks-right = Missing right:

## Organisation

organisation = Organisation
users = Users
users-of = Users of { $client }
nobody-here = Nobody.
further = Further
units = Units
units-of = Units of { $client }
units-more = There are more units than are shown here.
unit-disabled = Disabled
policies = Policies
policies-of = Policies of { $client }
no-policies = No policies: the built-in defaults apply.
policy-default = Default
policy-plain = No parameter is set: the built-in defaults apply.
clients = Clients
no-clients = None that you may see.
look-at = Look at
as-calls = As calls of the API
as-csv = As CSV, { $count } at most
unit = Unit
unit-path = Where it is
unit-active = Active

## Giving and changing credentials

add = Add
add-credential = Add credential
add-for = What does { $name } get?
add-usual = Usual
add-further = Further
add-by-others = As another server keeps them
add-what = { $what } for { $name }
add-nothing = Nothing is to be filled in: Sigill makes it up and shows it once.
add-more = Further settings
add-do = Create
add-try = Check only
it-fits = All rules are kept.
not-yet-so = Not yet so:
optional = (optional)
choose = – choose –
noted = Noted, back to the person
back-to-person = Back to the person
save = Save
change = Change
change-what = Change { $what } of { $name }
stays-where-empty = Now { $number }. Empty: it stays.
secret-stays = Empty: it stays.
reset = New secret
reset-what = New secret for { $what } of { $name }?
reset-effect = The old one doesn’t work any more. The new one is sent as the policy says, or shown here once.
remake = New codes
remake-what = New codes in place of { $what } of { $name }?
remake-effect = The old codes don’t work any more. The new ones are shown here.
reveal = Reveal
reveal-recorded = It is recorded
reveal-noted = The history keeps that you have seen it.
print = Print
seen-in-it = What the certificate says
fact-validity = Valid
fact-sha256 = SHA-256
begins-active = works at once
begins-initial = never used yet
begins-change = must be changed at the first sign-in
begins-disabled = disabled
from-file = Or from a file

## Shown once

once-only = This is shown once. Leaving this page, nobody sees it again.
once-app = Set up the authenticator app
once-app-scan = Scan this code with the app.
once-qr = QR code for the authenticator app
once-app-key = Or type this key:
once-app-uri = As an address
once-codes = Recovery codes
once-codes-hint = Each works once. To be printed and kept in a safe place.
once-card = Code card
once-link = Link
once-secret = Secret

## What a credential has, by the names of the API

member-extId = Id
member-extId-hint = Made up where it is empty.
member-policyExtId = Id of the policy
member-policyExtId-hint = Empty: the default one of the client.
member-stateName = How it begins
member-validity-from = Valid from
member-validity-to = Valid until
member-password = Password
member-password-hint = Empty where the policy makes passwords up: then it is shown once.
member-passwordHash = Hash of another product
member-certificate = Certificate
member-certificate-hint = One certificate in PEM, to be pasted.
member-signerCert = Certificate of the signer
member-signerCert-hint = One certificate in PEM, to be pasted.
member-username = Name there
member-identification = Identification
member-context = Where it holds
member-kerberosId = Account
member-kerberosId-hint = As login@REALM.
member-mobileNumber = Mobile number
member-mobileNumber-hint = With the country code: +41 79 …
member-msisdn = Mobile number
member-msisdn-hint = With the country code: +41 79 …
member-urlPrefix = Beginning of the link
member-identificator = Name at the provider
member-sigill-nationalIdentityNumber = National identity number
member-sigill-nationalIdentityNumber-hint = Eleven digits, for Mobile-ID of Estonia and Lithuania.
member-msspIdentifier = Provider
member-msspIdentifier-hint = Its address, as it is configured.
member-subjectNameId = Name of the person there
member-subjectNameIdFormat = Form of that name
member-issuerNameId = Identity provider
member-issuerNameIdFormat = Form of its name
member-label = Name of the device
member-otpauthUri = Address of a token that is there already

## What each type is for, by its number

kind-about-1 = What somebody knows, to sign in.
kind-about-2 = The public half of a key that somebody holds.
kind-about-3 = The name of somebody at a SecurID server, which checks it.
kind-about-4 = A secret that lets somebody in for a few days.
kind-about-5 = The name of somebody at a Safeword server, which checks it.
kind-about-6 = A card of 168 codes to be printed.
kind-about-8 = Stands in for what is lost, for a few days.
kind-about-9 = A name in another system, which checks it.
kind-about-10 = The account of somebody in a Kerberos realm.
kind-about-11 = Codes come by SMS to a mobile number.
kind-about-12 = A device that shows codes; it is assigned, not made.
kind-about-13 = A code by which somebody unlocks what was locked.
kind-about-14 = A link that lets somebody in.
kind-about-15 = The secret of a technical user: by it, tokens are got.
kind-about-16 = A key on the SIM or in an app of a phone.
kind-about-17 = Who somebody is to an identity provider.
kind-about-18 = It is made empty; the person answers the questions.
kind-about-19 = A password that holds in one place only.
kind-about-20 = An app on the phone shows codes; set up by a QR code.
kind-about-21 = As a FIDO UAF server writes it.
kind-about-22 = Sixteen codes, each of which works once where nothing else does.
kind-about-23 = As a FIDO2 server writes it. People register theirs themselves.

## The data of a person

edit = Edit
edit-what = Data of { $name }
new-person = New person in { $client }
add-person = Add person
first-name = First name
family-name = Family name
email = E-mail
mobile = Mobile number
telephone = Telephone
form-of-address = Title
sex = Sex
sex-female = female
sex-male = male
sex-other = other
birth-date = Date of birth
street = Street
house-number = House number
address-line = Address line
postal-code = Postal code
city = Town
country = Country (two letters)
remarks = Remarks
stays-or-dash = Now { $number }. Empty: it stays; a dash takes it away.
unit-or-default = Empty: the one that the policy names, or the default one.
login-as-id = Empty: as the id.

## Profiles and roles

profiles = Profiles and roles
profiles-of = Profiles and roles: { $name }
no-profiles = No profile: in no unit, and without roles.
profile-add = Add profile
profile-default = Default
profile-name = Name of the profile
profile-new-what = Another profile for { $name }
profile-move-what = Move { $what } of { $name }
profile-delete-effect = Its roles go with it; history remembers it.
roles-stay = The roles of the profile stay.
make-default = Make default
move = Move
give-role = Give role
give-role-what = Give { $name } a role in { $what }
give-role-hint = Nobody gives a right that they don’t hold themselves.
role-units = Only in these units
role-units-hint = Ids with commas between them; what is below counts, too. Empty: in all.
role-clients = In these clients
role-clients-hint = Ids with commas between them. Empty: in this one.
take-role = Take role
take-role-what = Take { $what } from { $name }?
take-role-effect = Its rights are gone at once, everywhere.
sessions-end = End sessions
person-sessions-what = End all sessions of { $name }?
person-sessions-effect = Whoever is signed in at the console as this person must sign in again. Tokens aren’t touched.

## History

history = History
history-of = History of { $client }
history-kind = What
history-by = Who
history-by-hint = As client/user, or system.
history-credential = Id of a credential
history-from = From
history-to = Before
filter = Filter
nothing-found = Nothing fits.

## Units and policies

description = Description
location = Location
unit-add = Add unit
unit-add-below = Add below
unit-new = New unit in { $client }
unit-title = Unit { $name }
unit-above = Unit above it
unit-above-hint = Empty: none, it is at the top.
unit-profileless = Nobody is in it: it only orders others
unit-move-what = Move { $name }
unit-move-effect = All that is below it goes along. Who has roles there may reach other people then.
unit-delete-what = Delete { $name }?
unit-delete-effect = Only a unit in which there is nothing goes.
policy-title = Policy { $name }
policy-new = New policy in { $client }
policy-add = Add policy
policy-type = Type
policy-becomes-default = It is the default of its type
policy-parameters = Parameters
by-default = By default: { $value }.
what-would-change = What would change?
misfits-users = { $found } of { $checked } people wouldn’t fit.
misfits-credentials = { $found } of { $checked } stored ones wouldn’t fit.
misfits-more = Not all were looked at.
pattern-tester = Try the patterns
pattern-values = Values to try
pattern-values-hint = One on each line. They aren’t kept.
pattern-fits = fits
pattern-doesnt = doesn’t fit

## Custom properties

properties = Properties
no-properties = No custom property yet.
property-add = Add property
property-new = New property
property-for-good = It never changes once it is there.
property-scope = What has it
property-len = Longest text, in characters
property-pattern = Pattern of the whole text
property-values = Allowed values
property-values-hint = Only of an ENUM, one on each line.
property-encrypted = Values are encrypted
property-encrypted-hint = By the master key, so that nobody reads them in the database. They can’t be unique.
property-among = Values
property-among-none = May occur more than once
property-among-client = Unique in a client
property-among-users = Unique among users
property-among-unit = Unique in a unit
property-client = Only for the client
property-application = Only for the application
property-whose-hint = Its external id; empty: for all.
property-application-hint = Its external id, of roles and of profiles for an application; empty: for all.

## Which users

users-which = Which users
users-all = All
users-people = People
users-technical = Technical

## What happened to other things

event-client-create = Client made
event-client-modify = Client changed
event-client-delete = Client deleted
event-policy-create = Policy made
event-policy-modify = Policy changed
event-policy-delete = Policy deleted
event-unit-create = Unit made
event-unit-modify = Unit changed
event-unit-delete = Unit deleted
event-dispatch-target-create = Target for messages made
event-dispatch-target-modify = Target for messages changed
event-dispatch-target-delete = Target for messages deleted
event-app-attestation-create = Attestation of an app made
event-app-attestation-modify = Attestation of an app changed
event-app-attestation-delete = Attestation of an app deleted
event-personal-question-create = Security question made
event-personal-question-modify = Security question changed
event-personal-question-delete = Security question deleted
event-application-create = Application made
event-application-modify = Application changed
event-application-delete = Application deleted
event-role-create = Role made
event-role-modify = Role changed
event-role-delete = Role deleted
event-enterprise-role-create = Enterprise role made
event-enterprise-role-modify = Enterprise role changed
event-enterprise-role-delete = Enterprise role deleted
event-property-create = Property defined
event-client-application-create = Application given to the client
event-client-application-delete = Application taken from the client
event-enterprise-role-member-create = Role put into an enterprise role
event-enterprise-role-member-delete = Role taken out of an enterprise role
event-enterprise-authorization-create = Enterprise role given
event-enterprise-authorization-modify = Enterprise role changed for somebody
event-enterprise-authorization-delete = Enterprise role taken
event-terms-create = Terms made
event-terms-modify = Terms changed
event-consent-create = Consent given
event-signature-repeat = Signature asked for again
event-signature-receipt = Receipt of a signature
event-message-queue = Message to be sent
event-message-send = Message sent
event-message-fail = Message not sent

## Trying a signature

sign-try = Try a signature
sign-try-what = Try the mobile signature of { $name }
sign-counts = This is a real signature: history keeps it, and what comes of it counts as always.
sign-text = Text on the phone
sign-text-hint = A code to compare is put behind it.
sign-text-default = Test of your mobile signature.
sign-start = Send to the phone
sign-code = This code must stand on the phone, too:
sign-requested = On its way to the provider
sign-pending = On the phone, waiting for the person
sign-left = 
    { $count ->
        [one] 1 second left
       *[other] { $count } seconds left
    }
sign-live = 
    { $count ->
        [one] This page looks again every second by itself.
       *[other] This page looks again every { $count } seconds by itself.
    }
sign-look = Look now
sign-withdraw = Give up
sign-again = Try again
sign-asked = Asked
sign-took = Took
sign-checks = Checks made
sign-approved = Approved
sign-not-approved = Not approved
seconds = 
    { $count ->
        [one] 1 second
       *[other] { $count } seconds
    }
outcome-approved = It works: the person has signed this text, and every check passed.
outcome-invalid-signature = What came back isn’t a valid signature.
outcome-other-text = Another text was signed.
outcome-other-person = Somebody else has signed: another number or another SIM.
outcome-revoked = The certificate is revoked.
outcome-cancelled = The person has said no. It counts nothing.
outcome-timed-out = Nobody answered in time. It counts nothing.
outcome-unreachable = The phone wasn’t reached. It counts nothing.
outcome-blocked = PIN or account is blocked, says the provider.
outcome-unable = The provider doesn’t know the number, or it has no key.
outcome-busy = The provider is showing another request to this person.
outcome-refused = The provider didn’t take the request. Operators see why in the log.
outcome-geofenced = The phone isn’t where it must be.
outcome-unverifiable = There is a signature that can’t be judged here. That is for operators, and counts nothing.
outcome-provider-trouble = The provider, or the way to it, has trouble. It counts nothing.
outcome-withdrawn = It was given up.

## Pictures

as-table = As a table
logins-of = 
    { $count ->
        [one] Sign-ins of the last day
       *[other] Sign-ins of the last { $count } days
    }
logins-worked = Worked
logins-failed = Failed
logins-cut = There were more than are drawn here.

## The installation

installation = Installation
since-start = On this node, since its start: { $at }.
providers = Providers
no-providers = No provider of mobile signatures is configured.
provider-answers = Answers
provider-silent = Last message unanswered
provider-unasked = Not asked yet
provider-family = Rules
provider-time = Time for the person
provider-numbers = Numbers that begin with
provider-own = Our certificate
provider-messages = Messages
provider-failures = Without an answer
provider-latency = How long answers took, in seconds
provider-outcomes = How signatures ended
signing-keys = Signing keys
key-from = Signs from
key-to = Signs until
key-signs = Signs
key-waits = Not yet
key-verifies = Only verifies
keys-hint = An operator makes another key with sigill admin keys.
jobs = Jobs and queues
job = Job
job-rounds = What the server does by itself
job-lifecycle = Disable and archive what has ended, and warn before
job-purge = Remove what isn’t kept any longer
jobs-hint = What the first would do is said by sigill admin lifecycle --dry-run.
job-last = Last round
job-dealt = Dealt with
job-not-yet = Not yet
job-whole = Done
job-broken = Not all: see the log
queue = Waiting to be sent
queue-empty = Nothing waits.
queue-since = Since
queue-tries = Tries
queue-due = Next try
message = Message
sent = Sent from this node
sent-by = By
sent-by-nobody = Not configured
sent-sms = SMS
sent-taken = Taken
sent-failed = Failed
sent-postponed = Put off

## Templates

templates = Templates
templates-of = Templates of { $client }
templates-hint = What messages say to people, with your name and made-up codes in it. Operators change them in files.
template-subject = Subject
template-text = Mail
template-send = Send it to me by mail
template-send-what = Send “{ $what }” to me by mail
template-no-mail = No mail server is configured: nothing can be sent from here.
template-taken = The mail server has taken it.
template-not-now = The mail server doesn’t take it now.
template-refused = The mail server refuses it.
template-no-address = You have no e-mail address that mail can be sent to.
purpose-reset-code = New password
purpose-ticket = Ticket
purpose-url-ticket = Link to sign in
purpose-temporary-strong-password = Temporary password
purpose-puk = PUK
purpose-mtan = SMS code
purpose-user-ends = An account ends
purpose-credential-ends = A credential ends
