//! A signature with all by which it was judged.

use sigill_domain::right::SignatureView;
use sigill_domain::signing::{Outcome, Settled, Signature};
use sigill_mss::evidence::{Authorities, Evidence, FORMAT, Family as Rule, Hashed, Request, Rules, Verdict};
use sigill_store::Permit;

use super::desk::Desk;
use super::settings::{Family, Settings};
use super::signature::get;
use super::verdict::pem;
use crate::refusal::Refusal;

/// What there is to keep of a signature, to be judged later without this server. Rules and authorities are those of the
/// configuration as it is now; of a provider that isn't configured any more, there are none.
pub async fn evidence(permit: &Permit<SignatureView>, desk: &Desk, user: &str, id: &str) -> Result<Evidence, Refusal> {
    let signature = get(permit, user, id).await?;
    let settled = signature.settled.as_ref();
    let Some((settled, object)) = settled.and_then(|settled| Some((settled, settled.answer.as_deref()?))) else {
        let outcome = settled.map_or("it is open", |settled| settled.outcome.as_str());
        return Err(Refusal::NoRecord(format!("The signature {} has no evidence: {outcome}", signature.id)));
    };
    let provider = desk.providers().get(&signature.mssp);
    let settings = provider.as_ref().map(|provider| &provider.settings);
    Ok(Evidence {
        format: FORMAT.to_owned(),
        id: signature.id.to_string(),
        received: settled.at.to_string(),
        verdict: verdict(settled),
        rules: rules(settings, &signature, settled),
        authorities: settings.map(authorities).unwrap_or_default(),
        signature: object.to_owned(),
        hashed: hashed(&signature, settled),
        request: request(permit.client().as_str(), &signature),
    })
}

fn request(client: &str, signature: &Signature) -> Request {
    Request {
        client_ext_id: client.to_owned(),
        user_ext_id: signature.user_ext_id.to_string(),
        credential_ext_id: signature.credential_ext_id.to_string(),
        provider: signature.mssp.clone(),
        number: signature.number.clone(),
        text: signature.text.clone(),
        code: signature.code.clone(),
        language: signature.language.clone(),
        profile: signature.profile.clone(),
        ap_trans_id: signature.ap_trans_id.clone(),
        mssp_trans_id: signature.mssp_trans_id.clone(),
        caller: signature.caller.clone(),
        created: signature.created.to_string(),
    }
}

/// What a bare signature over a hash needs besides; a signature is only kept where its certificate is.
fn hashed(signature: &Signature, settled: &Settled) -> Option<Hashed> {
    Some(Hashed {
        document: signature.document.clone()?,
        algorithm: settled.detail.algorithm.clone().unwrap_or_default(),
        certificate: settled.detail.signer.as_ref().map(|signer| signer.certificate.clone()).unwrap_or_default(),
    })
}

fn verdict(settled: &Settled) -> Verdict {
    Verdict {
        outcome: settled.outcome.as_str().to_owned(),
        provider_status: settled.provider_status,
        reason: settled.detail.reason.clone(),
        serial_mismatch: settled.detail.serial_mismatch,
        proven: settled.detail.proven.map(|proven| proven.as_str().to_owned()),
        checks: settled.detail.checks.clone(),
    }
}

fn rules(settings: Option<&Settings>, signature: &Signature, settled: &Settled) -> Rules {
    // Who signed an approved one was the remembered person, or the policy let it be somebody else.
    let signer = settled.detail.signer.as_ref().filter(|_| settled.outcome == Outcome::Approved);
    let serial_number = signer.and_then(|signer| signer.serial_number.clone());
    // That a hash was signed is so whatever is configured now.
    let of_hash = signature.document.as_ref().map(|_| Rule::SkMid);
    let Some(settings) = settings else {
        return Rules { family: of_hash.unwrap_or_default(), serial_number, ..Rules::default() };
    };
    Rules {
        family: of_hash.unwrap_or(match settings.family {
            Family::MobileId | Family::SkMid => Rule::MobileId,
            Family::Ficom => Rule::Ficom,
        }),
        key_usage: settings.usage,
        legacy_sha1: settings.legacy_sha1,
        serial_number,
    }
}

fn authorities(settings: &Settings) -> Authorities {
    let (roots, intermediates) = settings.trust.octets();
    Authorities { roots: roots.map(pem).collect(), intermediates: intermediates.map(pem).collect() }
}
