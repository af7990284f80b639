//! `/.search`: users and groups together.

use sigill_app::Caller;
use sigill_app::scim::AllShown;
use sigill_domain::right::{EnterpriseRoleView, UserView};

use super::body::RootSearch;
use super::shown::View;
use super::told::refused;
use crate::http::answer::Shown;
use crate::http::call::Call;
use crate::http::refused::Refused;

/// `POST /.search`. Groups are found by who also has `EnterpriseRoleView`.
pub(super) async fn search(call: Call<Caller, RootSearch>) -> Result<Shown<serde_json::Value>, Refused> {
    let Call { permit: caller, path, body: RootSearch { look, list }, server, .. } = call;
    let users = caller.granted::<UserView>()?.in_client(path.client())?;
    let groups = caller.granted::<EnterpriseRoleView>().and_then(|granted| granted.in_client(path.client())).ok();
    let shown = AllShown { beside: look.selection.beside(), members: look.selection.wants("members") };
    let found = sigill_app::scim::all((&users, groups.as_ref()), &list, &shown).await.map_err(refused)?;
    Ok(Shown(View::new(&look, &server, path.client()).all(&found)))
}
