//! The phone page as HTML. Every text that came from outside goes through [`escape`].

use jiff::Timestamp;
use serde_json::Value;

use crate::number::{Number, PINS_MAX};
use crate::script::Act;
use crate::simulator::TransactionView;
use crate::transaction::{Device, detail_of};

/// How many ended transactions the page shows.
const SHOWN_MAX: usize = 8;

pub(super) struct View {
    pub(super) now: Timestamp,
    pub(super) numbers: Vec<Number>,
    pub(super) transactions: Vec<TransactionView>,
    /// Digits of the number whose phone is shown.
    pub(super) chosen: String,
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// The words of the prompt in the language that the AP asked for.
struct Words {
    language: &'static str,
    title: &'static str,
    pin: &'static str,
    approve: &'static str,
    cancel: &'static str,
    wrong: &'static str,
    left: &'static str,
    idle: &'static str,
}

fn words(language: &str) -> &'static Words {
    const ALL: [Words; 4] = [
        Words {
            language: "en",
            title: "Signature request",
            pin: "Mobile ID PIN",
            approve: "Approve with PIN",
            cancel: "Cancel",
            wrong: "Wrong PIN",
            left: "PIN attempts left",
            idle: "Nothing to sign",
        },
        Words {
            language: "de",
            title: "Signaturanfrage",
            pin: "Mobile-ID-PIN",
            approve: "Mit PIN bestätigen",
            cancel: "Abbrechen",
            wrong: "Falsche PIN",
            left: "PIN-Versuche übrig",
            idle: "Nichts zu signieren",
        },
        Words {
            language: "fr",
            title: "Demande de signature",
            pin: "NIP Mobile ID",
            approve: "Confirmer avec NIP",
            cancel: "Annuler",
            wrong: "NIP erroné",
            left: "essais de NIP restants",
            idle: "Rien à signer",
        },
        Words {
            language: "it",
            title: "Richiesta di firma",
            pin: "NIP Mobile ID",
            approve: "Conferma con NIP",
            cancel: "Annulla",
            wrong: "NIP errato",
            left: "tentativi NIP rimasti",
            idle: "Niente da firmare",
        },
    ];
    static TABLE: [Words; 4] = ALL;
    TABLE.iter().find(|words| words.language.eq_ignore_ascii_case(language)).unwrap_or(&TABLE[0])
}

/// The whole page.
pub(super) fn page(view: &View) -> String {
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Simulator – virtual phone</title>
<link rel="stylesheet" href="/phone/style.css">
<link rel="icon" href="/phone/icon.svg">
<script src="/phone/script.js" defer></script>
</head>
<body>
<header>
<p class="badge">Simulator</p>
<h1>Virtual phone</h1>
<p class="note">Sigill plays the provider. No real phone rings, and these signatures are worth nothing.</p>
</header>
<main id="live" data-number="{number}" aria-live="polite">
{live}
</main>
<noscript><p class="note">Without JavaScript: reload this page to see what changed.</p></noscript>
</body>
</html>
"#,
        number = escape(&view.chosen),
        live = live(view)
    )
}

/// The part that changes: numbers, phone, history.
pub(super) fn live(view: &View) -> String {
    let mine = |each: &&TransactionView| each.msisdn == view.chosen;
    let open = view.transactions.iter().filter(mine).rev().find(|each| each.is_open());
    let number = view.numbers.iter().find(|number| number.msisdn == view.chosen);
    let screen = match open {
        Some(transaction) => prompt(view, transaction),
        None => idle(number),
    };
    format!(
        "<nav aria-label=\"Numbers\"><h2>Numbers</h2><ul>{numbers}</ul></nav>\n\
         <section class=\"phone\" aria-label=\"Phone +{chosen}\"><div class=\"bezel\"><div class=\"bar\">\
         <span>+{chosen}</span><span class=\"sim\">SIMULATOR</span></div><div class=\"screen\">{screen}</div></div></section>\n\
         <section class=\"history\"><h2>Lately</h2>{history}</section>",
        numbers = numbers(view),
        chosen = escape(&view.chosen),
        history = history(view),
    )
}

fn script_name(number: &Number) -> &'static str {
    match number.script.act {
        Act::Ask => "waits for you",
        Act::Approve => "approves",
        Act::Cancel => "cancels",
        Act::Ignore => "ignores",
        Act::Unreachable => "unreachable",
        Act::WrongPin => "blocks its PIN",
        Act::Fault { .. } => "fails",
        Act::Status { .. } => "odd status",
    }
}

fn numbers(view: &View) -> String {
    let item = |number: &Number| {
        let ringing = view.transactions.iter().any(|each| each.is_open() && each.msisdn == number.msisdn);
        let current = if number.msisdn == view.chosen { " aria-current=\"true\"" } else { "" };
        let name = if number.name.is_empty() { script_name(number) } else { &number.name };
        let bell = if ringing { "<span class=\"bell\">asks</span>" } else { "" };
        format!(
            "<li><a href=\"/phone?number={msisdn}\"{current}><span class=\"msisdn\">+{msisdn}</span>\
             <span class=\"name\">{name}</span>{bell}</a></li>",
            msisdn = escape(&number.msisdn),
            name = escape(name),
        )
    };
    view.numbers.iter().map(item).collect()
}

