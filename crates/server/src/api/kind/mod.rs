//! The calls of every credential type, made of what is declared of it.

mod body;
mod describe;
pub(crate) mod permit;
mod schema;
mod shown;
mod what;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Extension;
use sigill_app::credential::{self, Doing, Keeper, Made, Shows, Whose};
use sigill_app::{Outcome, Refusal};
use sigill_domain::breach::Breach;
use sigill_domain::credential::{Acted, Counting, CredentialType, Holds, Kind, LoginAnswers, kinds};
use sigill_domain::login::{Counted, Lock};
use sigill_domain::right::{
    CredentialChangeState, CredentialCreate, CredentialDelete, CredentialModify, CredentialView,
};
use utoipa_axum::router::OpenApiRouter;

use self::body::{ActBody, ChallengeBody, CheckBody, NewBody, PatchBody};
pub(crate) use self::describe::Detail;
use self::describe::described;
use self::permit::{OfActing, OfKind, OfKindByRight};
use self::shown::{Done, Given, Shown};
use self::what::What;
use crate::api::credential::Credential;
use crate::api::login::{Challenge, LoginResult, LoginStatus};
use crate::api::values::{Patch, Values};
use crate::http::answer::{Found, NoContent, Shown as Page};
use crate::http::call::{Call, Strict};
use crate::http::listed::Listed;
use crate::http::path::{Acts, Of, PathIds, location, own_location};
use crate::http::query::{Pages, Query};
use crate::http::refused::Refused;
use crate::http::server::Server;
use crate::http::terms::{Heed, Heeds, NoKey, Refuses};
use crate::http::written::{Show, Written};

/// The routes of all types that the vendor documents; or, if `own`, of the others, which are Sigill's own, and what else
/// is.
pub(crate) fn routes(detail: Detail, own: bool) -> OpenApiRouter<Arc<Server>> {
    let served = kinds::ALL.iter().copied().filter(|kind| kind.form().is_own == own);
    let router = served.fold(OpenApiRouter::default(), |router, kind| of_kind(router, kind, detail));
    let assigned = kinds::ALL.iter().copied().filter(|kind| own && kind.form().is_of_client);
    assigned.fold(router, |router, kind| {
        let routes = axum::routing::put(assign).layer(Extension(Of(kind)));
        router.routes(described(detail, (What::Assign, kind.form().segment), kind, routes, &assign))
    })
}

fn of_kind(router: OpenApiRouter<Arc<Server>>, kind: &'static dyn Kind, detail: Detail) -> OpenApiRouter<Arc<Server>> {
    let form = kind.form();
    let mut router = router;
    /// Adds a route with its operation.
    macro_rules! serve {
        ($segment:expr, $what:ident, $method:ident, $handler:expr) => {
            let routes = axum::routing::$method($handler).layer(Extension(Of(kind)));
            router = router.routes(described(detail, (What::$what, $segment), kind, routes, &$handler));
        };
    }
    if form.reveals {
        serve!(form.segment, Create, post, create::<NoKey>);
    } else {
        serve!(form.segment, Create, post, create::<Heeds>);
    }
    serve!(form.segment, Get, get, get);
    if let (Holds::Many(_), false) = (form.holds, form.is_of_client) {
        serve!(form.segment, List, get, list);
    }
    if form.is_of_client {
        serve!(form.segment, Unassign, put, unassign);
    }
    if let Some(everywhere) = form.everywhere {
        let routes = axum::routing::get(list_everywhere).layer(Extension(Of(kind)));
        router = router.routes(described(
            detail,
            (What::ListEverywhere(everywhere.segment), form.segment),
            kind,
            routes,
            &list_everywhere,
        ));
    }
    for segment in [Some(form.segment), form.other_segment].into_iter().flatten() {
        if form.is_changed {
            serve!(segment, Modify, patch, modify);
        }
        serve!(segment, Delete, delete, delete);
        for act in kind.acts() {
            let routes =
                axum::routing::post(acts).layer::<_, Infallible>(Extension(Of(kind))).layer(Extension(Acts(act)));
            router = router.routes(described(detail, (What::Act(act), segment), kind, routes, &acts));
        }
    }
    if form.properties.is_some() {
        serve!(form.segment, GetProperties, get, properties);
        serve!(form.segment, ModifyProperties, patch, set_properties);
    }
    router
}

