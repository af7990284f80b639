//! The steps of a run: a heading and a duration for each, a summary and the closing line at the end.

use std::time::{Duration, Instant};

use crate::{result::Result, tally::Tally};

/// What has happened so far.
#[derive(Default)]
pub(crate) struct Steps(Vec<Step>);

struct Step {
    name: &'static str,
    outcome: Outcome,
}

enum Outcome {
    Done { tally: Tally, took: Duration },
    LeftOut { why: &'static str },
}

impl Steps {
    /// One step that is either right or wrong. What it made, if it went well.
    pub(crate) fn check<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        let mut made = None;
        self.count(name, || {
            made = Some(work()?);
            Ok(Tally::PASSED)
        });
        made
    }

    /// One step that counts for itself. An error is one failure.
    pub(crate) fn count(&mut self, name: &'static str, work: impl FnOnce() -> Result<Tally>) {
        println!("\n==== {name}");
        let start = Instant::now();
        let tally = work().unwrap_or_else(|error| {
            // On the same channel as the headings, so that it stays below its own.
            println!("error: {error}");
            Tally::FAILED
        });
        self.0.push(Step { name, outcome: Outcome::Done { tally, took: start.elapsed() } });
    }

    /// A step that cannot be run is named, not forgotten. What stopped it has been counted.
    pub(crate) fn leave_out(&mut self, name: &'static str, why: &'static str) {
        println!("\n==== {name}: not run, {why}");
        self.0.push(Step { name, outcome: Outcome::LeftOut { why } });
    }

    /// Prints the summary and, as the last line of all, the counts.
    pub(crate) fn close(self) -> Tally {
        println!("\n==== summary");
        for step in &self.0 {
            println!("{}", step.line());
        }
        let mut total = Tally::default();
        for step in &self.0 {
            if let Outcome::Done { tally, .. } = step.outcome {
                total += tally;
            }
        }
        println!("\n{total}");
        total
    }
}

impl Step {
    fn line(&self) -> String {
        let name = self.name;
        match &self.outcome {
            Outcome::LeftOut { why } => format!("{name:<12}{:>10}  not run, {why}", ""),
            Outcome::Done { tally, took } => {
                let said = match *tally {
                    Tally::PASSED => "passed".to_owned(),
                    Tally::FAILED => "FAILED".to_owned(),
                    tally => tally.to_string(),
                };
                format!("{name:<12}{:>8.1} s  {said}", took.as_secs_f64())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_done_is_counted_and_what_is_left_out_is_not() {
        let mut steps = Steps::default();
        assert_eq!(steps.check("format", || Ok(7)), Some(7));
        assert_eq!(steps.check("clippy", || Err::<(), _>("a warning".into())), None);
        steps.count("tests", || Ok(Tally { passed: 5, failed: 1, skipped: 2 }));
        steps.leave_out("doc tests", "the build failed");
        assert_eq!(steps.close(), Tally { passed: 6, failed: 2, skipped: 2 });
    }

    #[test]
    fn the_line_of_a_step_says_how_it_went_and_how_long_it_took() {
        let done = |tally| Step { name: "tests", outcome: Outcome::Done { tally, took: Duration::from_millis(1234) } };
        assert_eq!(done(Tally::PASSED).line(), "tests            1.2 s  passed");
        assert_eq!(
            done(Tally { passed: 2, failed: 1, skipped: 0 }).line(),
            "tests            1.2 s  2 passed, 1 failed, 0 skipped"
        );
    }
}
