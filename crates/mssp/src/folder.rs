//! The folder in which keys and certificates are kept: nobody but its owner may look into it.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use crate::key::{Key, KeyError};

/// The longest file that is read: two keys of 8192 bit would fit.
const FILE_MAX: u64 = 64 * 1024;

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{}", path.display())]
    Io {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} can be read by others (mode {mode:o}); its keys are private, so it must be 700", path.display())]
    Open { path: PathBuf, mode: u32 },
    #[error("{} does not hold a private key and a certificate in PEM", path.display())]
    NotIdentity { path: PathBuf },
    #[error("the key in {}", path.display())]
    Key {
        path: PathBuf,
        #[source]
        source: KeyError,
    },
}

/// A private key with its certificate, which are stored together so that neither can be there alone.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) key: Key,
    pub(crate) certificate: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Makes the folder with mode 0700 where it does not exist yet.
    pub(crate) fn open(path: &Path) -> Result<Self, FolderError> {
        let io = |source| FolderError::Io { path: path.to_owned(), source };
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(io)?;
        let mode = fs::metadata(path).map_err(io)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(FolderError::Open { path: path.to_owned(), mode });
        }
        Ok(Self(path.to_owned()))
    }

    pub(crate) fn inside(&self, name: &str) -> Result<Self, FolderError> {
        Self::open(&self.0.join(name))
    }

    /// `None` where there is no such file.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Identity>, FolderError> {
        let path = self.0.join(name);
        let mut text = Vec::new();
        match fs::File::open(&path).and_then(|file| file.take(FILE_MAX).read_to_end(&mut text)) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(FolderError::Io { path, source }),
        }
        let key = PrivatePkcs8KeyDer::from_pem_slice(&text).ok();
        let certificate = CertificateDer::from_pem_slice(&text).ok();
        let (Some(key), Some(certificate)) = (key, certificate) else {
            return Err(FolderError::NotIdentity { path });
        };
        let key = Key::from_pkcs8(key.secret_pkcs8_der()).map_err(|source| FolderError::Key { path, source })?;
        Ok(Some(Identity { key, certificate: certificate.to_vec() }))
    }

    pub(crate) fn write(&self, name: &str, identity: &Identity) -> Result<(), FolderError> {
        let path = self.0.join(name);
        let text = identity.to_pem().map_err(|source| FolderError::Key { path, source })?;
        self.write_text(name, &text)
    }

    /// Whole or not at all: under another name first, then renamed. Mode 0600.
    pub(crate) fn write_text(&self, name: &str, text: &str) -> Result<(), FolderError> {
        // Two simulators may share a folder: each has its own draft, and the last one to rename wins.
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let unique = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let (path, draft) = (self.0.join(name), self.0.join(format!(".{name}.{}.{}", unique.0, unique.1)));
        let write = || {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &path)
        };
        write().map_err(|source| FolderError::Io { path, source })
    }
}

impl Identity {
    pub(crate) fn to_pem(&self) -> Result<String, KeyError> {
        Ok(pem("PRIVATE KEY", &self.key.to_pkcs8()?) + &self.certificate_pem())
    }

    pub(crate) fn certificate_pem(&self) -> String {
        pem("CERTIFICATE", &self.certificate)
    }
}

pub(crate) fn pem(label: &str, octets: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    // 48 octets are 64 characters.
    for line in octets.chunks(48) {
        STANDARD.encode_string(line, &mut text);
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_private_and_its_files_too() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::open(&temporary.path().join("a/b")).unwrap();
        folder.write_text("c", "text").unwrap();
        let mode = |path: &str| fs::metadata(temporary.path().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("a"), mode("a/b"), mode("a/b/c")), (0o700, 0o700, 0o600));
    }

    #[test]
    fn a_folder_that_others_can_read_is_refused() {
        let temporary = tempfile::tempdir().unwrap();
        fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o750)).unwrap();
        assert!(matches!(Folder::open(temporary.path()), Err(FolderError::Open { mode: 0o750, .. })));
    }

    #[test]
    fn a_file_without_a_key_is_refused_and_no_file_is_none() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::open(&temporary.path().join("a")).unwrap();
        folder.write_text("c", "text").unwrap();
        assert!(matches!(folder.read("c"), Err(FolderError::NotIdentity { .. })));
        assert!(folder.read("d").unwrap().is_none());
    }
}
