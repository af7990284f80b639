//! Personal questions.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::Held;
use sigill_domain::list::{Listed, Page, Token};
use sigill_domain::question::{HeldQuestion, QUESTIONS_MAX, Question, Questions};
use sigill_domain::right::{
    PersonalQuestionCreate, PersonalQuestionDelete, PersonalQuestionModify, PersonalQuestionView, Right,
};
use sigill_domain::rooms::Place;
use uuid::Uuid;

use crate::client::read::client_ref;
use crate::error::StoreError;
use crate::list::{begin, reach};
use crate::permit::{Noun, Permit, Sought, Within};
use crate::row::Row;
use crate::sought::{wanted, wanted_optional};
use crate::sql::{Sql, sql};

const QUESTIONS: Sql = sql! { "
    SELECT {c}, c.rev,
           EXISTS (SELECT 1 FROM question x WHERE x.client_id = c.id AND x.ext_id = $1),
           (SELECT count(*) FROM question y WHERE y.client_id = c.id)
    FROM client c WHERE c.ext_id = $2 AND c.state = 'active'", c: ClientRef };

const HELD: Sql = sql! { "
    SELECT {c}, c.rev, EXISTS (SELECT 1 FROM answered_question a WHERE a.question_id = q.id),
           {q}
    FROM client c LEFT JOIN question q ON q.client_id = c.id AND q.ext_id = $1
    WHERE c.ext_id = $2 AND c.state = 'active'", c: ClientRef, q: Question };

const LIST: Sql = sql! { "
    SELECT {q}
    FROM question q
    WHERE q.client_id = $1 AND (q.created / 1000, q.ext_id) > ($2, $3)
    ORDER BY q.created / 1000, q.ext_id LIMIT $4", q: Question };

const IS_ACTIVE: Sql =
    Sql("SELECT q.id FROM question q WHERE q.client_id = $1 AND q.ext_id = $2 AND q.state = 'active'");

const ANSWERED: Sql = Sql("SELECT a.id FROM answered_question a WHERE a.credential_id = $1");

const COUNT: Sql = Sql("SELECT count(*) FROM question q WHERE q.client_id = $1");

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[QUESTIONS, HELD, LIST, IS_ACTIVE, ANSWERED, COUNT];

/// The rights by which a question is looked at.
pub trait OnQuestions: Right {}
impl OnQuestions for PersonalQuestionView {}
impl OnQuestions for PersonalQuestionModify {}
impl OnQuestions for PersonalQuestionDelete {}

impl Permit<PersonalQuestionCreate> {
    /// What a decision on a new question needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn questions_for(
        &self,
        ext_id: Option<&str>,
    ) -> Result<Sought<PersonalQuestionCreate, Questions>, StoreError> {
        let values = vec![wanted_optional(ext_id).into(), self.client().as_str().into()];
        self.seek_client((QUESTIONS, values), |cells| {
            let client = ClientRef::take(cells)?;
            let (rev, ext_id_taken, count): (i64, bool, i64) = (cells.take()?, cells.take()?, cells.take()?);
            let place = Place::of_client(&client);
            Ok((place, Questions { client, rev, ext_id_taken, count: count.min(QUESTIONS_MAX) }))
        })
        .await
    }
}

impl<R: OnQuestions> Permit<R> {
    /// A question of the client, with what a decision on it needs.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_question(&self, ext_id: &str) -> Result<Sought<R, HeldQuestion>, StoreError> {
        let values = vec![wanted(ext_id).into(), self.client().as_str().into()];
        self.seek((HELD, values), Noun::Question, |cells| {
            let client = ClientRef::take(cells)?;
            let (rev, is_answered) = (cells.take()?, cells.take()?);
            let Some(question) = Question::take_joined(cells)? else { return Ok((client, None)) };
            let place = Place::of_client(&client);
            Ok((client.clone(), Some((place, HeldQuestion { client, rev, is_answered, question }))))
        })
        .await
    }
}

impl<R> Within<R, Held> {
    /// The question of the client of the credential, by internal key, if it may be answered now.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn may_be_answered(&self, question: &str) -> Result<Option<Uuid>, StoreError> {
        let values = vec![self.client.id.into(), wanted(question).into()];
        self.store().row(IS_ACTIVE, values, |cells| cells.take()).await
    }

    /// The notes of the questions that the credential has answered.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn answered(&self) -> Result<Vec<Uuid>, StoreError> {
        self.store().rows(ANSWERED, vec![self.credential.id.into()], |cells| cells.take()).await
    }
}

impl Permit<PersonalQuestionView> {
    /// A page of the client's questions.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn questions(&self, page: &Page) -> Result<Sought<PersonalQuestionView, Listed<Question>>, StoreError> {
        let client = match client_ref(self).await?.or_gone() {
            Ok(client) => client,
            Err(gone) => return Ok(gone.into()),
        };
        let (created_ms, ext_id) = begin(page);
        let values = vec![client.client_id().into(), created_ms.into(), ext_id.into(), reach(page).into()];
        let questions = client.store().rows(LIST, values, Question::take).await?;
        let mut listed =
            Listed::cut(questions, page.limit, |last: &Question| Token::of(last.created, &last.ext_id).to_string());
        if page.with_total {
            listed.total = client.store().row(COUNT, vec![client.client_id().into()], |cells| cells.take()).await?;
        }
        Ok(Sought::There(client.map(|_| listed)))
    }
}
