//! What is read, and what is refused.

use proptest::prelude::*;

use super::*;

/// A query in Lucene's own notation, with brackets around every group.
fn shown(query: &str) -> String {
    fn node(read: &Node) -> String {
        match read {
            Node::All => "*:*".to_owned(),
            Node::Leaf(leaf) => {
                let field = leaf.field.as_ref().map(|field| format!("{field}:")).unwrap_or_default();
                let edge = |edge: &Option<Edge>| edge.as_ref().map_or("*".to_owned(), |edge| edge.text.clone());
                let wanted = match &leaf.wanted {
                    TermForm::Term(text) => text.clone(),
                    TermForm::Phrase(text) => format!("\"{text}\""),
                    TermForm::Pattern(pieces) => pieces
                        .iter()
                        .map(|piece| match piece {
                            Piece::Text(text) => text.as_str(),
                            Piece::One => "?",
                            Piece::Many => "*",
                        })
                        .collect(),
                    TermForm::Range { from, to } => format!("[{} TO {}]", edge(from), edge(to)),
                };
                format!("{field}{wanted}")
            }
            Node::Group(clauses) => {
                let sign = |occur| match occur {
                    Occur::Must => "+",
                    Occur::Should => "",
                    Occur::MustNot => "-",
                };
                let all: Vec<_> = clauses.iter().map(|one| format!("{}{}", sign(one.occur), node(&one.node))).collect();
                format!("({})", all.join(" "))
            }
        }
    }
    match parse(query) {
        Ok(read) => node(&read),
        Err(error) => error.to_string(),
    }
}

#[test]
fn operators_join_as_in_lucene() {
    for (query, read) in [
        ("a", "a"),
        ("(((a)))", "a"),
        ("a b", "(a b)"),
        ("a AND b", "(+a +b)"),
        ("a AND b OR c", "(+a +b c)"),
        ("a OR b AND c", "(a +b +c)"),
        ("a || b && !c", "(a +b -c)"),
        ("a NOT b", "(a -b)"),
        ("-a AND b", "(-a +b)"),
        ("x:(a +b) -c", "((x:a +x:b) -c)"),
        ("x:(a y:b)", "(x:a y:b)"),
        ("a and b", "(a and b)"),
        ("a - b + c ! d", "(a b c d)"),
        ("+*:* -a", "(+*:* -a)"),
    ] {
        assert_eq!(shown(query), read, "{query}");
    }
}

