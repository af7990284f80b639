//! What is declared of a credential type: its names, its members, its policy, and who may do what about oneself.

use super::{Member, Within};
use crate::code::Code;
use crate::policy::{ClientRules, PolicyType};
use crate::property::Scope;

/// How many credentials of a type a user may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One, whatever its state. A second one is refused with this code.
    One(Code),
    /// So many, whatever their states.
    Many(u32),
}

/// What a creation is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Where it is; a body only where something is shown this once.
    Location,
    /// Where it is, and the whole of it.
    Whole,
}

/// What the documented login is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginAnswers {
    /// 200 with a code and its description, of which one means that it was right.
    Status,
    /// 200 with what a report of a login is answered with.
    Info,
    /// 204 where it was right, else a refusal.
    Nothing,
}

/// What somebody with the role `SelfAdmin` may do with an own credential, without the right to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oneself {
    /// Nothing.
    No,
    /// It, by the token alone.
    Yes,
    /// It, with a second token in `X-Token`.
    Proven,
}

/// Own credentials: what may be done with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelfService {
    /// Making one.
    pub create: Oneself,
    /// Seeing it.
    pub view: Oneself,
    /// Changing it.
    pub modify: Oneself,
    /// Deleting it.
    pub delete: Oneself,
}

/// A credential type, as its file declares it. All of REST, its document, rights, history and search come of it.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The vendor's number (*Unit policy*), which is also how it is stored.
    pub number: i64,
    /// The wire name, as a credential's `type` shows it.
    pub wire: &'static str,
    /// The name by which rights speak of it: `AccessControl.CredentialView.<name>`.
    pub name: &'static str,
    /// The path below the user, or below the client.
    pub segment: &'static str,
    /// Whether its calls are Sigill's own, since the vendor documents none.
    pub is_own: bool,
    /// Whether one is the client's own until it is assigned to a user: the path is below the client.
    pub is_of_client: bool,
    /// A further spelling of it, by which one credential is changed and deleted, too.
    pub other_segment: Option<&'static str>,
    /// What people call it, with an article: `a mobile signature`.
    pub noun: &'static str,
    /// What it is for, in a sentence or two; Markdown.
    pub about: &'static str,
    /// How many a user may have.
    pub holds: Holds,
    /// Whether technical users sign in by credentials of the type, or by some of them.
    pub signs_in_machines: bool,
    /// Of technical users only, who sign in by it: so many of a user work at once, the newest. `None`: of all users.
    pub works_max: Option<usize>,
    /// Whether a new one must name its external id.
    pub needs_ext_id: bool,
    /// The code where another credential has a member that must be unique, or another user has the credential.
    pub taken: Code,
    /// The code where the user has as many as it may have.
    pub too_many: Code,
    /// Its members beside what all share.
    pub members: &'static [Member],
    /// The type of the policies that govern it; `None`: none does.
    pub policy: Option<PolicyType>,
    /// `credentialLifetime` where the policy doesn't say, in milliseconds; `None`: without end.
    pub lifetime_ms: Option<i64>,
    /// Whether it can't be made where the client has no such policy.
    pub needs_policy: bool,
    /// The scope of its custom properties; `None`: it has none.
    pub properties: Option<Scope>,
    /// What a creation is answered with.
    pub answers: Answers,
    /// Whether a creation may name the state.
    pub takes_state: bool,
    /// Whether naming it takes `CredentialChangeState`, too.
    pub state_needs_right: bool,
    /// Whether it has a secret, of whatever kind.
    pub keeps_secret: bool,
    /// Whether who made it and who changed it last is shown, to others than its user.
    pub shows_by: bool,
    /// Whether callers may set `validity`, at creation and by a patch.
    pub takes_validity: bool,
    /// Whether a patch may name the version by its digits as a text, too.
    pub version_as_text: bool,
    /// Whether there is a call to change one.
    pub is_changed: bool,
    /// Whether a patch may archive it.
    pub is_archived: bool,
    /// Whether what is made up of it may be sent to the user.
    pub sends: bool,
    /// Whether a creation or a change may show something once, and so can't be repeated by a key.
    pub reveals: bool,
    /// Whether Sigill itself checks it when somebody signs in: what others report of it locks nothing.
    pub is_checked_here: bool,
    /// The path of the documented login below the user; `None`: there is none.
    pub login: Option<&'static str>,
    /// What that login is answered with.
    pub login_answers: LoginAnswers,
    /// The member by which a login says which one of several is meant; else it says so by `credentialExtId`.
    pub selects: Option<&'static str>,
    /// What people may do with their own.
    pub oneself: SelfService,
    /// By what a user's list is filtered: `extId`, `stateName`, or a member that is a text.
    pub filters: &'static [&'static str],
    /// The list of all of a client; `None`: there is none.
    pub everywhere: Option<Everywhere>,
}

