//! Creating, changing and deleting a question.

use super::{NAME_LEN_MAX, QUESTIONS_MAX, Question, State, TEXT_LEN_MAX};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::client::ClientRef;
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::ext_id::ExtId;
use crate::language::{self, PatchTexts, Texts};
use crate::patch::Patch;
use crate::rejection::Rejection;
use crate::right::{PersonalQuestionCreate, PersonalQuestionDelete, PersonalQuestionModify};
use crate::text;
use crate::version::Expected;

/// A question as a caller asks for it.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// Absent, one is made.
    pub ext_id: Option<String>,
    /// Optional.
    pub description: Option<String>,
    /// Mandatory.
    pub state_name: Option<String>,
    /// Empty where the caller gives none.
    pub display_name: Texts,
    /// Empty where the caller gives none.
    pub content: Texts,
}

/// A patch of a question, unchecked.
#[derive(Clone, Debug, Default)]
pub struct PatchQuestion {
    /// `null` and `""` remove.
    pub description: Patch<String>,
    /// Can't be removed.
    pub state_name: Patch<String>,
    /// Per language.
    pub display_name: PatchTexts,
    /// Per language.
    pub content: PatchTexts,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// What must be known of a client to decide about a new question.
#[derive(Clone, Debug)]
pub struct Questions {
    /// The client that gets the question.
    pub client: ClientRef,
    /// The client's revision, which every change of its questions moves.
    pub rev: i64,
    /// Whether another question of the client has the wanted external id.
    pub ext_id_taken: bool,
    /// How many the client has, up to [`QUESTIONS_MAX`].
    pub count: i64,
}

/// A question to be changed.
#[derive(Clone, Debug)]
pub struct HeldQuestion {
    /// The client of the question.
    pub client: ClientRef,
    /// The client's revision as it was read; what the guard compares.
    pub rev: i64,
    /// Whether somebody has answered it.
    pub is_answered: bool,
    /// As it was read.
    pub question: Question,
}

impl Questions {
    /// Decides on a new question.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn create(
        &self,
        new: &New,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Question, Change<PersonalQuestionCreate>), Vec<Breach>> {
        let mut broken = Breaches::new();
        broken.extend(extra);
        let ext_id = broken.keep(ExtId::parse_or("extId", new.ext_id.as_deref(), happening.id));
        let description = broken.keep(text::optional("description", new.description.as_deref(), TEXT_LEN_MAX));
        let state = broken.keep(State::read(new.state_name.as_deref()));
        language::check("displayName", &new.display_name, NAME_LEN_MAX, &mut broken);
        language::check("content", &new.content, TEXT_LEN_MAX, &mut broken);
        if self.ext_id_taken {
            let message = "extId: the client already has a personal question with this extId";
            broken.push(Breach::new(Code::DuplicateValue, message));
        }
        if self.count >= QUESTIONS_MAX {
            broken.push(Breach::invalid(format!("the client already has {QUESTIONS_MAX} personal questions")));
        }
        broken.into_result()?;
        let (Some(ext_id), Some(description), Some(state)) = (ext_id, description, state) else {
            return Err(Vec::new());
        };
        let question = Question {
            id: happening.id,
            client_id: self.client.id,
            ext_id,
            description,
            state,
            display_name: new.display_name.clone(),
            content: new.content.clone(),
            version: 1,
            created: happening.at,
            modified: happening.at,
        };
        let kind = EventKind::PersonalQuestionCreate;
        let event = Event::about_client(happening, &self.client, kind, &question.ext_id).after(question.audit());
        let guard = Guard::Client { id: self.client.id, rev: self.rev };
        Ok((question.clone(), Change::new(guard, vec![Write::InsertQuestion(question)], event)))
    }
}

impl HeldQuestion {
    /// Applies a patch; no change where it leaves everything as it is.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] and [`Rejection::Stale`] where another version is named; else every broken rule.
    pub fn modify(
        &self,
        patch: &PatchQuestion,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Question, Option<Change<PersonalQuestionModify>>), Rejection> {
        let before = &self.question;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        if patch.ext_id != Patch::Keep && patch.ext_id != Patch::Set(before.ext_id.to_string()) {
            let message = format!("extId can't be changed: it is {}", before.ext_id);
            broken.push(Breach::new(Code::ModifyReadonlyData, message));
        }
        let description = patch.description.empty_clears();
        let description =
            broken.keep(description.try_map(|value| text::mandatory("description", Some(value), TEXT_LEN_MAX)));
        let state = match &patch.state_name {
            Patch::Keep => Some(before.state),
            Patch::Clear => broken.keep(State::read(None)),
            Patch::Set(name) => broken.keep(State::read(Some(name))),
        };
        let display_name =
            language::patched("displayName", &before.display_name, &patch.display_name, NAME_LEN_MAX, &mut broken);
        let content = language::patched("content", &before.content, &patch.content, TEXT_LEN_MAX, &mut broken);
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let (Some(description), Some(state)) = (description, state) else { return Err(Vec::new().into()) };
        let description = description.apply(before.description.clone());
        let mut after = Question { description, state, display_name, content, ..before.clone() };
        if after == *before {
            return Ok((after, None));
        }
        after.version += 1;
        after.modified = happening.at;
        let event = Event::about_client(happening, &self.client, EventKind::PersonalQuestionModify, &after.ext_id)
            .before(before.audit())
            .after(after.audit());
        let guard = Guard::Client { id: self.client.id, rev: self.rev };
        Ok((after.clone(), Some(Change::new(guard, vec![Write::UpdateQuestion(after)], event))))
    }
}

impl HeldQuestion {
    /// Deletes the question.
    ///
    /// # Errors
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version; [`Rejection::Broken`] where somebody has
    /// answered it: what was asked must be known as long as it is asked again.
    pub fn delete(
        &self,
        expected: &Expected,
        happening: &Happening,
    ) -> Result<Change<PersonalQuestionDelete>, Rejection> {
        expected.check_if_match(self.question.version)?;
        if self.is_answered {
            let why = "there are answers to the question: set its state to disabled or revoked";
            return Err(vec![Breach::new(Code::UndeletedDependencies, why)].into());
        }
        let kind = EventKind::PersonalQuestionDelete;
        let event =
            Event::about_client(happening, &self.client, kind, &self.question.ext_id).before(self.question.audit());
        let guard = Guard::Client { id: self.client.id, rev: self.rev };
        Ok(Change::new(guard, vec![Write::DeleteQuestion(self.question.id)], event))
    }
}

impl State {
    fn read(value: Option<&str>) -> Result<Self, Breach> {
        Self::parse("stateName", &text::mandatory("stateName", value, 50)?)
    }
}
