//! Certificates, no two alike.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sigill_domain::certificate::SignerCert;

use super::dice::Dice;
use crate::refusal::Refusal;

/// A certificate made for this purpose; nobody has its key.
const TEMPLATE: &str = include_str!("signer.pem");

/// Makes certificates that differ from a real one in their serial number alone, so that none of their signatures
/// fits: nothing that stores a certificate looks at it.
#[derive(Debug)]
pub(super) struct Certificates {
    der: Vec<u8>,
    /// Where the last eight bytes of the serial number stand.
    serial: usize,
}

impl Certificates {
    pub(super) fn new() -> Result<Self, Refusal> {
        let failed = || Refusal::Failed("the sample certificate can't be read".to_owned());
        let template = SignerCert::parse(TEMPLATE).map_err(|_| failed())?;
        let digits = template.serial_hex();
        let serial = u128::from_str_radix(digits, 16).map_err(|_| failed())?.to_be_bytes();
        let der = template.der().to_vec();
        let at = der.windows(serial.len()).position(|bytes| bytes == serial).ok_or_else(failed)?;
        Ok(Self { der, serial: at + serial.len() - 8 })
    }

    pub(super) fn next(&self, dice: &mut Dice) -> String {
        let mut der = self.der.clone();
        if let Some(serial) = der.get_mut(self.serial..self.serial + 8) {
            serial.copy_from_slice(&dice.next().to_be_bytes());
        }
        let base64 = BASE64_STANDARD.encode(der);
        let mut pem = String::with_capacity(base64.len() + base64.len() / 64 + 64);
        pem.push_str("-----BEGIN CERTIFICATE-----\n");
        let mut rest = base64.as_str();
        while !rest.is_empty() {
            let (line, next) = rest.split_at(rest.len().min(64));
            pem.push_str(line);
            pem.push('\n');
            rest = next;
        }
        pem.push_str("-----END CERTIFICATE-----\n");
        pem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_certificate_can_be_read_and_has_a_serial_number_of_its_own() {
        let certificates = Certificates::new().unwrap();
        let mut dice = Dice::of(1, 1);
        let read = |dice: &mut Dice| SignerCert::parse(&certificates.next(dice)).unwrap().serial_hex().to_owned();
        assert_ne!(read(&mut dice), read(&mut dice));
    }
}
