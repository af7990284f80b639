//! Any text as a query about users, and any value behind its first line feed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sigill_domain::query::{Document, Entity, FieldKey, FieldValue, Scope, bind};

/// What has the same value in every field.
struct Same<'a>(&'a str);

impl Document for Same<'_> {
    fn value(&self, _: FieldKey) -> FieldValue<'_> {
        self.0.into()
    }
}

fuzz_target!(|text: &str| {
    let (query, value) = text.split_once('\n').unwrap_or((text, ""));
    match bind(query, Entity::User, Scope(&[Entity::User]), Entity::User.default_fields()) {
        Ok(condition) => {
            let _ = condition.score(&Same(value));
            let _ = condition.ways(&|_| true);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
