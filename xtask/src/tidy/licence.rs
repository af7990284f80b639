//! Everything we are built from may be given on under licences that ask no more than naming it, or than the source
//! of that one library.

use crate::workspace::Package;

/// SPDX identifiers.
const ACCEPTED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

pub(crate) fn check(packages: &[Package]) -> Vec<String> {
    let judged = packages.iter().filter_map(|package| {
        let Package { name, version, licence, .. } = package;
        let Some(licence) = licence else { return Some(format!("{name} {version}: it does not name its licence")) };
        match acceptable(licence) {
            Some(true) => None,
            Some(false) => Some(format!("{name} {version}: the licence {licence} is not among those we accept")),
            None => Some(format!("{name} {version}: the licence {licence} is not an SPDX expression")),
        }
    });
    judged.collect()
}

/// Whether an SPDX expression can be met with accepted licences alone; `None` if it is not one.
fn acceptable(expression: &str) -> Option<bool> {
    // Older packages write a slash for `OR`.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = Words(spaced.split_whitespace().collect());
    let met = words.any()?;
    words.0.is_empty().then_some(met)
}

/// What is left to read.
struct Words<'expression>(Vec<&'expression str>);

impl Words<'_> {
    /// `OR` binds least.
    fn any(&mut self) -> Option<bool> {
        let mut met = self.all()?;
        while self.next_is("OR") {
            met |= self.all()?;
        }
        Some(met)
    }

    fn all(&mut self) -> Option<bool> {
        let mut met = self.one()?;
        while self.next_is("AND") {
            met &= self.one()?;
        }
        Some(met)
    }

    fn one(&mut self) -> Option<bool> {
        if self.next_is("(") {
            let met = self.any()?;
            return self.next_is(")").then_some(met);
        }
        let mut licence = self.identifier()?.to_owned();
        if self.next_is("WITH") {
            licence = format!("{licence} WITH {}", self.identifier()?);
        }
        Some(ACCEPTED.contains(&licence.as_str()))
    }

    fn identifier(&mut self) -> Option<&str> {
        let word = self.0.first().copied().filter(|word| !["(", ")", "AND", "OR", "WITH"].contains(word))?;
        self.0.remove(0);
        Some(word)
    }

    fn next_is(&mut self, expected: &str) -> bool {
        let is = self.0.first() == Some(&expected);
        if is {
            self.0.remove(0);
        }
        is
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_met_by_accepted_licences() {
        let cases = [
            ("MIT", Some(true)),
            ("GPL-3.0-only", Some(false)),
            ("MIT OR GPL-3.0-only", Some(true)),
            ("MIT AND GPL-3.0-only", Some(false)),
            ("MIT/Apache-2.0", Some(true)),
            ("Apache-2.0 / MIT", Some(true)),
            // AND binds more than OR.
            ("GPL-3.0-only AND MIT OR ISC", Some(true)),
            ("ISC OR MIT AND GPL-3.0-only", Some(true)),
            ("(ISC OR MIT) AND GPL-3.0-only", Some(false)),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", Some(true)),
            ("ISC AND (Apache-2.0 OR ISC) AND OpenSSL", Some(false)),
            ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", Some(true)),
            ("GPL-2.0 WITH Classpath-exception-2.0", Some(false)),
            ("MIT WITH LLVM-exception", Some(false)),
            ("", None),
            ("MIT OR", None),
            ("(MIT", None),
            ("MIT ISC", None),
            ("MIT)", None),
            ("WITH MIT", None),
        ];
        for (expression, expected) in cases {
            assert_eq!(acceptable(expression), expected, "{expression}");
        }
    }

    #[test]
    fn a_package_without_a_good_licence_is_found() {
        let packages = [
            Package::foreign("good", Some("MIT")),
            Package::foreign("silent", None),
            Package::foreign("strict", Some("AGPL-3.0-only")),
        ];
        assert_eq!(
            check(&packages),
            [
                "silent 1.0.0: it does not name its licence",
                "strict 1.0.0: the licence AGPL-3.0-only is not among those we accept",
            ]
        );
    }
}