/// The calls by which what somebody shows is checked: Sigill's own ones, and the documented logins.
pub(crate) fn checks(detail: Detail) -> (OpenApiRouter<Arc<Server>>, OpenApiRouter<Arc<Server>>) {
    let (mut own, mut logins) = (OpenApiRouter::default(), OpenApiRouter::default());
    for kind in kinds::ALL.iter().copied().filter(|kind| kind.check().is_some()) {
        let routes = axum::routing::post(verify).layer(Extension(Of(kind)));
        own = own.routes(described(detail, (What::Verify, kind.form().segment), kind, routes, &verify));
        let is_asked = kind.challenge().is_some();
        if is_asked {
            let routes = axum::routing::post(challenge).layer(Extension(Of(kind)));
            own = own.routes(described(detail, (What::Challenge(None), kind.form().segment), kind, routes, &challenge));
        }
        let Some(segment) = kind.form().login else { continue };
        if is_asked {
            let routes = axum::routing::post(challenge).layer(Extension(Of(kind)));
            logins = logins.routes(described(
                detail,
                (What::Challenge(Some(segment)), kind.form().segment),
                kind,
                routes,
                &challenge,
            ));
        }
        /// Adds the documented login with what it answers.
        macro_rules! serve {
            ($handler:ident) => {{
                let routes = axum::routing::post($handler).layer(Extension(Of(kind)));
                logins.routes(described(detail, (What::Login(segment), kind.form().segment), kind, routes, &$handler))
            }};
        }
        logins = match kind.form().login_answers {
            LoginAnswers::Status => serve!(login),
            LoginAnswers::Info => serve!(login_by_card),
            LoginAnswers::Nothing => serve!(login_by_code),
        };
    }
    (own, logins)
}

async fn acts(call: Call<OfActing, ActBody, NoKey>) -> Result<Written<Done>, Refused> {
    let Call { permit: OfActing { permit, kind, act }, path, body: ActBody { given, extra }, terms, server, .. } = call;
    let show = Show::new(|made: &Made| Done::new(act.answers, made, permit.is_oneself()));
    let asked = show.asked(&terms, &extra);
    let doing = Doing { kind, act, whose: whose(&path), given: &given };
    let outcome = credential::act(&permit, keeper(&server), doing, &asked).await?;
    if let (Acted::Counted, Outcome::Done(made)) = (act.answers, &outcome)
        && made.credential.state.is_locked()
    {
        server.metrics.locks.fetch_add(1, Ordering::Relaxed);
    }
    Ok(show.written(&terms, outcome))
}

async fn checked<R: Counting>(call: Call<OfKindByRight<R>, CheckBody, Refuses>) -> Result<Counted, Refused> {
    let Call {
        permit: OfKindByRight { permit, kind },
        path,
        body: CheckBody { given, credential, extra, from },
        server,
        ..
    } = call;
    let shows =
        Shows { kind, user: path.user(), credential: credential.as_deref(), given: &given, from, extra: &extra };
    let counted = credential::verify(&permit, keeper(&server), shows).await?;
    if !counted.success && counted.lock != Lock::None {
        server.metrics.locks.fetch_add(1, Ordering::Relaxed);
    }
    Ok(counted)
}

async fn verify(call: Call<OfKindByRight<CredentialModify>, CheckBody, Refuses>) -> Result<Page<LoginResult>, Refused> {
    Ok(Page(checked(call).await?.into()))
}

async fn login(call: Call<OfKindByRight<CredentialModify>, CheckBody, Refuses>) -> Result<Page<LoginStatus>, Refused> {
    Ok(Page(checked(call).await?.into()))
}

/// As `verify`, by the rights that are documented for it alone.
async fn login_by_card(
    call: Call<OfKindByRight<CredentialChangeState>, CheckBody, Refuses>,
) -> Result<Page<LoginResult>, Refused> {
    Ok(Page(checked(call).await?.into()))
}

/// 204, or a refusal where it wasn't right.
async fn login_by_code(call: Call<OfKindByRight<CredentialModify>, CheckBody, Refuses>) -> Result<NoContent, Refused> {
    if checked(call).await?.success {
        return Ok(NoContent);
    }
    let broken = vec![Breach::invalid("code: it isn't one of the codes, or it was used")];
    Err(Refused::Case(Refusal::Broken(broken)))
}

async fn challenge(
    call: Call<OfKindByRight<CredentialView>, ChallengeBody, Refuses>,
) -> Result<Page<Challenge>, Refused> {
    let Call {
        permit: OfKindByRight { permit, kind }, path, body: ChallengeBody { credential, extra }, server, ..
    } = call;
    if !extra.is_empty() {
        return Err(Refused::Case(Refusal::Broken(extra)));
    }
    let whose = Whose { user: path.user(), credential: credential.as_deref() };
    let (challenge, credential) = credential::challenge(&permit, keeper(&server), kind, whose).await?;
    Ok(Page(Challenge { challenge, status: credential.state.as_str() }))
}

/// The credential that a path names.
fn whose(path: &PathIds) -> Whose<'_> {
    Whose { user: path.user(), credential: Some(path.credential()).filter(|ext_id| !ext_id.is_empty()) }
}

pub(crate) fn keeper(server: &Server) -> Keeper<'_> {
    let app = &server.app;
    Keeper {
        world: &app.world,
        secrets: app.tokens.secrets(),
        authorities: &app.authorities,
        attesters: &app.attesters,
        outbox: &app.outbox,
    }
}

