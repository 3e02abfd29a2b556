//! The words of the Data Privacy Vocabulary (W3C DPVCG, version 2) in which receipts speak.

use placet_permission::Act;
use placet_permission::policy::{Category, Doing};
use placet_permission::vault::Channel;
use serde_json::{Value as Json, json};

/// What the short names of a receipt stand for. It is written into the file: nothing is fetched to read it.
pub(super) fn context() -> Json {
    let id = || json!({ "@type": "@id" });
    let time = || json!({ "@type": "xsd:dateTime" });
    json!({
        "dpv": "https://w3id.org/dpv#",
        "pd": "https://w3id.org/dpv/pd#",
        "loc": "https://w3id.org/dpv/loc#",
        "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
        "dct": "http://purl.org/dc/terms/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "dct:conformsTo": id(),
        "dct:created": time(),
        "dct:date": time(),
        "dct:publisher": id(),
        "dct:valid": time(),
        "dpv:hasContact": id(),
        "dpv:hasDuration": id(),
        "dpv:hasJurisdiction": id(),
        "dpv:hasLegalBasis": id(),
        "dpv:hasProcessing": id(),
        "dpv:isExercisedAt": id(),
        "dpv:isIndicatedAtTime": time(),
        "dpv:isIndicatedBy": id(),
    })
}

/// The state an act leads to; `None` of what is no state of a consent.
pub(super) fn status(act: Act) -> Option<&'static str> {
    match act {
        Act::Requested => Some("dpv:ConsentRequested"),
        Act::Granted | Act::Confirmed => Some("dpv:ConsentGiven"),
        Act::Renewed => Some("dpv:RenewedConsentGiven"),
        Act::Refused => Some("dpv:ConsentRefused"),
        Act::Withdrawn => Some("dpv:ConsentWithdrawn"),
        Act::Expired => Some("dpv:ConsentExpired"),
        Act::Suppressed | Act::Lifted | Act::Restricted | Act::Released | Act::Objected => None,
    }
}

/// What a purpose is, of its kinds the nearest.
pub(super) fn purpose(does: Option<Doing>) -> &'static str {
    match does {
        Some(Doing::Markets) => "dpv:DirectMarketing",
        Some(Doing::Personalises) => "dpv:Personalisation",
        Some(Doing::Notices) => "dpv:OptimisationForController",
        Some(Doing::Discloses) => "dpv:PersonalisedAdvertising",
        Some(Doing::Informs) => "dpv:ServiceProvision",
        Some(Doing::Keeps) => "dpv:RecordManagement",
        Some(Doing::Surveys | Doing::Remembers | Doing::Locates) | None => "dpv:Purpose",
    }
}

/// What is done with data for it.
pub(super) fn processing(does: Option<Doing>) -> &'static [&'static str] {
    match does {
        Some(Doing::Personalises) => &["dpv:Collect", "dpv:Store", "dpv:Use", "dpv:Profiling"],
        Some(Doing::Discloses) => &["dpv:Collect", "dpv:Store", "dpv:Use", "dpv:Disclose"],
        _ => &["dpv:Collect", "dpv:Store", "dpv:Use"],
    }
}

/// A category of data, of its kinds the nearest.
pub(super) fn data(category: Category, channel: Channel) -> &'static str {
    match (category, channel) {
        (Category::Contact, Channel::Email) => "pd:EmailAddress",
        (Category::Contact, Channel::Sms) => "pd:TelephoneNumber",
        (Category::Behaviour, _) => "pd:ServiceConsumptionBehavior",
        (Category::Orders, _) => "pd:Purchase",
        (Category::Engagement, _) => "pd:Behavioral",
        (Category::Preferences, _) => "pd:Preference",
        (Category::Location, _) => "pd:Location",
        (Category::Special, _) => "dpv:SpecialCategoryPersonalData",
    }
}
