//! The templates that ship, in four languages. They are short, since most installations have their own.

use super::MessagePurpose;

/// What a message says in a language.
pub(super) struct Shipped {
    pub(super) language: &'static str,
    pub(super) purpose: MessagePurpose,
    pub(super) subject: &'static str,
    pub(super) text: &'static str,
    pub(super) sms: &'static str,
}

pub(super) const SHIPPED: &[Shipped] = &[
    Shipped {
        language: "en",
        purpose: MessagePurpose::ResetCode,
        subject: "Your new password",
        text: "Hello {firstName} {familyName}\n\n\
               A new password was made for your login {loginId}:\n\n\
               {code}\n\n\
               Choose another one when you have signed in.\n\n\
               If you haven't asked for this, tell the help desk, and give this message to nobody.\n\n\
               {client}\n",
        sms: "{client}: your new password is {code}",
    },
    Shipped {
        language: "en",
        purpose: MessagePurpose::Ticket,
        subject: "Your ticket",
        text: "Hello {firstName} {familyName}\n\n\
               With this ticket you can sign in once, until {validUntil}:\n\n\
               {code}\n\n\
               If you haven't asked for this, tell the help desk, and give this message to nobody.\n\n\
               {client}\n",
        sms: "{client}: your ticket is {code}",
    },
    Shipped {
        language: "en",
        purpose: MessagePurpose::UrlTicket,
        subject: "Your link to sign in",
        text: "Hello {firstName} {familyName}\n\n\
               With this link you can sign in once, until {validUntil}:\n\n\
               {link}\n\n\
               If you haven't asked for this, tell the help desk, and give this message to nobody.\n\n\
               {client}\n",
        sms: "{client}: your link to sign in: {link}",
    },
    Shipped {
        language: "en",
        purpose: MessagePurpose::TempStrongPassword,
        subject: "Your temporary password",
        text: "Hello {firstName} {familyName}\n\n\
               With this temporary password you can sign in once, until {validUntil}:\n\n\
               {code}\n\n\
               If you haven't asked for this, tell the help desk, and give this message to nobody.\n\n\
               {client}\n",
        sms: "{client}: your temporary password is {code}",
    },
    Shipped {
        language: "en",
        purpose: MessagePurpose::Puk,
        subject: "Your PUK",
        text: "Hello {firstName} {familyName}\n\n\
               With this PUK you can unlock your access:\n\n\
               {code}\n\n\
               Keep it in a safe place.\n\n\
               If you haven't asked for this, tell the help desk, and give this message to nobody.\n\n\
               {client}\n",
        sms: "{client}: your PUK is {code}",
    },
    Shipped {
        language: "en",
        purpose: MessagePurpose::MTan,
        subject: "Your code",
        text: "Hello {firstName} {familyName}\n\n\
               Your code is:\n\n\
               {code}\n\n\
               It holds until {validUntil}.\n\n\
               If you haven't asked for this, tell the help desk, and give this message to nobody.\n\n\
               {client}\n",
        sms: "{client}: your code is {code}. Give it to nobody.",
    },
    Shipped {
        language: "de",
        purpose: MessagePurpose::ResetCode,
        subject: "Ihr neues Passwort",
        text: "Guten Tag {firstName} {familyName}\n\n\
               Für Ihr Login {loginId} wurde ein neues Passwort erstellt:\n\n\
               {code}\n\n\
               Wählen Sie ein anderes, sobald Sie angemeldet sind.\n\n\
               Wenn Sie das nicht verlangt haben, melden Sie es dem Helpdesk, und geben Sie diese Nachricht niemandem weiter.\n\n\
               {client}\n",
        sms: "{client}: Ihr neues Passwort ist {code}",
    },
    Shipped {
        language: "de",
        purpose: MessagePurpose::Ticket,
        subject: "Ihr Ticket",
        text: "Guten Tag {firstName} {familyName}\n\n\
               Mit diesem Ticket können Sie sich einmal anmelden, bis {validUntil}:\n\n\
               {code}\n\n\
               Wenn Sie das nicht verlangt haben, melden Sie es dem Helpdesk, und geben Sie diese Nachricht niemandem weiter.\n\n\
               {client}\n",
        sms: "{client}: Ihr Ticket ist {code}",
    },
    Shipped {
        language: "de",
        purpose: MessagePurpose::UrlTicket,
        subject: "Ihr Link zum Anmelden",
        text: "Guten Tag {firstName} {familyName}\n\n\
               Mit diesem Link können Sie sich einmal anmelden, bis {validUntil}:\n\n\
               {link}\n\n\
               Wenn Sie das nicht verlangt haben, melden Sie es dem Helpdesk, und geben Sie diese Nachricht niemandem weiter.\n\n\
               {client}\n",
        sms: "{client}: Ihr Link zum Anmelden: {link}",
    },
    Shipped {
        language: "de",
        purpose: MessagePurpose::TempStrongPassword,
        subject: "Ihr temporäres Passwort",
        text: "Guten Tag {firstName} {familyName}\n\n\
               Mit diesem temporären Passwort können Sie sich einmal anmelden, bis {validUntil}:\n\n\
               {code}\n\n\
               Wenn Sie das nicht verlangt haben, melden Sie es dem Helpdesk, und geben Sie diese Nachricht niemandem weiter.\n\n\
               {client}\n",
        sms: "{client}: Ihr temporäres Passwort ist {code}",
    },
    Shipped {
        language: "de",
        purpose: MessagePurpose::Puk,
        subject: "Ihr PUK",
        text: "Guten Tag {firstName} {familyName}\n\n\
               Mit diesem PUK können Sie Ihren Zugang entsperren:\n\n\
               {code}\n\n\
               Bewahren Sie ihn an einem sicheren Ort auf.\n\n\
               Wenn Sie das nicht verlangt haben, melden Sie es dem Helpdesk, und geben Sie diese Nachricht niemandem weiter.\n\n\
               {client}\n",
        sms: "{client}: Ihr PUK ist {code}",
    },
    Shipped {
        language: "de",
        purpose: MessagePurpose::MTan,
        subject: "Ihr Code",
        text: "Guten Tag {firstName} {familyName}\n\n\
               Ihr Code ist:\n\n\
               {code}\n\n\
               Er gilt bis {validUntil}.\n\n\
               Wenn Sie das nicht verlangt haben, melden Sie es dem Helpdesk, und geben Sie diese Nachricht niemandem weiter.\n\n\
               {client}\n",
        sms: "{client}: Ihr Code ist {code}. Geben Sie ihn niemandem weiter.",
    },
    Shipped {
        language: "fr",
        purpose: MessagePurpose::ResetCode,
        subject: "Votre nouveau mot de passe",
        text: "Bonjour {firstName} {familyName}\n\n\
               Un nouveau mot de passe a été créé pour votre login {loginId} :\n\n\
               {code}\n\n\
               Choisissez-en un autre dès que vous êtes connecté.\n\n\
               Si vous ne l'avez pas demandé, signalez-le au support et ne transmettez ce message à personne.\n\n\
               {client}\n",
        sms: "{client} : votre nouveau mot de passe est {code}",
    },
    Shipped {
        language: "fr",
        purpose: MessagePurpose::Ticket,
        subject: "Votre ticket",
        text: "Bonjour {firstName} {familyName}\n\n\
               Avec ce ticket, vous pouvez vous connecter une fois, jusqu'au {validUntil} :\n\n\
               {code}\n\n\
               Si vous ne l'avez pas demandé, signalez-le au support et ne transmettez ce message à personne.\n\n\
               {client}\n",
        sms: "{client} : votre ticket est {code}",
    },
    Shipped {
        language: "fr",
        purpose: MessagePurpose::UrlTicket,
        subject: "Votre lien de connexion",
        text: "Bonjour {firstName} {familyName}\n\n\
               Avec ce lien, vous pouvez vous connecter une fois, jusqu'au {validUntil} :\n\n\
               {link}\n\n\
               Si vous ne l'avez pas demandé, signalez-le au support et ne transmettez ce message à personne.\n\n\
               {client}\n",
        sms: "{client} : votre lien de connexion : {link}",
    },
    Shipped {
        language: "fr",
        purpose: MessagePurpose::TempStrongPassword,
        subject: "Votre mot de passe temporaire",
        text: "Bonjour {firstName} {familyName}\n\n\
               Avec ce mot de passe temporaire, vous pouvez vous connecter une fois, jusqu'au {validUntil} :\n\n\
               {code}\n\n\
               Si vous ne l'avez pas demandé, signalez-le au support et ne transmettez ce message à personne.\n\n\
               {client}\n",
        sms: "{client} : votre mot de passe temporaire est {code}",
    },
    Shipped {
        language: "fr",
        purpose: MessagePurpose::Puk,
        subject: "Votre PUK",
        text: "Bonjour {firstName} {familyName}\n\n\
               Avec ce PUK, vous pouvez débloquer votre accès :\n\n\
               {code}\n\n\
               Gardez-le en lieu sûr.\n\n\
               Si vous ne l'avez pas demandé, signalez-le au support et ne transmettez ce message à personne.\n\n\
               {client}\n",
        sms: "{client} : votre PUK est {code}",
    },
    Shipped {
        language: "fr",
        purpose: MessagePurpose::MTan,
        subject: "Votre code",
        text: "Bonjour {firstName} {familyName}\n\n\
               Votre code est :\n\n\
               {code}\n\n\
               Il est valable jusqu'au {validUntil}.\n\n\
               Si vous ne l'avez pas demandé, signalez-le au support et ne transmettez ce message à personne.\n\n\
               {client}\n",
        sms: "{client} : votre code est {code}. Ne le donnez à personne.",
    },
    Shipped {
        language: "it",
        purpose: MessagePurpose::ResetCode,
        subject: "La sua nuova password",
        text: "Buongiorno {firstName} {familyName}\n\n\
               È stata creata una nuova password per il suo login {loginId}:\n\n\
               {code}\n\n\
               Ne scelga un'altra appena ha effettuato l'accesso.\n\n\
               Se non l'ha richiesto, lo segnali all'assistenza e non dia questo messaggio a nessuno.\n\n\
               {client}\n",
        sms: "{client}: la sua nuova password è {code}",
    },
    Shipped {
        language: "it",
        purpose: MessagePurpose::Ticket,
        subject: "Il suo ticket",
        text: "Buongiorno {firstName} {familyName}\n\n\
               Con questo ticket può accedere una volta, fino al {validUntil}:\n\n\
               {code}\n\n\
               Se non l'ha richiesto, lo segnali all'assistenza e non dia questo messaggio a nessuno.\n\n\
               {client}\n",
        sms: "{client}: il suo ticket è {code}",
    },
    Shipped {
        language: "it",
        purpose: MessagePurpose::UrlTicket,
        subject: "Il suo link di accesso",
        text: "Buongiorno {firstName} {familyName}\n\n\
               Con questo link può accedere una volta, fino al {validUntil}:\n\n\
               {link}\n\n\
               Se non l'ha richiesto, lo segnali all'assistenza e non dia questo messaggio a nessuno.\n\n\
               {client}\n",
        sms: "{client}: il suo link di accesso: {link}",
    },
    Shipped {
        language: "it",
        purpose: MessagePurpose::TempStrongPassword,
        subject: "La sua password temporanea",
        text: "Buongiorno {firstName} {familyName}\n\n\
               Con questa password temporanea può accedere una volta, fino al {validUntil}:\n\n\
               {code}\n\n\
               Se non l'ha richiesto, lo segnali all'assistenza e non dia questo messaggio a nessuno.\n\n\
               {client}\n",
        sms: "{client}: la sua password temporanea è {code}",
    },
    Shipped {
        language: "it",
        purpose: MessagePurpose::Puk,
        subject: "Il suo PUK",
        text: "Buongiorno {firstName} {familyName}\n\n\
               Con questo PUK può sbloccare il suo accesso:\n\n\
               {code}\n\n\
               Lo conservi in un luogo sicuro.\n\n\
               Se non l'ha richiesto, lo segnali all'assistenza e non dia questo messaggio a nessuno.\n\n\
               {client}\n",
        sms: "{client}: il suo PUK è {code}",
    },
    Shipped {
        language: "it",
        purpose: MessagePurpose::MTan,
        subject: "Il suo codice",
        text: "Buongiorno {firstName} {familyName}\n\n\
               Il suo codice è:\n\n\
               {code}\n\n\
               È valido fino al {validUntil}.\n\n\
               Se non l'ha richiesto, lo segnali all'assistenza e non dia questo messaggio a nessuno.\n\n\
               {client}\n",
        sms: "{client}: il suo codice è {code}. Non lo dia a nessuno.",
    },
    Shipped {
        language: "en",
        purpose: MessagePurpose::UserEnds,
        subject: "Your access ends soon",
        text: "Hello {firstName} {familyName}\n\n\
               Your access {loginId} ends on {validUntil}.\n\n\
               Ask whoever gave it to you if you still need it.\n\n\
               {client}\n",
        sms: "{client}: your access {loginId} ends on {validUntil}",
    },
    Shipped {
        language: "en",
        purpose: MessagePurpose::CredentialEnds,
        subject: "A way to sign in ends soon",
        text: "Hello {firstName} {familyName}\n\n\
               A way by which you sign in as {loginId} ends on {validUntil}: {credential}.\n\n\
               Renew it before, or ask the help desk for another one.\n\n\
               {client}\n",
        sms: "{client}: {credential} of {loginId} ends on {validUntil}",
    },
    Shipped {
        language: "de",
        purpose: MessagePurpose::UserEnds,
        subject: "Ihr Zugang läuft bald ab",
        text: "Guten Tag {firstName} {familyName}\n\n\
               Ihr Zugang {loginId} läuft am {validUntil} ab.\n\n\
               Wenn Sie ihn weiterhin brauchen, wenden Sie sich an die Stelle, die ihn vergeben hat.\n\n\
               {client}\n",
        sms: "{client}: Ihr Zugang {loginId} läuft am {validUntil} ab",
    },
    Shipped {
        language: "de",
        purpose: MessagePurpose::CredentialEnds,
        subject: "Ein Anmeldemittel läuft bald ab",
        text: "Guten Tag {firstName} {familyName}\n\n\
               Ein Anmeldemittel Ihres Logins {loginId} läuft am {validUntil} ab: {credential}.\n\n\
               Erneuern Sie es vorher, oder verlangen Sie beim Helpdesk ein anderes.\n\n\
               {client}\n",
        sms: "{client}: {credential} von {loginId} läuft am {validUntil} ab",
    },
    Shipped {
        language: "fr",
        purpose: MessagePurpose::UserEnds,
        subject: "Votre accès arrive à échéance",
        text: "Bonjour {firstName} {familyName}\n\n\
               Votre accès {loginId} prend fin le {validUntil}.\n\n\
               Si vous en avez encore besoin, adressez-vous au service qui vous l’a accordé.\n\n\
               {client}\n",
        sms: "{client} : votre accès {loginId} prend fin le {validUntil}",
    },
    Shipped {
        language: "fr",
        purpose: MessagePurpose::CredentialEnds,
        subject: "Un moyen d’authentification arrive à échéance",
        text: "Bonjour {firstName} {familyName}\n\n\
               Un moyen d’authentification de votre identifiant {loginId} prend fin le {validUntil} : {credential}.\n\n\
               Renouvelez-le avant cette date, ou demandez-en un autre au helpdesk.\n\n\
               {client}\n",
        sms: "{client} : {credential} de {loginId} prend fin le {validUntil}",
    },
    Shipped {
        language: "it",
        purpose: MessagePurpose::UserEnds,
        subject: "Il suo accesso scade tra poco",
        text: "Buongiorno {firstName} {familyName}\n\n\
               Il suo accesso {loginId} scade il {validUntil}.\n\n\
               Se ne ha ancora bisogno, si rivolga a chi glielo ha concesso.\n\n\
               {client}\n",
        sms: "{client}: il suo accesso {loginId} scade il {validUntil}",
    },
    Shipped {
        language: "it",
        purpose: MessagePurpose::CredentialEnds,
        subject: "Un mezzo di autenticazione scade tra poco",
        text: "Buongiorno {firstName} {familyName}\n\n\
               Un mezzo di autenticazione del suo login {loginId} scade il {validUntil}: {credential}.\n\n\
               Lo rinnovi prima, o ne chieda un altro al helpdesk.\n\n\
               {client}\n",
        sms: "{client}: {credential} di {loginId} scade il {validUntil}",
    },
];
