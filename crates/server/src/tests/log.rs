//! What the tests of this process log. A subscriber of one test alone would miss lines: whether a line
//! is wanted is remembered by whoever writes it first, in whichever test.

use std::io;
use std::sync::{LazyLock, Mutex};

use tracing_subscriber::fmt::MakeWriter;

#[derive(Default)]
struct Lines(Mutex<Vec<u8>>);

static LINES: LazyLock<Lines> = LazyLock::new(|| {
    tracing_subscriber::fmt().json().with_writer(Writer).init();
    Lines::default()
});

/// Begins to collect. Every test that logs calls it before it does.
pub(super) fn collect() {
    LazyLock::force(&LINES);
}

/// All lines so far, of whatever test.
pub(super) fn written() -> String {
    String::from_utf8(LINES.0.lock().unwrap().clone()).unwrap()
}

/// What the one line about a request says.
pub(super) fn line(request_id: &str) -> serde_json::Value {
    let written = written();
    let lines = written.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut lines = lines.map(|line| line["fields"].clone()).filter(|fields| fields["request_id"] == request_id);
    let line = lines.next().unwrap_or_else(|| panic!("no line about {request_id}"));
    assert_eq!(lines.next(), None, "one line");
    line
}

struct Writer;

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Writer {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        Self
    }
}
