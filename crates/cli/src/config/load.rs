//! Reading the configuration: defaults, over them the file, over that the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use toml::{Table, Value};

use super::error::ConfigError;
use super::key::{Key, VARIABLE_PREFIX};
use super::keys::{self, Config};
use crate::files;

/// The file that is read where none is named.
const FILE_DEFAULT: &str = "sigill.toml";

/// Where a value came from, as an error names it.
struct Origins<'a> {
    file: Option<&'a Path>,
    /// Variables by the key that they override.
    variables: BTreeMap<String, String>,
}

impl Origins<'_> {
    fn error(&self, key: &str, why: impl Into<String>) -> ConfigError {
        let name = match (self.variables.get(key), self.file) {
            (Some(variable), _) => variable.clone(),
            (None, Some(file)) => format!("{key} (in {})", file.display()),
            (None, None) => key.to_owned(),
        };
        ConfigError::Value { name, why: why.into() }
    }
}

impl Config {
    /// Reads the configuration out of `file`, or out of `sigill.toml` in `folder` where there is
    /// one, and out of the environment.
    ///
    /// # Errors
    /// Something can't be read, isn't known, or isn't what it should be.
    pub(crate) fn load(
        file: Option<&Path>,
        folder: &Path,
        environment: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let keys = keys::all();
        let found = folder.join(FILE_DEFAULT);
        // A plain name reads better in an error than the whole path of the working directory.
        let fallback = Path::new(FILE_DEFAULT);
        let (mut table, file) = match file {
            Some(path) => (read(path, path)?, Some(path)),
            None if found.exists() => (read(&found, fallback)?, Some(fallback)),
            None => (Table::new(), None),
        };
        if let Some(path) = file {
            known("", &table, &keys, path)?;
        }
        let mut origins = Origins { file, variables: BTreeMap::new() };
        overlay(&mut table, &keys, environment, &mut origins)?;
        let url_is_given = table.get("database").and_then(|database| database.get("url")).is_some();
        let mut config: Self = serde_path_to_error::deserialize(Value::Table(table))
            .map_err(|error| origins.error(&error.path().to_string(), error.inner().message().to_owned()))?;
        if let Some(path) = &config.database.url_file {
            if url_is_given {
                return Err(origins.error("database.url_file", "database.url is given, too: one of them must go"));
            }
            let url = files::text(Path::new(path)).map_err(|error| {
                origins.error("database.url_file", format!("{} can't be read: {error}", files::whole(path)))
            })?;
            config.database.url = url.trim().to_owned();
        }
        config.check().map_err(|(key, why)| origins.error(key, why))?;
        Ok(config)
    }
}

fn read(path: &Path, shown: &Path) -> Result<Table, ConfigError> {
    let text = files::text(path).map_err(|source| ConfigError::File { path: shown.to_owned(), source })?;
    text.parse::<Table>().map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        // Not the line itself: it may hold a secret.
        ConfigError::Toml {
            path: shown.to_owned(),
            line: before.matches('\n').count() + 1,
            why: error.message().to_owned(),
        }
    })
}

/// Refuses what is no key, at any depth.
fn known(within: &str, table: &Table, keys: &[Key], path: &Path) -> Result<(), ConfigError> {
    for (name, value) in table {
        let name = if within.is_empty() { name.clone() } else { format!("{within}.{name}") };
        if keys.iter().any(|key| key.name == name) {
            continue;
        }
        let is_section = keys.iter().any(|key| key.name.starts_with(&format!("{name}.")));
        let nearest = match value {
            Value::Table(inner) if is_section => {
                known(&name, inner, keys, path)?;
                continue;
            }
            Value::Table(_) => {
                nearest(&name, keys.iter().filter_map(|key| Some(key.name.split_once('.')?.0.to_owned())))
            }
            _ => nearest(&name, keys.iter().map(|key| key.name.clone())),
        };
        return Err(ConfigError::UnknownKey { path: path.to_owned(), name, nearest });
    }
    Ok(())
}

