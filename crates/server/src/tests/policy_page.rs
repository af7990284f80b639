//! `docs/POLICIES.md`: what each type of policy may hold, made from the tables that requests are checked by.

use std::fmt::Write;

use sigill_domain::policy::{PolicyType, parameter::Parameter};

use super::written;

fn page() -> String {
    let mut page = String::from(
        "# The parameters of policies\n\n\
         A policy is a named set of parameters of a client: see `/reference` for the calls. A parameter that is absent has\n\
         its default; an unknown name, or a value that a parameter can't hold, is 422. Values are written as strings.\n\
         Names that begin with `sigill.` are Sigill's own, all others are the vendor's.\n\n\
         A test writes this page and compares it: see [CONTRIBUTING](../CONTRIBUTING.md).\n",
    );
    for kind in PolicyType::all() {
        let mut parameters = kind.parameters();
        parameters.sort_by_key(|parameter| parameter.name);
        let _ = write!(page, "\n## {}\n\n", kind.as_str());
        if parameters.is_empty() {
            page.push_str("It has no parameters yet.\n");
            continue;
        }
        page.push_str("| parameter | value | default | meaning |\n|---|---|---|---|\n");
        for Parameter { name, holds, default, meaning } in parameters {
            let default = if *default == "none" { "none".to_owned() } else { format!("`{default}`") };
            let _ = writeln!(page, "| `{name}` | {holds} | {default} | {meaning} |");
        }
    }
    page
}

#[test]
fn the_page_of_policy_parameters_is_current() {
    written::is_current("docs/POLICIES.md", &page());
}
