//! The words by which a company answers for an import, by version: an import keeps which it was (R054).

/// The words of one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Which.
    pub version: i32,
    /// In English, Romanian and French.
    pub text: [(&'static str, &'static str); 3],
}

/// The newest last. What stands here is never changed: imports refer to it.
const ALL: &[Words] = &[Words {
    version: 1,
    text: [
        (
            "en",
            "We are the controller of these addresses, we came by them lawfully, and we may use them as stated here. Where we state a \
             consent, each person gave it as described, and we hold the proof and show it when asked.",
        ),
        (
            "ro",
            "Suntem operatorul acestor adrese, le-am obținut în mod legal și le putem folosi așa cum declarăm aici. Unde declarăm un \
             consimțământ, fiecare persoană l-a dat așa cum este descris, iar noi păstrăm dovada și o arătăm la cerere.",
        ),
        (
            "fr",
            "Nous sommes responsables du traitement de ces adresses, nous les avons obtenues licitement et nous pouvons les utiliser comme \
             déclaré ici. Lorsque nous déclarons un consentement, chaque personne l’a donné comme décrit, et nous en conservons la preuve \
             et la présentons sur demande.",
        ),
    ],
}];

/// The words of a version; the newest if none is named.
pub fn attestation(version: Option<i32>) -> Option<Words> {
    match version {
        Some(version) => ALL.iter().find(|words| words.version == version).copied(),
        None => ALL.last().copied(),
    }
}
