//! When a person signed in, and failed to, day by day.

use maud::{Markup, html};
use sigill_app::sign_in::{LOGIN_DAYS, SignInTimes};
use sigill_domain::time::Timestamp;

use crate::console::look::Look;
use crate::console::part::{Bar, Kind, bars};

const DAY_MICROS: i64 = 86_400_000_000;

/// Nothing, where nothing happened.
pub(super) fn picture(look: &Look, logins: &SignInTimes) -> Markup {
    if logins.succeeded.is_empty() && logins.failed.is_empty() {
        return html! {};
    }
    let kinds = [("logins-worked", "c-ok"), ("logins-failed", "c-bad")];
    let kinds = kinds.map(|(word, class)| Kind { word: look.t(word), class });
    html! {
        section class="card" aria-labelledby="logins" {
            header { h2 id="logins" { (look.words.count("logins-of", LOGIN_DAYS, &[])) } }
            div class="pad" {
                (bars(look, ("logins-chart", &look.words.count("logins-of", LOGIN_DAYS, &[])), &kinds, &days(look, logins)))
                @if logins.are_cut() { p class="soft small" { (look.t("logins-cut")) } }
            }
        }
    }
}

fn days(look: &Look, logins: &SignInTimes) -> Vec<Bar> {
    let day = |at: Timestamp| at.micros().div_euclid(DAY_MICROS);
    let today = day(look.now);
    let count =
        |all: &[Timestamp], of: i64| i64::try_from(all.iter().filter(|at| day(**at) == of).count()).unwrap_or(i64::MAX);
    let bar = |of: i64| {
        let date = look.words.date(Timestamp::from_micros(of * DAY_MICROS));
        Bar {
            name: date.get(..6).unwrap_or_default().to_owned(),
            counts: vec![count(&logins.succeeded, of), count(&logins.failed, of)],
        }
    };
    (today - LOGIN_DAYS + 1..=today).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::words::Language;

    #[test]
    fn each_day_has_its_own_bar_and_today_is_the_last() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        let look = Look::new(Language::English, "", at("2026-11-20T12:00:00Z"));
        let succeeded = vec![at("2026-11-20T00:00:00Z"), at("2026-11-19T23:59:59Z"), at("2026-11-07T00:00:00Z")];
        let logins = SignInTimes { succeeded, failed: vec![at("2026-11-20T11:00:00Z")] };
        let all = days(&look, &logins);
        assert_eq!(all.len(), 14);
        let told = |n: usize| (all[n].name.as_str(), all[n].counts.as_slice());
        assert_eq!([told(0), told(12), told(13)], [("07.11.", &[1, 0][..]), ("19.11.", &[1, 0]), ("20.11.", &[1, 1])]);
    }
}
