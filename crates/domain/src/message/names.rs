//! What people call the types of credentials.

use crate::credential::CredentialType;

/// The languages of [`NAMES`].
const LANGUAGES: [&str; 4] = ["en", "de", "fr", "it"];

/// By the vendor's number of the type.
const NAMES: &[(i64, [&str; 4])] = &[
    (1, ["Password", "Passwort", "Mot de passe", "Password"]),
    (2, ["Certificate", "Zertifikat", "Certificat", "Certificato"]),
    (3, ["SecurID account", "SecurID-Konto", "Compte SecurID", "Account SecurID"]),
    (4, ["Ticket", "Ticket", "Ticket", "Ticket"]),
    (5, ["Safeword account", "Safeword-Konto", "Compte Safeword", "Account Safeword"]),
    (6, ["Code card", "Codekarte", "Carte à codes", "Tessera di codici"]),
    (8, ["Temporary password", "Temporäres Passwort", "Mot de passe temporaire", "Password temporanea"]),
    (9, ["Generic credential", "Allgemeines Anmeldemittel", "Moyen générique", "Mezzo generico"]),
    (10, ["Kerberos account", "Kerberos-Konto", "Compte Kerberos", "Account Kerberos"]),
    (11, ["SMS code", "SMS-Code", "Code SMS", "Codice SMS"]),
    (12, ["Vasco token", "Vasco-Token", "Jeton Vasco", "Token Vasco"]),
    (13, ["PUK", "PUK", "PUK", "PUK"]),
    (14, ["Link by mail", "Link per Mail", "Lien par mail", "Link per mail"]),
    (15, ["Device password", "Gerätepasswort", "Mot de passe d’appareil", "Password del dispositivo"]),
    (16, ["Mobile signature", "Mobile Signatur", "Signature mobile", "Firma mobile"]),
    (17, ["SAML federation", "SAML-Föderation", "Fédération SAML", "Federazione SAML"]),
    (18, ["Security questions", "Sicherheitsfragen", "Questions de sécurité", "Domande di sicurezza"]),
    (19, ["Context password", "Kontextpasswort", "Mot de passe de contexte", "Password di contesto"]),
    (20, ["Authenticator app", "Authenticator-App", "Application d’authentification", "App di autenticazione"]),
    (21, ["Passkey (UAF)", "Passkey (UAF)", "Clé d’accès (UAF)", "Passkey (UAF)"]),
    (22, ["Recovery codes", "Wiederherstellungscodes", "Codes de récupération", "Codici di recupero"]),
    (23, ["Passkey", "Passkey", "Clé d’accès", "Passkey"]),
];

/// What people call a type of credentials in a language, two letters in lower case; in English, where it isn't among those
/// that there are. `None`: the type has no name for people.
#[must_use]
pub fn credential_name(kind: CredentialType, language: &str) -> Option<&'static str> {
    let (_, names) = NAMES.iter().find(|(number, _)| *number == kind.number())?;
    let of = |language| LANGUAGES.iter().position(|known| *known == language);
    names.get(of(language).unwrap_or_default()).copied()
}
