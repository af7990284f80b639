//! Tests of patterns; the verdicts come from Java.

use proptest::prelude::*;

use super::error::NEST_MAX;
use super::golden::GOLDEN;
use super::*;

fn refusal(source: &str) -> String {
    Pattern::parse(source).map(|_| String::new()).unwrap_or_else(|error| error.to_string())
}

#[test]
fn verdicts_are_those_of_java() {
    let mut verdicts = 0;
    for (source, matching, others) in GOLDEN {
        let pattern = Pattern::parse(source).unwrap_or_else(|error| panic!("{source:?}: {error}"));
        for value in *matching {
            assert!(pattern.matches(value), "{source:?} must match {value:?}");
        }
        for value in *others {
            assert!(!pattern.matches(value), "{source:?} must not match {value:?}");
        }
        verdicts += matching.len() + others.len();
    }
    assert!(verdicts > 3000, "{verdicts}");
}

#[test]
fn the_whole_value_must_match() {
    let pattern = Pattern::parse("a|b").unwrap();
    assert!(pattern.matches("b"));
    assert!(!pattern.matches("ab") && !pattern.matches("xb") && !pattern.matches("b\n"));
}

#[test]
fn a_pattern_that_needs_backtracking_is_refused_by_name() {
    for (source, expected) in [
        ("\\d+(?=x)", "look-ahead `(?=` at position 4 can't be matched in linear time"),
        ("(?!0)\\d+", "negative look-ahead `(?!` at position 1 can't be matched in linear time"),
        ("a(?<=b)", "look-behind `(?<=` at position 2 can't be matched in linear time"),
        ("a(?<!b)", "negative look-behind `(?<!` at position 2 can't be matched in linear time"),
        ("(?>a)", "atomic group `(?>` at position 1 can't be matched in linear time"),
        ("(a)\\1", "back-reference `\\1` at position 4 can't be matched in linear time"),
        ("(?<n>a)\\k<n>", "named back-reference `\\k` at position 8 can't be matched in linear time"),
        ("a*+", "possessive quantifier `*+` at position 2 can't be matched in linear time"),
        ("a++", "possessive quantifier `++` at position 2 can't be matched in linear time"),
        ("a?+", "possessive quantifier `?+` at position 2 can't be matched in linear time"),
        ("é\\Q*\\E{2,3}+", "possessive quantifier `{…}+` at position 7 can't be matched in linear time"),
    ] {
        assert_eq!(refusal(source), expected, "{source}");
    }
}

#[test]
fn what_has_no_faithful_translation_is_refused_by_name() {
    for (source, expected) in [
        ("\\bx", "word boundary `\\b` at position 1 is refused: Java 19 changed what it means beyond ASCII"),
        ("\\b{g}", "grapheme cluster boundary `\\b` at position 1 isn't supported"),
        ("\\G1", "end of the previous match `\\G` at position 1 is refused: a value is matched once, as a whole"),
        ("\\X", "grapheme cluster `\\X` at position 1 isn't supported"),
        ("\\R", "linebreak `\\R` at position 1 is refused: Java splits `\\r\\n` in `\\R\\R` and doesn't in `\\R{2}`"),
        ("\\N{DIGIT ONE}", "named character `\\N` at position 1 isn't supported; write it as `\\x{…}`"),
        ("\\p{InGreek}", "character property `\\p{InGreek}` at position 1 is refused: Unicode blocks aren't supported"),
        (
            "\\P{blk=Greek}",
            "character property `\\P{blk=Greek}` at position 1 is refused: Unicode blocks aren't supported",
        ),
        (
            "\\p{javaDigit}",
            "character property `\\p{javaDigit}` at position 1 is refused: methods of java.lang.Character aren't supported",
        ),
        ("\\p{IsAlnum}", "character property `\\p{IsAlnum}` at position 1 is refused: no such property is known"),
        (
            "(?i)\\p{Lu}",
            "character property `\\p{Lu}` at position 5 is refused under (?i): the documentation doesn't say what it means there",
        ),
        ("a(?m)", "the flag `m` (multi-line) at position 4 isn't supported: only `i`, `s` and `d` are"),
        ("(?x:a )", "the flag `x` (comments) at position 3 isn't supported: only `i`, `s` and `d` are"),
        ("(?iu)a", "the flag `u` (Unicode case) at position 4 isn't supported: only `i`, `s` and `d` are"),
        ("(?U)a", "the flag `U` (Unicode character class) at position 3 isn't supported: only `i`, `s` and `d` are"),
        ("(?c)a", "the flag `c` (canonical equivalence) at position 3 isn't supported: only `i`, `s` and `d` are"),
        ("\\ud83d", "surrogate `U+D83D` at position 1 is refused: a value has characters, never half of one"),
        (
            "[\\v-z]",
            "vertical white space `\\v` at position 2 is refused before a hyphen: Java then reads it as the one character U+000B",
        ),
        (
            "a$\\s*",
            "end anchor `$` at position 2 is refused: what follows it can match a line terminator, and Java's holds before a final one, too",
        ),
        (
            "(?:^|a){2}",
            "start anchor `^` at position 4 is refused: Java ends the repetition around it with the first empty round",
        ),
    ] {
        assert_eq!(refusal(source), expected, "{source}");
    }
}