#[test]
fn terms_are_read_with_their_escapes() {
    for (query, read) in [
        (r"x:a\*b", "x:a*b"),
        (r"x:a\:b", "x:a:b"),
        (r#"x:"a \" b""#, r#"x:"a " b""#),
        (r"x:\u0041b", "x:Ab"),
        (r"\AND", "AND"),
        ("x : a", "x:a"),
        ("x:a*b?", "x:a*b?"),
        ("x:[a TO *}", "x:[a TO *]"),
        (r#"x:["a b" TO c]"#, "x:[a b TO c]"),
        ("x:a^2 b^0.5", "(x:a b)"),
        ("(a b)^2", "(a b)"),
        ("hans-peter+idm@example.com", "hans-peter+idm@example.com"),
        ("a\u{3000}b", "(a b)"),
    ] {
        assert_eq!(shown(query), read, "{query}");
    }
    let open = parse("x:{a TO b]").unwrap();
    let edge = |text: &str, is_in| Some(Edge { text: text.to_owned(), is_in });
    let wanted = TermForm::Range { from: edge("a", false), to: edge("b", true) };
    assert_eq!(open, Node::Leaf(Leaf { field: Some("x".to_owned()), wanted, at: 3 }));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (query, told) in [
        ("", "expected a term at position 1, got the end"),
        ("a AND", "expected a term at position 6, got the end"),
        ("AND a", "expected a term at position 1, got 'AND'"),
        ("x:()", "expected a term at position 4, got ')'"),
        ("(a", "expected `)` at position 3, got the end"),
        ("a)", "expected the end of the query at position 2, got ')'"),
        ("x::a", "expected a term at position 3, got ':'"),
        ("++a", "expected a term at position 2, got '+'"),
        ("\"a", "expected a closing `\"` at position 3, got the end"),
        ("a^b", "expected a number behind `^` at position 3, got 'b'"),
        ("a]", "expected no end of a range at position 2, got ']'"),
        ("[a b]", "expected TO between the ends of the range at position 4, got 'b]'"),
        ("[a TO ]", "expected an end of the range at position 7, got ']'"),
        ("[a TO b", "expected `]` or `}` behind the range at position 8, got the end"),
        ("a\\", "expected a character behind `\\` at position 3, got the end"),
        (r"a\u00zz", "expected four hexadecimal digits of a character at position 4, got '00zz'"),
        (r"a\u0000", "expected four hexadecimal digits of a character at position 4, got '0000'"),
        ("a~", "a fuzzy term at position 2 isn't served: write the beginning of it, such as `mei*`"),
        ("\"a b\"~2", "slop at position 6 isn't served: leave it out, or ask for each word"),
        ("/a/", "a regular expression at position 1 isn't served: write `\\/`, or put it in quotes"),
        (
            "x:*a",
            "a leading wildcard at position 3 isn't served: write a letter or a digit before it, or `*:*` for everything",
        ),
        (
            "*",
            "a leading wildcard at position 1 isn't served: write a letter or a digit before it, or `*:*` for everything",
        ),
    ] {
        assert_eq!(shown(query), told, "{query}");
    }
}

#[test]
fn a_query_has_its_limits() {
    let nested = |levels: usize| format!("{}a{}", "(".repeat(levels), ")".repeat(levels));
    assert!(parse(&nested(DEPTH_MAX)).is_ok());
    assert_eq!(parse(&nested(DEPTH_MAX + 1)), Err(QueryError::TooDeep { at: DEPTH_MAX + 1 }));
    assert_eq!(parse(&"(".repeat(LEN_MAX)), Err(QueryError::TooDeep { at: DEPTH_MAX + 1 }));
    assert!(matches!(parse(&"!".repeat(LEN_MAX)), Err(QueryError::Syntax { at: 2, .. })));
    assert!(parse(&"a".repeat(LEN_MAX)).is_ok());
    assert_eq!(parse(&"ä".repeat(LEN_MAX / 2 + 1)), Err(QueryError::TooLong { len: LEN_MAX + 2 }));
    assert!(parse(&"a ".repeat(TERMS_MAX)).is_ok());
    assert_eq!(parse(&"a ".repeat(TERMS_MAX + 1)), Err(QueryError::TooMany { at: 2 * TERMS_MAX + 1 }));
    // A term of many words is many terms.
    assert!(about_users(&vec!["a"; TERMS_MAX].join("-")).is_ok());
    assert_eq!(about_users(&vec!["a"; TERMS_MAX + 1].join("-")), Err(QueryError::TooMany { at: 1 }));
}

#[test]
fn what_finds_nothing_or_would_is_refused() {
    for (query, told) in [
        ("frob:a", "unknown field 'frob' at position 6: expected one of extid, loginid, "),
        ("-name:a", "a part that only excludes at position 1 isn't served: write `*:*` before it for everything else"),
        ("name:a AND (-name:b)", "a part that only excludes at position 13 isn't served"),
        ("name:...", "there is nothing to look for in the query"),
        ("created:yesterday", "expected a time such as 20260518, 2026-05-18 or "),
        ("created:2026*", "a wildcard in a time at position 9 isn't served"),
    ] {
        let error = about_users(query).unwrap_err().to_string();
        assert!(error.starts_with(told), "{query}: {error}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in r#"[ab:+\-!()\[\]{}"~*?\\/^ &|0-9AND OR TO\u{3000}ä]{0,80}"#) {
        if let Ok(condition) = about_users(&text) {
            let _ = condition.score(&user("u1", "Anna", "Muster"));
            let _ = condition.ways(&|_| true);
        }
    }
}