/// The list of all credentials of a type that a client has.
#[derive(Clone, Copy, Debug)]
pub struct Everywhere {
    /// Its path below the client; where the type is the client's, it is that of the type.
    pub segment: &'static str,
    /// As [`Form::filters`], with the endings `_SW` (begins so) and `_IEQ` (ignoring case).
    pub filters: &'static [&'static str],
    /// The member that is a name which people gave, and is found by [`Key::Lookup`](super::Key).
    pub name: Option<&'static str>,
}

/// What of a name it is found by, in code points. A longer one is not looked for, so that a part never passes for the
/// whole.
pub const NAME_KEY_LEN: usize = 200;

impl Form {
    /// A type of which a user may have many, without members, policy or properties.
    #[must_use]
    pub const fn new(number: i64, wire: &'static str, name: &'static str, segment: &'static str) -> Self {
        Self {
            number,
            wire,
            name,
            segment,
            is_own: false,
            is_of_client: false,
            other_segment: None,
            noun: "",
            about: "",
            holds: Holds::Many(MANY),
            signs_in_machines: false,
            works_max: None,
            needs_ext_id: false,
            taken: Code::DuplicateValue,
            too_many: Code::InvalidData,
            members: &[],
            policy: None,
            lifetime_ms: Some(TEN_YEARS_MS),
            needs_policy: false,
            properties: None,
            answers: Answers::Location,
            takes_state: true,
            state_needs_right: true,
            keeps_secret: false,
            sends: false,
            shows_by: false,
            takes_validity: false,
            version_as_text: true,
            is_changed: true,
            is_archived: true,
            reveals: false,
            is_checked_here: false,
            login: None,
            login_answers: LoginAnswers::Status,
            selects: None,
            oneself: SelfService {
                create: Oneself::No,
                view: Oneself::Yes,
                modify: Oneself::No,
                delete: Oneself::Proven,
            },
            filters: &[],
            everywhere: None,
        }
    }

    /// What people call it, with an article; and what it is for.
    #[must_use]
    pub const fn called(self, noun: &'static str, about: &'static str) -> Self {
        Self { noun, about, ..self }
    }

    /// Whether two may not have the same value of something, in a client of these rules.
    #[must_use]
    pub fn is_unique(&self, rules: &ClientRules) -> bool {
        self.members.iter().any(|member| match member.unique {
            Some(Within::ClientByPolicy) => rules.msisdn_unique,
            unique => unique.is_some(),
        })
    }

    /// Whether the client policy says what must be unique, or how it is compared.
    #[must_use]
    pub fn is_by_client_policy(&self) -> bool {
        self.members.iter().any(|member| member.unique == Some(Within::ClientByPolicy))
    }

    /// Whether a new one can't be made of nothing.
    #[must_use]
    pub fn has_mandatory(&self) -> bool {
        self.members.iter().any(|member| member.is_mandatory)
    }

    /// The noun without its article.
    #[must_use]
    pub fn bare_noun(&self) -> &'static str {
        self.noun.split_once(' ').map_or(self.noun, |(_, bare)| bare)
    }
}

/// Ten years of 365 days, in milliseconds: as long as a credential lives where nothing else is documented.
const TEN_YEARS_MS: i64 = 315_360_000_000;

/// Credentials of a type that a user may have where nothing else is documented: what a request reads has an end.
pub const MANY: u32 = 100;
