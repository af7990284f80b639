//! Requests as Entra ID and Okta send them, and what the RFCs say of edge cases. They aren't in the repository:
//! `SIGILL_VECTORS` names their folder.

use std::collections::BTreeMap;

use super::*;

/// The exchanges, if they are there.
fn exchanges() -> Option<Vec<Value>> {
    let folder = std::env::var_os("SIGILL_VECTORS");
    if folder.is_none() {
        println!("left out: SIGILL_VECTORS is not set");
    }
    let path = std::path::PathBuf::from(folder?).join("formats/scim/exchanges.json");
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

/// Puts what was saved where `{{name}}` stands.
fn filled(text: &str, saved: &BTreeMap<String, String>) -> String {
    saved.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
}

/// What of an answer isn't as it is wanted.
fn wrong(answer: &Value, wanted: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let members = |name: &str| wanted[name].as_object().cloned().unwrap_or_default();
    for (at, value) in members("has") {
        if answer.pointer(&pointer(&at)) != Some(&value) {
            wrong.push(format!("{at}: expected {value}, got {:?}", answer.pointer(&pointer(&at))));
        }
    }
    for (at, value) in members("has_not_value") {
        if answer.pointer(&pointer(&at)) == Some(&value) {
            wrong.push(format!("{at}: is {value}"));
        }
    }
    for (at, count) in members("count") {
        let found = answer.pointer(&pointer(&at)).and_then(Value::as_array).map_or(0, Vec::len);
        if found as u64 != count.as_u64().unwrap() {
            wrong.push(format!("{at}: expected {count}, got {found}"));
        }
    }
    let list = |name: &str| wanted[name].as_array().cloned().unwrap_or_default();
    for at in list("has_not") {
        if answer.pointer(&pointer(at.as_str().unwrap())).is_some() {
            wrong.push(format!("{at}: is there"));
        }
    }
    for at in list("numbers") {
        if !answer.pointer(&pointer(at.as_str().unwrap())).is_some_and(Value::is_i64) {
            wrong.push(format!("{at}: is no number"));
        }
    }
    if let Some(at) = wanted["one_primary"].as_str() {
        let elements = answer.pointer(at).and_then(Value::as_array).cloned().unwrap_or_default();
        if elements.iter().filter(|element| element["primary"] == true).count() != 1 {
            wrong.push(format!("{at}: not exactly one is primary"));
        }
    }
    wrong
}

/// Slashes part names, and no name has one.
fn pointer(at: &str) -> String {
    at.replace('~', "~0")
}

async fn send(site: &Site, exchange: &Value, saved: &BTreeMap<String, String>) -> Answer {
    let root = site.root().await;
    let path = filled(exchange["path"].as_str().unwrap(), saved);
    let (path, query) = path.split_once('?').unwrap_or((&path, ""));
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap();
        format!("{name}={}", escaped(value))
    });
    let path = format!("{SCIM}{path}?{}", pairs.collect::<Vec<_>>().join("&"));
    let mut headers = BTreeMap::from([("content-type", "application/scim+json".to_owned())]);
    if exchange["anonymous"] != true {
        headers.insert("authorization", root);
    }
    for (name, value) in exchange["headers"].as_object().into_iter().flatten() {
        headers
            .insert(if name == "If-Match" { "if-match" } else { "content-type" }, value.as_str().unwrap().to_owned());
    }
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = match &exchange["body"] {
        Value::Null => Body::empty(),
        body => Body::from(filled(&body.to_string(), saved)),
    };
    site.send(request(exchange["method"].as_str().unwrap().parse().unwrap(), &path, &headers, body)).await
}

on_both! {
    async fn what_provisioning_clients_send_is_answered_as_they_need_it(database: Database) {
        let Some(exchanges) = exchanges() else { return };
        let site = open(database).await;
        let mut saved = BTreeMap::from([("rnd".to_owned(), "t1".to_owned()), ("RND".to_owned(), "T1".to_owned())]);
        let (mut wrongs, mut sent) = (Vec::new(), 0);
        for exchange in &exchanges {
            let id = exchange["id"].as_str().unwrap();
            sent += 1;
            let answer = send(&site, exchange, &saved).await;
            let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
            let exchange: Value = serde_json::from_str(&filled(&exchange.to_string(), &saved)).unwrap();
            let statuses = exchange["status"].as_array().unwrap();
            if !statuses.contains(&answer.status.as_u16().into()) {
                wrongs.push(format!("{id}: {} {}", answer.status, answer.body));
                continue;
            }
            let mut found = wrong(&body, &exchange);
            let then = &exchange["then"];
            if let Some(header) = then["header"].as_str()
                && answer.header(header).is_empty()
            {
                found.push(format!("no {header}"));
            }
            match then["get"].as_str() {
                Some(path) => {
                    let after = site.scim(&format!("{SCIM}{path}")).await;
                    if after.status.as_u16() != then["status"].as_u64().unwrap_or(200) as u16 {
                        found.push(format!("then {}", after.status));
                    }
                    found.extend(wrong(&serde_json::from_str(&after.body).unwrap_or_default(), then));
                }
                None => found.extend(wrong(&body, then)),
            }
            wrongs.extend(found.into_iter().map(|wrong| format!("{id}: {wrong}")));
            for (name, at) in exchange["save"].as_object().into_iter().flatten() {
                let value = body.pointer(at.as_str().unwrap()).unwrap().as_str().unwrap();
                saved.insert(name.clone(), value.to_owned());
            }
        }
        assert_eq!(wrongs, Vec::<String>::new());
        assert_eq!(sent, 53);
    }
}
