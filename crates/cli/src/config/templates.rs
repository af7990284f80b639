//! The operator's folder of templates: `de.toml` for all clients, `CLIENT/de.toml` for one.

use std::fs;
use std::path::{Path, PathBuf};

use sigill_app::sending::{MessagePurpose, Part, TemplateSource, Templates};
use sigill_domain::ext_id::ExtId;
use toml::{Table, Value};

use super::{Config, ConfigError};
use crate::files;

const NAME: &str = "messages.templates_dir";
/// Files that are read, at most.
const FILES_MAX: usize = 10_000;

fn wrong(why: impl Into<String>) -> ConfigError {
    ConfigError::Value { name: NAME.to_owned(), why: why.into() }
}

impl Config {
    /// What messages say: the templates of the folder, and behind them those that ship.
    ///
    /// # Errors
    /// The first that isn't right, with its file and its place.
    pub(crate) fn templates(&self) -> Result<Templates, ConfigError> {
        let Some(folder) = &self.messages.templates_dir else { return Ok(Templates::default()) };
        let mut sources = Vec::new();
        for path in entries(Path::new(folder))? {
            if !path.is_dir() {
                sources.push(source(&path, None)?);
                continue;
            }
            let client = client(&path)?;
            for path in entries(&path)? {
                sources.push(source(&path, Some(client.clone()))?);
            }
        }
        if sources.len() > FILES_MAX {
            return Err(wrong(format!("expected at most {FILES_MAX} files, got {}", sources.len())));
        }
        Templates::read(&sources).map_err(|error| wrong(error.to_string()))
    }
}

/// What is in a folder, in the order of names, without what is hidden.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let unread = |error| wrong(format!("{}: it can't be read: {error}", files::whole(folder)));
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)?.take(FILES_MAX + 1) {
        let entry = entry.map_err(unread)?;
        // What editors and Kubernetes (`..data`) leave beside.
        if !entry.file_name().to_string_lossy().starts_with('.') {
            all.push(entry.path());
        }
    }
    all.sort();
    Ok(all)
}

/// The client that a folder is named by. A slash of its external id is written `%2F`.
fn client(path: &Path) -> Result<String, ConfigError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().replace("%2F", "/").replace("%2f", "/");
    let read = ExtId::parse("the name of the folder", &name);
    read.map(|id| id.to_string()).map_err(|breach| wrong(format!("{}: {}", files::whole(path), breach.message)))
}

/// The templates of a file.
fn source(path: &Path, client: Option<String>) -> Result<TemplateSource, ConfigError> {
    let file = files::whole(path);
    let wrong = |why: String| wrong(format!("{file}: {why}"));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let language =
        name.strip_suffix(".toml").filter(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase()));
    let Some(language) = language else {
        return Err(wrong("expected a file such as de.toml, or a folder that is named by a client".to_owned()));
    };
    let text = files::text(path).map_err(|error| wrong(format!("it can't be read: {error}")))?;
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        wrong(format!("line {}: {}", before.matches('\n').count() + 1, error.message()))
    })?;
    let mut texts = Vec::new();
    for (purpose, parts) in &table {
        let known = || MessagePurpose::ALL.iter().map(|purpose| purpose.as_str()).collect::<Vec<_>>().join(", ");
        let read = MessagePurpose::from_wire(purpose).zip(parts.as_table());
        let (purpose, parts) = read.ok_or_else(|| wrong(format!("[{purpose}]: expected one of {}", known())))?;
        for (part, text) in parts {
            let at = format!("[{}] {part}", purpose.as_str());
            let part = Part::from_wire(part).ok_or_else(|| wrong(format!("{at}: expected subject, text or sms")))?;
            let Value::String(text) = text else { return Err(wrong(format!("{at}: expected a text"))) };
            texts.push((purpose, part, text.clone()));
        }
    }
    Ok(TemplateSource { client, language: language.to_owned(), file, texts })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of a folder with these files.
    fn told(all: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in all {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let mut config = Config::default();
        config.messages.templates_dir = Some(folder.path().display().to_string());
        match config.templates() {
            Ok(templates) => format!("{templates:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_folder_of_templates_is_read_or_what_is_wrong_is_told_with_its_place() {
        let right = "[ticket]\nsubject = 'Ihr Ticket'\ntext = '''\nHallo\n{code}\n'''\nsms = 'Ticket {code}'\n";
        assert_eq!(told(&[]), "Templates(0)");
        assert_eq!(
            told(&[("de.toml", right), ("bank/de.toml", right), ("a%2Fb/fr.toml", right), (".x", "y")]),
            "Templates(3)"
        );
        for (name, text, expected) in [
            ("de.toml", "[ticket]\ntext = '''\nHallo\n{cod}'''", "de.toml: [ticket] text, line 2: unknown placeholder"),
            ("bank/it.toml", "[ticket]\ntext = 'x'", "it.toml: [ticket] text: expected {code} in it"),
            ("de.toml", "[tickets]\ntext = '{code}'", "[tickets]: expected one of reset-code, ticket"),
            ("de.toml", "[ticket]\nbody = '{code}'", "[ticket] body: expected subject, text or sms"),
            ("de.toml", "[ticket]\ntext = 1", "[ticket] text: expected a text"),
            ("de.toml", "[ticket]\ntext = ", "de.toml: line 2:"),
            ("german.toml", "", "expected a file such as de.toml"),
            ("notes.txt", "", "expected a file such as de.toml"),
            ("a client/de.toml", "", "the name of the folder must consist of"),
        ] {
            let told = told(&[(name, text)]);
            assert!(told.contains(expected), "{name}: {told}");
            assert!(told.contains("messages.templates_dir"), "{told}");
        }
        let mut config = Config::default();
        config.messages.templates_dir = Some("nowhere".to_owned());
        assert!(config.templates().unwrap_err().to_string().contains("it can't be read"));
    }
}
