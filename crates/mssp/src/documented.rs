//! What the operator's guide prints about its test numbers: the detail that each of them answers. What causes a fault
//! in earnest is said in other words, which [`crate::transaction::detail_of`] has.

/// The documented numbers that fail: this and the three digits of the code.
const MAGIC: &str = "41000092";

/// Code and detail, as the guide's table of test numbers has them ("Status and Fault Codes").
const TABLE: [(u16, &str); 17] = [
    (101, "Error among the arguments of the request"),
    (102, "An argument in the request is missing"),
    (
        103,
        "The DataToBeSigned are too large. Limitations are due to the Mobile Signature technology implemented by the \
         MSSP.",
    ),
    (
        104,
        "The AP is unknown, or the client authentication failed, or the AP asks for an additional service for which \
         it has not subscribed.",
    ),
    (105, "MSISDN is unknown"),
    (107, "DTBD matching failed"),
    (108, "The minor version and/or major version parameters are inappropriate for the receiver of the message."),
    (109, "The user does not support this Mobile Signature Profile"),
    (208, "Transaction Expiry date has been reached or Time out has lapsed."),
    // The guide has the closing bracket only.
    (209, "The MSSP has not succeeded to contact the end-user's mobile equipment Bad connection...)"),
    (401, "User cancelled the request"),
    (402, "PIN of the mobile user is blocked"),
    (403, "Mobile user account has state INACTIVE or no SIM assigned"),
    (404, "Mobile user account needs to be activated"),
    (406, "Signature request already in progress."),
    (422, "Certificate is expired"),
    (900, "Unknown Error"),
];

/// The code that a number of this kind asks for; not every one is documented.
pub(crate) fn code_of(digits: &str) -> Option<u16> {
    digits.strip_prefix(MAGIC).filter(|rest| rest.len() == 3)?.parse().ok()
}

/// The detail of a documented code.
pub(crate) fn detail(code: u16) -> Option<&'static str> {
    TABLE.iter().find(|(documented, _)| *documented == code).map(|(_, detail)| *detail)
}
