//! `sigill admin public-key`: a technical user that authenticates by a key.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use sigill_app::{World, setup, token};
use sigill_domain::ext_id::ExtId;

use super::ext_id;
use crate::config::Config;
use crate::failure::Failure;
use crate::output::{Form, say};
use crate::{files, instance, logging};

pub(crate) const ABOUT: &str = "\
Give a technical user a public key, by which it authenticates without a secret

The user must be there. With the key, it gets tokens at /oauth2/token by private_key_jwt (RFC 7523).
The file holds one JWK (RFC 7517) with a public key: RSA of 2048 bits or more, EC on P-256 or P-384,
or Ed25519. The newest five keys of a user work, so that one can be replaced without a gap. A key is
a credential of the user: it goes with it, and can be seen in the list of its credentials.";

/// What `sigill admin public-key` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The external id of the client that the user belongs to
    #[arg(long, value_name = "CLIENT", value_parser = ext_id::read)]
    client: ExtId,
    /// The external id of the user
    #[arg(long, value_name = "USER", value_parser = ext_id::read)]
    user: ExtId,
    /// The file with the key
    #[arg(value_name = "JWK")]
    jwk: PathBuf,
    /// The configuration file, as for sigill serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let wrong = |why: &str| Failure::Input(format!("{}: {why}", arguments.jwk.display()));
    let text = files::read(&arguments.jwk)?.ok_or_else(|| wrong("there is no such file"))?;
    let jwk = token::read_public_key(&text).map_err(wrong)?;
    let config = Config::load(arguments.config.as_deref(), Path::new("."), std::env::vars_os())?;
    logging::start(config.log.format, &config.log.level);
    let store = instance::store(&config).await?;
    let (client, user) = (arguments.client.as_str(), arguments.user.as_str());
    let made = setup::public_key(&store, &World::real(), client, user, &jwk).await?;
    match arguments.output {
        Form::Text => say(&format!(
            "The user has the key.\n\n  client_id   {}\n  credential  {}\n",
            made.client_id, made.credential
        )),
        Form::Json => say(&format!("{}\n", json!({ "client_id": made.client_id, "credential": made.credential }))),
    }
    Ok(())
}