#[test]
fn what_java_reads_in_a_way_of_its_own_around_an_ampersand_is_refused() {
    let why = "is refused: Java reads it in a way of its own; put operands into brackets, and escape a single `&`";
    for (source, at) in [
        ("[&&a]", 2),
        ("[a&&]", 3),
        ("[a&&&b]", 3),
        ("[a&&&&b]", 3),
        ("[a-d&&^b]", 5),
        ("[a-d&&[b]&c]", 10),
        ("[a&b&&c]", 3),
        ("[%-&&a]", 4),
        ("[!-&&&b]", 4),
    ] {
        assert_eq!(refusal(source), format!("ampersand `&` at position {at} {why}"), "{source}");
    }
}

#[test]
fn a_dollar_is_refused_only_where_a_line_terminator_can_follow() {
    for source in ["a$", "(a$|b)", "a$.*", "(?:a$)+", "(?d)a$\\r", "a$[^\\s\\u0085\\u2028\\u2029]", "(\\s|a$)", "\\s*$"]
    {
        assert_eq!(refusal(source), "", "{source}");
    }
    for source in ["a$\\n", "(?s)a$.", "(?:\\n|a$)*", "(a\\Z)?\\v", "(?d)$\\n", "$(b|[^a])", "\\A$$\\R?\\n"] {
        assert!(refusal(source).contains("is refused"), "{source}: {}", refusal(source));
    }
}

#[test]
fn a_syntax_error_says_what_and_where() {
    for (source, expected) in [
        ("a)", "unmatched `)` at position 2"),
        ("(a", "unclosed group at position 1"),
        ("x[a", "unclosed character class at position 2"),
        ("[]", "unclosed character class at position 1"),
        ("[z-a]", "a range whose end is before its start at position 2"),
        ("[a-\\d]", "a range ends in a class of characters at position 2"),
        ("[\\A]", "`\\A` in a character class at position 2"),
        ("*a", "the quantifier `*` has nothing to repeat at position 1"),
        ("a{2}{3}", "the quantifier `{` has nothing to repeat at position 5"),
        ("(?i)*", "the quantifier `*` has nothing to repeat at position 5"),
        ("a{2,1}", "a repetition whose maximum is below its minimum at position 2"),
        ("a{,2}", "expected a number in the braces of a repetition, found `,` at position 3"),
        ("a{1", "expected `}` after the counts of a repetition, found the end of the pattern at position 4"),
        ("a{2147483648}", "a repetition above 2147483647 at position 2"),
        ("\\y", "unknown escape `\\y` at position 1"),
        ("a\\E", "unknown escape `\\E` at position 2"),
        ("\\", "nothing follows the `\\` at position 1"),
        ("\\x4", "expected 2 hexadecimal digits, found the end of the pattern at position 4"),
        ("\\x{}", "expected hexadecimal digits and `}` after `\\x{`, found `}` at position 4"),
        ("\\x{110000}", "`\\x{…}` is above 10FFFF at position 1"),
        ("\\u00g0", "expected 4 hexadecimal digits, found `g` at position 5"),
        ("\\08", "expected an octal digit after `\\0`, found `8` at position 3"),
        ("\\ca", "expected one of `A` to `Z`, `@[]^_?` after `\\c`, found `a` at position 3"),
        ("\\p{L", "expected `}` after `\\p{L`, found the end of the pattern at position 5"),
        ("\\p1", "expected a letter or `{` after `\\p`, found `1` at position 3"),
        ("(?<1>a)", "expected the name of a group, ASCII letters and digits, and `>`, found `>` at position 5"),
        ("(?<n>a)(?<n>b)", "a second group named `n` at position 11"),
        ("(?P<n>a)", "unknown flag `P` at position 3"),
        ("(?i", "expected a flag, `:` or `)`, found the end of the pattern at position 4"),
        ("(?\n)", "unknown flag `\\n` at position 3"),
    ] {
        assert_eq!(refusal(source), expected, "{source}");
    }
}

