//! When the certificates end that stand between us and the providers of mobile signatures. An approval that leads to a root
//! which has ended can't be verified; it counts against nobody, but nobody gets in, either.

use std::path::Path;

use sigill_app::signing;
use sigill_domain::certificate::SignerCert;

use super::finding::State;
use crate::config::Providers;
use crate::files;

/// So long before it ends, a root should be replaced: the provider has to send its next one, and all nodes to get it.
const LEFT_MIN_S: i64 = 60 * 24 * 3_600;
const DAY_S: i64 = 24 * 3_600;

/// A certificate that has ended, or will soon.
#[derive(Debug, serde::Serialize)]
pub(super) struct End {
    pub(super) state: State,
    /// The provider, if it isn't said otherwise.
    #[serde(skip)]
    pub(super) provider: String,
    pub(super) found: String,
    pub(super) advice: &'static str,
}

/// What is to be said of the certificates of all providers at a time in seconds since 1970. A fault is what leaves no
/// approval that could be verified.
pub(super) fn of(config: &Providers, providers: &signing::Providers, at: i64) -> Vec<End> {
    let mut ends = Vec::new();
    for provider in providers.all() {
        let name = &provider.settings.identifier;
        let roots = provider.settings.trust.roots().map(|root| {
            let seconds = |s: u64| i64::try_from(s).unwrap_or(i64::MAX);
            Certificate { subject: root.subject, from: seconds(root.not_before_s), to: seconds(root.not_after_s) }
        });
        add(&mut ends, name, "signer_roots_file", &roots.collect::<Vec<_>>(), at);
    }
    for (name, member, file) in config.tls_files() {
        // That it can't be read is said elsewhere.
        let pem = files::read(Path::new(file)).ok().flatten().unwrap_or_default();
        let all = certificates(&pem);
        // Of ours, only the first is sent.
        let used = if member == "client_cert_file" { all.get(..1).unwrap_or_default() } else { &all };
        add(&mut ends, name, member, used, at);
    }
    ends
}

struct Certificate {
    subject: String,
    from: i64,
    to: i64,
}

/// Those of a file that can be read.
fn certificates(pem: &str) -> Vec<Certificate> {
    const END: &str = "-----END CERTIFICATE-----";
    let blocks = pem.split_inclusive(END).filter(|block| block.ends_with(END));
    let read = blocks.filter_map(|block| SignerCert::parse(block).ok());
    read.map(|one| Certificate { subject: one.subject(), from: one.not_before(), to: one.not_after() }).collect()
}

fn add(ends: &mut Vec<End>, provider: &str, member: &'static str, all: &[Certificate], at: i64) {
    let advice = match member {
        "signer_roots_file" => {
            "ask the provider for its next root, and add it to the file: until then, nobody gets in by it"
        }
        "server_roots_file" => "ask the provider for the root of its server, and add it to the file",
        _ => "have the certificate renewed, and give it to the provider",
    };
    let is_valid = |one: &&Certificate| (one.from..=one.to).contains(&at);
    let state = if all.iter().any(|one| is_valid(&one)) { State::Warning } else { State::Fault };
    for one in all {
        let Certificate { subject, from, to } = one;
        let when = if *to < at {
            format!("ended {} days ago", (at - to) / DAY_S)
        } else if *from > at {
            format!("is valid from {} days on, if the clock of this machine is right", (from - at) / DAY_S + 1)
        } else if to - at < LEFT_MIN_S {
            format!("ends in {} days", (to - at) / DAY_S)
        } else {
            continue;
        };
        let state = if is_valid(&one) { State::Warning } else { state };
        let provider = provider.to_owned();
        let found = format!("{provider}: {member}: {} {when}", subject.escape_debug());
        ends.push(End { state, provider, found, advice });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_ended_or_will_soon_is_named_and_nothing_else() {
        let day = |days: i64| 1_000 * DAY_S + days * DAY_S;
        let one = |subject: &str, from: i64, to: i64| Certificate {
            subject: subject.to_owned(),
            from: day(from),
            to: day(to),
        };
        let told = |all: &[Certificate]| {
            let mut ends = Vec::new();
            add(&mut ends, "http://mid", "signer_roots_file", all, day(0));
            ends.iter().map(|end| format!("{:?} {}", end.state, end.found)).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(told(&[one("CN=good", -100, 61)]), "");
        assert_eq!(told(&[one("CN=soon", -100, 59)]), "Warning http://mid: signer_roots_file: CN=soon ends in 59 days");
        // Beside one that is valid, one that isn't any more is no fault.
        assert_eq!(
            told(&[one("CN=old", -100, -3), one("CN=good", -1, 900)]),
            "Warning http://mid: signer_roots_file: CN=old ended 3 days ago"
        );
        assert_eq!(told(&[one("CN=old", -100, -3)]), "Fault http://mid: signer_roots_file: CN=old ended 3 days ago");
        assert!(told(&[one("CN=new", 4, 900)]).contains("is valid from 5 days on, if the clock"));
        assert_eq!(certificates(include_str!("../quickstart/sample.pem")).len(), 1);
    }
}
