//! Files and folders that only their owner may read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Makes a folder, with those above it, unless it is there; only its owner may look into what is made.
pub(crate) fn folder(path: &Path) -> Result<(), Failure> {
    // The parent of a plain file name.
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(failed(path))
}

/// Whether there is a folder in which files can be made, or one in which it can be made. Nothing is made.
///
/// # Errors
/// A file is in the way, or the folder that is there isn't for us to write.
pub(crate) fn room(folder: &Path) -> Result<(), Failure> {
    let there = folder.ancestors().find(|folder| folder.symlink_metadata().is_ok());
    // A relative path ends with nothing, which is the working directory.
    let there = there.unwrap_or(Path::new("."));
    if !there.is_dir() {
        return Err(failed(there)(io::Error::from(io::ErrorKind::NotADirectory)));
    }
    writable(there).map_err(failed(there))
}

#[cfg(unix)]
fn writable(folder: &Path) -> io::Result<()> {
    use rustix::fs::Access;
    Ok(rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
}

/// Only trying would tell.
#[cfg(not(unix))]
fn writable(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// A path with its folders. Relative ones, wherever they are written, begin at the working directory; without it nobody
/// would see where a file was looked for.
pub(crate) fn whole(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

/// Nothing that is read as a whole is longer, in octets: configurations, certificates, keys.
pub(crate) const TEXT_MAX: usize = 4 * 1024 * 1024;

/// The first `max` octets and one more, where there are so many: a device that never ends is a file, too.
pub(crate) fn beginning(mut from: impl Read, max: usize) -> io::Result<Vec<u8>> {
    let mut octets = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    from.by_ref().take(limit).read_to_end(&mut octets)?;
    Ok(octets)
}

/// The text of a file, without the byte order mark that some editors write.
pub(crate) fn text(path: &Path) -> io::Result<String> {
    text_of(File::open(path)?)
}

/// The same of whatever is read.
pub(crate) fn text_of(from: impl Read) -> io::Result<String> {
    let octets = beginning(from, TEXT_MAX)?;
    let wrong = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
    if octets.len() > TEXT_MAX {
        return Err(wrong(format!("longer than {TEXT_MAX} octets")));
    }
    let text = String::from_utf8(octets).map_err(|_| wrong("stream did not contain valid UTF-8".to_owned()))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The text of a file, or `None` where there is no such file.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Failure> {
    match text(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path)(error)),
    }
}

/// Writes a file that only its owner may read, whole or not at all. One that is there is replaced.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let fresh = beside(path, text).map_err(failed(path))?;
    fs::rename(&fresh, path).map_err(failed(path))
}

/// As [`replace`], but one that is there stays: `false`. Of several that do this at once, one wins.
pub(crate) fn create(path: &Path, text: &str) -> Result<bool, Failure> {
    let fresh = beside(path, text).map_err(failed(path))?;
    let linked = fs::hard_link(&fresh, path);
    fs::remove_file(&fresh).map_err(failed(path))?;
    match linked {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(path)(error)),
    }
}

/// Writes the text to a new file beside `path`, and to the disk.
fn beside(path: &Path, text: &str) -> io::Result<PathBuf> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let fresh = path.with_file_name(name);
    // What a process of this number left behind when it was killed.
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(fresh)
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether others than the owner may read the file.
#[cfg(unix)]
pub(crate) fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

/// Whether others than the owner may read the file; not asked here.
#[cfg(not(unix))]
pub(crate) fn is_open_to_others(_path: &Path) -> bool {
    false
}

fn failed(path: &Path) -> impl Fn(io::Error) -> Failure {
    move |source| Failure::File { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_ends_is_read_up_to_the_limit() {
        assert_eq!(beginning(io::repeat(b'a'), 10).unwrap().len(), 11);
        assert_eq!(beginning(&b"abc"[..], 10).unwrap(), b"abc");
        assert!(text_of(io::repeat(b'a')).unwrap_err().to_string().contains("longer than"));
        assert_eq!(text_of(&b"\xEF\xBB\xBFabc"[..]).unwrap(), "abc");
        assert!(text_of(&b"\xFF"[..]).is_err());
    }

    #[test]
    fn a_file_is_created_once_and_replaced_as_often_as_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        assert_eq!(read(&path).unwrap(), None);
        assert!(create(&path, "one").unwrap());
        assert!(!create(&path, "two").unwrap());
        assert_eq!(read(&path).unwrap().as_deref(), Some("one"));
        replace(&path, "\u{feff}three").unwrap();
        assert_eq!(read(&path).unwrap().as_deref(), Some("three"));
        assert!(!is_open_to_others(&path));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(room(folder.path()).is_ok() && room(&folder.path().join("a/b")).is_ok());
        assert!(room(Path::new("")).is_ok() && room(Path::new("a/b")).is_ok());
        for in_the_way in [path.clone(), path.join("a/b")] {
            let told = room(&in_the_way).unwrap_err().to_string();
            assert_eq!(told, format!("{}: not a directory", path.display()));
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is made");
    }
}
