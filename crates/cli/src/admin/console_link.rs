//! `sigill admin console-link`: a link by which somebody signs in at the console, once.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde_json::json;
use sigill_app::session;
use sigill_app::token::TechnicalUserId;

use super::link::{client_and_user, lifetime_s};
use crate::config::{Config, ConfigError};
use crate::failure::Failure;
use crate::output::{Form, say};
use crate::prepared::Prepared;
use crate::{instance, logging};

pub(crate) const ABOUT: &str = "\
Print a link by which a user signs in at the console, once

For the first administrator, and for whoever has no password and second factor yet. The link leads
to a page of the console; nothing happens there before a button is pressed. A second use is refused,
on whichever node. Whoever has the link before it is used is that user at the console, with all of
its rights: send it by a way that you trust.

The console must be enabled: see [console] in the configuration.";

/// What `sigill admin console-link` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Who signs in: a client, a slash, and a user of it, by their external ids
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

pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, &config.log.level);
    let Some(options) = config.console() else {
        let why = "it isn't true, and without a console nobody signs in there".to_owned();
        return Err(ConfigError::Value { name: "console.enabled".to_owned(), why }.into());
    };
    // Links are signed as tokens are, by the name under which callers know the server.
    let url = config.public_url.clone().unwrap_or_else(|| options.origin.clone());
    let app = instance::open(&config, Prepared::of(&config)?, url).await?;
    let occasion = app.world.occasion("setup".to_owned(), Duration::from_secs(30));
    let user = (arguments.user.client.as_str(), arguments.user.user.as_str());
    let made = session::issue_link(&app, &options, user, arguments.expires, occasion).await?;
    say(&match arguments.output {
        Form::Text => {
            format!(
                "A link that signs in {}, good for one use until {}:\n\n  {}\n",
                made.user, made.link.expires, made.url
            )
        }
        Form::Json => {
            let line = json!({ "user": made.user, "expires": made.link.expires.to_string(), "url": made.url });
            format!("{line}\n")
        }
    });
    Ok(())
}
