//! The table itself: every column of every table, in the order of the migrations.

use super::Show::{Address, EventKind, Hidden, Id, Json, Named, Plain, Time};
use super::class::{
    BEHAVIOUR, CONSENT, CONTACT, CONTENT, DECISION, ENGAGEMENT, ERASURE, IDENTITY, MEMBER, MEMBER_LOG,
    OPTOUT, ORDER, SUPPRESSION, Term,
};
use super::{Act, Age, Class, Column, Meaning, Path, Show, Table, Then, Way};

const fn personal(name: &'static str, class: &'static Class, show: Show) -> Column {
    Column { name, meaning: Meaning::Personal(class, show), stripped: None }
}

const fn technical(name: &'static str, why: &'static str) -> Column {
    Column { name, meaning: Meaning::Technical(why), stripped: None }
}

impl Column {
    /// What takes its place when it is stripped.
    const fn to(mut self, literal: &'static str) -> Column {
        self.stripped = Some(literal);
        self
    }
}

const fn by(way: Way, column: &'static str) -> Path {
    Path { way, column }
}

const fn age(since: &'static str, term: Term, then: Then) -> Age {
    Age { since, term, then, narrowed_by: None }
}

/// A table about nobody.
const fn about_nobody(name: &'static str, columns: &'static [Column]) -> Table {
    Table { name, found: &[], erase: Act::Nothing, ages: &[], columns }
}

const TENANT: Column = technical("tenant_id", "the company");
const COMPANY: &str = "the company's own particulars, shown in each of its messages";
const CATALOGUE: &str = "the shop's catalogue";
const SETTING: &str = "made by the company for everybody";
const TOTALS: &str = "how many lines, and never which";
const FAULTY: &str = "numbers of lines, names of fields and reasons, without what stood there";
const BOOKKEEPING: &str = "order of work, says nothing of the person";
const PROOF: &str =
    "C13: the proof of what was agreed outlives the data; found by fingerprint or device number alone";
const REFUSAL: &str = "C15: the fingerprint alone, used only to refuse the address";
const EVIDENCE_AGE: Then = Then::Listed("counts from the end of the consent, not from the entry");

const CHANNELS: Show = Named(&[(0, "none"), (1, "email"), (2, "sms")]);
const CLASSES: Show = Named(&[(1, "claimed"), (2, "verified")]);
const STREAMS: Show = Named(&[(1, "device"), (2, "user id of the shop"), (3, "contact")]);
const PURPOSES: Show = Named(&[
    (0, "every"),
    (1, "tracking"),
    (2, "marketing"),
    (3, "personalisation"),
    (4, "open_tracking"),
    (5, "location"),
    (6, "audiences"),
    (7, "service"),
    (8, "orders"),
    (9, "survey"),
    (10, "support"),
]);
const PACES: Show = Named(&[(0, "as often as the company may"), (1, "once a week"), (2, "once a month")]);
const ACTS: Show = Named(&[
    (1, "granted"),
    (2, "refused"),
    (3, "withdrawn"),
    (4, "requested"),
    (5, "confirmed"),
    (6, "renewed"),
    (7, "expired"),
    (8, "suppressed"),
    (9, "lifted"),
    (10, "restricted"),
    (11, "released"),
    (12, "objected"),
]);
const STANDINGS: Show = Named(&[
    (1, "granted"),
    (2, "refused"),
    (3, "withdrawn"),
    (4, "requested"),
    (7, "expired"),
    (10, "restricted"),
    (11, "released"),
    (12, "objected"),
]);
const SUBJECTS: Show = Named(&[(1, "device"), (2, "address"), (3, "profile")]);
const SCOPES: Show = Named(&[(1, "marketing"), (2, "everything")]);
const USES: Show = Named(&[
    (1, "confirmation"),
    (2, "marketing"),
    (3, "personalised marketing"),
    (4, "service information"),
    (5, "survey"),
    (6, "support"),
    (7, "reminder to confirm"),
    (8, "question whether to go on"),
]);
const JOURNEYS: Show = Named(&[(1, "waits"), (2, "over, sent nothing"), (3, "over, sent something")]);
const STATES: Show = Named(&[
    (1, "queued"),
    (2, "handing_over"),
    (3, "accepted"),
    (4, "deferred"),
    (5, "rejected"),
    (6, "failed"),
    (7, "in_doubt"),
    (8, "expired"),
    (9, "withdrawn"),
]);

