//! JSON for the eye.

/// Longest text that is shown whole, in characters with its quotes.
const TEXT_MAX: usize = 76;
/// What is shown of a longer one.
const TEXT_SHOWN: usize = 60;

/// Indents JSON that a program wrote, with its members in their order. Long texts are shortened.
pub(super) fn pretty(json: &str) -> String {
    let mut out = String::new();
    let mut depth: usize = 0;
    let mut rest = json.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                let mut text = String::from(c);
                while let Some(c) = rest.next() {
                    text.push(c);
                    match c {
                        '\\' => text.extend(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
                out.push_str(&shortened(&text));
            }
            '{' | '[' => {
                out.push(c);
                if let Some(close) = rest.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= TEXT_MAX {
        return text.to_owned();
    }
    let shown: String = text.chars().take(TEXT_SHOWN).collect();
    // Half of an escape is none.
    format!("{}…\"", shown.trim_end_matches('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stay_in_their_order_and_what_is_in_texts_stays_as_it_is() {
        let json = r#"{"b":1,"a":{"x":"{\"[:,","y":[]},"c":[true,null],"d":{}}"#;
        insta::assert_snapshot!(pretty(json), @r#"
        {
          "b": 1,
          "a": {
            "x": "{\"[:,",
            "y": []
          },
          "c": [
            true,
            null
          ],
          "d": {}
        }
        "#);
        let parsed: serde_json::Value = serde_json::from_str(&pretty(json)).unwrap();
        assert_eq!(parsed, serde_json::from_str::<serde_json::Value>(json).unwrap());
    }

    #[test]
    fn a_long_text_is_shortened() {
        let shown = pretty(&format!(r#"{{"pem":"-----BEGIN{}"}}"#, "x".repeat(100)));
        assert!(shown.lines().all(|line| line.chars().count() < 80) && shown.contains("x…\""), "{shown}");
    }
}
