//! Messages with whose they are, and to whom one is sent.

use sigill_domain::client::ClientRef;
use sigill_domain::credential::Held;
use sigill_domain::lifecycle::EndingCredential;
use sigill_domain::message::{Addressee, HeldMessage, Message};
use sigill_domain::owner::Owner;
use sigill_domain::policy::ClientRules;
use sigill_domain::right::System;
use sigill_domain::rooms::Place;
use sigill_domain::signing::{Asking, Lately};
use sigill_domain::user::{HeldUser, Person, UserRef};
use uuid::Uuid;

use crate::error::StoreError;
use crate::permit::{Everywhere, Permit, Sought, Within};
use crate::row::Row;
use crate::signature::asked;
use crate::sql::{Sql, sql};
use crate::value::Cells;

/// To whom something is sent, by the internal id that the read before it found in the client.
const ADDRESSEE: Sql = sql! { "
SELECT {c}, u.person, u.login_id FROM users u JOIN client c ON c.id = u.client_id WHERE u.id = $1", c: ClientRef };

/// A message by its internal id.
pub(crate) const HELD: Sql = sql! { "
    SELECT {c}, {u}, o.rev, {m}
    FROM message m
    JOIN client c ON c.id = m.client_id AND c.state = 'active'
    JOIN users u ON u.id = m.owner_id
    JOIN owner o ON o.id = u.id
    WHERE m.id = $1", c: ClientRef, u: UserRef, m: Message };

#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[ADDRESSEE, HELD];

/// Whose credential a decision is about: it says what the client policy wants of numbers.
pub trait Sendable {
    /// What the client policy says.
    fn client_rules(&self) -> &ClientRules;
}

impl<K, U> Sendable for Owner<K, U> {
    fn client_rules(&self) -> &ClientRules {
        &self.client_rules
    }
}

impl Sendable for Held {
    fn client_rules(&self) -> &ClientRules {
        &self.client_rules
    }
}

impl Sendable for HeldUser {
    fn client_rules(&self) -> &ClientRules {
        &self.rules
    }
}

impl Sendable for EndingCredential {
    fn client_rules(&self) -> &ClientRules {
        &self.client_rules
    }
}

impl<R, T: Sendable> Within<R, T> {
    /// To whom something is sent, and what was lately; `number`: where an SMS would go instead of the user's own number;
    /// `most`: so many count.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn addressee(&self, number: Option<String>, most: usize) -> Result<Option<Addressee>, StoreError> {
        let user = self.owner_id();
        let read = |cells: &mut Cells<'_>| {
            let client = ClientRef::take(cells)?;
            Ok((client, crate::column::take::<Person>(cells)?, cells.take::<String>()?))
        };
        let Some((client, person, login_id)) = self.store().row(ADDRESSEE, vec![user.into()], read).await? else {
            return Ok(None);
        };
        let number = number.or_else(|| Addressee::number(&person, self.client_rules().msisdn_country));
        let lately = asked::latest(self.store(), &user.to_string(), Asking::Message, most).await?;
        let to_number = match &number {
            Some(number) => asked::latest(self.store(), number, Asking::Sms, most).await?,
            None => Lately::default(),
        };
        Ok(Some(Addressee { client, person, login_id, number, lately, to_number }))
    }
}

impl Permit<System, Everywhere> {
    /// A message by its internal id; `None` where it isn't there any more.
    ///
    /// # Errors
    /// The database can't be asked.
    pub async fn held_message(&self, id: Uuid) -> Result<Option<Within<System, HeldMessage>>, StoreError> {
        let sought = self
            .seek_client((HELD, vec![id.into()]), |cells: &mut Cells<'_>| {
                let (client, user) = (ClientRef::take(cells)?, UserRef::take(cells)?);
                let place = Place::of_user(&client, user.id);
                let (rev, message) = (cells.take()?, Message::take(cells)?);
                Ok((place, HeldMessage { client, user, rev, message }))
            })
            .await?;
        Ok(match sought {
            Sought::There(held) => Some(held),
            Sought::Missing(_) | Sought::Outside(_) => None,
        })
    }
}
