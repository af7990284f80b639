//! Messages to people: what became of what was sent from here.

use sigill_app::sending::{Outbox, Sent};
use sigill_domain::message::Channel;

use crate::metrics::text::Text;

pub(super) fn messages(text: &mut Text, outbox: &Outbox) {
    let metric = "sigill_messages_total";
    text.head(metric, "counter", "Tries of this node to send messages, by channel and outcome.");
    for channel in Channel::ALL {
        for sent in Sent::ALL {
            let labels = [("channel", channel.as_str()), ("outcome", sent.as_str())];
            text.sample(metric, &labels, outbox.tally().get(*channel, sent));
        }
    }
}
