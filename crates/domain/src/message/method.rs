//! How a policy wants something sent: `sendingMethod`.

use crate::breach::Breach;
use crate::code::Code;
use crate::text;

/// One of the ways that the documentation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `Email`, and `HTMLemail`, which is sent as plain text.
    Email,
    /// `SMS_SMTP`: to a phone, here by the gateway of the configuration.
    Sms,
    /// `None`: nothing is sent.
    Nothing,
    /// By paper or as a PDF, which Sigill doesn't make.
    Unserved(&'static str),
}

/// What the documentation names, and what it means here.
const METHODS: &[(&str, Method)] = &[
    ("Email", Method::Email),
    ("HTMLemail", Method::Email),
    ("SMS_SMTP", Method::Sms),
    ("None", Method::Nothing),
    ("PDFstore", Method::Unserved("PDFstore")),
    ("Print", Method::Unserved("Print")),
    ("PDFemail", Method::Unserved("PDFemail")),
    ("PDFstream", Method::Unserved("PDFstream")),
];

/// What `docs/POLICIES.md` says of the parameter.
pub(crate) const METHODS_MEANING: &str = "How what is made up gets to the user: `Email`, `HTMLemail` (sent as plain text), `SMS_SMTP` (by the gateway that is \
     configured), `None`; several with commas, of which the next is tried where one fails. By paper and PDF (`PDFstore`, \
     `Print`, `PDFemail`, `PDFstream`) nothing is sent: these are passed over, and can't be the only ones. Where the \
     server has neither mail nor SMS, or for `None`, who makes it is shown it.";

impl Method {
    /// Reads the list; the names that aren't known where there are some, and what is wrong else.
    ///
    /// # Errors
    /// What is wrong, in words that follow the name of the parameter.
    pub fn list(value: &str) -> Result<Vec<Self>, String> {
        let names = || value.split([',', ';', '|']).map(str::trim);
        let known = || text::one_of(METHODS.iter().map(|(name, _)| *name));
        let read = |name: &str| METHODS.iter().find(|(known, _)| *known == name).map(|(_, method)| *method);
        if let Some(unknown) = names().find(|name| read(name).is_none()) {
            return Err(format!("expected one or more of {}, got {}", known(), text::echo(unknown)));
        }
        Ok(names().filter_map(read).collect())
    }
}

/// Why a policy can't say so; nothing where it can.
pub(crate) fn check_methods(field: &str, value: &str) -> Result<(), Breach> {
    let methods = Method::list(value).map_err(|why| Breach::invalid(format!("{field}: {why}")))?;
    if methods.iter().any(|method| !matches!(method, Method::Unserved(_))) {
        return Ok(());
    }
    let message = format!(
        "{field}: {} is neither printed nor made into a PDF here: expected Email, HTMLemail, SMS_SMTP or None, too",
        text::echo(value)
    );
    Err(Breach::new(Code::InvalidConfig, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_keeps_its_order_and_paper_alone_is_refused() {
        assert_eq!(Method::list("SMS_SMTP, Email"), Ok(vec![Method::Sms, Method::Email]));
        assert_eq!(Method::list("HTMLemail;None"), Ok(vec![Method::Email, Method::Nothing]));
        assert_eq!(Method::list("PDFstore|Email"), Ok(vec![Method::Unserved("PDFstore"), Method::Email]));
        for wrong in ["", "email", "Email,,None", "Fax"] {
            assert!(check_methods("parameters.sendingMethod", wrong).is_err(), "{wrong}");
        }
        for (value, is_taken) in
            [("PDFstore,Email", true), ("None", true), ("PDFstore,Print", false), ("PDFstream", false)]
        {
            assert_eq!(check_methods("parameters.sendingMethod", value).is_ok(), is_taken, "{value}");
        }
    }
}
