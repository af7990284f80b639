//! `/console/jobs`: what the server does by itself, and what waits to be sent.

use maud::{Markup, html};
use sigill_app::sending::{Sent, Waiting};
use sigill_domain::message::Channel;

use super::must_operate;
use crate::console::answer::Answer;
use crate::console::look::Look;
use crate::console::part::{Place, Tone, chip, frame};
use crate::console::visit::Visit;
use crate::http::refused::Refused;
use crate::http::server::Server;
use crate::jobs::rounds::Job;

/// `GET`.
pub(crate) async fn show(visit: Visit) -> Result<Answer, Refused> {
    must_operate(&visit)?;
    let look = &visit.look;
    let title = look.t("jobs");
    let outbox = &visit.server.app.outbox;
    let waiting = outbox.waiting().await?;
    let since = look.words.moment(visit.server.began, look.now);
    let page = html! {
        div class="head" { h1 { (title) } }
        p class="lead soft" { (look.words.with("since-start", &[("at", &since)])) }
        div class="stack" {
            (rounds(look, &visit.server))
            (queue(look, &waiting))
            (sent(look, &visit.server))
        }
    };
    Ok(Answer::Page(frame(look, Place::Jobs, &title, &page)))
}

fn rounds(look: &Look, server: &Server) -> Markup {
    let moment = |at| look.words.moment(at, look.now);
    html! {
        section class="card" aria-labelledby="rounds" {
            header { h2 id="rounds" { (look.t("job-rounds")) } }
            table class="fold" {
                thead { tr { th scope="col" { (look.t("job")) } th scope="col" { (look.t("job-last")) } th scope="col" { (look.t("job-dealt")) } th scope="col" { (look.t("state")) } } }
                tbody {
                    @for (job, word) in [(Job::Lifecycle, "job-lifecycle"), (Job::Purge, "job-purge")] {
                        tr {
                            td { (look.t(word)) }
                            @match server.rounds.last(job) {
                                None => {
                                    td class="soft" { "–" } td class="soft" { "–" }
                                    td { (chip(look, Tone::Off, &look.t("job-not-yet"))) }
                                }
                                Some(round) => {
                                    td { (moment(round.ended)) }
                                    td { (look.words.number(i64::try_from(round.dealt).unwrap_or(i64::MAX))) }
                                    td {
                                        @if round.is_whole { (chip(look, Tone::Ok, &look.t("job-whole"))) }
                                        @else { (chip(look, Tone::Bad, &look.t("job-broken"))) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            p class="pad soft small" { (look.t("jobs-hint")) }
        }
    }
}

/// What waits, the next one first.
fn queue(look: &Look, waiting: &[Waiting]) -> Markup {
    html! {
        section class="card" aria-labelledby="queue" {
            header { h2 id="queue" { (look.t("queue")) } }
            @if waiting.is_empty() { p class="pad soft" { (look.t("queue-empty")) } }
            @else {
                table class="fold" {
                    thead { tr { th scope="col" { (look.t("client")) } th scope="col" { (look.t("message")) } th scope="col" { (look.t("queue-since")) } th scope="col" { (look.t("queue-tries")) } th scope="col" { (look.t("queue-due")) } } }
                    tbody {
                        @for one in waiting {
                            tr {
                                td class="id" { (one.client) }
                                td { code { (one.purpose.as_str()) } " · " code { (one.channel.as_str()) } }
                                td { (look.words.moment(one.created, look.now)) }
                                td { (look.words.number(one.tries)) }
                                td { (look.words.moment(one.due, look.now)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What became of what this node has sent.
fn sent(look: &Look, server: &Server) -> Markup {
    let outbox = &server.app.outbox;
    let reach = outbox.reach();
    html! {
        section class="card" aria-labelledby="sent" {
            header { h2 id="sent" { (look.t("sent")) } }
            table class="fold" {
                thead { tr { th scope="col" { (look.t("sent-by")) } @for word in ["sent-taken", "sent-failed", "sent-postponed"] { th scope="col" { (look.t(word)) } } } }
                tbody {
                    @for (channel, word, is_open) in [(Channel::Email, "email", reach.email), (Channel::Sms, "sent-sms", reach.sms)] {
                        tr {
                            td { (look.t(word)) @if !is_open { " " (chip(look, Tone::Off, &look.t("sent-by-nobody"))) } }
                            @for what in Sent::ALL {
                                td { (look.words.number(i64::try_from(outbox.tally().get(channel, what)).unwrap_or(i64::MAX))) }
                            }
                        }
                    }
                }
            }
        }
    }
}