fn idle(number: Option<&Number>) -> String {
    let Some(number) = number else {
        return "<p class=\"idle\">No such number here</p>".to_owned();
    };
    let blocked = [&number.sim, &number.app].into_iter().flatten().any(|device| device.pin_blocked);
    let state = if number.suspended {
        "Suspended"
    } else if blocked {
        "PIN blocked"
    } else {
        words("en").idle
    };
    format!(
        "<p class=\"idle\">{state}</p><p class=\"serial\">{serial}<br>this number {script}</p>",
        serial = escape(&number.serial),
        script = script_name(number),
    )
}

fn prompt(view: &View, transaction: &TransactionView) -> String {
    let words = words(&transaction.language);
    let whole_ms = transaction.deadline.duration_since(transaction.began).as_millis().max(1);
    let left_ms = transaction.deadline.duration_since(view.now).as_millis().clamp(0, whole_ms);
    let button = |answer: &str, class: &str, text: &str| {
        format!("<button class=\"{class}\" name=\"answer\" value=\"{answer}\">{text}</button>")
    };
    let tried = if transaction.wrong_pins > 0 {
        let left = PINS_MAX.saturating_sub(transaction.wrong_pins);
        format!("<p class=\"tried\" role=\"alert\">{}: {left} {}</p>", words.wrong, words.left)
    } else {
        String::new()
    };
    let device = if transaction.device == Device::Sim { "SIM" } else { "App" };
    format!(
        "<form class=\"prompt\" method=\"post\" action=\"/phone/answer\" lang=\"{language}\">\
         <p class=\"from\">{title} · {device}</p><h3>{ap}</h3>{text}{tried}\
         <p class=\"pin\"><span>{pin}</span><span class=\"dots\" aria-hidden=\"true\">••••••</span></p>\
         <input type=\"hidden\" name=\"transaction\" value=\"{id}\"><input type=\"hidden\" name=\"number\" value=\"{msisdn}\">\
         <div class=\"buttons\">{approve}{cancel}{wrong}</div>\
         <p class=\"time\"><progress max=\"{whole_ms}\" value=\"{left_ms}\" data-left-ms=\"{left_ms}\"></progress>\
         <span class=\"seconds\">{seconds} s</span></p></form>",
        language = words.language,
        title = words.title,
        ap = escape(&transaction.ap),
        text = text(&transaction.text),
        pin = words.pin,
        id = escape(&transaction.id),
        msisdn = escape(&transaction.msisdn),
        approve = button("approve", "approve", words.approve),
        cancel = button("cancel", "cancel", words.cancel),
        wrong = button("wrong-pin", "wrong", words.wrong),
        seconds = (left_ms + 999) / 1000,
    )
}

/// A text as it is, a transaction approval as the list that the App shows.
fn text(sent: &str) -> String {
    let payload: Option<Value> = serde_json::from_str(sent).ok();
    let pairs = payload.as_ref().and_then(|payload| payload.get("dtbd")).and_then(Value::as_array);
    let Some(pairs) = pairs else { return format!("<p class=\"text\">{}</p>", escape(sent)) };
    let member = |pair: &Value, name: &str| escape(pair.get(name).and_then(Value::as_str).unwrap_or_default());
    let row = |pair: &Value| format!("<dt>{}</dt><dd>{}</dd>", member(pair, "key"), member(pair, "value"));
    format!("<dl class=\"text\">{}</dl>", pairs.iter().map(row).collect::<String>())
}

fn history(view: &View) -> String {
    let ended = view.transactions.iter().rev().filter(|each| !each.is_open()).take(SHOWN_MAX);
    let item = |each: &TransactionView| {
        let code: u16 = each.state.parse().unwrap_or_default();
        let (class, meaning) = match code {
            500 | 502 => ("good", "signed"),
            401 => ("bad", "cancelled"),
            208 => ("bad", "timed out"),
            402 => ("bad", "PIN blocked"),
            other => ("bad", detail_of(other)),
        };
        format!(
            "<li><span class=\"code {class}\">{state}</span><span class=\"what\">{meaning} · +{msisdn}</span>\
             <span class=\"said\">{text}</span></li>",
            state = escape(&each.state),
            msisdn = escape(&each.msisdn),
            text = escape(&each.text.chars().take(80).collect::<String>()),
        )
    };
    let items: String = ended.map(item).collect();
    if items.is_empty() {
        "<p class=\"note\">Nothing was signed yet.</p>".to_owned()
    } else {
        format!("<ol>{items}</ol>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_from_outside_is_never_markup() {
        assert_eq!(
            text("<script>alert('1')</script>"),
            "<p class=\"text\">&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;</p>"
        );
        let approval = r#"{"type":"t","dtbd":[{"key":"<b>","value":"\"&"}]}"#;
        assert_eq!(text(approval), "<dl class=\"text\"><dt>&lt;b&gt;</dt><dd>&quot;&amp;</dd></dl>");
    }

    #[test]
    fn the_prompt_speaks_the_language_that_was_asked_for() {
        assert_eq!(words("DE").approve, "Mit PIN bestätigen");
        assert_eq!(words("xx").language, "en");
    }
}
