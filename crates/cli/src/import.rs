//! `sigill import`: credentials of people, from the file of another product to a server.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use reqwest::{Client, StatusCode, Url, redirect};
use serde_json::{Value, json};
use sigill_import::{Entry, FILE_LEN_MAX, Opener};

use crate::failure::Failure;
use crate::files;
use crate::output::{Form, say, visible};

/// For one call.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What `sigill import` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// What the file is
    #[arg(value_name = "FORMAT")]
    format: Format,
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The server, such as https://sigill.example.com
    #[arg(long, value_name = "URL")]
    url: Url,
    /// The client of the users, by its external id
    #[arg(long, value_name = "CLIENT")]
    client: String,
    /// A file with an access token of somebody who may create credentials
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
    /// A file with the key or the passphrase of an encrypted file
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// A file that says whose a name of the file is: in each line the name, or the serial number of a token, a comma, and
    /// the external id of the user
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,
    /// Only say what would be done: each call is tried, and nothing is written
    #[arg(long)]
    dry_run: bool,
    /// How to print the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Otpauth,
    Pskc,
    Privacyidea,
    Keycloak,
    Ldif,
}

/// What came of one credential.
struct Told<'a> {
    entry: &'a Entry,
    user: Option<&'a str>,
    outcome: &'static str,
    why: String,
}

/// Runs the command. Whatever wasn't made is told, and makes it a failure at the end.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let file = whole(&arguments.file, FILE_LEN_MAX)?;
    let key = arguments.key_file.as_deref().map(line).transpose()?;
    let token = line(&arguments.token_file)?;
    let users = arguments.users.as_deref().map(translations).transpose()?.unwrap_or_default();
    let format = match arguments.format {
        Format::Otpauth => sigill_import::Format::Otpauth,
        Format::Pskc => sigill_import::Format::Pskc,
        Format::Privacyidea => sigill_import::Format::Privacyidea,
        Format::Keycloak => sigill_import::Format::Keycloak,
        Format::Ldif => sigill_import::Format::Ldif,
    };
    let entries = sigill_import::read(format, &file, Opener { key: key.as_deref() })
        .map_err(|why| Failure::Input(format!("{}: {why}", files::whole(&arguments.file))))?;
    let http = Client::builder().redirect(redirect::Policy::none()).timeout(TIMEOUT).build().map_err(failed)?;
    let (mut all, mut left) = (Vec::new(), 0_usize);
    for entry in &entries {
        let named = [Some(&entry.name), entry.owner.as_ref()].into_iter().flatten();
        let user = named.filter_map(|name| users.get(name)).next().or(entry.owner.as_ref()).map(String::as_str);
        let (outcome, why) = brought(arguments, (&http, &token), entry, user).await?;
        left += usize::from(!["made", "would be made", "is there"].contains(&outcome));
        let told = Told { entry, user, outcome, why };
        if arguments.output == Form::Text {
            say(&told.line());
        }
        all.push(told);
    }
    if arguments.output == Form::Json {
        let items: Vec<Value> = all.iter().map(Told::json).collect();
        say(&format!("{}\n", json!({ "items": items, "left": left })));
    }
    if left == 0 { Ok(()) } else { Err(Failure::Call(format!("{left} of {} credentials were not brought", all.len()))) }
}

/// Sends one, and says what came of it. What keeps all others from being sent as well is a failure.
async fn brought(
    arguments: &Arguments,
    (http, token): (&Client, &str),
    entry: &Entry,
    user: Option<&str>,
) -> Result<(&'static str, String), Failure> {
    let creation = match &entry.what {
        Ok(creation) => creation,
        Err(why) => return Ok(("can't be read", why.clone())),
    };
    let Some(user) = user else { return Ok(("is nobody's", "the file doesn't say whose: --users does".to_owned())) };
    let mut url = arguments.url.clone();
    url.path_segments_mut()
        .map_err(|()| Failure::Input("--url: expected an https URL".to_owned()))?
        .pop_if_empty()
        .extend(["nevisidm", "api", "core", "v1", &arguments.client, "users", user, creation.segment]);
    let mut request = http.post(url).bearer_auth(token).json(&creation.body);
    if arguments.dry_run {
        request = request.header("Prefer", "dry-run");
    }
    let answer = request.send().await.map_err(failed)?;
    let status = answer.status();
    let body: Value = answer.json().await.unwrap_or_default();
    let note = creation.note.unwrap_or_default().to_owned();
    let entries = body.get("errors").and_then(Value::as_array).cloned().unwrap_or_default();
    let messages: Vec<&str> = entries.iter().filter_map(|entry| entry.get("message").and_then(Value::as_str)).collect();
    let is_taken = |message: &&str| message.starts_with("extId: the client already has a credential");
    match status {
        StatusCode::OK if arguments.dry_run && body.get("verdict").is_some_and(|verdict| verdict == "refused") => {
            Ok(("would be refused", messages.join("; ")))
        }
        StatusCode::OK if arguments.dry_run => Ok(("would be made", note)),
        StatusCode::CREATED => Ok(("made", note)),
        StatusCode::UNAUTHORIZED => {
            Err(Failure::Call(format!("the server doesn't take the token: {}", messages.join("; "))))
        }
        StatusCode::UNPROCESSABLE_ENTITY if messages.iter().any(is_taken) => Ok(("is there", String::new())),
        status if status.is_client_error() => {
            Ok(("was refused", format!("{}: {}", status.as_u16(), messages.join("; "))))
        }
        status => Err(Failure::Call(format!("the server answers {status}"))),
    }
}

impl Told<'_> {
    fn segment(&self) -> &'static str {
        self.entry.what.as_ref().map_or("-", |creation| creation.segment)
    }

    fn line(&self) -> String {
        let Self { entry, user, outcome, why } = self;
        let (place, user, name) = (visible(&entry.place), visible(user.unwrap_or("-")), visible(&entry.name));
        let why = if why.is_empty() { String::new() } else { format!(" ({})", visible(why)) };
        format!("{outcome}: {place}, {} of {user}, {name}{why}\n", self.segment())
    }

    fn json(&self) -> Value {
        let Self { entry, user, outcome, why } = self;
        json!({
            "outcome": outcome, "place": entry.place, "user": user, "name": entry.name, "type": self.segment(), "why": why,
        })
    }
}

fn failed(error: reqwest::Error) -> Failure {
    Failure::Call(error.without_url().to_string())
}

fn whole(path: &Path, max: usize) -> Result<Vec<u8>, Failure> {
    let failed = |source| Failure::File { path: path.to_owned(), source };
    let octets = files::beginning(File::open(path).map_err(failed)?, max).map_err(failed)?;
    if octets.len() > max {
        return Err(Failure::Input(format!("{}: expected at most {max} octets", files::whole(path))));
    }
    Ok(octets)
}

fn text(path: &Path) -> Result<String, Failure> {
    let octets = whole(path, files::TEXT_MAX)?;
    String::from_utf8(octets).map_err(|_| Failure::Input(format!("{}: expected text in UTF-8", files::whole(path))))
}

/// What a file holds that has one line.
fn line(path: &Path) -> Result<String, Failure> {
    Ok(text(path)?.trim_end_matches(['\r', '\n']).to_owned())
}

/// Whose a name is.
fn translations(path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let text = text(path)?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(n, line)| match line.rsplit_once(',') {
            Some((name, user)) => Ok((name.trim().to_owned(), user.trim().to_owned())),
            None => {
                let path = files::whole(path);
                Err(Failure::Input(format!("{path}: line {n}: expected a name, a comma and an external id")))
            }
        })
        .collect()
}
