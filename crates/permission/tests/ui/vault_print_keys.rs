use placet_permission::vault::{MasterKey, TenantKeys};

fn log(master: &MasterKey, keys: &TenantKeys) -> String {
    format!("{master:?} {keys:?}")
}

fn main() {}
