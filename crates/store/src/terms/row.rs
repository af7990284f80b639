//! What is kept of terms and of a consent.

use std::collections::BTreeMap;

use sigill_domain::ext_id::ExtId;
use sigill_domain::terms::{Consent, Terms};
use sigill_domain::time::Timestamp;
use uuid::Uuid;

use crate::row::row;

row! {
    /// Terms, without their applications.
    struct TermsRow in terms {
        id: Uuid,
        ext_id: ExtId,
        is_silent: bool,
        created: Timestamp;
        name: String,
        is_active: bool,
        terms_version: String,
        urls: BTreeMap<String, String>,
        version: i64,
        modified: Timestamp,
    }
}

row! {
    /// That somebody has accepted terms.
    struct ConsentRow in consent {
        id: Uuid,
        client_id: Uuid,
        user_id: Uuid,
        terms_id: Uuid,
        terms_version: String,
        accepted: Timestamp;
    }
}

impl TermsRow {
    pub(super) fn of(terms: &Terms) -> Self {
        Self {
            id: terms.id,
            ext_id: terms.ext_id.clone(),
            is_silent: terms.is_silent,
            created: terms.created,
            name: terms.name.clone(),
            is_active: terms.is_active,
            terms_version: terms.terms_version.clone(),
            urls: terms.urls.clone(),
            version: terms.version,
            modified: terms.modified,
        }
    }

    /// With the external ids of their applications.
    pub(super) fn terms(self, applications: Vec<ExtId>) -> Terms {
        Terms {
            id: self.id,
            ext_id: self.ext_id,
            name: self.name,
            is_active: self.is_active,
            is_silent: self.is_silent,
            terms_version: self.terms_version,
            urls: self.urls,
            version: self.version,
            created: self.created,
            modified: self.modified,
            applications,
        }
    }
}

impl ConsentRow {
    pub(super) fn of(consent: &Consent) -> Self {
        Self {
            id: consent.id,
            client_id: consent.client_id,
            user_id: consent.user_id,
            terms_id: consent.terms_id,
            terms_version: consent.terms_version.clone(),
            accepted: consent.accepted,
        }
    }

    /// With the external id of the terms.
    pub(super) fn consent(self, terms_ext_id: ExtId) -> Consent {
        Consent {
            id: self.id,
            client_id: self.client_id,
            user_id: self.user_id,
            terms_id: self.terms_id,
            terms_ext_id,
            terms_version: self.terms_version,
            accepted: self.accepted,
        }
    }
}
