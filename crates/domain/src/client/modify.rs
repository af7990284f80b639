//! Changing and deleting a client.

use super::{Client, NAME_LEN_MAX, REMARKS_LEN_MAX};
use crate::breach::{Breach, Breaches};
use crate::change::{Change, Guard, Write};
use crate::code::Code;
use crate::event::{Event, EventKind, Happening};
use crate::language::{self, PatchTexts};
use crate::patch::Patch;
use crate::rejection::Rejection;
use crate::right::{ClientDelete, ClientModify};
use crate::standing::{Effect, Standing};
use crate::text;
use crate::version::Expected;

/// A patch of a client, unchecked. The documentation lists no `version`; it is honoured all the same.
#[derive(Clone, Debug, Default)]
pub struct PatchClient {
    /// Can't be removed; must stay unique among all clients.
    pub name: Patch<String>,
    /// Per language: absent keeps, `null` and `""` remove.
    pub display_name: PatchTexts,
    /// `null` and `""` remove.
    pub remarks: Patch<String>,
    /// Only as it is: it never changes.
    pub ext_id: Patch<String>,
    /// The versions that the caller named.
    pub expected: Expected,
}

/// A client to be changed.
#[derive(Clone, Debug)]
pub struct HeldClient {
    /// As it was read.
    pub client: Client,
    /// The client's revision as it was read; what the guard compares.
    pub rev: i64,
    /// Whether another client has the wanted name.
    pub name_taken: bool,
}

impl HeldClient {
    /// Applies a patch; no change where it leaves everything as it is.
    pub fn modify(
        &self,
        patch: &PatchClient,
        extra: Vec<Breach>,
        happening: &Happening,
    ) -> Result<(Client, Option<Change<ClientModify>>), Rejection> {
        let before = &self.client;
        patch.expected.check_if_match(before.version)?;
        let mut broken = Breaches::new();
        broken.extend(extra);
        if !matches!(&patch.ext_id, Patch::Keep) && patch.ext_id != Patch::Set(before.ext_id.to_string()) {
            broken.push(Breach::new(
                Code::ModifyReadonlyData,
                format!("extId can't be changed: it is {}", before.ext_id),
            ));
        }
        let name = match &patch.name {
            Patch::Keep => Some(before.name.clone()),
            Patch::Clear => broken.keep(text::mandatory("name", None, NAME_LEN_MAX)),
            Patch::Set(name) => broken.keep(text::mandatory("name", Some(name), NAME_LEN_MAX)),
        };
        if self.name_taken {
            broken.push(Breach::new(Code::DuplicateName, "name: there is already a client with this name"));
        }
        let remarks = broken.keep(
            patch.remarks.empty_clears().try_map(|value| text::mandatory("remarks", Some(value), REMARKS_LEN_MAX)),
        );
        let display_name =
            language::patched("displayName", &before.display_name, &patch.display_name, NAME_LEN_MAX, &mut broken);
        broken.into_result()?;
        patch.expected.check_version(before.version)?;
        let (Some(name), Some(remarks)) = (name, remarks) else { return Err(Vec::new().into()) };
        let mut after = Client { name, display_name, remarks: remarks.apply(before.remarks.clone()), ..before.clone() };
        if after == *before {
            return Ok((after, None));
        }
        after.version += 1;
        after.modified = happening.at;
        let event = Event::about_client(happening, &after.reference(), EventKind::ClientModify, &after.ext_id)
            .before(before.audit())
            .after(after.audit());
        let guard = Guard::Client { id: after.id, rev: self.rev };
        // The guard moves the row of the client itself, so that what is written goes with it.
        Ok((after.clone(), Some(Change::new(guard, vec![Write::UpdateClient(after)], event))))
    }
}

impl HeldClient {
    /// Marks the client as dead. From then on nothing of it is found; what belongs to it is purged in
    /// batches afterwards, and its external id and name are free once that is done.
    ///
    /// # Errors
    /// A user of the client has more than the caller may take, or is the last `Root`;
    /// [`Rejection::PreconditionFailed`] where `If-Match` names another version.
    pub fn delete(
        &self,
        expected: &Expected,
        standing: &Standing,
        happening: &Happening,
    ) -> Result<Change<ClientDelete>, Rejection> {
        let ruled = standing.rule(Effect::ENDS)?;
        expected.check_if_match(self.client.version)?;
        let event =
            Event::about_client(happening, &self.client.reference(), EventKind::ClientDelete, &self.client.ext_id)
                .before(self.client.audit());
        let guard = Guard::ClientGoes { id: self.client.id, rev: self.rev, ruled };
        Ok(Change::new(guard, vec![Write::KillClient { id: self.client.id, at: happening.at }], event))
    }
}
