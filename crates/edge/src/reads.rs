//! In which language somebody reads.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use placet_core::Language;

/// The name of the parameter by which a page's reader chooses another language.
const PARAMETER: &str = "language";

/// The language chosen on the page itself, and those that the browser prefers.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    chosen: Option<Language>,
    accepts: Option<String>,
}

impl Reads {
    /// Somebody who chose this language.
    pub fn chose(language: Language) -> Reads {
        Reads { chosen: Some(language), accepts: None }
    }

    /// The language of somebody's own page: the one they chose there, or the one they are written to in.
    pub fn own(&self, theirs: &str, company: &str) -> Language {
        self.chosen.or_else(|| Language::parse(theirs)).unwrap_or_else(|| self.any(company))
    }

    /// The language of a page that is nobody's own: the one chosen there, one that the browser prefers, or the company's.
    pub fn any(&self, company: &str) -> Language {
        let default = Language::parse(company).unwrap_or_default();
        self.chosen.unwrap_or_else(|| Language::accepted(self.accepts.as_deref(), default))
    }

    /// A path of ours in the language that was chosen.
    pub fn keep(&self, path: &str) -> String {
        match self.chosen {
            Some(language) => choose(path, language),
            None => path.to_owned(),
        }
    }
}

/// A path of ours in another language.
pub(crate) fn choose(path: &str, language: Language) -> String {
    let sign = if path.contains('?') { '&' } else { '?' };
    format!("{path}{sign}{PARAMETER}={}", language.code())
}

impl<S: Sync> FromRequestParts<S> for Reads {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Reads, Infallible> {
        let pairs = parts.uri.query().unwrap_or_default().split('&');
        let named = pairs.filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == PARAMETER);
        let accepts = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Reads {
            chosen: named.and_then(|(_, code)| Language::parse(code)),
            accepts: accepts.map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    async fn reads(address: &str, accepts: &str) -> Reads {
        let request = Request::get(address).header(header::ACCEPT_LANGUAGE, accepts);
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let Ok(reads) = Reads::from_request_parts(&mut parts, &()).await;
        reads
    }

    #[tokio::test]
    async fn what_was_chosen_counts_first_then_the_persons_language_then_the_browsers() {
        let chosen = reads("/p/x?device=1&language=fr", "en").await;
        assert_eq!((chosen.own("ro", "en").code(), chosen.any("ro").code()), ("fr", "fr"));
        let plain = reads("/p/x?language=tlh", "fr, en;q=0.5").await;
        assert_eq!((plain.own("ro", "en").code(), plain.own("tlh", "en").code()), ("ro", "fr"));
        assert_eq!((plain.any("ro").code(), Reads::default().any("ro").code()), ("fr", "ro"));
        assert_eq!(Reads::default().any("tlh").code(), "en");
    }

    #[tokio::test]
    async fn a_chosen_language_is_kept_from_page_to_page() {
        let chosen = reads("/p/x?language=fr", "en").await;
        assert_eq!(chosen.keep("/u/x/undo"), "/u/x/undo?language=fr");
        assert_eq!(chosen.keep("/f/newsletter?device=1"), "/f/newsletter?device=1&language=fr");
        assert_eq!(reads("/p/x", "fr").await.keep("/u/x"), "/u/x");
    }
}
