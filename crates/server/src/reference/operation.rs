//! One operation on the page.

use serde_json::Value;

use super::{example, field};
use crate::html::{Html, text};

pub(super) struct Operation<'a> {
    document: &'a Value,
    method: String,
    path: &'a str,
    operation: &'a Value,
}

impl<'a> Operation<'a> {
    pub(super) fn all(document: &'a Value) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                all.push(Self { document, method: method.to_uppercase(), path, operation });
            }
        }
        // One reads first how a thing is made.
        all.sort_by_key(|operation| (operation.path, operation.method != "POST"));
        all
    }

    pub(super) fn tag(&self) -> &str {
        text(&self.operation["tags"][0])
    }

    pub(super) fn id(&self) -> &str {
        text(&self.operation["operationId"])
    }

    pub(super) fn summary(&self) -> &str {
        text(&self.operation["summary"])
    }

    pub(super) fn write(&self, html: &mut Html) {
        html.raw("<article id=\"").text(self.id()).raw("\"><h3><a href=\"#").text(self.id()).raw("\">");
        html.text(self.summary()).raw("</a></h3><p class=\"call\"><b class=\"").text(&self.method.to_lowercase());
        html.raw("\">").text(&self.method).raw("</b> <code>").text(self.path).raw("</code></p>");
        html.prose(text(&self.operation["description"]));
        self.parameters(html);
        let (media, body) = first_content(&self.operation["requestBody"]["content"]);
        if !body.is_null() {
            html.raw("<h4>Body <small>").text(media).raw("</small></h4>");
            field::table(html, self.document, body);
        }
        html.raw("<h4>Example</h4><pre>").text(&self.curl(media, body)).raw("</pre>");
        self.answers(html);
        html.raw("</article>");
    }

    fn parameters(&self, html: &mut Html) {
        for (place, heading) in [("path", "Path"), ("query", "Query"), ("header", "Headers")] {
            let all = self.operation["parameters"].as_array().into_iter().flatten();
            let here: Vec<_> = all.filter(|parameter| parameter["in"] == place).collect();
            if here.is_empty() {
                continue;
            }
            html.raw("<h4>").text(heading).raw("</h4><table><thead><tr><th>Parameter</th><th>Type</th>");
            html.raw("<th>Meaning</th></tr></thead><tbody>");
            for parameter in here {
                html.raw("<tr><td><code>").text(text(&parameter["name"])).raw("</code>");
                html.raw(if parameter["required"] == true { " <em>required</em></td><td>" } else { "</td><td>" });
                html.text(text(&parameter["schema"]["type"])).raw("</td><td>");
                html.inline(text(&parameter["description"])).raw("</td></tr>");
            }
            html.raw("</tbody></table>");
        }
    }

    fn answers(&self, html: &mut Html) {
        html.raw("<h4>Answers</h4><dl>");
        for (status, answer) in self.operation["responses"].as_object().into_iter().flatten() {
            html.raw("<dt><code>").text(status).raw("</code></dt><dd>").inline(text(&answer["description"]));
            for (name, header) in answer["headers"].as_object().into_iter().flatten() {
                html.raw(" <span class=\"values\">").element("code", name).raw(": ");
                html.inline(text(&header["description"])).raw("</span>");
            }
            let (_, schema) = first_content(&answer["content"]);
            if status.starts_with('2') && !schema.is_null() {
                for example in examples(self.document, &answer["content"]) {
                    html.raw("<pre>").text(&example::pretty(&example)).raw("</pre>");
                }
                html.raw("<details><summary>Fields</summary>");
                field::table(html, self.document, schema);
                html.raw("</details>");
            }
            html.raw("</dd>");
        }
        html.raw("</dl>");
    }

    /// The call as one pastes it, with the server's URL in `$SIGILL` and a token in `$TOKEN`.
    fn curl(&self, media: &str, body: &Value) -> String {
        let parameters = self.operation["parameters"].as_array().into_iter().flatten();
        let path = parameters.fold(self.path.to_owned(), |path, parameter| {
            let (name, example) = (text(&parameter["name"]), text(&parameter["example"]));
            if parameter["in"] == "query" && parameter["required"] == true {
                return format!("{path}?{name}={example}");
            }
            path.replace(&format!("{{{name}}}"), example)
        });
        let mut lines = vec![format!("curl \"$SIGILL{path}\"")];
        // With a body curl sends a POST by itself, and a GET without one.
        if self.method != if body.is_null() { "GET" } else { "POST" } {
            lines.push(format!("-X {}", self.method));
        }
        if self.operation["security"].get(0).is_some() {
            lines.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
        }
        if media == "application/json" {
            let example = example::of(self.document, body).map(|example| example::pretty(&example));
            // A quote ends what the shell takes literally.
            let example = example.unwrap_or_default().replace('\'', "'\\''");
            lines.push(format!("-H \"Content-Type: {media}\""));
            lines.push(format!("-d '{example}'"));
        } else if !body.is_null() {
            lines.push("-u \"client-123/machine-1:$SECRET\" -d grant_type=client_credentials".to_owned());
        }
        lines.join(" \\\n  ")
    }
}

/// The examples that a content has by itself, or that of its schema.
fn examples(document: &Value, content: &Value) -> Vec<Value> {
    let first = content.as_object().and_then(|content| content.values().next()).unwrap_or(&Value::Null);
    if !first["example"].is_null() {
        return vec![first["example"].clone()];
    }
    let named = first["examples"].as_object().into_iter().flatten();
    let named: Vec<_> = named.map(|(_, example)| example["value"].clone()).filter(|value| !value.is_null()).collect();
    if named.is_empty() { example::of(document, &first["schema"]).into_iter().collect() } else { named }
}

fn first_content(content: &Value) -> (&str, &Value) {
    let first = content.as_object().and_then(|content| content.iter().next());
    first.map_or(("", &Value::Null), |(media, content)| (media, &content["schema"]))
}
