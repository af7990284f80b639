//! Writing HTML in which nothing is left unescaped by accident.

use serde_json::Value;

#[derive(Debug, Default)]
pub(crate) struct Html(String);

impl Html {
    /// Markup of our own.
    pub(crate) fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text, also as the value of an attribute.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
        self
    }

    pub(crate) fn open(&mut self, name: &str) -> &mut Self {
        self.raw("<").raw(name).raw(">")
    }

    pub(crate) fn close(&mut self, name: &str) -> &mut Self {
        self.raw("</").raw(name).raw(">")
    }

    /// An element with nothing but text in it.
    pub(crate) fn element(&mut self, name: &str, content: &str) -> &mut Self {
        self.open(name).text(content).close(name)
    }

    /// Text in which back quotes mark code, and two asterisks what is strong.
    pub(crate) fn inline(&mut self, content: &str) -> &mut Self {
        for (n, part) in content.split('`').enumerate() {
            if n % 2 == 1 {
                self.element("code", part);
                continue;
            }
            for (n, part) in part.split("**").enumerate() {
                if n % 2 == 1 {
                    self.element("strong", part);
                } else {
                    self.text(part);
                }
            }
        }
        self
    }

    /// Paragraphs, divided by empty lines.
    pub(crate) fn prose(&mut self, content: &str) -> &mut Self {
        for paragraph in content.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            self.open("p").inline(paragraph).close("p");
        }
        self
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// The text of a value; empty where it has none.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
