use proptest::prelude::*;

use super::*;

fn number(value: &str) -> Msisdn {
    Msisdn::parse("msisdn", Some(value)).unwrap()
}

fn normal(value: &str, country: Option<&str>) -> Option<String> {
    number(value).normal(country.and_then(CallingCode::parse)).ok()
}

/// Each notation is this number, read in this country.
fn all_are(digits: &str, country: Option<&str>, notations: &[&str]) {
    for notation in notations {
        assert_eq!(normal(notation, country).as_deref(), Some(digits), "{notation:?}");
    }
}

#[test]
fn swiss_notations() {
    let international = [
        "+41791234567",
        "0041791234567",
        "41791234567",
        "+41 79 123 45 67",
        "+41 (79) 123-45-67",
        "+41 (0)79 123 45 67",
        "+41 (0) 79 123 45 67",
        "+41(0)791234567",
        "0041 (0)79 123 45 67",
        "0041 (0) 79 / 123 45 67",
        "(+41) 79 123 45 67",
        "(+41) (0)79 123 45 67",
        "+41 (079) 123 45 67",
        "+41 [0] 79 123 45 67",
        "41 (0)79 123 45 67",
        "+41-79-123-45-67",
        "+41.79.123.45.67",
        "+41 79/123.45.67",
    ];
    all_are("41791234567", None, &international);
    all_are("41791234567", Some("43"), &international);
    all_are(
        "41791234567",
        Some("41"),
        &["0791234567", "079 123 45 67", "079/123 45 67", "079-123-45-67", "(079) 123 45 67", "(0)79 123 45 67"],
    );
    all_are("41443181234", Some("41"), &["044 318 12 34", "+41 44 318 12 34", "+41 (0)44 318 12 34"]);
    all_are("423791234", None, &["+423 791 234", "00423 79 12 34"]);
}

#[test]
fn german_british_french_italian_and_austrian_notations() {
    all_are(
        "4930123456",
        Some("49"),
        &["030/123456", "030 / 12 34 56", "(030) 123456", "+49 30 123456", "+49 (0)30 / 123456", "0049 (0) 30-123456"],
    );
    all_are(
        "4915112345678",
        Some("49"),
        &["0151 12345678", "0151-12345678", "+49 (0) 151 / 123 456 78", "+49 151 12345678"],
    );
    all_are(
        "442079460000",
        Some("44"),
        &[
            "020 7946 0000",
            "(020) 7946 0000",
            "+44 20 7946 0000",
            "+44 (0)20 7946 0000",
            "+44 (0) 20-7946-0000",
            "+44 (020) 7946 0000",
        ],
    );
    all_are(
        "33612345678",
        Some("33"),
        &["06 12 34 56 78", "06.12.34.56.78", "06·12·34·56·78", "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78"],
    );
    all_are(
        "436641234567",
        Some("43"),
        &["0664/1234567", "0664 / 123 45 67", "+43 664 1234567", "+43 (0)664/123 45 67", "+43 (0664) 1234567"],
    );
    // In Italy the zero is a digit of the number, in brackets or not.
    all_are(
        "390612345678",
        Some("39"),
        &[
            "06 1234 5678",
            "06/12345678",
            "+39 06 1234 5678",
            "0039 06 12345678",
            "+39 (06) 12345678",
            "+39 (0)6 12345678",
        ],
    );
    all_are("393471234567", Some("39"), &["+39 347 123 4567", "0039 347 1234567"]);
    all_are("3780549123456", None, &["+378 0549 123456"]);
}

#[test]
fn pasted_marks_look_alikes_and_full_width() {
    all_are(
        "41791234567",
        Some("41"),
        &[
            "\u{202a}+41 79 123 45 67\u{202c}",
            "\u{2068}+41791234567\u{2069}",
            "\u{feff}+41791234567",
            "+41\u{200b}79\u{200b}1234567",
            "+41\u{a0}79\u{a0}123\u{a0}45\u{a0}67",
            "+41\u{202f}79\u{2009}123\u{2007}45\u{3000}67",
            "+41\t79 123 45 67\r\n",
            "+41\u{ad}79\u{ad}1234567",
            "+41‑79‑123‑45‑67",
            "+41–79–123–45–67",
            "+41—79−123－45﹣67",
            "＋４１ ７９ １２３ ４５ ６７",
            "＋４１（０）７９１２３４５６７",
            "０７９ １２３ ４５ ６７",
            "+41 79．123．45．67",
            "tel:+41791234567",
            "TEL:+41-79-123-45-67",
            " tel: 079 123 45 67",
            "\u{feff}tel:0041 79 123 45 67",
        ],
    );
}

