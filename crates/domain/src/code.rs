//! The error codes of the wire, in one table.

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $wire:literal, $origin:ident;)*) => {
        /// What kind of refusal an `errors[]` entry is: the documented codes of nevisIDM (api page
        /// *Assign role to enterprise role*), and our own, which follow the pattern.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// All of them, each once, in their order here.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The wire spelling, `errors.…`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => concat!("errors.", $wire),)* }
            }

            /// Where the code comes from.
            #[must_use]
            pub const fn origin(self) -> Origin {
                match self { $(Self::$variant => Origin::$origin,)* }
            }
        }
    };
}

/// Whether typed clients of nevisIDM know a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the enumeration of the vendor's API pages.
    Documented,
    /// Sigill's own.
    Own,
}

codes! {
    /// A value breaks a rule: missing, blank, too long, unknown, of the wrong form.
    InvalidData = "invalidData", Documented;
    /// Another object already has this value.
    DuplicateValue = "duplicateValue", Documented;
    /// Another user already has this mobile number.
    DuplicateMobile = "duplicateMobile", Documented;
    /// Another object already has this name.
    DuplicateName = "duplicateName", Documented;
    /// The object named in the path does not exist.
    NoRecord = "noRecord", Documented;
    /// An object that the request refers to, or that it needs, does not exist.
    MissingReferenceData = "missingReferenceData", Documented;
    /// A value breaks a policy.
    PolicyViolation = "policyViolation", Documented;
    /// A read-only value was given and differs.
    ModifyReadonlyData = "modifyReadonlyData", Documented;
    /// A policy's or a property's pattern can't be used.
    PropertyRegexInvalid = "property.regexinv", Documented;
    /// A property's value is longer than its definition allows.
    PropertyStringMaxLen = "property.stringmaxlen", Documented;
    /// A property's value doesn't match the pattern of its definition.
    PropertyStringRegex = "property.stringregex", Documented;
    /// Another object has the value of a unique property.
    PropertyUniquenessViolated = "propertyUniquenessViolated", Documented;
    /// Something depends on what is to be deleted.
    UndeletedDependencies = "undeletedDependencies", Documented;
    /// A default can't be deleted.
    DeleteDefaultEntityFailure = "deleteDefaultEntityFailure", Documented;
    /// The server failed; nothing more is said.
    FatalError = "fatalError", Documented;
    /// The number isn't one of E.164.
    MtanFormatE164Violated = "mtanFormatE164Violated", Documented;
    /// A password breaks its policy.
    PwdPolicyViolated = "pwdPolicyViolated", Documented;
    /// A certificate breaks its policy.
    CertificatePolicyViolated = "certificatePolicyViolated", Documented;
    /// The user has no address that mail can be sent to.
    EmailChannel = "emailChannel", Documented;
    /// A policy wants mail, and the server has no SMTP server to send it by.
    SmtpNotConfigured = "SmtpNotConfigured", Documented;
    /// A policy wants what the server can't do.
    InvalidConfig = "invalidConfig", Documented;
    /// Neither the request nor the policy says what a link begins with.
    UrlTicketMissingUrlPrefix = "urlTicketMissingURLPrefix", Documented;
    /// The user already has a password.
    PasswordExists = "passwordExists", Documented;
    /// The client already has this certificate.
    CertificateExists = "certificateExists", Documented;
    /// The user already has a SecurID mapping.
    SecurIdExists = "securidExists", Documented;
    /// The user already has a ticket.
    TicketExists = "ticketExists", Documented;
    /// The user already has a Safeword mapping.
    SafewordExists = "safewordExists", Documented;
    /// The user has as many OTP cards as one may have.
    TooManyOtpCards = "tooManyOTPCards", Documented;
    /// The user already has a temporary strong password.
    TempStrongPasswordExists = "tempStrongPasswordExists", Documented;
    /// The client already has this Kerberos account.
    KerberosExists = "kerberosExists", Documented;
    /// The Vasco token is another user's.
    VascoExists = "vascoExists", Documented;
    /// The user already has a PUK.
    PukExists = "PUKExists", Documented;
    /// The user already has a URL ticket.
    UrlTicketExists = "URLTicketExists", Documented;
    /// The user already has a mobile signature.
    MobileSignatureExists = "mobileSignatureExists", Documented;
    /// The user already has security questions.
    SecurityQuestionsExists = "securityQuestionsExists", Documented;
    /// The user already has recovery codes.
    RecoveryCodeExists = "recoveryCodeExists", Documented;
    /// The user has as many security questions as the policy allows.
    SecurityQuestionsMaxReached = "securityQuestionsMaxReached", Documented;
    /// The caller lacks the elementary right.
    PermissionDenied = "permissionDenied", Own;
    /// The caller has the right, but not for this client.
    DataroomPermissionDenied = "dataroomPermissionDenied", Own;
    /// The version that was named isn't the current one.
    OptimisticLockingFailure = "optimisticLockingFailure", Own;
    /// `If-Match` doesn't name the current version.
    PreconditionFailed = "preconditionFailed", Own;
    /// `If-Match` and the body name different versions.
    ContradictingVersions = "contradictingVersions", Own;
    /// The same `Idempotency-Key` came with another body.
    IdempotencyKeyReused = "idempotencyKeyReused", Own;
    /// A request with this `Idempotency-Key` is still under way.
    IdempotencyKeyInUse = "idempotencyKeyInUse", Own;
    /// No token, or one that isn't accepted.
    Unauthenticated = "unauthenticated", Own;
    /// The body can't be read as the JSON object that is expected.
    UnreadableBody = "unreadableBody", Own;
    /// A header can't be read as what it should be.
    UnreadableHeader = "unreadableHeader", Own;
    /// The path has no such resource.
    NoResource = "noResource", Own;
    /// The resource has no such method.
    MethodNotAllowed = "methodNotAllowed", Own;
    /// The body is larger than the limit.
    BodyTooLarge = "bodyTooLarge", Own;
    /// The body didn't arrive in time, or not to its end.
    BodyIncomplete = "bodyIncomplete", Own;
    /// The body isn't JSON by its `Content-Type`.
    UnsupportedMediaType = "unsupportedMediaType", Own;
    /// Nobody would be left who can do everything.
    LastRoot = "lastRoot", Own;
    /// A link that was used before, has expired, or leads to nobody any more.
    LinkGone = "linkGone", Own;
    /// Too many requests from this caller.
    TooManyRequests = "tooManyRequests", Own;
    /// The credential is locked, so that what is shown isn't looked at.
    CredentialLocked = "credentialLocked", Own;
    /// Another signature of the same credential is open.
    SignaturePending = "signaturePending", Own;
    /// The server has no capacity now, or its database doesn't answer.
    Unavailable = "unavailable", Own;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_codes_share_a_spelling() {
        let spellings: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(spellings.len(), Code::ALL.len());
    }
}
