//! The text format of Prometheus, version 0.0.4.

use std::fmt::Write;

use sigill_app::Histogram;

type Labels<'a> = [(&'a str, &'a str)];

/// What has been written so far.
#[derive(Default)]
pub(crate) struct Text(String);

impl Text {
    pub(crate) fn head(&mut self, name: &str, kind: &str, help: &str) {
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
    }

    pub(crate) fn gauge(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, "gauge", help);
        self.sample(name, &[], value);
    }

    pub(crate) fn sample(&mut self, name: &str, labels: &Labels<'_>, value: u64) {
        self.line(format_args!("{name}{} {value}", shown(labels, None)));
    }

    pub(crate) fn sample_f64(&mut self, name: &str, labels: &Labels<'_>, value: f64) {
        self.line(format_args!("{name}{} {value}", shown(labels, None)));
    }

    pub(crate) fn histogram(&mut self, name: &str, labels: &Labels<'_>, histogram: &Histogram) {
        for (bound_s, count) in histogram.cumulated() {
            self.line(format_args!("{name}_bucket{} {count}", shown(labels, Some(&bound_s.to_string()))));
        }
        let count = histogram.count();
        self.line(format_args!("{name}_bucket{} {count}", shown(labels, Some("+Inf"))));
        self.line(format_args!("{name}_sum{} {}", shown(labels, None), histogram.sum_s()));
        self.line(format_args!("{name}_count{} {count}", shown(labels, None)));
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string never fails.
        let _ = writeln!(self.0, "{line}");
    }
}

/// `{route="/livez",le="0.5"}`.
fn shown(labels: &Labels<'_>, bound: Option<&str>) -> String {
    let labels: Vec<String> = labels
        .iter()
        .copied()
        .chain(bound.map(|bound| ("le", bound)))
        .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
        .collect();
    if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) }
}

/// What the configuration names may have any character.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_ends_where_its_value_does() {
        let mut text = Text::default();
        text.sample("metric", &[("a", "x\\y\"} 1\nz"), ("b", "")], 2);
        assert_eq!(text.into_string(), "metric{a=\"x\\\\y\\\"} 1\\nz\",b=\"\"} 2\n");
    }
}