/// The inventory.
#[rustfmt::skip]
pub const TABLES: &[Table] = &[
    about_nobody("installation", &[technical("name", SETTING), technical("value", "the schema's version and check values")]),
    about_nobody("tenant", &[
        TENANT, technical("name", COMPANY), technical("status", COMPANY), technical("time_zone", COMPANY), technical("currency", COMPANY),
        technical("language", COMPANY), technical("sender_name", COMPANY), technical("sender_address", COMPANY),
        technical("from_address", COMPANY), technical("public_url", COMPANY), technical("shop_url", COMPANY), technical("created_at", COMPANY),
        technical("version", BOOKKEEPING), technical("accent", COMPANY), technical("logo_name", COMPANY), technical("logo_width", COMPANY),
        technical("logo_height", COMPANY), technical("logo", COMPANY),
    ]),
    about_nobody("host", &[technical("host", COMPANY), TENANT]),
    about_nobody("write_key", &[
        technical("hash", "a key of the company's sites"), TENANT, technical("label", SETTING), technical("created_at", SETTING), technical("revoked_at", SETTING),
        technical("public", "the key itself, which stands in every page of a shop"),
    ]),
    about_nobody("server_key", &[
        technical("hash", "a key of the company's servers"), TENANT, technical("label", SETTING), technical("created_at", SETTING), technical("revoked_at", SETTING),
    ]),
    Table {
        name: "member", found: &[], ages: &[],
        erase: Act::Keep("goes with the account, not by a shopper's request"),
        columns: &[
            personal("member_id", &MEMBER, Hidden), personal("fp", &MEMBER, Hidden), personal("sealed", &MEMBER, Address),
            personal("created_at", &MEMBER, Time), personal("fields", &MEMBER, Hidden), technical("version", BOOKKEEPING),
            technical("password", "a hash of a secret"), technical("totp", "a secret, hidden"),
            personal("totp_confirmed_at", &MEMBER, Time), technical("totp_step", BOOKKEEPING), technical("recovery", "hashes of secrets"),
        ],
    },
    Table {
        name: "membership", found: &[], ages: &[],
        erase: Act::Keep("goes with the account, not by a shopper's request"),
        columns: &[personal("member_id", &MEMBER, Hidden), TENANT, personal("role", &MEMBER, Plain)],
    },
    Table {
        name: "session", found: &[],
        ages: &[age("expires_at", Term::Days(0), Then::Listed("a session that has expired opens nothing"))],
        erase: Act::Keep("ends by itself, and with the account"),
        columns: &[
            technical("hash", "a hash of a secret"), personal("member_id", &MEMBER, Hidden), personal("kind", &MEMBER, Plain),
            personal("created_at", &MEMBER, Time), personal("expires_at", &MEMBER, Time), personal("session_id", &MEMBER, Hidden),
            personal("last_seen_at", &MEMBER, Time), personal("agent", &MEMBER, Plain),
        ],
    },
    Table {
        name: "audit", found: &[],
        ages: &[age("at", MEMBER_LOG.term, Then::Delete)],
        erase: Act::Keep("shows who had access to a person's data, which that person may ask; it names them by a number alone"),
        columns: &[
            TENANT, personal("seq", &MEMBER_LOG, Hidden), personal("at", &MEMBER_LOG, Time), personal("member_id", &MEMBER_LOG, Hidden),
            personal("action", &MEMBER_LOG, Plain), personal("object", &MEMBER_LOG, Plain), personal("reason", &MEMBER_LOG, Plain),
            personal("reference", &MEMBER_LOG, Plain), personal("changes", &MEMBER_LOG, Plain),
        ],
    },
    Table {
        name: "answer", found: &[],
        ages: &[age("at", Term::Days(1), Then::Delete)],
        erase: Act::Keep("sealed, and gone within a day"),
        columns: &[
            TENANT, technical("key_hash", "a hash"), technical("request", "a hash"), technical("status", BOOKKEEPING),
            personal("body", &MEMBER_LOG, Hidden), personal("at", &MEMBER_LOG, Time),
        ],
    },
    Table {
        name: "optout", found: &[], ages: &[], erase: Act::Keep(REFUSAL),
        columns: &[personal("fp", &OPTOUT, Hidden), personal("channel", &OPTOUT, CHANNELS), personal("at", &OPTOUT, Time)],
    },
    about_nobody("law", &[
        technical("country", "law"), technical("name", "law"), technical("valid_from", "law"), technical("known_at", "law"), technical("valid_to", "law"),
        technical("value", "law"), technical("source", "law"),
    ]),
    about_nobody("work", &[
        TENANT, technical("queue", BOOKKEEPING), technical("next_due_at", BOOKKEEPING), technical("owner", BOOKKEEPING), technical("until", BOOKKEEPING),
    ]),
    about_nobody("key_wrap", &[
        TENANT, technical("role", "a key"), technical("epoch", "a key"), technical("wrapped", "a key"), technical("created_at", "a key"),
    ]),
    about_nobody("counter", &[TENANT, technical("name", BOOKKEEPING), technical("value", BOOKKEEPING)]),
    Table {
        name: "inbox", found: &[], erase: Act::Rewrite, ages: &[],
        columns: &[
            TENANT, technical("block", BOOKKEEPING), technical("entries", "how many"),
            personal("body", &BEHAVIOUR, Hidden),
        ],
    },
    Table {
        name: "event", found: &[by(Way::Stream, "stream_id")], erase: Act::Delete,
        ages: &[Age { since: "at", term: BEHAVIOUR.term, then: Then::Delete, narrowed_by: Some("seq") }],
        columns: &[
            TENANT, technical("seq", BOOKKEEPING),
            personal("stream_id", &BEHAVIOUR, Hidden),
            personal("kind",      &BEHAVIOUR, EventKind),
            personal("at",        &BEHAVIOUR, Time),
            personal("item_id",   &BEHAVIOUR, Plain),
            personal("props",     &BEHAVIOUR, Json),
        ],
    },
    about_nobody("seen", &[
        TENANT, technical("day", "of a duplicate"),
        technical("hash", "a keyed hash of the number of one request; leads to nobody, dropped after 7 days"),
    ]),
    Table {
        name: "stream", found: &[by(Way::Stream, "stream_id")], erase: Act::Delete,
        ages: &[age("last_seen", BEHAVIOUR.term, Then::Strip(&["state"]))],
        columns: &[
            TENANT,
            personal("stream_id",      &IDENTITY,  Hidden),
            personal("check_hash",     &IDENTITY,  Hidden),
            personal("class",          &IDENTITY,  STREAMS),
            personal("profile_id",     &IDENTITY,  Hidden),
            personal("next_stream_id", &IDENTITY,  Hidden),
            personal("state",          &BEHAVIOUR, Json).to("'{}'"),
            personal("last_seen",      &BEHAVIOUR, Time),
        ],
    },
    Table {
        name: "link", erase: Act::Delete, ages: &[],
        found: &[by(Way::Stream, "stream_id"), by(Way::Profile, "profile_id"), by(Way::Profile, "was_profile_id")],
        columns: &[
            TENANT, technical("seq", BOOKKEEPING),
            personal("stream_id",      &IDENTITY, Hidden),
            personal("profile_id",     &IDENTITY, Hidden),
            personal("was_profile_id", &IDENTITY, Hidden),
            technical("undoes", BOOKKEEPING),
            personal("reason",         &IDENTITY, Plain),
            personal("at",             &IDENTITY, Time),
        ],
    },
    Table {
        name: "profile", found: &[by(Way::Profile, "profile_id")], erase: Act::Delete, ages: &[],
        columns: &[
            TENANT,
            personal("profile_id", &IDENTITY, Id("prof")),
            personal("streams",    &IDENTITY, Hidden),
            personal("created_at", &IDENTITY, Time),
            technical("next_change_at", BOOKKEEPING),
        ],
    },
    about_nobody("reader", &[TENANT, technical("consumer", BOOKKEEPING), technical("seq", BOOKKEEPING)]),
    Table {
        name: "contact", erase: Act::Delete, ages: &[],
        found: &[by(Way::Contact, "contact_id"), by(Way::Fingerprint, "channel IN (1, 2) AND fp")],
        columns: &[
            TENANT,
            personal("profile_id",      &CONTACT, Hidden),
            personal("contact_id",      &CONTACT, Id("con")),
            personal("channel",         &CONTACT, CHANNELS),
            personal("class",           &CONTACT, CLASSES),
            personal("fp",              &CONTACT, Hidden),
            technical("fp_v", "how fingerprints are made"),
            personal("sealed",          &CONTACT, Address),
            technical("key_epoch", "which key seals"),
            personal("language",        &CONTACT, Plain),
            personal("source",          &CONTACT, Plain),
            personal("place",           &CONTACT, Plain),
            personal("standings",       &CONSENT, Hidden),
            personal("created_at",      &CONTACT, Time),
            personal("verified_at",     &CONTACT, Time),
            personal("confirm_sent_at", &CONTACT, Time),
            personal("confirm_count",   &CONTACT, Plain),
            personal("import_id",       &CONTACT, Id("imp")),
            personal("pace",            &CONTACT, PACES),
            personal("paused_until",    &CONTACT, Time),
        ],
    },
    about_nobody("wording", &[
        TENANT, technical("wording_id", SETTING), technical("purpose", SETTING), technical("language", SETTING), technical("version", SETTING),
        technical("text", SETTING), technical("valid_from", SETTING),
    ]),
    Table {
        name: "consent_entry", erase: Act::Keep(PROOF),
        found: &[by(Way::Subject, "subject_id")],
        ages: &[age("at", CONSENT.term, EVIDENCE_AGE)],
        columns: &[
            TENANT,
            personal("seq",          &CONSENT, Plain),
            personal("at",           &CONSENT, Time),
            personal("purpose",      &CONSENT, PURPOSES),
            personal("channel",      &CONSENT, CHANNELS),
            personal("subject_kind", &CONSENT, SUBJECTS),
            personal("subject_id",   &CONSENT, Hidden),
            personal("act",          &CONSENT, ACTS),
            personal("wording_id",   &CONSENT, Plain),
            personal("language",     &CONSENT, Plain),
            personal("place",        &CONSENT, Plain),
            personal("method",       &CONSENT, Plain),
            personal("evidence",     &CONSENT, Json),
            technical("salt", "random"),
            personal("canonical",    &CONSENT, Hidden),
            personal("known_at",     &CONSENT, Time),
        ],
    },
    Table {
        name: "consent", erase: Act::Keep(PROOF),
        found: &[by(Way::Subject, "channel IN (0, 1, 2) AND subject_kind IN (1, 2, 3) AND subject_id")],
        ages: &[age("at", CONSENT.term, EVIDENCE_AGE)],
        columns: &[
            TENANT,
            personal("channel",      &CONSENT, CHANNELS),
            personal("subject_kind", &CONSENT, SUBJECTS),
            personal("subject_id",   &CONSENT, Hidden),
            personal("purpose",      &CONSENT, PURPOSES),
            personal("state",        &CONSENT, STANDINGS),
            personal("entry_seq",    &CONSENT, Plain),
            personal("at",           &CONSENT, Time),
        ],
    },
    Table {
        name: "suppression", erase: Act::Keep(REFUSAL),
        found: &[by(Way::Fingerprint, "channel IN (1, 2) AND fp")],
        ages: &[age("at", SUPPRESSION.term, Then::Listed("the address is refused as long as its consent is proven withdrawn"))],
        columns: &[
            TENANT,
            personal("channel",    &SUPPRESSION, CHANNELS),
            personal("fp",         &SUPPRESSION, Hidden),
            personal("scope",      &SUPPRESSION, SCOPES),
            personal("reason",     &SUPPRESSION, Plain),
            personal("at",         &SUPPRESSION, Time),
            personal("entry_seq",  &SUPPRESSION, Plain),
            personal("undo_until", &SUPPRESSION, Time),
            personal("done_at",    &SUPPRESSION, Time),
        ],
    },
    Table {
        name: "reach", found: &[by(Way::Profile, "profile_id")], erase: Act::Delete, ages: &[],
        columns: &[
            TENANT,
            personal("profile_id", &ENGAGEMENT, Hidden),
            personal("active_day", &BEHAVIOUR, Plain),
            personal("sent",       &ENGAGEMENT, Hidden),
        ],
    },
    about_nobody("walk", &[
        TENANT, technical("name", BOOKKEEPING), technical("day", BOOKKEEPING), technical("upto", "where the day's walk goes on; nobody, once it is through"),
    ]),
    about_nobody("policy", &[
        TENANT, technical("version", SETTING), technical("at", SETTING), technical("body", SETTING), technical("reason", SETTING),
        technical("member_id", SETTING),
    ]),
    about_nobody("duty", &[
        TENANT, technical("seq", SETTING), technical("at", SETTING), technical("known_at", SETTING), technical("act", SETTING),
        technical("detail", SETTING), technical("member_id", SETTING),
    ]),
    Table {
        name: "decision_block", found: &[], erase: Act::Rewrite,
        ages: &[age("at", DECISION.term, Then::Delete)],
        columns: &[
            TENANT, technical("origin", BOOKKEEPING), technical("chunk", BOOKKEEPING), technical("at", BOOKKEEPING),
            personal("body", &DECISION, Hidden),
        ],
    },
    about_nobody("item", &[
        TENANT, technical("item_id", CATALOGUE), technical("sku", CATALOGUE), technical("title", CATALOGUE), technical("category", CATALOGUE),
        technical("price_minor", CATALOGUE), technical("currency", CATALOGUE), technical("url", CATALOGUE), technical("image_url", CATALOGUE),
        technical("stock", CATALOGUE), technical("updated_at", CATALOGUE), technical("brand", CATALOGUE), technical("item_group", CATALOGUE),
        technical("description", CATALOGUE), technical("feed_id", CATALOGUE),
    ]),
    about_nobody("feed", &[
        TENANT, technical("feed_id", SETTING), technical("url", SETTING), technical("complete", SETTING), technical("every_minutes", SETTING),
        technical("created_at", SETTING), technical("next_due_at", BOOKKEEPING), technical("failures", BOOKKEEPING), technical("etag", BOOKKEEPING),
        technical("last_modified", BOOKKEEPING), technical("valid_until", BOOKKEEPING), technical("fetched_at", BOOKKEEPING),
        technical("loaded_at", BOOKKEEPING), technical("held_since", BOOKKEEPING), technical("stored", BOOKKEEPING), technical("refused", BOOKKEEPING),
        technical("gone", BOOKKEEPING), technical("held_back", BOOKKEEPING), technical("outcome", BOOKKEEPING),
    ]),
    Table {
        name: "orders", found: &[by(Way::Stream, "stream_id"), by(Way::Message, "message_id")], erase: Act::Strip,
        ages: &[age("at", ORDER.term, Then::Strip(&["stream_id", "items", "message_id"]))],
        columns: &[
            TENANT,
            personal("order_no",    &ORDER, Plain),
            personal("stream_id",   &ORDER, Hidden).to("NULL"),
            personal("at",          &ORDER, Time),
            personal("total_minor", &ORDER, Plain),
            personal("currency",    &ORDER, Plain),
            personal("items",       &ORDER, Json).to("'[]'"),
            personal("status",      &ORDER, Plain),
            technical("origin", "of the total it counts to"),
            personal("message_id",  &ORDER, Hidden).to("NULL"),
        ],
    },
    about_nobody("template", &[
        TENANT, technical("template_id", SETTING), technical("version", SETTING), technical("language", SETTING), technical("name", SETTING),
        technical("kind", SETTING), technical("source", SETTING), technical("published", SETTING), technical("created_at", SETTING),
    ]),
    about_nobody("journey", &[
        TENANT, technical("journey_id", SETTING), technical("version", SETTING), technical("name", SETTING), technical("status", SETTING),
        technical("definition", SETTING), technical("created_at", SETTING),
    ]),
    Table {
        name: "instance", found: &[by(Way::Profile, "profile_id")], erase: Act::Delete,
        ages: &[age("due_at", BEHAVIOUR.term, Then::Delete)],
        columns: &[
            TENANT, technical("instance_id", BOOKKEEPING),
            personal("journey_id", &BEHAVIOUR, Plain),
            personal("version",    &BEHAVIOUR, Plain),
            personal("profile_id", &BEHAVIOUR, Hidden),
            personal("state",      &BEHAVIOUR, JOURNEYS),
            personal("step",       &BEHAVIOUR, Plain),
            personal("due_at",     &BEHAVIOUR, Time),
            personal("context",    &BEHAVIOUR, Json),
            personal("entered_at", &BEHAVIOUR, Time),
            personal("ended_as",   &BEHAVIOUR, Plain),
            technical("rest", BOOKKEEPING),
        ],
    },
    Table {
        name: "message", found: &[by(Way::Contact, "contact_id"), by(Way::Profile, "profile_id")], erase: Act::Strip,
        ages: &[
            age("due_at", CONTENT.term, Then::Strip(&["items"])),
            age("due_at", ENGAGEMENT.term, Then::Strip(&["contact_id", "profile_id", "facts", "reply"])),
        ],
        columns: &[
            TENANT,
            personal("message_id",       &ENGAGEMENT, Id("msg")),
            technical("origin", "the journey or campaign"),
            technical("visit", "which pass through it, made at random or by a keyed hash"),
            personal("contact_id",       &ENGAGEMENT, Id("con")).to("NULL"),
            personal("profile_id",       &ENGAGEMENT, Hidden).to("NULL"),
            personal("channel",          &ENGAGEMENT, CHANNELS),
            personal("kind",             &ENGAGEMENT, USES),
            personal("template_id",      &ENGAGEMENT, Plain),
            personal("template_version", &ENGAGEMENT, Plain),
            personal("language",         &ENGAGEMENT, Plain),
            personal("state",            &ENGAGEMENT, STATES),
            personal("due_at",           &ENGAGEMENT, Hidden),
            technical("attempts", BOOKKEEPING), technical("owner", BOOKKEEPING),
            personal("facts",            &ENGAGEMENT, Json).to("'{}'"),
            personal("items",            &CONTENT,    Json).to("'{}'"),
            personal("reply",            &ENGAGEMENT, Plain).to("''"),
            personal("capped_at",        &ENGAGEMENT, Hidden),
            personal("created_at",       &ENGAGEMENT, Time),
            personal("changed_at",       &ENGAGEMENT, Time),
            personal("purpose",          &ENGAGEMENT, PURPOSES),
            personal("priority",         &ENGAGEMENT, Plain),
        ],
    },
    about_nobody("import", &[
        TENANT, technical("import_id", SETTING), technical("instruction", SETTING), technical("label", SETTING), technical("kind", SETTING),
        technical("channel", SETTING), technical("source_kind", SETTING), technical("source_name", SETTING), technical("basis", SETTING),
        technical("purposes", SETTING), technical("evidence", SETTING), technical("attested_words", SETTING),
        technical("attested_by", SETTING), technical("at", SETTING), technical("inform_by", SETTING),
    ]),
    about_nobody("import_run", &[
        TENANT, technical("import_id", SETTING), technical("closed_at", SETTING), technical("read", TOTALS), technical("added", TOTALS),
        technical("known", TOTALS), technical("without_evidence", TOTALS), technical("suppressed", TOTALS), technical("invalid", TOTALS),
        technical("invalid_first", FAULTY),
    ]),
    about_nobody("import_part", &[
        TENANT, technical("import_id", SETTING), technical("part", BOOKKEEPING),
        technical("digest", "under the company's key, so that a part is known again: nobody else can try addresses against it"),
        technical("read", TOTALS), technical("done", BOOKKEEPING), technical("added", TOTALS), technical("known", TOTALS),
        technical("without_evidence", TOTALS), technical("suppressed", TOTALS), technical("invalid", TOTALS),
        technical("invalid_first", FAULTY),
    ]),
    about_nobody("declaration", &[
        TENANT, technical("kind", SETTING), technical("name", SETTING), technical("purpose", SETTING), technical("properties", SETTING),
        technical("created_at", SETTING), technical("ended_at", SETTING),
    ]),
    about_nobody("tally", &[
        TENANT, technical("origin", "a total"), technical("day", "a total"), technical("kind", "a total"), technical("n", "a total"), technical("amount", "a total"),
    ]),
    Table {
        name: "erasure", found: &[], erase: Act::Keep("C13: a fingerprint or a keyed hash, to erase again what a restored backup brings back"),
        ages: &[age("at", ERASURE.term, Then::Listed("older than every backup is enough; the term is longer"))],
        columns: &[
            TENANT, technical("seq", BOOKKEEPING),
            personal("at",      &ERASURE, Time),
            personal("subject", &ERASURE, Hidden),
            personal("reason",  &ERASURE, Plain),
        ],
    },
];
