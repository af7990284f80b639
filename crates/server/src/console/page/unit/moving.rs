//! `…/units/{unit}/move`: a unit goes below another one with all that is below it, or becomes a root.

use maud::html;
use sigill_app::{Asked, Permit, Refusal, unit};
use sigill_domain::right::UnitModify;
use sigill_domain::version::Expected;

use super::read;
use crate::console::answer::Answer;
use crate::console::page::pick;
use crate::console::part::{Input, Place, Wrong, form, frame, inputs, summary};
use crate::console::route::Route;
use crate::console::visit::Visit;
use crate::http::refused::Refused;

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    visit.permit::<Permit<UnitModify>>()?;
    page(&visit, &Wrong::default()).await
}

/// `POST`.
pub(crate) async fn take(visit: Visit) -> Result<Answer, Refused> {
    let permit = visit.permit::<Permit<UnitModify>>()?;
    let here = visit.path.unit();
    let (above, expected, asked) = (visit.form.one("parentExtId").trim(), Expected::default(), Asked::default());
    let done = match above {
        "" => match read(&visit).await?.parent {
            Some(parent) => Box::pin(unit::take_out(&permit, (parent.ext_id.as_str(), here), &expected, &asked)).await,
            None => return Ok(Answer::Goes(Route::Units(visit.path.client()).path())),
        },
        above => Box::pin(unit::put_below(&permit, (above, here), &expected, &asked)).await,
    };
    match done {
        Ok(_) => Ok(Answer::Goes(Route::Units(visit.path.client()).path())),
        Err(Refusal::Broken(broken)) => page(&visit, &Wrong::of_all(broken)).await,
        Err(Refusal::NoRecord(message)) if !above.is_empty() => {
            page(&visit, &Wrong(vec![format!("parentExtId: {message}")])).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn page(visit: &Visit, wrong: &Wrong) -> Result<Answer, Refused> {
    let (look, client, here) = (&visit.look, visit.path.client(), visit.path.unit());
    let unit = read(visit).await?;
    let title = look.words.with("unit-move-what", &[("name", &unit.name)]);
    let now = unit.parent.as_ref().map_or("", |parent| parent.ext_id.as_str());
    let above = if visit.form.is_empty() { now } else { visit.form.one("parentExtId") };
    let input = Input::new("parentExtId", look.t("unit-above"), pick::units(visit).await, above);
    let all = [input.hint(look.t("unit-above-hint"))];
    let content = html! {
        div class="fields" { (inputs(look, &all, wrong)) }
        div class="acts" {
            button class="btn go" { (look.t("move")) }
            a class="btn quiet" href=(look.to(Route::Unit(client, here))) { (look.t("cancel")) }
        }
    };
    let page = html! {
        div class="head" { h1 { (title) } }
        p class="lead soft" { (look.t("unit-move-effect")) }
        (summary(look, wrong, &all))
        div class="card pad ask" { (form(look, &look.to(Route::MoveUnit(client, here)), &content)) }
    };
    Ok(Answer::form(!wrong.0.is_empty(), frame(look, Place::Units, &title, &page)))
}
