//! What the system tells of this process, by the names that clients of Prometheus commonly use.

use std::fs;

use crate::metrics::text::Text;

/// What is known of it: on Linux all, elsewhere nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Process {
    resident_bytes: Option<u64>,
    open_files: Option<u64>,
    open_files_max: Option<u64>,
}

impl Process {
    /// Reads a few small files of `/proc`.
    pub(super) fn look() -> Self {
        let read = |name: &str| fs::read_to_string(format!("/proc/self/{name}")).unwrap_or_default();
        // The folder itself is open while it is read.
        let open = fs::read_dir("/proc/self/fd").map(|files| files.count().saturating_sub(1)).ok();
        Self {
            resident_bytes: resident_bytes(&read("status")),
            open_files: open.and_then(|open| u64::try_from(open).ok()),
            open_files_max: open_files_max(&read("limits")),
        }
    }

    pub(super) fn write(&self, text: &mut Text) {
        let known = [
            ("process_resident_memory_bytes", "Memory of the process that is in use.", self.resident_bytes),
            ("process_open_fds", "Open files of the process, connections among them.", self.open_files),
            ("process_max_fds", "Files that the process may have open at most.", self.open_files_max),
        ];
        for (name, help, value) in known {
            if let Some(value) = value {
                text.gauge(name, help, value);
            }
        }
    }
}

/// `VmRSS:     12345 kB`, in units of 1024 bytes.
fn resident_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

/// `Max open files            1024                 4096                 files`: the first is what holds.
fn open_files_max(limits: &str) -> Option<u64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_writes_is_read() {
        let status = "Name:\tsigill\nVmHWM:\t   30000 kB\nVmRSS:\t   20480 kB\nThreads:\t4\n";
        assert_eq!(resident_bytes(status), Some(20 * 1024 * 1024));
        let limits = "Limit                     Soft Limit           Hard Limit           Units\n\
                      Max processes             63432                63432                processes\n\
                      Max open files            1024                 524288               files\n";
        assert_eq!(open_files_max(limits), Some(1024));
        assert_eq!((resident_bytes(""), open_files_max("Max open files unlimited")), (None, None));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_uses_memory_and_has_files_open() {
        let before = Process::look();
        let file = fs::File::open("/proc/self/status").unwrap();
        assert!(before.resident_bytes.unwrap() > 1024 * 1024, "{before:?}");
        // Other threads may close some meanwhile, but hardly all.
        assert!(before.open_files.unwrap() >= 3 && before.open_files < before.open_files_max, "{before:?}");
        drop(file);
    }
}
