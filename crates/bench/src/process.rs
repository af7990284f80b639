//! What processes cost, as the system counts it.

use std::fs;

/// Clock ticks in a second: 100 on every Linux that we know.
const TICKS: f64 = 100.0;

/// CPU seconds of a process with its threads, and of its children that are gone.
fn own_seconds(pid: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold blanks.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields.get(11..15)?.iter().filter_map(|field| field.parse::<f64>().ok()).sum();
    Some(ticks / TICKS)
}

pub(crate) fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// CPU seconds of a process and of those that it started.
pub(crate) fn seconds(pid: u32) -> f64 {
    let mut all = own_seconds(pid).unwrap_or_default();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let child = entry.file_name().to_string_lossy().parse::<u32>().ok();
        if let Some(child) = child.filter(|child| parent(*child) == Some(pid)) {
            all += own_seconds(child).unwrap_or_default();
        }
    }
    all
}

/// Resident memory in MB: now, and the most it has been.
pub(crate) fn memory_mb(pid: u32) -> (f64, f64) {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib * 1024.0 / 1e6)
    };
    (of("VmRSS:").unwrap_or(f64::NAN), of("VmHWM:").unwrap_or(f64::NAN))
}

pub(crate) fn threads(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/task")).map_or(0, Iterator::count)
}

/// How many processes want to run, and how many cores there are for them.
pub(crate) fn conditions() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{cores} cores, load {}", load.split_whitespace().next().unwrap_or("unknown"))
}

/// CPU seconds of this process itself.
pub(crate) fn own() -> f64 {
    own_seconds(std::process::id()).unwrap_or_default()
}
