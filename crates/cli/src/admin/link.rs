//! `sigill admin link`: a link by which a technical user's secret is fetched, once.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;
use serde_json::json;
use sigill_app::one_time_link;
use sigill_app::token::TechnicalUserId;

use super::ext_id;
use crate::config::{Config, ConfigError};
use crate::failure::Failure;
use crate::output::{Form, say};
use crate::prepared::Prepared;
use crate::{instance, logging};

pub(crate) const ABOUT: &str = "\
Print a link that gives its opener a fresh secret of a technical user, once

For handing over a secret without seeing it. The link leads to a page of the server; nothing happens
there before a button is pressed. Then the user gets one more secret, as by sigill admin
technical-user: the one before goes on working, older ones stop. A second use is refused, on
whichever node. Whoever has the link before it is used has the user: send it by a way that you
trust, and if the person finds it used, delete the secret that it gave (its credential is in the
history of the user).

What is secret of the link stands behind its #, which browsers send to nobody: it gets into no log.";

/// What `sigill admin link` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The technical user, as its client_id names it: its client, a slash, and the user itself
    #[arg(value_name = "CLIENT/USER", value_parser = client_and_user)]
    user: TechnicalUserId,
    /// How long the link is good: 1 minute to 24 hours, such as 30m or 1h
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = lifetime_s)]
    expires: i64,
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

pub(super) fn client_and_user(text: &str) -> Result<TechnicalUserId, String> {
    let id = TechnicalUserId::parse(text).ok_or("expected CLIENT/USER, such as operators/root")?;
    for part in [&id.client, &id.user] {
        ext_id::read(part)?;
    }
    Ok(id)
}

pub(super) fn lifetime_s(text: &str) -> Result<i64, String> {
    let lifetime: SignedDuration =
        text.parse().map_err(|_| "expected a time with its unit, such as 30m or 1h".to_owned())?;
    let lifetime_s = lifetime.as_secs();
    if (60..=24 * 60 * 60).contains(&lifetime_s) { Ok(lifetime_s) } else { Err("expected 1m to 24h".to_owned()) }
}

pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, &config.log.level);
    let Some(url) = config.public_url.clone() else {
        let why = "it isn't set, and a link needs the URL under which people find the server".to_owned();
        return Err(ConfigError::Value { name: "public_url".to_owned(), why }.into());
    };
    let app = instance::open(&config, Prepared::of(&config)?, url).await?;
    let occasion = app.world.occasion("setup".to_owned(), Duration::from_secs(30));
    let made = one_time_link::issue(&app, &arguments.user, arguments.expires, occasion).await?;
    say(&match arguments.output {
        Form::Text => format!(
            "A link for {}, good for one use until {}:\n\n  {}\n\nIn the history, its use will be that of the link {}.\n",
            made.client_id, made.link.expires, made.url, made.link.id
        ),
        Form::Json => format!(
            "{}\n",
            json!({
                "client_id": made.client_id,
                "expires": made.link.expires.to_string(),
                "link": made.link.id,
                "url": made.url,
            })
        ),
    });
    Ok(())
}