async fn create<H: Heed>(call: Call<OfKind<CredentialCreate>, NewBody, H>) -> Result<Written<Given>, Refused> {
    let Call { permit: OfKind { permit, kind, .. }, path, body, terms, server, .. } = call;
    let NewBody { new, extra } = body;
    let show = Show::new(|made: &Made| {
        let form = kind.form();
        let mut segments = vec![permit.client().as_str()];
        segments.extend(made.credential.user.iter().flat_map(|user| ["users", user.ext_id.as_str()]));
        segments.push(form.segment);
        if let Holds::Many(_) = form.holds {
            segments.push(made.credential.ext_id.as_str());
        }
        let location = if form.is_own { own_location(&segments) } else { location(&segments) };
        Given::new(form.answers, location, made, permit.is_oneself())
    });
    let asked = show.asked(&terms, &extra);
    let outcome = credential::create(&permit, keeper(&server), kind, path.user(), &new, &asked).await?;
    Ok(show.written(&terms, outcome))
}

async fn get(call: Call<OfKind<CredentialView>>) -> Result<Found<Shown>, Refused> {
    let OfKind { permit, kind, .. } = call.permit;
    // Boxed: the router copies a handler's future several times.
    let made = Box::pin(credential::show(&permit, keeper(&call.server), kind, whose(&call.path))).await?;
    Ok(Found(Shown::made(&made, permit.is_oneself())))
}

async fn list(call: Call<OfKind<CredentialView>, Query<Pages>>) -> Result<Page<Listed<Credential>>, Refused> {
    let OfKind { permit, kind, .. } = call.permit;
    let of = CredentialType::of(kind.form());
    let listed = credential::list_of(&permit, of, call.path.user(), call.body.given()).await?;
    Ok(Page(Listed::of(listed, |one| Credential::seen(&one, permit.is_oneself()))))
}

async fn list_everywhere(
    call: Call<OfKind<CredentialView>, Query<Pages>>,
) -> Result<Page<Listed<Credential>>, Refused> {
    let OfKind { permit, kind, .. } = call.permit;
    let Some(everywhere) = &kind.form().everywhere else { return Err(Refused::NoResource) };
    let of = CredentialType::of(kind.form());
    let listed = credential::list_everywhere(&permit, of, everywhere, call.body.given()).await?;
    Ok(Page(Listed::of(listed, |one| Credential::seen(&one, permit.is_oneself()))))
}

async fn modify(call: Call<OfKind<CredentialModify>, PatchBody>) -> Result<Written<Found<Shown>>, Refused> {
    let Call { permit: OfKind { permit, kind, .. }, path, body, terms, server, .. } = call;
    let PatchBody { mut patch, extra } = body;
    patch.expected = terms.expected(patch.expected.version)?;
    let show = Show::new(|made: &Made| Found(Shown::made(made, permit.is_oneself())));
    let asked = show.asked(&terms, &extra);
    let outcome = credential::modify(&permit, keeper(&server), kind, whose(&path), &patch, &asked).await?;
    Ok(show.written(&terms, outcome))
}

async fn delete(call: Call<OfKind<CredentialDelete>>) -> Result<Written<NoContent>, Refused> {
    let Call { permit: OfKind { permit, kind, .. }, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|()| NoContent);
    let asked = show.asked(&terms, &[]);
    let of = CredentialType::of(kind.form());
    let outcome = credential::delete(&permit, of, whose(&path), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}

async fn assign(call: Call<OfKind<CredentialModify>>) -> Result<Written<Found<Shown>>, Refused> {
    let Call { permit: OfKind { permit, kind, .. }, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|made: &Made| Found(Shown::made(made, false)));
    let asked = show.asked(&terms, &[]);
    let outcome = credential::assign(&permit, kind, whose(&path), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}

async fn unassign(call: Call<OfKind<CredentialModify>>) -> Result<Written<Found<Shown>>, Refused> {
    let Call { permit: OfKind { permit, kind, .. }, path, terms, .. } = call;
    let expected = terms.expected(None)?;
    let show = Show::new(|made: &Made| Found(Shown::made(made, false)));
    let asked = show.asked(&terms, &[]);
    let outcome = credential::unassign(&permit, kind, whose(&path), &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}

async fn properties(call: Call<OfKind<CredentialView>>) -> Result<Found<Values>, Refused> {
    let OfKind { permit, kind, .. } = call.permit;
    let of = CredentialType::of(kind.form());
    Ok(Found(Values::of(&credential::of_properties(&permit, of, whose(&call.path)).await?)))
}

async fn set_properties(
    call: Call<OfKind<CredentialModify>, Strict<Patch>>,
) -> Result<Written<Found<Values>>, Refused> {
    let Call { permit: OfKind { permit, kind, .. }, path, body, terms, .. } = call;
    let Strict { value: Patch(wishes), extra } = body;
    let expected = terms.expected(None)?;
    let show = Show::new(|made: &Made| Found(Values::of(&made.credential)));
    let asked = show.asked(&terms, &extra);
    let outcome = credential::set_properties(&permit, kind, whose(&path), &wishes, &expected, &asked).await?;
    Ok(show.written(&terms, outcome))
}
