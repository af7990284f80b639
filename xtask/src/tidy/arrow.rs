//! Arrows between our crates point down.

use crate::workspace::Package;

struct Arrows {
    from: &'static str,
    to: &'static [&'static str],
    /// What its tests may use besides that and everything below it.
    tests: &'static [&'static str],
}

/// The picture of the house, from top to bottom. A new crate gets its line here, or it is an error.
const HOUSE: &[Arrows] = &[
    Arrows {
        from: "sigill-cli",
        to: &["sigill-server", "sigill-app", "sigill-import", "sigill-domain", "sigill-mssp", "sigill-mss"],
        tests: &["sigill-testing"],
    },
    // Measures; never part of the binary that it measures.
    Arrows { from: "sigill-bench", to: &[], tests: &[] },
    Arrows {
        from: "sigill-server",
        to: &["sigill-app", "sigill-domain"],
        tests: &["sigill-testing", "sigill-mssp", "sigill-import"],
    },
    Arrows { from: "sigill-import", to: &["sigill-domain"], tests: &[] },
    // Never part of a binary: what the tests of several crates share, those of `store` as well.
    Arrows { from: "sigill-testing", to: &["sigill-app", "sigill-store", "sigill-domain"], tests: &[] },
    Arrows {
        from: "sigill-app",
        to: &["sigill-store", "sigill-domain", "sigill-mss", "sigill-post", "sigill-webauthn"],
        tests: &["sigill-testing", "sigill-mssp"],
    },
    Arrows { from: "sigill-store", to: &["sigill-domain"], tests: &["sigill-testing"] },
    Arrows { from: "sigill-mssp", to: &["sigill-mss"], tests: &[] },
    Arrows { from: "sigill-mss", to: &[], tests: &["sigill-mssp"] },
    Arrows { from: "sigill-webauthn", to: &[], tests: &[] },
    Arrows { from: "sigill-post", to: &[], tests: &[] },
    Arrows { from: "sigill-domain", to: &[], tests: &[] },
    Arrows { from: "xtask", to: &[], tests: &[] },
];

pub(crate) fn check(packages: &[Package]) -> Vec<String> {
    let ours: Vec<&Package> = packages.iter().filter(|package| package.is_member).collect();
    let mut found = Vec::new();
    for package in &ours {
        let name = &package.name;
        let Some(arrows) = arrows(name) else {
            found.push(format!("{name}: the crate has no place in the house; give it a line in tidy/arrow.rs"));
            continue;
        };
        for dependency in &package.dependencies {
            let to = dependency.name.as_str();
            if !ours.iter().any(|package| package.name == to) || allowed(arrows, to, dependency.is_dev) {
                continue;
            }
            let whose = if dependency.is_dev { "its tests" } else { "it" };
            found.push(format!("{name} → {to}: this arrow does not point down; {whose} may use {}", choice(arrows)));
        }
    }
    found
}

fn allowed(arrows: &Arrows, to: &str, is_dev: bool) -> bool {
    let direct = arrows.to.contains(&to);
    direct || is_dev && (arrows.tests.contains(&to) || below(arrows.from, to))
}

/// Whether an arrow, or one after the other, leads from a crate to another.
fn below(from: &str, to: &str) -> bool {
    let next = arrows(from).map_or(&[][..], |arrows| arrows.to);
    next.iter().any(|step| *step == to || below(step, to))
}

fn arrows(from: &str) -> Option<&'static Arrows> {
    HOUSE.iter().find(|arrows| arrows.from == from)
}

fn choice(arrows: &Arrows) -> String {
    if arrows.to.is_empty() { "none of our crates".to_owned() } else { arrows.to.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    /// Our crates with one arrow from each line: `from → to`, or `from ⇢ to` for tests.
    fn findings(arrows: &[&str]) -> Vec<String> {
        let mut packages: Vec<Package> = HOUSE.iter().map(|arrows| Package::ours(arrows.from)).collect();
        packages.push(Package::ours("sigill-new"));
        packages.push(Package::foreign("serde", Some("MIT")));
        for arrow in arrows {
            let (from, to) = arrow.split_once(" → ").or(arrow.split_once(" ⇢ ")).unwrap();
            let package = packages.iter_mut().find(|package| package.name == from).unwrap();
            package.dependencies.push(Dependency { name: to.to_owned(), is_dev: arrow.contains('⇢') });
        }
        let found = check(&packages);
        found.into_iter().filter(|finding| !finding.starts_with("sigill-new:")).collect()
    }

    #[test]
    fn arrows_that_point_down_are_allowed() {
        let arrows = [
            "sigill-cli → sigill-server",
            "sigill-cli → sigill-mssp",
            "sigill-cli → sigill-mss",
            "sigill-server → sigill-domain",
            "sigill-app → sigill-store",
            "sigill-store → serde",
            // Tests may look further down, and play the provider.
            "sigill-cli ⇢ sigill-store",
            "sigill-server ⇢ sigill-mss",
            "sigill-app ⇢ sigill-mssp",
            "sigill-mss ⇢ sigill-mssp",
            "sigill-store ⇢ sigill-testing",
        ];
        assert_eq!(findings(&arrows), Vec::<String>::new());
    }

    #[test]
    fn every_other_arrow_is_found() {
        let arrows = [
            "sigill-cli → sigill-store",
            "sigill-server → sigill-store",
            "sigill-app → sigill-mssp",
            "sigill-store → sigill-app",
            "sigill-store ⇢ sigill-app",
            "sigill-app → sigill-testing",
            "sigill-domain ⇢ sigill-testing",
            "sigill-domain → sigill-store",
            "sigill-domain ⇢ sigill-store",
            "sigill-mss → sigill-mssp",
            "xtask → sigill-domain",
        ];
        for arrow in arrows {
            assert_eq!(findings(&[arrow]).len(), 1, "{arrow}");
        }
        assert_eq!(
            findings(&["sigill-domain ⇢ sigill-store", "sigill-server → sigill-store"]),
            [
                "sigill-server → sigill-store: this arrow does not point down; it may use sigill-app, sigill-domain",
                "sigill-domain → sigill-store: this arrow does not point down; its tests may use none of our crates",
            ]
        );
    }

    #[test]
    fn a_crate_without_a_place_is_found() {
        let found = check(&[Package::ours("sigill-new")]);
        assert_eq!(found, ["sigill-new: the crate has no place in the house; give it a line in tidy/arrow.rs"]);
    }

    #[test]
    fn the_table_has_no_circle() {
        for (place, arrows) in HOUSE.iter().enumerate() {
            for to in arrows.to {
                let below = HOUSE.iter().position(|other| other.from == *to).unwrap();
                assert!(below > place, "{} → {to}", arrows.from);
            }
        }
    }
}
