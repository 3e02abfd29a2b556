//! The words in which a yes is asked, by language and version. What was ever shown is kept: it is part of the proof (R057).

use placet_core::Micros;
use placet_store::{Row, Tx, params};

use crate::policy::{self, Policy};
use crate::store::{ADD_WORDING, WORDING, WORDINGS};
use crate::{Error, Purpose};

/// The languages a person's pages speak.
pub const LANGUAGES: [&str; 3] = ["en", "ro", "fr"];
/// Numbers of one version: each purpose has ten, one for each language.
const ONE_VERSION: i64 = 1_000_000;

/// The words of one purpose in one language, in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Its number at the tenant.
    pub id: i64,
    /// What it asks for.
    pub purpose: Purpose,
    /// In which language.
    pub language: String,
    /// Which version.
    pub version: i64,
    /// The words.
    pub text: String,
}

/// What a tenant asks with, as one page shows it: the newest words of each purpose in its language, or in the next best.
#[derive(Clone, Debug, Default)]
pub struct Spoken {
    language: String,
    wordings: Vec<Wording>,
    rules: Policy,
}

impl Spoken {
    /// The words of a purpose; `None` if nobody is asked for it.
    pub fn of(&self, purpose: Purpose) -> Option<&Wording> {
        let best = |wording: &&Wording| {
            let language = LANGUAGES.iter().position(|known| *known == wording.language);
            (wording.language == self.language, std::cmp::Reverse(language), wording.version)
        };
        let today = self.wordings.iter().filter(|wording| wording.purpose == purpose && self.stands(wording));
        today.max_by_key(best)
    }

    /// Whether the language of these words is one in which the tenant asks: of a purpose of its own it may have given one up.
    fn stands(&self, wording: &Wording) -> bool {
        let terms = self.rules.terms(wording.purpose).filter(|terms| terms.purpose.is_own());
        terms.is_none_or(|terms| terms.words.iter().any(|words| words.language == wording.language))
    }

    /// The words of a purpose as a page showed them a while ago, which named them by `numbers`; the newest if it named none.
    pub fn shown(&self, purpose: Purpose, numbers: &[i64]) -> Option<&Wording> {
        let named = |wording: &&Wording| wording.purpose == purpose && numbers.contains(&wording.id);
        self.wordings.iter().find(named).or_else(|| self.of(purpose))
    }

    /// Whether these numbers name words of a purpose.
    pub fn names(&self, purpose: Purpose, numbers: &[i64]) -> bool {
        self.wordings.iter().any(|wording| wording.purpose == purpose && numbers.contains(&wording.id))
    }

    /// The purposes an address can be asked for at a tenant with these rules, in their order.
    pub fn asked_of_an_address(&self, policy: &Policy) -> Vec<Purpose> {
        let asked =
            policy.purposes.iter().filter(|terms| terms.active && terms.does.is_asked_of_an_address());
        asked.map(|terms| terms.purpose).filter(|purpose| self.of(*purpose).is_some()).collect()
    }
}

/// What the tenant asks with, for a page in this language.
///
/// # Errors
/// The store's.
pub async fn spoken(tx: &mut Tx, language: &str) -> Result<Spoken, Error> {
    let rows = tx.query(&WORDINGS, &[]).await?;
    let wordings = rows.iter().map(read).collect::<Result<_, _>>()?;
    let rules = policy::current(tx).await?.policy;
    Ok(Spoken { language: language.to_owned(), wordings, rules })
}

/// A wording by its number.
///
/// # Errors
/// The store's.
pub async fn get(tx: &mut Tx, id: i64) -> Result<Option<Wording>, Error> {
    tx.query_opt(&WORDING, params![id]).await?.map(|row| read(&row)).transpose()
}

fn read(row: &Row) -> Result<Wording, Error> {
    Ok(Wording {
        id: row.get(0)?,
        purpose: Purpose::from_code(row.get(1)?).ok_or_else(|| row.corrupt(1))?,
        language: row.get(2)?,
        version: row.get(3)?,
        text: row.get(4)?,
    })
}

/// Writes down what a company of this name asks with under these rules: what is new, or not what it asked with before, becomes a new version.
///
/// # Errors
/// The store's.
pub async fn say(tx: &mut Tx, company: &str, policy: &Policy) -> Result<(), Error> {
    let known = spoken(tx, "").await?;
    let now = tx.clock().now();
    for terms in &policy.purposes {
        for language in LANGUAGES {
            let own = terms.words.iter().find(|words| words.language == language);
            let text = own.map(|words| words.text.clone());
            if let Some(text) = text.or_else(|| default_text(terms.purpose, language, company)) {
                add(tx, &known, terms.purpose, language, &text, now).await?;
            }
        }
    }
    Ok(())
}

async fn add(
    tx: &mut Tx,
    known: &Spoken,
    purpose: Purpose,
    language: &str,
    text: &str,
    now: Micros,
) -> Result<(), Error> {
    let versions = known.wordings.iter().filter(|one| one.purpose == purpose && one.language == language);
    let newest = versions.max_by_key(|one| one.version);
    if newest.is_some_and(|newest| newest.text == text) {
        return Ok(());
    }
    let version = newest.map_or(1, |newest| newest.version + 1);
    let id = (version - 1) * ONE_VERSION + wording_id(purpose, language);
    tx.execute(&ADD_WORDING, params![id, purpose.code(), language, version, text, now]).await?;
    Ok(())
}

