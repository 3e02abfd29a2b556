//! The rules that the program brings along. `docs/law.md` shows them to people; a test compares the two.
//!
//! A number stands here with its source and the day from which it holds. Where sources differ the narrower is taken. To correct a line, write
//! it anew with a source that says so: installations learn what differs from what they know, and forget nothing. Of a region and name each
//! beginning stands here once.

use placet_core::Micros;

use super::{Name, Region, Rule, Value};

/// A rule as the program brings it.
#[derive(Debug)]
pub struct Brought {
    /// A country's two letters, `EU` or `*`.
    pub country: &'static str,
    /// What it is about.
    pub name: Name,
    /// The first day.
    pub from: &'static str,
    /// The first day on which it holds no more; empty if no end is known.
    pub to: &'static str,
    /// The value, as JSON.
    pub value: &'static str,
    /// Where it stands, in words.
    pub source: &'static str,
}

impl Brought {
    /// The rule, known since a moment. `None` is a slip in the table, which its test finds.
    pub(super) fn known_since(&self, known_at: Micros) -> Option<Rule> {
        let valid_to = if self.to.is_empty() { Some(Micros::NEVER) } else { day(self.to) };
        Some(Rule {
            region: Region::parse(self.country)?,
            name: self.name,
            valid_from: day(self.from)?,
            valid_to: valid_to?,
            known_at,
            value: Value::parse(self.name, self.value).ok()?,
            source: self.source.to_owned(),
        })
    }
}

fn day(text: &str) -> Option<Micros> {
    Micros::parse(&format!("{text}T00:00:00Z"))
}

const fn rule(
    country: &'static str,
    name: Name,
    from: &'static str,
    value: &'static str,
    source: &'static str,
) -> Brought {
    Brought { country, name, from, to: "", value, source }
}

const GDPR: &str = "2018-05-25";
const MD_195: &str = "2026-08-23";
const PROVIDERS: &str = "2024-02-01";
const HOUSE: &str = "2018-05-25";

use Name::*;

