//! Values of custom properties: who may see and set them, and what must be known to decide.

use sigill_domain::credential::{Credential, Own};
use sigill_domain::event::Event;
use sigill_domain::property::{Defined, HasProperties, Holder, HoldsProperties, Properties, Scope, Wishes, bound_to};
use sigill_domain::right::{Elementary, Right, SetsProperties};
use sigill_domain::user::User;
use sigill_domain::version::Expected;
use sigill_store::{OfApplication, OfApplications, Permit, Within};
use uuid::Uuid;

use crate::attempt::{Decision, Outcome, sealer};
use crate::patterns;
use crate::refusal::Refusal;

/// To see values.
pub(crate) const TO_SEE: [Elementary; 2] = [Elementary::PropertyView, Elementary::PropertyValueView];

/// What *Update properties* asks for beside the right to change the object.
pub(crate) const TO_SET: [Elementary; 6] = [
    Elementary::PropertyView,
    Elementary::PropertyValueView,
    Elementary::PropertyAllowedValueView,
    Elementary::PropertyValueCreate,
    Elementary::PropertyValueDelete,
    Elementary::PropertyValueModify,
];

/// Adds what is defined for the application, or for every one: of two with one name, the first one stays.
fn add(all: &mut Defined, more: Defined, application: Option<Uuid>) {
    for definition in more.definitions {
        let is_for_it = definition.application_id.is_nil() || Some(definition.application_id) == application;
        if is_for_it && all.definitions.iter().all(|there| there.name != definition.name) {
            all.definitions.push(definition);
        }
    }
}

/// What has the values that are wanted.
struct Whose {
    /// By internal key.
    id: Uuid,
    /// The application for which it has them, by internal key.
    application: Option<Uuid>,
    /// The unit in which it is; the nil UUID: in none.
    unit: Uuid,
}

/// What must be known to decide about values; nothing is read where none is wanted.
async fn defined_for<R: SetsProperties, T: Sync>(
    permit: &Permit<R>,
    of: &Within<R, T>,
    scopes: &[Scope],
    whose: Whose,
    wishes: &Wishes,
) -> Result<Defined, Refusal> {
    let mut defined = Defined::default();
    if wishes.is_empty() {
        return Ok(defined);
    }
    for scope in scopes {
        add(&mut defined, of.defined(*scope).await?, whose.application);
    }
    patterns::ready(permit.client().as_str(), defined.patterns(wishes).collect()).await?;
    seal(permit, &mut defined, wishes, whose.id)?;
    let keys = defined.keys(wishes);
    if !keys.is_empty() {
        defined.taken = of.taken_values(&keys, whose.unit).await?;
    }
    Ok(defined)
}

/// As [`defined_for`], of what is in no unit, and has values for no application; `id`: its internal key.
pub(crate) async fn defined<R: SetsProperties, T: Sync>(
    permit: &Permit<R>,
    of: &Within<R, T>,
    scopes: &[Scope],
    (wishes, id): (&Wishes, Uuid),
) -> Result<Defined, Refusal> {
    defined_for(permit, of, scopes, Whose { id, application: None, unit: Uuid::nil() }, wishes).await
}

/// The wanted values of encrypted properties, as they would be stored with what has this internal key.
fn seal<R, S>(permit: &Permit<R, S>, defined: &mut Defined, wishes: &Wishes, id: Uuid) -> Result<(), Refusal> {
    let wanted = defined.encrypted(wishes).map(|(name, value)| {
        let sealed = sealer(permit)?.seal(value, bound_to(id, name)).map_err(Refusal::Failed)?;
        Ok::<_, Refusal>((name.to_owned(), sealed))
    });
    defined.sealed = wanted.collect::<Result<_, _>>()?;
    Ok(())
}

/// Opens the values that are stored sealed with what has this internal key.
pub(crate) fn open<R, S>(permit: &Permit<R, S>, properties: &mut Properties, id: Uuid) -> Result<(), Refusal> {
    if !properties.has_sealed() {
        return Ok(());
    }
    let failed = |why| Refusal::Failed(format!("a value of a custom property: {why}"));
    let seals = sealer(permit)?;
    properties.open(id, |sealed, of| seals.open(sealed, of)).map_err(failed)
}

/// Something with its values, also those that are stored sealed.
pub(crate) fn opened<R, S, T: HasProperties>(permit: &Permit<R, S>, mut thing: T) -> Result<T, Refusal> {
    let id = thing.holder().id;
    open(permit, thing.properties_mut(), id)?;
    Ok(thing)
}

/// A credential to be shown, with the values that are stored sealed.
pub(crate) fn opened_of<R>(permit: &Permit<R>, mut credential: Credential<Own>) -> Result<Credential<Own>, Refusal> {
    let mut properties = credential.detail.properties();
    if properties.has_sealed() {
        open(permit, &mut properties, credential.id)?;
        credential.detail.set_properties(&properties.to_show());
    }
    Ok(credential)
}