/// The number of the first wording of a purpose in a language; of the English one if it is none of ours.
pub fn wording_id(purpose: Purpose, language: &str) -> i64 {
    let language = LANGUAGES.iter().position(|known| *known == language).unwrap_or(0) as i64;
    purpose.code() * 10 + language
}

/// The wordings every tenant begins with; `company` is its name.
pub fn default_wordings(company: &str) -> Vec<Wording> {
    let both = Purpose::BUILT_IN.iter().flat_map(|purpose| LANGUAGES.map(|language| (*purpose, language)));
    both.filter_map(|(purpose, language)| {
        let text = default_text(purpose, language, company)?;
        let (id, language) = (wording_id(purpose, language), language.to_owned());
        Some(Wording { id, purpose, language, version: 1, text })
    })
    .collect()
}

/// What a company asks with that has not written its own; `None` for a purpose that is not asked for in words of the program.
pub fn default_text(purpose: Purpose, language: &str, company: &str) -> Option<String> {
    let texts = match purpose {
        Purpose::TRACKING => [
            "{} may recognise this device on its own site and remember what is viewed, put in the cart and bought here.",
            "{} poate recunoaște acest dispozitiv pe propriul site și poate reține ce este vizualizat, pus în coș și cumpărat aici.",
            "{} peut reconnaître cet appareil sur son propre site et retenir ce qui y est consulté, mis au panier et acheté.",
        ],
        Purpose::MARKETING => [
            "{} may send me marketing messages at this address. I can unsubscribe at any time with one click.",
            "{} îmi poate trimite mesaje de marketing la această adresă. Mă pot dezabona oricând, cu un singur clic.",
            "{} peut m’envoyer des messages commerciaux à cette adresse. Je peux me désabonner à tout moment en un clic.",
        ],
        Purpose::PERSONALISATION => [
            "{} may choose what these messages show by what I view, put in the cart and buy in its shop.",
            "{} poate alege conținutul acestor mesaje după ce vizualizez, pun în coș și cumpăr din magazinul său.",
            "{} peut choisir le contenu de ces messages d’après ce que je consulte, mets au panier et achète dans sa boutique.",
        ],
        Purpose::OPEN_TRACKING => [
            "{} may notice when I open its messages.",
            "{} poate observa când deschid mesajele sale.",
            "{} peut savoir quand j’ouvre ses messages.",
        ],
        Purpose::AUDIENCES => [
            "{} may give a fingerprint of this address to advertising platforms, so that they show me its advertisements.",
            "{} poate transmite platformelor publicitare o amprentă a acestei adrese, pentru ca ele să îmi arate reclamele sale.",
            "{} peut transmettre une empreinte de cette adresse à des plateformes publicitaires pour qu’elles m’affichent ses annonces.",
        ],
        Purpose::SURVEY => [
            "{} may ask for my opinion at this address now and then.",
            "{} îmi poate cere din când în când părerea la această adresă.",
            "{} peut me demander mon avis à cette adresse de temps en temps.",
        ],
        _ => return None,
    };
    let at = LANGUAGES.iter().position(|known| *known == language)?;
    Some(texts[at].replace("{}", company))
}

/// What people call a purpose, in one of our languages: the tenant's own name of it, or the program's.
pub fn title(policy: &Policy, purpose: Purpose, language: &str) -> String {
    let terms = policy.terms(purpose);
    let asked = terms.and_then(|terms| terms.words.iter().find(|words| words.language == language));
    match (asked, names(purpose), terms) {
        (Some(asked), ..) => asked.title.clone(),
        (None, Some(names), _) => {
            names[LANGUAGES.iter().position(|known| *known == language).unwrap_or(0)].to_owned()
        }
        (None, None, Some(terms)) => terms.title.clone(),
        (None, None, None) => purpose.name().into_owned(),
    }
}

fn names(purpose: Purpose) -> Option<[&'static str; 3]> {
    Some(match purpose {
        Purpose::TRACKING => {
            ["Remembering this device", "Reținerea acestui dispozitiv", "Reconnaissance de cet appareil"]
        }
        Purpose::MARKETING => ["Marketing messages", "Mesaje de marketing", "Messages commerciaux"],
        Purpose::PERSONALISATION => ["Personal selection", "Selecție personală", "Sélection personnelle"],
        Purpose::OPEN_TRACKING => {
            ["Noticing opened messages", "Observarea mesajelor deschise", "Suivi des ouvertures"]
        }
        Purpose::LOCATION => ["Location", "Localizare", "Localisation"],
        Purpose::AUDIENCES => [
            "Audiences of advertising platforms",
            "Audiențe ale platformelor publicitare",
            "Audiences de plateformes publicitaires",
        ],
        Purpose::SERVICE => ["Service information", "Informații despre serviciu", "Informations de service"],
        Purpose::ORDERS => ["Orders", "Comenzi", "Commandes"],
        Purpose::SURVEY => ["Surveys", "Sondaje", "Enquêtes"],
        Purpose::SUPPORT => ["Support", "Asistență", "Assistance"],
        _ => return None,
    })
}