#[test]
fn length_nesting_and_size_are_bounded() {
    assert_eq!(refusal(&"ä".repeat(1000)), "");
    assert_eq!(refusal(&"ä".repeat(1001)), "the pattern is too long: expected at most 1000 characters, got 1001");
    for (open, close) in [("(", ")"), ("[", "]"), ("(?:x|b{1,2}(", ")?)*")] {
        let nested = |levels: usize| format!("{}a{}", open.repeat(levels), close.repeat(levels));
        let levels = NEST_MAX / open.matches(['(', '[']).count();
        assert_eq!(refusal(&nested(levels)), "");
        assert!(refusal(&nested(levels + 1)).contains("is too deep: expected at most 30 levels"), "{open}");
    }
    for source in ["(\\d{100}){200}", "a{2147483647}", "\\p{L}{1,100}", &"\\pL".repeat(333), "(?:[a&&b]?){2000000000}"]
    {
        assert_eq!(refusal(source), PatternError::TooLarge.to_string(), "{source}");
    }
    assert_eq!(refusal("\\d{1,9000}"), "");
    assert_eq!(refusal("(?:$|){2000000000}"), "");
}

#[test]
fn equality_is_that_of_the_source_and_debug_shows_it() {
    let pattern = Pattern::parse("a+").unwrap();
    assert_eq!(pattern, pattern.clone());
    assert_ne!(pattern, Pattern::parse("aa*").unwrap());
    assert_eq!(format!("{pattern:?} {}", pattern.as_str()), "Pattern(\"a+\") a+");
}

/// What patterns are made of, so that random ones get past the first character.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(vec![
            "a", "-", "&", "&&", "^", "$", "[", "]", "[^", "(", "(?:", "(?i)", "(?<n>", ")", "|", "{2}", "{1,", "}",
            "*", "+", "?", ".", "\\", "\\Q", "\\E", "\\d", "\\p{L}", "\\p{Is", "\\u00", "\\x{", "\\0", "\\c", "\n",
        ])
        .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_source_makes_parsing_panic(source in any::<String>(), value in any::<String>()) {
        let _ = Pattern::parse(&source).map(|pattern| pattern.matches(&value));
    }

    #[test]
    fn no_row_of_pieces_makes_parsing_panic(source in pieces(), value in "[a&\\n\\-]{0,60}") {
        match Pattern::parse(&source) {
            Ok(pattern) => {
                prop_assert_eq!(pattern.as_str(), &source);
                let _ = pattern.matches(&value);
            }
            Err(error) => prop_assert!(!error.to_string().contains(char::is_control), "{}", error),
        }
    }

    #[test]
    fn quoted_text_matches_itself_and_nothing_else(text in "[^\\\\]{1,40}", other in ".{0,40}") {
        let pattern = Pattern::parse(&format!("\\Q{text}\\E")).unwrap();
        prop_assert!(pattern.matches(&text));
        prop_assert_eq!(pattern.matches(&other), text == other);
    }
}