/// The rules.
#[rustfmt::skip]
pub const BROUGHT: &[Brought] = &[
    // Consent and refusal.
    rule("FR", NoAskAgain, "2021-04-01", r#"{"months":6}"#,
        "CNIL, recommendation on cookies of 17 September 2020 (2020-092): a choice is kept six months; CNIL 2026-042 of 12 March 2026 on pixels in mails: six months before asking again"),
    rule("IT", NoAskAgain, "2022-01-10", r#"{"months":6}"#,
        "Garante, guidelines on cookies of 10 June 2021: the banner is not shown again for at least six months"),
    rule("*", NoAskAgain, HOUSE, r#"{"months":6}"#,
        "the house's own: no law says it; taken over from France and from art. 88a of the proposal COM(2025) 837"),
    rule("FR", ConsentLife, GDPR, r#"{"months":36}"#,
        "CNIL, reference on commercial management: three years from the last contact that came from the person; an opened mail is none"),
    rule("*", ConsentLife, HOUSE, r#"{"months":36}"#, "the house's own promise R139: after three years consent is asked again"),
    rule("*", RenewalNotice, HOUSE, r#"{"days":30}"#, "the house's own: no law says it; time to answer, and near enough to the end to mean it"),
    rule("FR", TrackerLife, "2020-10-01", r#"{"months":13}"#, "CNIL, guidelines on cookies of 17 September 2020 (2020-091) and of 4 July 2025: at most 13 months"),
    rule("*", TrackerLife, HOUSE, r#"{"months":13}"#, "the house's own: C10, at most 13 months"),

    // Objections.
    rule("*", ObjectionDeadline, PROVIDERS, r#"{"hours":48}"#,
        "Gmail and Yahoo, requirements for bulk senders: two days. GDPR art. 21(3) says no term and means at once"),
    rule("US", ObjectionDeadline, PROVIDERS, r#"{"hours":48}"#,
        "15 U.S.C. 7704(a)(4) and 47 CFR 64.1200(a)(10): ten business days; the two days of the mailbox providers are narrower"),
    rule("US", OptOutLinkLife, "2004-01-01", r#"{"days":30}"#, "15 U.S.C. 7704(a)(3)(A)(ii): works for at least 30 days after sending"),

    // Requests, information, breaches.
    rule("EU", AnswerWithin, GDPR, r#"{"months":1,"days":30}"#, "GDPR art. 12(3): one month of receipt; the policies promise 30 days (C11): whichever ends first"),
    rule("MD", AnswerWithin, MD_195, r#"{"months":1,"days":30}"#, "law 195/2024, which follows the GDPR: one month; 30 days by C11"),
    rule("*", AnswerWithin, HOUSE, r#"{"months":1,"days":30}"#, "the house's own: C11, for everybody as in the Union"),
    rule("EU", AnswerExtension, GDPR, r#"{"months":2}"#, "GDPR art. 12(3): two further months, told with reasons within the first"),
    rule("MD", AnswerExtension, MD_195, r#"{"months":2}"#, "law 195/2024, which follows the GDPR: two further months"),
    rule("EU", InformWithin, GDPR, r#"{"months":1}"#, "GDPR art. 14(3)(a): at the latest one month after the data were had"),
    rule("MD", InformWithin, MD_195, r#"{"months":1}"#, "law 195/2024, which follows the GDPR: one month"),
    rule("*", InformWithin, HOUSE, r#"{"months":1}"#, "the house's own: C2, for everybody as in the Union"),
    rule("EU", BreachReport, GDPR, r#"{"hours":72}"#, "GDPR art. 33(1): 72 hours after becoming aware"),
    rule("MD", BreachReport, MD_195, r#"{"hours":72}"#, "law 195/2024: 72 hours, to the CNPDCP"),
    rule("*", BreachReport, HOUSE, r#"{"hours":72}"#, "the house's own, for everybody as in the Union"),

    // Children: a country that is not here has the 16 years of the Union, or of the house.
    rule("EU", ChildAge, GDPR, r#"{"years":16}"#, "GDPR art. 8(1): 16 years, unless a member state says less"),
    rule("AT", ChildAge, GDPR, r#"{"years":14}"#, "Austria, DSG sec. 4(4)"),
    rule("BE", ChildAge, "2018-09-05", r#"{"years":13}"#, "Belgium, act of 30 July 2018, art. 7"),
    rule("BG", ChildAge, "2019-03-02", r#"{"years":14}"#, "Bulgaria, Personal Data Protection Act, art. 25c"),
    rule("CY", ChildAge, "2018-07-31", r#"{"years":14}"#, "Cyprus, law 125(I)/2018, sec. 8"),
    rule("CZ", ChildAge, "2019-04-24", r#"{"years":15}"#, "Czechia, act 110/2019, sec. 7"),
    Brought { country: "DK", name: ChildAge, from: GDPR, to: "2024-01-01", value: r#"{"years":13}"#, source: "Denmark, Data Protection Act, sec. 6(2)" },
    rule("DK", ChildAge, "2024-01-01", r#"{"years":15}"#, "Denmark, Data Protection Act, sec. 6(2) as amended: 15 years"),
    rule("EE", ChildAge, "2019-01-15", r#"{"years":13}"#, "Estonia, Personal Data Protection Act, sec. 8"),
    rule("ES", ChildAge, "2018-12-07", r#"{"years":14}"#, "Spain, organic law 3/2018, art. 7"),
    rule("FI", ChildAge, "2019-01-01", r#"{"years":13}"#, "Finland, Data Protection Act 1050/2018, sec. 5"),
    rule("FR", ChildAge, "2018-06-22", r#"{"years":15}"#, "France, law of 6 January 1978, art. 45 (art. 7-1 before)"),
    rule("GB", ChildAge, GDPR, r#"{"years":13}"#, "United Kingdom, Data Protection Act 2018, sec. 9, and UK GDPR art. 8"),
    rule("GR", ChildAge, "2019-08-29", r#"{"years":15}"#, "Greece, law 4624/2019, art. 21"),
    rule("IT", ChildAge, "2018-09-19", r#"{"years":14}"#, "Italy, Privacy Code, art. 2-quinquies"),
    rule("LT", ChildAge, "2018-07-16", r#"{"years":14}"#, "Lithuania, law on legal protection of personal data, art. 6"),
    rule("LV", ChildAge, "2018-07-05", r#"{"years":13}"#, "Latvia, Personal Data Processing Law, sec. 33"),
    rule("MT", ChildAge, GDPR, r#"{"years":13}"#, "Malta, S.L. 586.11"),
    rule("PT", ChildAge, "2019-08-09", r#"{"years":13}"#, "Portugal, law 58/2019, art. 16"),
    rule("RO", ChildAge, GDPR, r#"{"years":16}"#, "GDPR art. 8(1): Romania keeps 16 years"),
    rule("SE", ChildAge, GDPR, r#"{"years":13}"#, "Sweden, law 2018:218, ch. 2 sec. 4"),
    rule("SI", ChildAge, "2023-01-26", r#"{"years":15}"#, "Slovenia, ZVOP-2, art. 8"),
    rule("US", ChildAge, "2000-04-21", r#"{"years":13}"#, "United States, COPPA, 15 U.S.C. 6501(1)"),
    rule("*", ChildAge, HOUSE, r#"{"years":16}"#, "the house's own, for everybody as in the Union"),

    // What mailbox providers ask of all who send to their users.
    rule("*", ComplaintWarn, PROVIDERS, r#"{"ppm":1000}"#, "Gmail, requirements for bulk senders: spam rate below 0.10 %"),
    rule("*", ComplaintStop, PROVIDERS, r#"{"ppm":3000}"#, "Gmail, requirements for bulk senders: never 0.30 % or more"),
    rule("*", ComplaintWindow, PROVIDERS, r#"{"days":7}"#, "Gmail, requirements for bulk senders: mitigation only after seven days in a row below 0.30 %"),
    rule("*", BulkSender, PROVIDERS, r#"{"count":5000}"#, "Gmail and Microsoft: close to 5,000 messages a day or more, counted per primary domain; Gmail's status is permanent"),

    // Hours.
    rule("FR", QuietSms, "2012-01-01", r#"{"from":"08:00","to":"20:30","days":["mon","tue","wed","thu","fri","sat"],"holidays":false}"#,
        "conditions of the French operators: no marketing by SMS from 20:30 to 8:00, on Sundays and public holidays; others say 22:00: the narrower. When they began is not told"),
    rule("US", QuietSms, "2025-09-01", r#"{"from":"09:00","to":"18:00","on":{"sat":{"from":"10:00","to":"17:00"},"sun":{"from":"12:00","to":"17:00"}}}"#,
        "47 CFR 64.1200(c)(1): 8:00 to 21:00; states are narrower, and the state is not known: Rhode Island 9:00 to 18:00, weekends 10:00 to 17:00; Texas SB 140 Sundays from noon; Connecticut, Florida to 20:00"),

    // Answers that end marketing. The words of every language that Placet understands stand in `reply/words`; these are the law's own.
    rule("*", StopWords, HOUSE, r#"{"words":["stop"]}"#, "the house's own: no message goes out that STOP does not end"),
    rule("FR", StopWords, "2012-01-01", r#"{"words":["stop"]}"#,
        "CPCE art. L34-5: a simple and free way to object in each message; conditions of the French operators: the word STOP. When they began is not told"),
    rule("US", StopWords, "2025-04-11", r#"{"words":["stop","quit","end","revoke","opt out","cancel","unsubscribe"]}"#,
        "47 CFR 64.1200(a)(10): these words in answer to a text message revoke for certain, and so does whatever a reasonable person understands so"),
    rule("CA", StopWords, "2014-07-01", r#"{"words":["stop","arret"]}"#,
        "Canadian operators, application guidelines for short codes (CWTA): mandatory in both languages. They are older than the law against spam, whose day stands here"),
    rule("*", HelpWords, HOUSE, r#"{"words":["help","info"]}"#, "the house's own: operators ask for HELP and INFO nearly everywhere"),
    rule("CA", HelpWords, "2014-07-01", r#"{"words":["help","aide","info"]}"#,
        "Canadian operators, application guidelines for short codes (CWTA): mandatory in both languages. They are older than the law against spam, whose day stands here"),
    rule("FR", HelpWords, "2013-10-01", r#"{"words":["contact","aide"]}"#, "charter SMS+ of the French operators: CONTACT tells who is behind a number; AIDE is the house's own"),
    rule("US", StopCrosses, "2025-04-11", r#"{"yes":true}"#,
        "47 CFR 64.1200(a)(10) and (12): calls and texts alike. The FCC has put off the part about unrelated messages (orders of 7 April 2025 and 6 January 2026) to 31 January 2027: the narrower; that e-mail ends too is the house's own"),
    rule("*", StopCrosses, HOUSE, r#"{"yes":false}"#, "the house's own: a stop ends what it answers, unless it says more"),
    rule("US", StopDeadline, "2025-04-11", r#"{"days":12}"#, "47 CFR 64.1200(a)(10): ten business days, which are never fewer than twelve days (from a Sunday on). Placet acts at once"),
    rule("US", StopConfirm, "2024-04-04", r#"{"minutes":5}"#,
        "47 CFR 64.1200(a)(12): one text that merely confirms, without marketing; within five minutes it is presumed to be allowed"),
    rule("*", StopConfirm, HOUSE, r#"{"minutes":5}"#, "the house's own: taken over from the United States"),

    // Public holidays.
    rule("FR", Holidays, "2008-05-01", r#"["01-01","easter+1","05-01","05-08","easter+39","easter+50","07-14","08-15","11-01","11-11","12-25"]"#,
        "France, Code du travail, art. L3133-1; Alsace-Moselle and the overseas departments have more"),
    rule("RO", Holidays, "2024-01-01", r#"["01-01","01-02","01-06","01-07","01-24","orthodox-2","orthodox","orthodox+1","05-01","06-01","orthodox+49","orthodox+50","08-15","11-30","12-01","12-25","12-26"]"#,
        "Romania, Codul muncii, art. 139, with law 52/2023: 6 and 7 January"),
    rule("MD", Holidays, "2025-01-01", r#"["01-01","01-07","01-08","03-08","orthodox","orthodox+1","orthodox+8","05-01","05-09","06-01","08-27","08-31","12-25"]"#,
        "Moldova, Codul muncii, art. 111; the feast of each town's church is not in it"),
    rule("US", Holidays, "2021-06-17", r#"["01-01~","mon3/01","mon3/02","mon-1/05","06-19~","07-04~","mon1/09","mon2/10","11-11~","thu4/11","12-25~"]"#,
        "United States, 5 U.S.C. 6103: federal holidays, also on the day on which they are observed"),
];
