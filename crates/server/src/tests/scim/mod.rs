//! SCIM, as provisioning clients send it, and what no checker of theirs notices.

mod beside;
mod bulk;
mod discovery;
mod exchanges;
mod filters;
mod groups;
mod lists;
mod many;
mod rights;
mod root;
mod users;

use serde_json::json;

use super::*;

/// Where the client `api` has it.
const SCIM: &str = "/scim/v2/api";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// A server whose client asks people for nothing, as provisioning clients expect it.
async fn open(database: Database) -> Site {
    open_with(database, Limits::default(), json!({})).await
}

async fn open_with(database: Database, limits: Limits, more: Value) -> Site {
    let site = Site::of(database, limits).await;
    let mut parameters = json!({
        "validation.user.name.mandatory": "false", "validation.user.firstname.mandatory": "false",
        "validation.user.email.mandatory": "false",
    });
    parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let policy = json!({ "name": "people", "policyType": "ClientPolicy", "parameters": parameters });
    let made = site.post(&format!("{API}/api/policies"), &json_by(&site.root().await), policy.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    site
}

/// The headers of a message with this token.
fn scim_by(bearer: &str) -> [(&str, &str); 2] {
    [("authorization", bearer), ("content-type", "application/scim+json")]
}

/// A user of this name, with further attributes.
fn user(name: &str, more: Value) -> String {
    let mut user = json!({ "schemas": [USER], "userName": name });
    user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    user.to_string()
}

fn operations(operations: Value) -> String {
    json!({ "schemas": [PATCH], "Operations": operations }).to_string()
}

/// A query with a filter, escaped.
fn filtered(filter: &str) -> String {
    format!("{SCIM}/Users?filter={}", escaped(filter))
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() {
            escaped.push(byte.into());
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
        escaped
    })
}

impl Site {
    /// Makes a user by SCIM: its id.
    async fn provisioned(&self, name: &str, more: Value) -> String {
        let made = self.post(&format!("{SCIM}/Users"), &scim_by(&self.root().await), user(name, more)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        made.json()["id"].as_str().unwrap().to_owned()
    }

    async fn scim(&self, path: &str) -> Answer {
        self.get(path, &scim_by(&self.root().await)).await
    }

    /// How many the filter leaves, and on the page.
    async fn found(&self, filter: &str) -> (i64, usize) {
        let answer = self.scim(&filtered(filter)).await;
        assert_eq!(answer.status, StatusCode::OK, "{filter}: {}", answer.body);
        let list = answer.json();
        (list["totalResults"].as_i64().unwrap(), list["Resources"].as_array().unwrap().len())
    }
}

impl Answer {
    /// `400 invalidFilter`, of a refusal as SCIM has it.
    fn problem(&self) -> String {
        let body = self.json();
        assert_eq!(body["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]), "{body}");
        assert_eq!(body["status"], self.status.as_str(), "a text: {body}");
        assert_eq!(self.header("content-type"), "application/scim+json");
        assert!(!body["detail"].as_str().unwrap().is_empty());
        format!("{} {}", self.status.as_u16(), body["scimType"].as_str().unwrap_or("-"))
    }
}
