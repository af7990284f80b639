//! Standard output.

use std::io::{IsTerminal, Write};

/// Writes to standard output at once. Where nobody reads it any more, that is no failure.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// A text of somebody else's making, such as a name, as it may stand on a terminal and in a line: what is invisible, or
/// changes how the rest looks, is shown as its number.
pub(crate) fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for c in text.chars() {
        let is_hidden = c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
        if is_hidden {
            visible.extend(c.escape_unicode());
        } else {
            visible.push(c);
        }
    }
    visible
}

/// As [`visible`], of a text of several lines.
pub(crate) fn visible_lines(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| match line.strip_suffix('\n') {
            Some(line) => visible(line) + "\n",
            None => visible(line),
        })
        .collect()
}

/// How a command writes its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// For people.
    Text,
    /// One JSON object in one line, for programs.
    Json,
}

/// Emphasis, on a terminal only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) strong: &'static str,
    pub(crate) faint: &'static str,
    pub(crate) plain: &'static str,
}

impl Style {
    const NONE: Self = Self { strong: "", faint: "", plain: "" };
    const TERMINAL: Self = Self { strong: "\x1b[1m", faint: "\x1b[2m", plain: "\x1b[0m" };

    /// What standard output can show; none where `NO_COLOR` is set (no-color.org).
    pub(crate) fn of_stdout() -> Self {
        let is_wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        if is_wanted && std::io::stdout().is_terminal() { Self::TERMINAL } else { Self::NONE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_not_change_what_a_terminal_shows() {
        assert_eq!(
            visible("Zo\u{eb} O'Neil \"AG\" \u{130}e\u{301} \u{5c71}"),
            "Zo\u{eb} O'Neil \"AG\" \u{130}e\u{301} \u{5c71}"
        );
        assert_eq!(visible_lines("a\u{1b}\n\nb\r\n\u{202e}"), "a\\u{1b}\n\nb\\u{d}\n\\u{202e}");
        assert_eq!(visible("a\u{1b}[2Jb\r\n\u{202e}c\u{9b}1m\0"), r"a\u{1b}[2Jb\u{d}\u{a}\u{202e}c\u{9b}1m\u{0}");
    }
}
