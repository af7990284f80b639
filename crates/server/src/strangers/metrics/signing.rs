//! Signatures, the providers of them, and certificates: which there are is up to the configuration alone.

use std::collections::BTreeMap;

use sigill_app::signing::{Authority, Desk};
use sigill_domain::signing::Outcome;

use crate::metrics::text::Text;
use crate::tls::Tls;

/// How signatures were settled here, and how many aren't yet.
pub(super) fn signatures(text: &mut Text, desk: &Desk) {
    let metric = "sigill_signatures_total";
    text.head(metric, "counter", "Signatures that this node has settled, by provider and outcome.");
    let mut settled: BTreeMap<(String, &str), u64> = BTreeMap::new();
    for provider in desk.providers().all() {
        let outcomes = Outcome::ALL.iter().map(|outcome| outcome.as_str());
        settled.extend(outcomes.map(|outcome| ((provider.settings.identifier.clone(), outcome), 0)));
    }
    for (provider, outcome, count) in desk.tally().all() {
        settled.insert((provider, outcome), count);
    }
    for ((provider, outcome), count) in settled {
        text.sample(metric, &[("provider", &provider), ("outcome", outcome)], count);
    }
    let open = u64::try_from(desk.driven_count()).unwrap_or(u64::MAX);
    text.gauge("sigill_signatures_open", "Signatures that this node is driving.", open);
}

/// How the messages to providers went.
pub(super) fn providers(text: &mut Text, desk: &Desk) {
    let all = || desk.providers().all();
    let up = "sigill_provider_up";
    text.head(up, "gauge", "Whether a provider answered the latest message of this node; 1 before the first one.");
    for provider in all() {
        let is_up = u64::from(provider.messages().is_answering());
        text.sample(up, &[("provider", &provider.settings.identifier)], is_up);
    }
    let time = "sigill_provider_duration_seconds";
    text.head(time, "histogram", "Messages to a provider, to the answer or to giving up.");
    for provider in all() {
        text.histogram(time, &[("provider", &provider.settings.identifier)], &provider.messages().time);
    }
    let failures = "sigill_provider_failures_total";
    text.head(failures, "counter", "Messages to a provider without an answer that can be used, by cause.");
    for provider in all() {
        for (cause, count) in provider.messages().failures() {
            text.sample(failures, &[("provider", &provider.settings.identifier), ("cause", cause.as_str())], count);
        }
    }
}

/// Until when certificates are good, those that can be read.
pub(super) fn certificates(text: &mut Text, desk: &Desk, tls: Option<&Tls>) {
    let metric = "sigill_certificate_end_timestamp_seconds";
    text.head(metric, "gauge", "Until when a certificate is good, in Unix time.");
    // Of several with the same name, one is renewed by another: the last end counts.
    let mut ends: BTreeMap<[(&str, String); 3], u64> = BTreeMap::new();
    let mut note = |what: &str, provider: &str, certificate: Authority| {
        let labels = [("what", what.to_owned()), ("provider", provider.to_owned()), ("subject", certificate.subject)];
        let end = ends.entry(labels).or_default();
        *end = certificate.not_after_s.max(*end);
    };
    if let Some(own) = tls.and_then(Tls::certificate).and_then(|der| Authority::of_der(&der)) {
        note("server", "", own);
    }
    for provider in desk.providers().all() {
        let identifier = &provider.settings.identifier;
        if let Some(own) = provider.own_certificate() {
            note("provider_client", identifier, own);
        }
        for root in provider.settings.trust.roots() {
            note("signer_root", identifier, root);
        }
    }
    for (labels, end) in &ends {
        let labels = labels.each_ref().map(|(name, value)| (*name, value.as_str()));
        text.sample(metric, &labels, *end);
    }
}
