//! What the console says, in four languages.

mod language;
mod moment;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

pub(crate) use self::language::Language;

/// The words of one language.
pub(crate) struct Words {
    pub(crate) language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

static ALL: LazyLock<Vec<Words>> = LazyLock::new(|| Language::ALL.iter().copied().map(Words::load).collect());

impl Words {
    /// Those of a language.
    pub(crate) fn of(language: Language) -> &'static Self {
        &ALL[language as usize]
    }

    fn load(language: Language) -> Self {
        // A test reads all of them: nothing is left out.
        let resource = FluentResource::try_new(language.text().to_owned()).unwrap_or_else(|(resource, _)| resource);
        let mut bundle = FluentBundle::new_concurrent(language.identifier().into_iter().collect());
        // Else every value would stand between marks that nobody sees, and copies would have them.
        bundle.set_use_isolating(false);
        let _ = bundle.add_resource(resource);
        Self { language, bundle }
    }

    /// A text.
    pub(crate) fn t(&self, id: &str) -> String {
        self.written(id, None)
    }

    /// A text about something.
    pub(crate) fn with(&self, id: &str, values: &[(&str, &str)]) -> String {
        let args: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.written(id, Some(&args))
    }

    /// A text about so many, `$count`.
    pub(crate) fn count(&self, id: &str, count: i64, values: &[(&str, &str)]) -> String {
        let mut args: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        args.set("count", count);
        self.written(id, Some(&args))
    }

    /// Whether there is such a text.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    fn written(&self, id: &str, args: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(id).and_then(|message| message.value());
        let Some(pattern) = pattern else { return id.to_owned() };
        self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests;
