//! `sigill quickstart`: a small server of one's own, a mobile signature created on it, and a person asked to sign.

mod api;
mod arguments;
mod caller;
mod cast;
mod curl;
mod http;
mod people;
mod pretty;
mod provider;
mod shown;
mod text;

use std::path::Path;
use std::pin::pin;

use serde::Serialize;
use serde_json::Value;
use sigill_app::App;
use tokio::sync::oneshot;

use self::api::Api;
pub(crate) use self::arguments::Arguments;
use self::caller::TOKEN_LIFETIME_S;
use self::cast::CLIENT;
use self::http::Http;
use self::provider::Played;
use self::shown::Shown;
use crate::config::{Config, Format};
use crate::failure::Failure;
use crate::output::{Form, Style, say};
use crate::prepared::Prepared;
use crate::{files, instance, listen, logging, stop};

/// [`Shown`] for programs.
#[derive(Serialize)]
struct Line<'a> {
    base_url: &'a str,
    token: &'a str,
    client: &'a str,
    user: &'a str,
    free_user: &'a str,
    answer: Value,
    signature: Value,
    phone: &'a str,
    console: &'a str,
}

/// Serves, makes the call, shows it, and serves on until asked to stop.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    match arguments.output {
        // Lines about requests would stand between those that are to be read.
        Form::Text => logging::start(Some(Format::Text), "warn"),
        Form::Json => logging::start(None, "info"),
    }
    let stop = stop::Stop::watch().map_err(Failure::Runtime)?;
    // First of all, so that nothing has been written where the port is taken.
    let (listener, address) = listen::bind(&arguments.listen, "--listen").await?;
    files::folder(&arguments.data)?;
    let mut config = Config::under(&arguments.data);
    config.token.lifetime_s = TOKEN_LIFETIME_S;
    let base_url = listen::url(address);
    config.console.enabled = true;
    config.console.origin = Some(base_url.clone());
    config.console.client = Some(caller::CLIENT.to_owned());
    let mut app = instance::open(&config, Prepared::of(&config)?, base_url.clone()).await?;
    let played = Played::start(&arguments.data).await?;
    played.connect(&mut app)?;

    let (done, over) = oneshot::channel::<()>();
    let server = tokio::spawn(sigill_server::serve(listener.into(), app.clone(), (&config).into(), async {
        // Also when the other end is dropped.
        let _ = over.await;
    }));
    let mut asked = pin!(stop.asked());
    tokio::select! {
        () = &mut asked => {}
        () = played.keep() => {}
        shown = show(&app, &played, Http::to(listen::reachable(address)), base_url, &arguments.data) => {
            let shown = shown?;
            report(&shown, arguments)?;
            if !arguments.once {
                let api = Api { http: Http::to(listen::reachable(address)), token: shown.token };
                tokio::select! {
                    () = asked => {}
                    () = played.keep() => {}
                    () = people(&api, arguments.people) => {}
                }
            }
        }
    }
    played.keep_now()?;
    drop(done);
    server.await.unwrap_or_else(|error| Err(error.into())).map_err(Failure::Server)?;
    if arguments.output == Form::Text {
        say(&text::stopped(arguments));
    }
    Ok(())
}

/// Prepares what the calls need, and makes them.
async fn show(app: &App, played: &Played, http: Http, base_url: String, data: &Path) -> Result<Shown, Failure> {
    let token = caller::token(app, &http, data).await?;
    let api = Api { http, token };
    let cast = cast::prepare(&api).await?;
    let request = api.request("POST", &cast::mobile_signature(&cast.user), Some(cast::sample(&cast.user)));
    let answer = api.http.send(&request).await?;
    if answer.status != 201 {
        return Err(answer.unexpected(&request));
    }
    played.give_phones(&cast.user, &cast.free_user);
    let asking = api.request("POST", &cast::signatures(&cast.user), Some(cast::question()));
    let asked = api.http.send(&asking).await?;
    let location = asked.headers.get("location").and_then(|location| location.to_str().ok());
    let (202, Some(location)) = (asked.status.as_u16(), location) else { return Err(asked.unexpected(&asking)) };
    let waiting = api.request("GET", &format!("{location}?wait=25"), None);
    let signed = api.http.send(&waiting).await?;
    if signed.json()?.get("outcome").and_then(Value::as_str) != Some("approved") {
        return Err(signed.unexpected(&waiting));
    }
    played.ask_somebody(&cast.user);
    let phone = played.phone();
    let console = caller::console_link(app).await?;
    Ok(Shown { base_url, token: api.token, cast, request, answer, asking, asked, signed, phone, console })
}

/// Makes people up beside what else goes on; never comes to an end.
async fn people(api: &Api, count: u32) {
    match people::fill(api, count).await {
        Ok(()) => tracing::info!(count, "people are made up"),
        Err(error) => tracing::warn!(%error, "not all people could be made up"),
    }
    std::future::pending().await
}

fn report(shown: &Shown, arguments: &Arguments) -> Result<(), Failure> {
    match arguments.output {
        Form::Text => say(&text::report(shown, arguments, Style::of_stdout())),
        Form::Json => {
            let line = Line {
                base_url: &shown.base_url,
                token: &shown.token,
                client: CLIENT,
                user: &shown.cast.user,
                free_user: &shown.cast.free_user,
                answer: shown.answer.json()?,
                signature: shown.signed.json()?,
                phone: &shown.phone,
                console: &shown.console,
            };
            let line = serde_json::to_string(&line).map_err(|error| Failure::Call(error.to_string()))?;
            say(&format!("{line}\n"));
        }
    }
    Ok(())
}