/// What a wish to set values of something that was found comes to. `sees`: the right to see it, which is needed, too.
pub(crate) async fn set_of<R: SetsProperties, H: HoldsProperties<R> + Sync>(
    permit: &Permit<R>,
    mut held: Within<R, H>,
    sees: Elementary,
    (wishes, expected): (&Wishes, &Expected),
) -> Result<Decision<H::Thing, R>, Refusal> {
    held.also(sees)?;
    must(&held, &TO_SET)?;
    let Holder { id, unit_id: unit, .. } = held.holder();
    open(permit, held.thing_mut().properties_mut(), id)?;
    let whose = Whose { id, application: held.thing().for_application(), unit };
    let defined = defined_for(permit, &held, <H::Thing as HasProperties>::SCOPES, whose, wishes).await?;
    let (thing, change) = held.set_properties((&defined, wishes), expected, &permit.happening())?;
    Ok(Decision::of(thing, change.map(|change| held.placed(change))))
}

/// As [`set_of`], of something of an application, which is the same for every client.
pub(crate) async fn set_for_all<R: SetsProperties, H: HoldsProperties<R> + Sync>(
    permit: &Permit<R, OfApplications>,
    mut held: OfApplication<H>,
    sees: Elementary,
    (wishes, expected): (&Wishes, &Expected),
) -> Result<Decision<H::Thing, R>, Refusal> {
    [sees].iter().chain(&TO_SET).try_for_each(|right| held.also(*right))?;
    let (mut defined, id) = (Defined::default(), held.holder().id);
    open(permit, held.thing_mut().properties_mut(), id)?;
    if !wishes.is_empty() {
        for scope in <H::Thing as HasProperties>::SCOPES {
            add(&mut defined, permit.defined(*scope).await?, held.thing().for_application());
        }
        patterns::ready("", defined.patterns(wishes).collect()).await?;
        seal(permit, &mut defined, wishes, id)?;
        let keys = defined.keys(wishes);
        if !keys.is_empty() {
            defined.taken = permit.taken_values(&keys).await?;
        }
    }
    let (thing, change) = held.set_properties((&defined, wishes), expected, &permit.happening())?;
    Ok(Decision::of(thing, change.map(|change| held.placed(change))))
}

/// Something that was found, for its properties. Who may not see values is refused.
pub(crate) fn to_show<R, H, T: HasProperties>(
    permit: &Permit<R>,
    held: Within<R, H>,
    thing: impl FnOnce(H) -> T,
) -> Result<T, Refusal> {
    must(&held, &TO_SEE)?;
    opened(permit, thing(held.into_inner()))
}

/// Whether the caller has the rights that setting values asks for beside the right to change the object.
pub(crate) fn must_set_values<R>(permit: &Permit<R>) -> Result<(), Refusal> {
    all_of(permit, &TO_SET)
}

/// Whether the caller has the rights that a part of a user's change needs: to see values for naming any,
/// and one for each kind of change.
pub(crate) fn may_set<R>(permit: &Permit<R>, before: &Properties, wishes: &Wishes) -> Result<(), Refusal> {
    if wishes.is_empty() {
        return Ok(());
    }
    all_of(permit, &TO_SEE)?;
    let touched = before.touched(wishes);
    for (is_needed, right) in [
        (touched.creates, Elementary::PropertyValueCreate),
        (touched.modifies, Elementary::PropertyValueModify),
        (touched.deletes, Elementary::PropertyValueDelete),
    ] {
        if is_needed {
            permit.also(right)?;
        }
    }
    Ok(())
}

/// The user as the caller may see it: without properties, unless it may see values or is that user.
pub(crate) fn shown<R: Right>(permit: &Permit<R>, user: User) -> Result<User, Refusal> {
    let is_seen = user.properties.is_empty() || must_see_values(permit, user.ext_id.as_str()).is_ok();
    if is_seen { opened(permit, user) } else { Ok(user.without_properties()) }
}

/// Events as the caller may see them; `user` is whom they are about, if anybody.
pub(crate) fn shown_events<R: Right>(permit: &Permit<R>, user: Option<&str>, events: Vec<Event>) -> Vec<Event> {
    let is_seen = user.map_or_else(|| all_of(permit, &TO_SEE), |user| must_see_values(permit, user)).is_ok();
    if is_seen { events } else { events.into_iter().map(Event::without_properties).collect() }
}

/// What a dry run tells of a user or of what is below it.
pub(crate) fn tried<R: Right, T>(permit: &Permit<R>, user: &str, outcome: Outcome<T>) -> Outcome<T> {
    match outcome {
        Outcome::Would(value, events) => Outcome::Would(value, shown_events(permit, Some(user), events)),
        outcome => outcome,
    }
}

/// The same of something of a client that belongs to no user.
pub(crate) fn tried_of_client<R: Right, T>(permit: &Permit<R>, outcome: Outcome<T>) -> Outcome<T> {
    match outcome {
        Outcome::Would(value, events) => Outcome::Would(value, shown_events(permit, None, events)),
        outcome => outcome,
    }
}

/// Whether the caller has the rights to see values of this user, or is that user.
pub(crate) fn must_see_values<R: Right>(permit: &Permit<R>, user: &str) -> Result<(), Refusal> {
    match permit.caller().myself::<R>(permit.client().as_str(), user) {
        Some(_) => Ok(()),
        None => all_of(permit, &TO_SEE),
    }
}

fn all_of<R>(permit: &Permit<R>, rights: &[Elementary]) -> Result<(), Refusal> {
    Ok(rights.iter().try_for_each(|right| permit.also(*right))?)
}

/// Whether the caller holds all of the rights where the object is.
pub(crate) fn must<R, T>(of: &Within<R, T>, rights: &[Elementary]) -> Result<(), Refusal> {
    Ok(rights.iter().try_for_each(|right| of.also(*right))?)
}
