//! What a company asks people for, as a page in one language shows it.

use std::collections::BTreeSet;

use placet_core::{Language, Micros};
use placet_permission::policy::{self, Policy};
use placet_permission::wording::{self, Spoken};
use placet_permission::{Error, Purpose};
use placet_store::Tx;

/// Purposes, their names and their words.
pub(crate) struct Asking {
    policy: Policy,
    spoken: Spoken,
    language: Language,
}

impl Asking {
    pub(crate) async fn read(tx: &mut Tx, language: Language) -> Result<Asking, Error> {
        let policy = policy::current(tx).await?.policy;
        Asking::under(tx, language, policy, None).await
    }

    /// What it asked for under these rules, which held until some moment or hold still.
    pub(crate) async fn under(
        tx: &mut Tx,
        language: Language,
        policy: Policy,
        until: Option<Micros>,
    ) -> Result<Asking, Error> {
        let spoken = wording::spoken_under(tx, language.code(), policy.clone(), until).await?;
        Ok(Asking { policy, spoken, language })
    }

    /// What an address can be asked for here, marketing first.
    pub(crate) fn purposes(&self) -> Vec<Purpose> {
        let mut purposes = self.spoken.asked_of_an_address(&self.policy);
        purposes.sort_by_key(|purpose| *purpose != Purpose::MARKETING);
        purposes
    }

    /// What people call a purpose.
    pub(crate) fn title(&self, purpose: Purpose) -> String {
        wording::title(&self.policy, purpose, self.language.code())
    }

    /// The words in which it is asked for; empty if it is not.
    pub(crate) fn text(&self, purpose: Purpose) -> String {
        self.spoken.of(purpose).map(|words| words.text.clone()).unwrap_or_default()
    }

    /// What these purposes may use, by name, and who receives data for them beside the company.
    pub(crate) fn uses(&self, purposes: &BTreeSet<Purpose>) -> (Vec<String>, Vec<String>) {
        let terms = || purposes.iter().filter_map(|purpose| self.policy.terms(*purpose));
        let uses: BTreeSet<&'static str> =
            terms().flat_map(|terms| &terms.categories).map(|of| of.name()).collect();
        let recipients: BTreeSet<&String> = terms().flat_map(|terms| &terms.recipients).collect();
        (uses.into_iter().map(str::to_owned).collect(), recipients.into_iter().cloned().collect())
    }

    /// The numbers of these words, for the page to post back.
    pub(crate) fn numbers(&self, purposes: &[Purpose]) -> String {
        let numbers = purposes.iter().filter_map(|purpose| self.spoken.of(*purpose));
        numbers.map(|words| words.id.to_string()).collect::<Vec<_>>().join(" ")
    }
}

/// Reads the numbers that a page posted back; what is none is left out.
pub(crate) fn numbers(posted: &str) -> Vec<i64> {
    posted.split_ascii_whitespace().take(100).filter_map(|number| number.parse().ok()).collect()
}