#[test]
fn a_zero_is_only_dropped_in_brackets_behind_the_code() {
    // Providers have test numbers that begin with zeros.
    all_are("41000092401", Some("41"), &["+41000092401", "0041 000 092 401", "+41 00 009 24 01"]);
    all_are("410791234567", None, &["+41 079 123 45 67"]);
    all_are("44200794600", None, &["+44 20 (0)794 600"]);
}

#[test]
fn a_national_number_without_a_country_has_no_normal_form() {
    for value in ["0791234567", "079 123 45 67", "(0)79 123 45 67"] {
        assert_eq!(number(value).normal(None), Err(Unreadable::NoCountry), "{value}");
        assert!(number(value).is_national());
    }
    assert!(!number("+41791234567").is_national());
}

#[test]
fn what_is_no_number_has_no_normal_form_and_says_why() {
    for (value, why) in [
        ("abc", Unreadable::Character),
        ("+41 79 123 45 67 ext. 2", Unreadable::Character),
        ("+41791234567;ext=2", Unreadable::Character),
        ("++41", Unreadable::Character),
        ("41+79", Unreadable::Character),
        ("٠٧٩", Unreadable::Character),
        ("sip:+41791234567", Unreadable::Character),
        ("+", Unreadable::Length),
        ("00", Unreadable::Length),
        ("0", Unreadable::Length),
        ("+0041791234567", Unreadable::Length),
        ("000", Unreadable::Length),
        ("1234567890123456", Unreadable::Length),
        ("012345678901234567", Unreadable::Length),
        ("()", Unreadable::Length),
    ] {
        assert_eq!(number(value).normal(CallingCode::parse("41")), Err(why), "{value}");
    }
}

#[test]
fn what_is_stored_needs_no_country_and_both_spellings_find_it() {
    let swiss = CallingCode::parse("41");
    let spellings = |value: &str, country| number(value).spellings(country);
    assert_eq!(number("079 123 45 67").found_by(), "0791234567");
    assert_eq!(number("+41 (0)79 123 45 67").found_by(), "41791234567");
    assert_eq!(number(" x-1 ").found_by(), " x-1 ");
    assert_eq!(spellings("079 123 45 67", swiss), ("0791234567".to_owned(), Some("41791234567".to_owned())));
    assert_eq!(spellings("+41 79 123 45 67", swiss), ("41791234567".to_owned(), Some("0791234567".to_owned())));
    assert_eq!(spellings("+43 664 1234567", swiss), ("436641234567".to_owned(), None));
    assert_eq!(spellings("079 123 45 67", None), ("0791234567".to_owned(), None));
    assert_eq!(number("+41791234567").inside(), swiss.map(|swiss| (swiss, "0791234567".to_owned())));
    assert_eq!(number("+393471234567").inside(), None);
}

#[test]
fn a_provider_is_asked_about_the_normal_form() {
    let swiss = CallingCode::parse("41");
    for (value, dialled) in [
        ("079 123 45 67", "+41791234567"),
        ("41791234567", "+41791234567"),
        ("+41000092401", "+41000092401"),
        (" test-7 ", "test-7"),
    ] {
        assert_eq!(number(value).dialled(swiss), dialled);
    }
    assert_eq!(number("079 123 45 67").dialled(None), "079 123 45 67");
}

#[test]
fn debug_hides_the_middle_of_the_number() {
    assert_eq!(format!("{:?}", number("+41791234567")), "Msisdn(+41*******67)");
    assert_eq!(number("1234567").masked(), "*******");
}

proptest! {
    #[test]
    fn a_normal_form_is_one_of_its_own_notations(value in "[+0-9 ()./-]{1,20}", country in "[1-9][0-9]{0,2}") {
        prop_assume!(!value.trim().is_empty());
        if let Some(digits) = normal(&value, Some(&country)) {
            prop_assert!((1..=15).contains(&digits.len()) && !digits.starts_with('0'));
            prop_assert_eq!(normal(&format!("+{digits}"), None), Some(digits.clone()));
            prop_assert_eq!(normal(&digits, None), Some(digits));
        }
    }
}