/// Puts the environment over the file.
fn overlay(
    table: &mut Table,
    keys: &[Key],
    environment: impl Iterator<Item = (OsString, OsString)>,
    origins: &mut Origins<'_>,
) -> Result<(), ConfigError> {
    let mut given = BTreeMap::new();
    for (name, value) in environment {
        let name = name.to_string_lossy().into_owned();
        if !name.starts_with(VARIABLE_PREFIX) {
            continue;
        }
        let Some(key) = keys.iter().find(|key| key.variable() == name) else {
            if is_service_link(&name, &value.to_string_lossy()) {
                continue;
            }
            let nearest = nearest(&name, keys.iter().map(Key::variable));
            return Err(ConfigError::UnknownVariable { name, nearest });
        };
        let Ok(text) = value.into_string() else {
            return Err(ConfigError::Value { name, why: "it is not UTF-8".to_owned() });
        };
        origins.variables.insert(key.name.clone(), name);
        given.insert(key.name.clone(), (key.from_env)(&text));
    }
    for name in given.keys() {
        // Two spellings of one thing: the one in the environment takes the place of the file's other.
        let other = name.strip_suffix("_file").map_or_else(|| format!("{name}_file"), str::to_owned);
        take(table, &other);
    }
    for (name, value) in given {
        put(table, &name, value);
    }
    Ok(())
}

/// Whether it is one of the variables by which Kubernetes, and Docker before it, tells a process of services: with one
/// named `sigill`, or `sigill-metrics`, their names begin as ours do. They are no configuration.
fn is_service_link(name: &str, value: &str) -> bool {
    let Some(rest) = name.strip_prefix(VARIABLE_PREFIX) else { return false };
    let rest = format!("_{rest}");
    let is_url = || ["tcp://", "udp://", "sctp://"].iter().any(|scheme| value.starts_with(scheme));
    if rest.ends_with("_SERVICE_HOST") || rest.ends_with("_SERVICE_PORT") || rest.contains("_SERVICE_PORT_") {
        return true;
    }
    // `…_PORT` alone is also what somebody may try who wants to set the port.
    if rest.ends_with("_PORT") && is_url() {
        return true;
    }
    let Some((_, port)) = rest.rsplit_once("_PORT_").filter(|(_, port)| port.contains('_')).or_else(|| {
        // `…_PORT_8989_TCP_PORT`
        rest.strip_suffix("_PORT").and_then(|rest| rest.rsplit_once("_PORT_"))
    }) else {
        return false;
    };
    let mut parts = port.split('_');
    let number = parts.next().is_some_and(|number| number.parse::<u16>().is_ok());
    let protocol = parts.next().is_some_and(|protocol| ["TCP", "UDP", "SCTP"].contains(&protocol));
    let what = parts.next().is_none_or(|what| ["PROTO", "PORT", "ADDR"].contains(&what));
    number && protocol && what && parts.next().is_none()
}

fn take(table: &mut Table, name: &str) {
    let inner = name.split_once('.').and_then(|(section, key)| Some((table.get_mut(section)?.as_table_mut()?, key)));
    if let Some((section, key)) = inner {
        section.remove(key);
    }
}

fn put(table: &mut Table, name: &str, value: Value) {
    match name.split_once('.') {
        None => {
            table.insert(name.to_owned(), value);
        }
        Some((section, key)) => {
            let inner = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
            if let Some(inner) = inner.as_table_mut() {
                inner.insert(key.to_owned(), value);
            }
        }
    }
}

/// The known name that is spelled most like `name`, with or without its section.
fn nearest(name: &str, known: impl Iterator<Item = String>) -> String {
    fn bare(name: &str) -> &str {
        name.rsplit('.').next().unwrap_or(name)
    }
    // What all have in common would make them all alike.
    let own = |name: &str| name.strip_prefix(VARIABLE_PREFIX).unwrap_or(name).to_owned();
    let likeness = |candidate: &String| {
        let whole = strsim::jaro_winkler(&own(name), &own(candidate));
        whole.max(0.95 * strsim::jaro_winkler(bare(name), bare(candidate)))
    };
    // Of those that are alike, the first; and what is said once rather than for each of several.
    let (of_lists, others): (Vec<_>, Vec<_>) = known.partition(|candidate| candidate.contains("[]"));
    let scored = others.into_iter().chain(of_lists).map(|candidate| (likeness(&candidate), candidate));
    let nearer = |best: (f64, String), one: (f64, String)| if one.0 > best.0 { one } else { best };
    scored.reduce(nearer).map(|(_, candidate)| candidate).unwrap_or_default()
}

#[cfg(test)]
mod tests;
