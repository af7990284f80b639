//! The calls that a credential type has.

use sigill_domain::credential::{Act, Acted, Answers, Form, Holds, LoginAnswers, Oneself, SelfService};
use utoipa::openapi::path::HttpMethod;

/// One of the calls that every type has.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Create,
    Get,
    List,
    /// All of a client, below this path.
    ListEverywhere(&'static str),
    Modify,
    Delete,
    GetProperties,
    ModifyProperties,
    /// One that is the client's own is assigned to a user.
    Assign,
    /// It is taken back.
    Unassign,
    /// One of its own.
    Act(&'static Act),
    /// What somebody shows is checked.
    Verify,
    /// The same as the vendor documents it, below this path.
    Login(&'static str),
    /// It is asked for a challenge: by Sigill's own call, or below this path as the vendor documents it.
    Challenge(Option<&'static str>),
}

impl What {
    pub(super) fn method(self) -> HttpMethod {
        match self {
            Self::Create | Self::Act(_) | Self::Verify | Self::Login(_) | Self::Challenge(_) => HttpMethod::Post,
            Self::Get | Self::List | Self::ListEverywhere(_) | Self::GetProperties => HttpMethod::Get,
            Self::Modify | Self::ModifyProperties => HttpMethod::Patch,
            Self::Assign | Self::Unassign => HttpMethod::Put,
            Self::Delete => HttpMethod::Delete,
        }
    }

    /// The path below that of all documented calls.
    pub(super) fn path(self, form: &Form, segment: &str) -> String {
        let of_user = format!("/{{clientExtId}}/users/{{userExtId}}/{segment}");
        let all = if form.is_of_client { format!("/{{clientExtId}}/{segment}") } else { of_user.clone() };
        let one = match form.holds {
            Holds::One(_) => all.clone(),
            Holds::Many(_) => format!("{all}/{{credentialExtId}}"),
        };
        match self {
            Self::Create | Self::List => all,
            Self::ListEverywhere(_) if form.is_of_client => all,
            Self::ListEverywhere(segment) => format!("/clients/{{clientExtId}}/{segment}"),
            Self::Assign => format!("{of_user}/{{credentialExtId}}"),
            Self::Unassign => format!("{one}/unassign"),
            Self::Get | Self::Modify | Self::Delete => one,
            Self::GetProperties | Self::ModifyProperties => format!("{one}/properties"),
            Self::Act(act) if act.answers == Acted::Counted => one,
            Self::Act(act) => format!("{one}/{}", act.name),
            Self::Verify => format!("/{{clientExtId}}/users/{{userExtId}}/credentials/{}/verify", form.segment),
            Self::Login(segment) => format!("/{{clientExtId}}/users/{{userExtId}}/{segment}/login"),
            Self::Challenge(None) => {
                format!("/{{clientExtId}}/users/{{userExtId}}/credentials/{}/challenge", form.segment)
            }
            Self::Challenge(Some(segment)) => format!("/{{clientExtId}}/users/{{userExtId}}/{segment}/challenge"),
        }
    }

    pub(super) fn operation_id(self, form: &Form, segment: &str) -> String {
        // The other spelling is the plural.
        let name = if segment == form.segment { form.name.to_owned() } else { format!("{}s", form.name) };
        match self {
            Self::Create => format!("create{name}"),
            Self::Get => format!("get{name}"),
            Self::List => format!("list{name}"),
            Self::ListEverywhere(_) => format!("list{name}OfClient"),
            Self::Modify => format!("modify{name}"),
            Self::Delete => format!("delete{name}"),
            Self::GetProperties => format!("get{name}Properties"),
            Self::ModifyProperties => format!("modify{name}Properties"),
            Self::Assign => format!("assign{name}"),
            Self::Unassign => format!("unassign{name}"),
            Self::Act(act) => format!("{}{name}", act.name),
            Self::Verify => format!("verify{name}"),
            Self::Login(_) => format!("loginBy{name}"),
            Self::Challenge(None) => format!("challenge{name}"),
            Self::Challenge(Some(_)) => format!("challengeBy{name}"),
        }
    }

    /// What it does, in a line; and more of it.
    pub(super) fn told(self, form: &Form) -> (String, String) {
        let (noun, bare, about) = (form.noun, form.bare_noun(), form.about);
        match self {
            Self::Create => {
                let most = match form.holds {
                    Holds::Many(_) if form.is_of_client => "A client may have any number.".to_owned(),
                    Holds::One(_) => "A user has at most one, whatever its state.".to_owned(),
                    Holds::Many(max) => format!("A user has at most {max}, whatever their states."),
                };
                let shown = match (form.answers, form.reveals) {
                    _ if form.sends && form.reveals => {
                        " What is secret of it is sent to the user as the policy says, or shown in this answer, and never again."
                    }
                    (Answers::Whole, true) => " What is secret of it is shown in this answer, and never again.",
                    (Answers::Location, true) => {
                        " The answer has a body where something secret is shown: this once, and never again."
                    }
                    (Answers::Whole, false) => "",
                    (Answers::Location, false) => " The answer has no body.",
                };
                (format!("Create {noun}"), format!("{about} {most}{shown}"))
            }
            Self::Get if form.is_of_client => {
                (format!("Get {noun}"), format!("The {bare}, whatever its state and whoever has it. {about}"))
            }
            Self::Get => (format!("Get {noun}"), format!("The {bare} of the user, whatever its state. {about}")),
            Self::List => (
                format!("List each {bare} of a user"),
                format!("A page of them, whatever their states. {about}"),
            ),
            Self::ListEverywhere(_) => {
                let needs = if form.is_of_client { "" } else { " Also needs AccessControl.ClientView." };
                (
                    format!("List each {bare} of a client"),
                    format!(
                        "A page of them, whatever their states. By `extId_SW` alone they come in the order of `extId`. \
                         With a filter that no index answers, a page looks at 20,000 of them at most: it may be short \
                         or empty, and still have a `continuationToken` that goes on.{needs}"
                    ),
                )
            }
            Self::Assign => (
                format!("Assign {noun} to a user"),
                "From then on it is that user's; one that is `initial` becomes `active`. It must be nobody else's. To \
                 repeat it is harmless. Also needs AccessControl.CredentialView, and reaching both. It has no body."
                    .to_owned(),
            ),
            Self::Unassign => (
                format!("Unassign {noun}"),
                "It is nobody's again, `initial` and without counters. Also needs AccessControl.CredentialView. It has no \
                 body."
                    .to_owned(),
            ),
            Self::Modify => (
                format!("Modify {noun}"),
                "Changes what the body names, as a JSON Merge Patch. What was read may be sent back. To `active` out of a \
                 lock, the failures are forgotten."
                    .to_owned(),
            ),
            Self::Delete => (format!("Delete {noun}"), "Deletes it, whatever its state. Its history stays.".to_owned()),
            Self::GetProperties => (
                format!("Get the properties of {noun}"),
                "The values of its custom properties. Also needs AccessControl.PropertyView and \
                 AccessControl.PropertyValueView."
                    .to_owned(),
            ),
            Self::ModifyProperties => (
                format!("Modify the properties of {noun}"),
                "Sets and removes values of its custom properties. Also needs AccessControl.CredentialView, PropertyView, \
                 PropertyValueView, PropertyAllowedValueView, PropertyValueCreate, PropertyValueDelete and \
                 PropertyValueModify."
                    .to_owned(),
            ),
            Self::Act(act) => (format!("{}: {bare}", act.summary), act.about.to_owned()),
            Self::Login(_) if form.login_answers == LoginAnswers::Nothing => (
                format!("Check {noun}"),
                "Whether what is shown is right: 204 where it is. It counts, and locks as the policy says. A credential that \
                 is locked, not valid or not usable isn't looked at. Also needs AccessControl.CredentialView and \
                 AccessControl.CredentialChangeState."
                    .to_owned(),
            ),
            Self::Challenge(_) if form.sends => (
                format!("Send {noun} a code"),
                "Makes a code and sends it; nobody is shown it, and the member `challenge` is null. A newer one takes its \
                 place. One that may not be used now is refused. Also needs AccessControl.CredentialModify."
                    .to_owned(),
            ),
            Self::Challenge(_) => (
                format!("Ask {noun} for a challenge"),
                "What must be shown at the next check: the same until that was right. The newest one is asked, or the one \
                 that is named; one that may not be used now is refused."
                    .to_owned(),
            ),
            Self::Verify | Self::Login(_) => {
                let needs = match (self, form.login_answers) {
                    (Self::Login(_), LoginAnswers::Info) => "AccessControl.CredentialView",
                    _ => "AccessControl.CredentialView and AccessControl.CredentialChangeState",
                };
                let about = format!(
                    "Whether what is shown is right. It counts, and locks as the policy says: 200 doesn't mean that it \
                     was right. A credential that is locked, not valid or not usable isn't looked at. Also needs {needs}."
                );
                (format!("Check {noun}"), about)
            }
        }
    }

    pub(super) fn oneself(self, own: SelfService) -> Oneself {
        match self {
            Self::Create => own.create,
            Self::Get | Self::List | Self::GetProperties => own.view,
            Self::ListEverywhere(_) | Self::Assign | Self::Unassign => Oneself::No,
            Self::Modify | Self::ModifyProperties => own.modify,
            Self::Delete => own.delete,
            Self::Act(act) => act.oneself,
            Self::Verify | Self::Login(_) | Self::Challenge(_) => Oneself::No,
        }
    }
}
