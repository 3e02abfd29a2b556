//! Roles, and the permission matrix: which of them may do what.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a member is at a tenant; [`Role::Operator`] is one of the installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers for the tenant: everything, members included.
    Owner,
    /// Makes campaigns and journeys, and sees what comes of them.
    Marketer,
    /// Sees totals, and nothing about one person.
    Analyst,
    /// Wires up the shop: keys, events, what arrives.
    Developer,
    /// Watches over people's data: what is kept about whom and why, and who looked.
    PrivacyOfficer,
    /// Answers people who write in.
    Support,
    /// Runs the installation, for all tenants; sees nothing about any tenant's people.
    Operator,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 7] = [
        Role::Owner,
        Role::Marketer,
        Role::Analyst,
        Role::Developer,
        Role::PrivacyOfficer,
        Role::Support,
        Role::Operator,
    ];

    /// Its name in the database, the API and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Marketer => "marketer",
            Role::Analyst => "analyst",
            Role::Developer => "developer",
            Role::PrivacyOfficer => "privacy_officer",
            Role::Support => "support",
            Role::Operator => "operator",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The names of what it may do.
    pub fn may(self) -> Vec<&'static str> {
        ACTIONS.iter().filter(|(_, roles)| roles.contains(&self)).map(|(name, _)| *name).collect()
    }
}

/// Something a member may do: a resource and what is done with it. The types of [`actions`] alone.
pub trait Action: Send + Sync + 'static {
    /// `resource:action`, as the document of the API names it.
    const NAME: &'static str;
    /// Who may.
    const ROLES: &'static [Role];
}

macro_rules! matrix {
    ($($(#[$doc:meta])* $action:ident $name:literal: $($role:ident)*;)*) => {
        /// One type per action, for [`May`](crate::May).
        pub mod actions {
            use super::{Action, Role};
            $(
                $(#[$doc])*
                #[derive(Clone, Copy, Debug)]
                pub struct $action;
                impl Action for $action {
                    const NAME: &'static str = $name;
                    const ROLES: &'static [Role] = &[$(Role::$role),*];
                }
            )*
        }
        /// The permission matrix: every action and who may.
        pub const ACTIONS: &[(&str, &[Role])] = &[$(($name, &[$(Role::$role),*])),*];
    };
}

matrix! {
    /// The dashboard: totals of the tenant.
    OverviewRead "overview:read": Owner Marketer Analyst Developer PrivacyOfficer Support;
    /// Profiles and their timelines, without contact data.
    ProfilesRead "profiles:read": Owner Marketer PrivacyOfficer Support;
    /// One person's address, for a stated reason (R183).
    ContactsView "contacts:view": Owner PrivacyOfficer Support;
    /// Journeys and what came of them, in totals.
    JourneysRead "journeys:read": Owner Marketer Analyst PrivacyOfficer Support;
    /// Pausing and resuming journeys.
    JourneysEdit "journeys:edit": Owner Marketer;
    /// Messages, their states and the decisions they rest on.
    MessagesRead "messages:read": Owner Marketer PrivacyOfficer Support;
    /// Orders and which message brought them.
    OrdersRead "orders:read": Owner Marketer Support;
    /// Why people were not written to, and whether one could be now; no contact data.
    DecisionsRead "decisions:read": Owner Marketer PrivacyOfficer Support;
    /// What one person agreed and objected to: every entry of the ledger.
    LedgerRead "ledger:read": Owner PrivacyOfficer Support;
    /// What data is used for and how much people get; what was changed of that.
    PurposesRead "purposes:read": Owner Marketer Analyst Developer PrivacyOfficer;
    /// Changing a purpose and on what it rests; adding one.
    PurposesWrite "purposes:write": Owner PrivacyOfficer;
    /// Changing caps and quiet hours.
    CapsWrite "caps:write": Owner Marketer PrivacyOfficer;
    /// What the tenant must have done before anything is sent.
    DutiesRead "duties:read": Owner Marketer Analyst Developer PrivacyOfficer Support;
    /// Accepting the duties of a controller (R009).
    DutiesAccept "duties:accept": Owner;
    /// How many addresses are refused, and never which.
    SuppressionsRead "suppressions:read": Owner Marketer Analyst PrivacyOfficer;
    /// The catalogue.
    ItemsRead "items:read": Owner Marketer Analyst Developer PrivacyOfficer Support;
    /// What arrives from the shop, and what is refused.
    IngestRead "ingest:read": Owner Developer PrivacyOfficer;
    /// Which events are declared, and for what.
    DeclarationsRead "declarations:read": Owner Marketer Developer PrivacyOfficer;
    /// Declaring an event with its purpose, and ending that.
    DeclarationsEdit "declarations:edit": Owner Developer PrivacyOfficer;
    /// Imports of people, with their evidence and what came of them; never the people.
    ImportsRead "imports:read": Owner Marketer Analyst Developer PrivacyOfficer;
    /// Importing people, and lists of those who said no elsewhere.
    ImportsWrite "imports:write": Owner Marketer;
    /// The tenant's name, sender, addresses and brand.
    SettingsRead "settings:read": Owner Marketer Analyst Developer PrivacyOfficer Support;
    /// Changing them.
    SettingsEdit "settings:edit": Owner;
    /// Which keys there are; never the keys themselves.
    KeysRead "keys:read": Owner Developer;
    /// Making and revoking keys.
    KeysEdit "keys:edit": Owner Developer;
    /// Who works here.
    MembersRead "members:read": Owner PrivacyOfficer;
    /// Inviting and removing members, and their roles.
    MembersEdit "members:edit": Owner;
    /// Who saw or changed what.
    AuditRead "audit:read": Owner PrivacyOfficer;
    /// The list of tenants, of the whole installation.
    TenantsRead "tenants:read": Operator;
    /// How many addresses opted out of every tenant's messages.
    OptOutsRead "opt_outs:read": Operator;
    /// What members did with their accounts, and who came to run the installation.
    InstallationAuditRead "installation_audit:read": Operator;
}

/// The matrix as a table in Markdown: what `docs/permissions.md` holds.
pub fn matrix() -> String {
    let mut out = String::from("| |");
    let line = |out: &mut String, cells: &mut dyn Iterator<Item = &str>| {
        cells.for_each(|cell| {
            let _ = write!(out, " {cell} |");
        });
        out.push('\n');
    };
    line(&mut out, &mut Role::ALL.iter().map(|role| role.name()));
    out.push_str("|---|");
    line(&mut out, &mut Role::ALL.iter().map(|_| ":-:"));
    for (action, roles) in ACTIONS {
        let _ = write!(out, "| {action} |");
        line(&mut out, &mut Role::ALL.iter().map(|role| if roles.contains(role) { "yes" } else { "·" }));
    }
    out
}
