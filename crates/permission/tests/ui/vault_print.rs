//! Neither contact data nor a key has a text form, so none reaches a log, an error or a report.
use placet_permission::vault::{MasterKey, Personal, Plain, Sealed, TenantKeys};

fn show<T: Personal>(sealed: &Sealed<T>, plain: &Plain<T>) -> String {
    format!("{sealed} {plain}")
}

fn log<T: Personal>(sealed: &Sealed<T>, plain: &Plain<T>) -> String {
    format!("{sealed:?} {plain:?}")
}

fn log_keys(master: &MasterKey, keys: &TenantKeys) -> String {
    format!("{master:?} {keys:?}")
}

fn main() {}
